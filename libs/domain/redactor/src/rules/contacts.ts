import {
  ALNUM,
  BRACKET,
  DASH,
  DIGIT,
  DOT,
  LETTER,
  PERCENT,
  SLASH_PLUS,
  SPACE,
  UNDERSCORE,
  isAt,
  isLetterBeyondAscii,
  isRightEdge,
  runEnd,
  runStart,
} from '../characters';
import type { Proofs, RedactionRule, Span } from '../rule';

const LOCAL = ALNUM | DOT | UNDERSCORE | DASH | PERCENT;
const PRIVATE_SUFFIX =
  /\.(?:internal|local|corp|lan|intranet|intra|private|home|consul|svc|arpa|localdomain|compute|amazonaws\.com(?:\.cn)?)$|\.privatelink\./i;

// RFC 5321: 64 characters before the sign, 255 behind.
const email: RedactionRule = {
  id: 'email',
  category: 'email',
  on: { literals: ['@'], behind: ALNUM },
  find: (text, at, after, floor) => {
    if (!isAt(text, after, ALNUM) && !isLetterBeyondAscii(text.charCodeAt(after))) return undefined;
    let start = at;
    const limit = Math.max(floor, at - 64);
    while (
      start > limit &&
      (isAt(text, start - 1, LOCAL) ||
        "+'".includes(text[start - 1]!) ||
        isLetterBeyondAscii(text.charCodeAt(start - 1)))
    )
      start--;
    // `\nann@…` inside a JSON string, and `%3Aann@…` in a URL.
    if (text.charCodeAt(start - 1) === 92 && 'nrt'.includes(text[start]!)) start++;
    const percent = text.slice(start, at).lastIndexOf('%');
    if (percent >= 0 && /^%[0-9a-f]{2}/i.test(text.slice(start + percent, start + percent + 3))) start += percent + 3;
    while (start < at && !isAt(text, start, ALNUM | UNDERSCORE) && !isLetterBeyondAscii(text.charCodeAt(start)))
      start++;
    if (start >= at && text[at - 1] === '"' && text[at - 2] !== '"') {
      const quote = text.lastIndexOf('"', at - 2);
      if (quote >= limit && !text.slice(quote, at).includes('\n')) start = quote;
    }
    if (start >= at || isAt(text, at - 1, DOT) || (text[start - 1] === '/' && text[start - 2] === '/'))
      return undefined;
    let end = after;
    const reach = Math.min(text.length, after + 255);
    while (end < reach && (isAt(text, end, ALNUM | DASH | DOT) || isLetterBeyondAscii(text.charCodeAt(end)))) end++;
    while (end > after && isAt(text, end - 1, DOT | DASH)) end--;
    const domain = text.slice(after, end);
    const dot = domain.lastIndexOf('.');
    if (dot <= 0 || !/^(?:\p{L}{2,24}|xn--[a-z0-9-]+)$/u.test(domain.slice(dot + 1)) || domain.includes('..'))
      return undefined;
    if (PRIVATE_SUFFIX.test(domain)) return undefined;
    const local = text.slice(start, at);
    // git@host:path is an address of code; name@1.2.3 and image@sha256 end in no top-level domain and fail above.
    if (local === 'git' && (text[end] === ':' || text[end] === '/')) return undefined;
    return { start, end };
  },
};

const DOT_WORD = '(?: dot | ?[[({](?:dot|\\.)[\\])}] ?)';
const SPELLED = new RegExp(`[a-z0-9-]{1,40}(?:(?:${DOT_WORD}|\\.)[a-z0-9-]{1,40}){0,4}`, 'iy');
const HAS_DOT_WORD = new RegExp(`${DOT_WORD}[a-z]{2,24}$`, 'i');

// Written so that no machine reads them: otto at acme dot com, otto[at]acme.com, otto@acme[.]com.
const spelledEmail: RedactionRule = {
  id: 'email-spelled',
  category: 'email',
  on: { literals: ['@', 'at', '[at]', '(at)', '[@]', '(@)', '{at}'], anyCase: true },
  find: (text, at, after, floor) => {
    const sign = text[at] === '@' || !isAt(text, at, ALNUM);
    // "at" is mostly a word.
    const inBrackets = isAt(text, at, ALNUM) && '[({'.includes(text[at - 1] ?? 'x');
    let from = at;
    let to = after;
    if (!sign) {
      if (inBrackets || text[at - 1] !== ' ' || text[after] !== ' ') return undefined;
      from--;
      to++;
    } else if (text[at] !== '@') {
      if (text[from - 1] === ' ') from--;
      if (text[to] === ' ') to++;
    }
    if (!isAt(text, from - 1, ALNUM) || !isAt(text, to, ALNUM)) return undefined;
    // Most words behind "at" are followed by another.
    const next = runEnd(text, to, ALNUM | DASH, 40);
    if (text.charCodeAt(next) === 32 && !'d[({'.includes(text[next + 1] ?? '-')) return undefined;
    SPELLED.lastIndex = to;
    if (!SPELLED.test(text)) return undefined;
    const end = SPELLED.lastIndex;
    const domain = text.slice(to, end);
    if (
      text[at] === '@' || !sign ? !HAS_DOT_WORD.test(domain) : !/[.\])}] ?[a-z]{2,24}$| dot [a-z]{2,24}$/i.test(domain)
    )
      return undefined;
    const start = runStart(text, from, LOCAL, floor, 64);
    return start < from && isRightEdge(text, end) ? { start, end } : undefined;
  },
};

/** The digits of a number written in groups, with where it ends. */
export interface Grouped {
  readonly digits: string;
  readonly end: number;
  readonly groups: readonly number[];
  readonly separators: string;
}

const SEPARATORS = ' -./\u00a0\u2009\u202f\u2010\u2011\u2012\u2013';

/** Reads digits with one separator (or brackets) between groups, at most `most` digits in `mostGroups` groups. */
export function grouped(text: string, at: number, most: number, mostGroups = 9): Grouped {
  let index = at;
  let digits = '';
  let separators = '';
  let end = at;
  const groups: number[] = [];
  let isOpen = text[at - 1] === '(';
  while (digits.length <= most) {
    if (text[index] === '(' && isAt(text, index + 1, DIGIT)) {
      isOpen = true;
      index++;
    }
    const next = runEnd(text, index, DIGIT, most + 2);
    if (next === index) break;
    digits += text.slice(index, next);
    groups.push(next - index);
    end = index = next;
    if (groups.length === mostGroups) break;
    if (isOpen && text[index] === ')') {
      isOpen = false;
      index++;
      if (isAt(text, index, DIGIT)) continue;
    }
    // 089 / 123 456
    if (text.startsWith(' / ', index) && isAt(text, index + 3, DIGIT)) index += 2;
    if (!SEPARATORS.includes(text[index] ?? 'x')) break;
    if (!isAt(text, index + 1, DIGIT) && text[index + 1] !== '(') break;
    separators += text[index];
    index++;
  }
  return { digits, end, groups, separators };
}

// ITU-T E.164: a plus, a country code, at most 15 digits.
const international: RedactionRule = {
  id: 'phone-international',
  category: 'phone',
  on: { literals: ['+'], behind: DIGIT },
  find: (text, at, after) => {
    if (!(text.charCodeAt(after) >= 49 && text.charCodeAt(after) <= 57) || isAt(text, at - 1, ALNUM)) return undefined;
    const { digits, end, groups } = grouped(text, after, 15);
    if (digits.length < 8 || digits.length > 15 || !isRightEdge(text, end)) return undefined;
    if (groups.length > 1 && groups[0]! > 4) return undefined;
    // A date behind a version: 1.2.3+20260712.
    if (/^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(digits)) return undefined;
    if (groups.length > 6 || (groups.length > 1 && Math.max(...groups) < 3)) {
      // +33 6 12 34 56 78 is a French number; +10 20 30 40 50 is a list.
      if (!/^(?:33|32|31|41|352|375|7|48|45|47)/.test(digits)) return undefined;
    }
    return { start: at, end };
  },
};

const PHONE_WORDS =
  /^(?:\w{0,16}(?:phone|mobile|contact|tel)(?:s|number|num|no)?|tél|t[eé]l[eé]phone|tel[eé]fon(?:[eo]|nummer|nr)?|mobil|cell|fax|call(?:ed|s|ing|back)?|sms|whatsapp|hotline|dial(?:l?ed)?|r[ia]ng|text(?:ed)?|msisdn|handy|rufnummer|puhelin|numer|celular|móvil|cellulare|portable|gsm|landline|pager|oncall|電話(?:番号)?|携帯|手机|手機|电话|전화|телефон|тел|هاتف)$/;
/** What may stand between such a word and its number. */
const PHONE_FILLER =
  /^(?:num(?:bers?)?|n[ro]|is|was|are|the|at|[ot]n|to|for|from|us|me|his|h[ei][rm]|the(?:ir|m)|my|our|customer|client|user|via|home|work|office|primary|back|and|or|direct|line|[nx])$/;

/** Whether a word for a telephone stands before the number, with nothing else between. */
function hasPhoneWord(text: string, start: number, alone: boolean): boolean {
  const limit = Math.max(0, start - 32);
  for (let count = 0, end = start; count < 3; count++) {
    while (end > limit && !isLetter(text, end - 1)) if (text.charCodeAt(--end) === 10) return false;
    let begin = end;
    while (begin > limit && isLetter(text, begin - 1)) begin--;
    const word = text.slice(begin, end).toLowerCase();
    // "called 1200345 times" counts; so does "calls".
    if (PHONE_WORDS.test(word)) return !alone || !/^(?:call|text|r[ia]ng|dial|numer)(?!back)/.test(word);
    // "reached 1200 300 400" counts, too.
    if (word === 'reached') return count > 0 && !alone;
    if (!PHONE_FILLER.test(word)) return false;
    end = begin;
  }
  return false;
}

function isLetter(text: string, at: number): boolean {
  return isAt(text, at, LETTER) || isLetterBeyondAscii(text.charCodeAt(at));
}

/** Whether so many digits follow before anything that stands in no number: most numbers are short. */
function mayHaveDigits(text: string, from: number, least: number): boolean {
  const limit = from + 32;
  let count = 0;
  for (let index = from; index < limit && count < least; index++) {
    const code = text.charCodeAt(index);
    if (code >= 48 && code <= 57) count++;
    else if (!(code === 32 || (code >= 40 && code <= 47) || code > 127)) break;
  }
  return count >= least;
}

/** `2026-11-03`: most numbers of a log, and no telephone number. */
function isDate(text: string, at: number, after: number): boolean {
  if (after - at !== 4 || text.charCodeAt(after) !== 45) return false;
  const century = (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
  if (century !== 19 && century !== 20) return false;
  const second = text.charCodeAt(after + 2) === 45 ? after + 2 : after + 3;
  return text.charCodeAt(second) === 45 && isAt(text, second - 1, DIGIT) && isAt(text, second + 1, DIGIT);
}

function findNational(text: string, at: number, after: number, floor: number): Span | undefined {
  const length = after - at;
  const next = text[after];
  if (length < 7 && (next === undefined || (!SEPARATORS.includes(next) && next !== ')'))) return undefined;
  const before = text.charCodeAt(at - 1);
  // A dot, a hyphen or a slash; a colon behind a digit.
  if ((before >= 45 && before <= 47) || (before === 58 && isAt(text, at - 2, DIGIT))) return undefined;
  if (length < 7) {
    // Of a list of small numbers only the first is asked about, and a bracket closes where one was opened.
    if ((length === 1 && before === 32 && isAt(text, at - 2, DIGIT)) || (next === ')' && before !== 40))
      return undefined;
    // Most numbers stand alone among words.
    const second = isAt(text, after + 1, SPACE) || text[after + 1] === '(' ? after + 2 : after + 1;
    if (!isAt(text, second, DIGIT) && text[second] !== '(' && !text.startsWith(' / ', after)) return undefined;
  }
  if (isDate(text, at, after) || !mayHaveDigits(text, after, 7 - length)) return undefined;
  const start = text[at - 1] === '(' && at - 1 >= floor && text[after] === ')' ? at - 1 : at;
  const { digits, end, groups, separators } = grouped(text, at, 15);
  if (
    digits.length < 7 ||
    digits.length > 15 ||
    !isRightEdge(text, end) ||
    text[end] === '-' ||
    (text[end] === ':' && isAt(text, end + 1, DIGIT))
  )
    return undefined;
  // North America's own grouping, with an area code and an exchange that can exist, needs no word beside it.
  const shape = groups.join();
  const area = shape === '3,3,4' ? 0 : shape === '1,3,3,4' && digits[0] === '1' ? 1 : -1;
  const nanp = area >= 0 && digits[area]! > '1' && digits[area + 3]! > '1';
  if (nanp && (start < at || /^(?:--|\.\.|---|\.\.\.)$/.test(separators))) return { start, end };
  // Nor do the prefixes with which calls leave a country.
  if (/^(?:00[1-9]\d{0,2}|011)$/.test(digits.slice(0, groups[0])) && digits.length > 10 && groups.length > 2)
    return { start, end };
  if (
    (groups.length > 1 && Math.max(...groups) < 2) ||
    /^(?:19|20)\d\d-\d\d?-\d\d?/.test(text.slice(at, end)) ||
    !hasPhoneWord(text, start, groups.length === 1 && digits.length < 10)
  )
    return undefined;
  return { start, end };
}

const national: RedactionRule = {
  id: 'phone-national',
  category: 'phone',
  on: { begin: 'number', digits: [1, 6], next: ' -./)', then: DIGIT | SPACE | BRACKET | SLASH_PLUS },
  find: findNational,
};

const nationalJoined: RedactionRule = {
  id: 'phone-national-joined',
  category: 'phone',
  on: { begin: 'number', digits: [7, 15] },
  find: findNational,
};

export const contactRules: readonly RedactionRule[] = [email, spelledEmail, international, national, nationalJoined];

export const proofs: Proofs = {
  email: {
    finds: [
      'mailto:«maria.petrov@quillfjord.io»?subject=outage',
      'to=<«elena_haddad+ops@tessera-bank.eu»>',
      '("«o\'brien@novalume.co.uk»").',
      'Reported by «jürgen.müller@bücher.example».',
      'to «"odd name"@novalume.io» bounced',
    ],
    leaves: [
      'git@github.com:acme/orders.git',
      '@types/node@20.11.5',
      'npm i left-pad@1.3.0',
      'nginx@sha256:dc4d14cff324',
      '@Override on handleRequest',
      'actions/checkout@v4',
      'root@~# uptime',
    ],
  },
  'email-spelled': {
    finds: [
      'write to «otto at acme dot com» please',
      '«otto[at]acme.org» or «otto (at) acme(dot)org».',
      '«otto[@]acme[.]com», «otto@acme[.]com»',
    ],
    leaves: ['look at acme.com', 'at 10:05 dot the i', 'array[at].value', 'f(at) is'],
  },
  'phone-international': {
    finds: [
      'phone: «+16313111663»',
      'SMS to «+49 30 66166588» failed',
      'callback «+1 464-575-0183», after 18:00',
      'at «+1 (415) 429-2885»',
      'phone «+1 415‑683‑3617»',
      'ring «+33 6 12 34 56 78»',
      'ring «+44 (0)20 7946 0958»',
      '(call «+49 17 7700 1783»)5x',
    ],
    leaves: ['10:15:50 +0000', 'UTC+02:00', '+1 retries', 'x+12345678', '+5 more', 'build +20260712'],
  },
  'phone-national': {
    finds: [
      'phone: «262.582.7379»',
      'call «(415) 429-2885» now',
      'mobile «07700 900123»',
      'at «212-555-0142»',
      'Tel. «06 12 34 56 78»',
      'Tel: «030/12345678», tél. «089 / 123 456»',
      'the line «1-800-555-0199» was dead',
      '«0044 20 7946 0958» rang',
    ],
    leaves: [
      'ticket 2024-0117-0042',
      'range 100-200-3000 ms',
      'backoff 200-400-800',
      '10-20-30 second schedule',
      'lines 1200-1450',
      'call stack 12 34 56 78',
      'calls per second: 1200 1300 1400',
      '0.1.16 / 2013-12-01',
    ],
  },
  'phone-national-joined': {
    finds: ['"mobileNumber":"«07072183291»"', 'call «01701234567» now'],
    leaves: ['epoch 1762956560', 'epochMillis=1761670878346', 'Called 1200345 times'],
  },
};
