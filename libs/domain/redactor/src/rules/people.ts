import {
  ALNUM,
  COLON,
  DASH,
  DOT,
  EQUALS,
  LOWER,
  QUOTE,
  SPACE,
  UNDERSCORE,
  UPPER,
  isAt,
  isLeftEdge,
  isLetterBeyondAscii,
  runEnd,
  runStart,
} from '../characters';
import { FAMILY, GIVEN, NO_NAME, isKind } from '../names';
import type { Proofs, RedactionRule, Span } from '../rule';

/*
 * Names have no shape of their own beyond capitals. Three signs are used: a given name that is common somewhere in the
 * world and rarely anything else before a capitalised word; a family name behind one; or a word that introduces a
 * person ("approved by", `cardholder:`, "Frau").
 */

/** Beginnings and endings that long family names of many languages have, and few other words. */
const FAMILY_ENDING =
  /^(?:O['’]|Mc[A-Z])|(?:s(?:son|sen|hita|wamy|inghe|hvili)|vić|vich|enko|[wc]sk[ia]|ck[ia]|wicz|czyk|ová|ridis|o[gğ]lu|poulos|akis|escu|[aá](?:nd|r)ez|[ií]nez|guez|mura|moto|zaki|yama|nathan|raman|d[oó]ttir|kwu|mann|[qk]vist|yan|dze)$/;
const NO_NAME_ENDING =
  /(?:ing|[tsc]ions?|ments?|ness|it(?:y|ies)|[ae]nce|ware|ship|board|base|flow|ology|i(?:cs|es)|able|less|ful|ized?|ised|[eo]rs|dex|ess)$/;

function isNoName(text: string, start: number, end: number): boolean {
  if (isKind(NO_NAME, text, start, end)) return true;
  if (text.charCodeAt(end - 1) === 115 && isKind(NO_NAME, text, start, end - 1)) return true;
  if (end - start < 6) return false;
  const word = text.slice(start, end);
  const hyphen = word.indexOf('-');
  if (hyphen > 0 && isKind(NO_NAME, word, 0, hyphen)) return true;
  return NO_NAME_ENDING.test(word) && !isKind(GIVEN, word) && !isKind(FAMILY, word);
}

/** Before a given name these make a place: San Jose, Port Elizabeth. */
const PLACE_BEFORE = /\b(?:San|Santa|Saint|St\.?|New|Lake|Mount|Port|Fort|Los|Rio|Cape|Camp) $/;

const PARTICLE = / (?:v[ao]n|de[rnl]?|della|d[aiou]s?|l[ae]|bin|ibn|[ae]l|ter?n?|zu|a[fv]|[ye])(?=[ -])/y;

function particleEnd(text: string, at: number): number {
  PARTICLE.lastIndex = at;
  return PARTICLE.test(text) ? PARTICLE.lastIndex : -1;
}

function isCapital(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 128) return code >= 65 && code <= 90;
  return code >= 0xc0 && code < 0x2000 && isLetterBeyondAscii(code) && text[at] !== text[at]!.toLowerCase();
}

/** Where the capitalised word ends that begins at `from`, or -1. CamelCase and capitals are no names; McDonald, O'Brien, Anne-Marie and Ji-hoon are. */
function wordEnd(text: string, from: number): number {
  // al-Farsi
  const begin = text.startsWith('l-', from + 1) && isAt(text, from, LOWER) ? from + 3 : from;
  if (!isCapital(text, begin)) return -1;
  let index = begin + 1;
  /** Capitals in a row; and whether a small letter stood before, anywhere and directly. */
  let capitals = 1;
  let isSmall = false;
  let wasSmall = false;
  for (; index < from + 30; index++) {
    const code = text.charCodeAt(index);
    if (
      (code >= 97 && code <= 122) ||
      (code > 128 && code !== 0x2019 && isLetterBeyondAscii(code) && !isCapital(text, index))
    ) {
      isSmall = wasSmall = true;
      capitals = 0;
    } else if (isCapital(text, index)) {
      // In capitals throughout only what is known.
      if (++capitals === 3 && !isSmall) {
        const end = runEnd(text, index, UPPER, 26);
        return isKind(GIVEN, text, begin, end) || isKind(FAMILY, text, begin, end) ? end : -1;
      }
      if (capitals > 2 || (wasSmall && !/^(?:Ma?c|D[ei]|L[ae]|Van)$/.test(text.slice(begin, index)))) return -1;
      wasSmall = false;
    } else if (
      (code === 39 || code === 0x2019 || code === 45) &&
      (isCapital(text, index + 1) || (code === 45 && isAt(text, index + 1, LOWER) && isAt(text, index + 2, LOWER)))
    ) {
      capitals = 0;
      wasSmall = false;
    } else break;
  }
  return isSmall ? index : -1;
}

/** Where the name ends that begins at `at` and has so many words at least, or -1. */
function nameEnd(text: string, at: number, least: number): number {
  let end = wordEnd(text, at);
  if (end < 0 || isNoName(text, at, end)) return -1;
  let words = 1;
  for (let index = end; words < 4; ) {
    // Okafor, Fatima
    const comma = words === 1 && text.startsWith(', ', index) ? 1 : 0;
    index += comma;
    if (text.charCodeAt(index) !== 32) break;
    if (isAt(text, index + 1, LOWER)) {
      const behind = particleEnd(text, index);
      if (behind > 0 && text.charCodeAt(behind) === 32) {
        index = behind;
        continue;
      }
    }
    // A middle initial: J. Smith.
    if (text.startsWith('. ', index + 2) && isAt(text, index + 1, UPPER)) {
      index += 3;
      continue;
    }
    const next = wordEnd(text, index + 1);
    if (next < 0 || (comma && !isKind(GIVEN, text, index + 1, next))) break;
    // Behind a first name alone, a word that is no name makes it none: Kong Gateway.
    if (isNoName(text, index + 1, next)) return words > 1 ? end : -1;
    end = index = next;
    words++;
  }
  return words < least ? -1 : end;
}

/** How many capitalised words stand before, four at most. */
function capitalsBefore(text: string, at: number): number {
  let count = 0;
  for (let end = at; count < 4 && text.charCodeAt(end - 1) === 32; count++) {
    const start = runStart(text, end - 1, LOWER, 0, 24) - 1;
    if (!isAt(text, start, UPPER)) break;
    end = start;
  }
  return count;
}

function words(list: string): string[] {
  return list.split(' ');
}

/** Titles, which in small letters are units and abbreviations. One word behind them is a name. */
const TITLES = words(
  'Mr Mrs Ms Miss Mx Dr Prof Sir Madam Herr Herrn Frau Monsieur Madame Mme Sr Sra Sig Signora Dhr Mevrouw Pan Pani',
);
/** Fields that hold one part of a name. */
const PARTS = words(
  'first last given family middle sur fore firstname lastname surname forename vorname nachname prenom apellido apellidos givenname familyname cognome',
);
/** Who did it, in the languages of {@link DONE}. */
const BY = words('by von par por da door przez av af');
const TOWARDS = words('to with from');
const ROLES = words(
  'assignee commander reporter approver author cc bcc attn oncall on-call engineer requester requestor manager contact patient employee customer user subscriber passenger cardholder holder beneficiary owner owners lead scribe dri attendee attendees participant participants signature signed ansprechpartner responsable verantwortlich dba sre cto ceo cio ciso developer analyst operator technician colleague paged called messaged pinged interviewed contacted notified asked emailed phoned informed fullname customername displayname full hi hello dear thanks regards payee payer recipient sender buyer seller tenant guest driver nurse doctor agent editor maintainer thank reach kontakt kunde kunden kundin mitarbeiter cliente client usuario utilisateur ic resolver responder investigator coordinator supervisor moderator implementer submitter tester consultant accountant assistant secretary officer trustee applicant claimant insured policyholder student visitor caller witness spouse duty reviewer cn',
);

/** What introduces whoever stands behind it is no name itself. */
const INTRODUCING = new Set([...PARTS, ...ROLES, ...TITLES.map((title) => title.toLowerCase()), 'señor', 'señora']);

/** What only people have or do. */
const BEHIND =
  /(?:["']? <[^\s<>]{1,64}@|,? (?:said|told|noticed|confirmed|approved|called|asked|wrote|replied|acknowledged|suggested|explained|complained|joined|emailed|restarted|rolled|reverted|merged|paged|escalated|investigated|could not|rang|p(?:hon|ing)ed|messaged|noted|logged|tried|wants|report(?:s|ed)?|mentioned|gave|saw|found|fixed|ran|applied|deployed|pushed|opened|raised|flagged|spotted|contacted|says|meldete|rief)\b)/y;

const person: RedactionRule = {
  id: 'person-name',
  category: 'person_name',
  on: { begin: 'capital', next: "abcdefghijklmnopqrstuvwxyz'" },
  find: (text, at) => {
    // Most capitals begin a sentence: the cheap question first, whether a second capitalised word follows.
    let index = at + 1;
    const reach = at + 24;
    let code = text.charCodeAt(index);
    while (
      index < reach &&
      ((code >= 97 && code <= 122) || code === 39 || code === 45 || code > 127 || (code >= 65 && code <= 90))
    )
      code = text.charCodeAt(++index);
    if (code !== 32 || index - at < 2 || !isCapital(text, at)) return undefined;
    // Particles have two or three letters, or five.
    if (
      !isCapital(text, index + 1) &&
      !(
        isAt(text, index + 1, LOWER) &&
        (isAt(text, index + 3, SPACE | DASH) || isAt(text, index + 4, SPACE | DASH) || isAt(text, index + 6, SPACE)) &&
        particleEnd(text, index) > index + 2
      )
    )
      return undefined;
    if (!isLeftEdge(text, at) || text[at - 1] === '/' || text[at - 1] === '.') return undefined;
    const first = text.slice(at, index);
    if (INTRODUCING.has(first.toLowerCase())) return undefined;
    const isGiven = isKind(GIVEN, first.split('-', 1)[0]!);
    // In headings every word has a capital.
    if (!isGiven && capitalsBefore(text, at) === 4) return undefined;
    const end = nameEnd(text, at, 2);
    if (end < 0 || PLACE_BEFORE.test(text.slice(Math.max(0, at - 8), at))) return undefined;
    if (isGiven) return { start: at, end };
    const last = text.slice(text.lastIndexOf(' ', end - 1) + 1, end);
    if (isKind(FAMILY, last.split('-', 1)[0]!) || (last.length > 5 && FAMILY_ENDING.test(last)))
      return { start: at, end };
    // Ann Sothern <ann@…>; Ann Sothern restarted it.
    BEHIND.lastIndex = end;
    return BEHIND.test(text) ? { start: at, end } : undefined;
  },
};

const titled: RedactionRule = {
  id: 'person-titled',
  category: 'person_name',
  on: { literals: TITLES, behind: SPACE | DOT },
  find: (text, at, after) => {
    const start = after + (text[after] === '.' ? 2 : 1);
    if (text[start - 1] !== ' ' || !isLeftEdge(text, at)) return undefined;
    const end = nameEnd(text, start, 1);
    return end < 0 ? undefined : { start, end };
  },
};

const PART = /([ _-]?name)?["'\\]{0,2}\s?(?:[:=>]|is|was)\s{0,2}["'\\]{0,3}/iy;

const named: RedactionRule = {
  id: 'person-part',
  category: 'person_name',
  on: { literals: PARTS, anyCase: true },
  find: (text, at, after) => {
    PART.lastIndex = after;
    const part = PART.exec(text);
    // The short ones are only a part of a field's name.
    if (!part || (after - at < 7 && !part[1])) return undefined;
    const start = PART.lastIndex;
    const end = nameEnd(text, start, 1);
    return end < 0 ? undefined : { start, end };
  },
};

/** A deed in the passive, before the word for "by". */
const DONE =
  /(?:^|[\s"'_([{>-])(?!(?:caused|followed|replaced|powered|backed|provided|hosted|blocked|affected|limited|preceded|impacted|used|sorted|grouped|ordered|filtered|divided|consumed|delayed|throttled|exceeded|triggered) )[\p{L}-]{3,20}(?:e[dn]|ound|un|ade?|o?ent|ought|ote|é?t|ée?|[dt]o|ta|n[ey])(?:[ _-](?:off|out|back|up|in|over|down))?[ _-]?$/iu;
const MOVED = '(?:hand(?:over|off|ed|ing)|changed|moved|switched)';
const TO_PERSON = new RegExp(
  `(?:(?:assigned|escalated|belongs|transferred|delegated|according|thank(?:s| you)|shipp(?:ing|ed)|delivered|addressed|spoke|talk(?:ed|ing)|refund(?:ed)?|payout|payment|sent|reported|forwarded|handed(?: over)?|kudos|credit|shout-?out|${MOVED}[^.\\n]{0,40}) |^|[\\n"'])$`,
  'i',
);
const WITH_PERSON =
  /(?:(?:spoken?|talked|speaking|met|meeting|call|together|worked|pair(?:ed|ing)|dm|ping|chat(?:ted)?|touch|thread|sync|conversation|discussion|verified|confirmed|checked|agreed|help|handover|message|e?mail|report|request|complaint|question|feedback|reply|approval|input|confirmation|over|changed|moved|switched) |^|[\n"'])$/i;

/** What stands between the word and the name. */
const BETWEEN =
  /(?:[ _-]?(?:full[ _-]?)?name)?(?: (?:was|is|now|then|also|today|engineer|lead|commander|manager|person|contact|owner|holder|member|on call|on duty)){0,2}["'\\]{0,2}(?:\s?[:=>#–—-]|[,.!])?\s{0,2}["'\\<({[*_]{0,3}/iy;
const AND = /(?:, (?:and )?| and | & |; ?)/y;

/** Whether a name may stand a few signs behind the word: mostly another word does, in small letters. */
function mayIntroduce(text: string, after: number): boolean {
  let index = after;
  let code = text.charCodeAt(index);
  // Signs and spaces; no letter, no digit.
  while (index < after + 10 && code < 128 && !isAt(text, index, ALNUM)) code = text.charCodeAt(++index);
  if (!(code >= 97 && code <= 122)) return code > 127 || (code >= 65 && code <= 90);
  // Behind a space, the words of BETWEEN; behind none, `name`.
  return index - after < 2 && (code === 110 || code === 102 || (index > after && 'wtaelcmpohi'.includes(text[index]!)));
}

const introduced: RedactionRule = {
  id: 'person-introduced',
  category: 'person_name',
  on: { literals: [...TOWARDS, ...ROLES], anyCase: true },
  find: (text, at, after) => {
    if (!mayIntroduce(text, after)) return undefined;
    BETWEEN.lastIndex = after;
    BETWEEN.test(text);
    const start = BETWEEN.lastIndex;
    if (start === after) return undefined;
    const towards = after - at < 5 && TOWARDS.includes(text.slice(at, after).toLowerCase());
    if (towards) {
      // As the heading of a message, or behind a verb.
      const before = text.slice(Math.max(0, at - 48), at);
      if (
        !(after - at === 2 ? TO_PERSON : WITH_PERSON).test(before) ||
        (/(?:^|[\n"'])$/.test(before) && !/[:"']/.test(text.slice(after, start)))
      )
        return undefined;
    }
    return namesFrom(text, start);
  },
};

const done: RedactionRule = {
  id: 'person-done-by',
  category: 'person_name',
  on: { literals: BY, anyCase: true, behind: SPACE | QUOTE | COLON | EQUALS | UNDERSCORE | DASH },
  find: (text, at, after) => {
    if (!mayIntroduce(text, after)) return undefined;
    BETWEEN.lastIndex = after;
    BETWEEN.test(text);
    return isCapital(text, BETWEEN.lastIndex) && DONE.test(text.slice(Math.max(0, at - 48), at))
      ? namesFrom(text, BETWEEN.lastIndex)
      : undefined;
  },
};

/** One name, or a list of them. */
function namesFrom(text: string, from: number): readonly Span[] | undefined {
  const found: Span[] = [];
  for (let start = from; found.length < 8; start = AND.lastIndex) {
    const end = nameEnd(text, start, 2);
    if (end < 0) break;
    found.push({ start, end });
    AND.lastIndex = end;
    if (!AND.test(text)) break;
  }
  return found.length === 0 ? undefined : found;
}

export const peopleRules: readonly RedactionRule[] = [titled, named, introduced, done, person];

export const proofs: Proofs = {
  'person-name': {
    finds: [
      '«Fatima Okafor» called support',
      '«Ann Sothern» <ann@localhost>',
      'Our man there, «Marguerite Delacroix», confirmed it',
      'then «Rukmini Venkataraman» and «Tunde Okonkwo» joined',
      'handled: «Anne-Marie van Dijk»',
      'then «Émilie Dubois» and «Łukasz Wójcik» joined',
      "with «Tara O'Hagan»",
    ],
    leaves: [
      'Amazon Elastic Compute Cloud was degraded',
      'Spring Boot and Apache Kafka upgrades',
      'Black Friday traffic',
      'Simple Queue Service backlog',
      'Java Virtual Machine',
      'Jenkins Pipeline and Grafana Dashboard',
      'Victoria Metrics, Ruby on Rails, Julia Language',
    ],
  },
  'person-titled': {
    finds: ['Frau «Brandt» and Dr. «Oppenheim» agreed', 'Mr «Osterman»'],
    leaves: ['Sr Engineer', '20 Ms', 'Dr. is a title'],
  },
  'person-part': {
    finds: ['{"firstName":"«Zanele»","lastName":"«Khumalo»"}', 'surname: «Brandt»'],
    leaves: ['first name and last name are masked', 'Last: Orders'],
  },
  'person-done-by': {
    finds: [
      "The change was approved by «Ingrid O'Brien» at 14:05.",
      'genehmigt von «Heike Brandt», approuvé par «Aurélien Petit»',
      'createdBy: "«Guðrún Jónsdóttir»"',
      'Signed-off-by: «Ann Sothern»',
    ],
    leaves: ['approved by Change Advisory Board', 'caused by Connection Pool Exhaustion', 'von Neumann architecture'],
  },
  'person-introduced': {
    finds: [
      'Incident commander: «Kenji Haddad»',
      'assignee="«Xolani Mbeki»"',
      'Hi «Carlos Okafor», the rollback',
      'cc: «Anne-Marie van Dijk»',
      'Participants: «Željko Marković», «Park Ji-hoon» and «Rashid al-Farsi»',
      'Caller «Desmond Achebe» hung up',
    ],
    leaves: [
      'Root Cause Analysis follows',
      'owner: Payments Team, displayName: Orders Dashboard',
      'escalated to Vendor Support, user Journey Tests failed',
      'from Frankfurt to Ireland, To: All Staff',
    ],
  },
};
