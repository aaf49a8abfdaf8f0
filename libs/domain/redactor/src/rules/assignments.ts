import {
  ALNUM,
  DASH,
  DIGIT,
  DOT,
  HEX,
  LOWER,
  SPACE,
  UNDERSCORE,
  isAt,
  isLetterBeyondAscii,
  runEnd,
  runStart,
  skipSpace,
} from '../characters';
import { placeholderEnd } from '../placeholder';
import type { Proofs, RedactionRule, Span } from '../rule';
import { mayName, partsOf, secretName, type SecretName } from '../secret-names';
import { LONGEST_WEAK, isSecretValue, unbroken, valueAt, type Form } from '../secret-values';
import { onNextLine } from '../token';

/*
 * Secrets that are known by the name before them. The shapes of assignment are those of gitleaks' generated samples
 * (env, ini, JSON, YAML, XML, Terraform, Go, C#, connection strings), read backwards from the operator.
 */

const NAME = ALNUM | UNDERSCORE | DASH | DOT;
/** Between a name and its value: a type (`password: string = "x"`), or a word for "the value" (`name: DB_PASSWORD, value: x`). */
const WORDS = new Map<string, 'type' | 'value'>();
for (const word of 'string str text char varchar optional any bytes secretstr'.split(' ')) WORDS.set(word, 'type');
for (const word of 'value val s default content defaultvalue parametervalue secretstring stringvalue'.split(' '))
  WORDS.set(word, 'value');

const PREPOSITIONS = /^(?:of|for|für|von|pour|de|du|del|della|di|des|para|per|van|voor|do|da|dla|till|от|для)$/;

/** The longest of WORDS. */
const LONGEST_WORD = 14;

function isNameGap(text: string, index: number): boolean {
  return ' \t"\'`\\]*?'.includes(text[index]!);
}

/** The identifier that ends before `index`, past quotes and spaces. */
function nameBefore(text: string, index: number, floor: number): { start: number; name: string } | undefined {
  let end = index;
  const limit = Math.max(floor, index - 12);
  while (end > limit && isNameGap(text, end - 1)) end--;
  let start = end;
  const farthest = Math.max(floor, end - 80);
  while (start > farthest && (isAt(text, start - 1, NAME) || isLetterBeyondAscii(text.charCodeAt(start - 1)))) start--;
  // `\napi_key=` inside a JSON string: the n belongs to the line break.
  if (text[start - 1] === '\\' && 'nrt'.includes(text[start]!)) start++;
  // A placeholder's word names nothing: what is behind `[generic_password]: ` was judged by what stood there.
  if (placeholderEnd(text, start - 1) > 0) return undefined;
  return start < end ? { start, name: text.slice(start, end) } : undefined;
}

/** What the words before an operator say: `password`, `API key`, `name: DB_PASSWORD … value`. */
export function nameOfOperator(text: string, operator: number, floor: number): SecretName | undefined {
  const place = nameBefore(text, operator, floor);
  const assigns = text[operator] === '=';
  const typed = assigns ? nameBeforeType(text, operator, floor) : undefined;
  if (typed || !place) return typed;
  const { start, name } = place;
  const mark = text.charCodeAt(start - 1);
  const word = name.length <= LONGEST_WORD ? (WORDS.get(name) ?? WORDS.get(name.toLowerCase())) : undefined;
  if (word === 'type' && assigns) {
    const colon = runStartOf(text, start, ' :?', floor, 6);
    return nameIn(nameBefore(text, colon, floor));
  }
  if (word === 'value') {
    const gap = runStartOf(text, start, ' \t\r\n"\',:{>\\-', floor, 40);
    const named = nameIn(nameBefore(text, gap, floor)) ?? nameBesideValue(text, start, operator, floor);
    if (named || !/^secret/i.test(name)) return named;
  } else if (name.length <= 12 && (mark === 32 || mark === 39)) {
    const before = nameBefore(text, start - (mark === 32 ? 1 : 2), floor);
    // A quote between the two would end another field.
    if (before && before.name.length <= 24 && (mark === 39 || start - before.start - before.name.length === 1)) {
      const joined = mayName(before.name) || mayName(name) ? secretName(`${before.name} ${name}`) : undefined;
      if (joined) return joined;
      // `hasło do bazy: …`
      if (before.name.length < 6 && PREPOSITIONS.test(before.name)) {
        const owner = nameIn(nameBefore(text, before.start, floor));
        if (owner && owner.strength !== 'weak') return owner;
      }
    }
  }
  return secretName(name);
}

function nameIn(place: { name: string } | undefined): SecretName | undefined {
  return place && secretName(place.name);
}

/** `API_KEY: Final[str] = …`, `let key: &str = …`: the name stands before its type. */
function nameBeforeType(text: string, operator: number, floor: number): SecretName | undefined {
  let end = operator;
  while (end > floor && text[end - 1] === ' ') end--;
  if (text[end - 1] !== ']' && text[end - 1] !== '>' && text[end - 1] !== 'r') return undefined;
  const typed = /([\w$]{2,60})\??: ?&?(?:'static )?[A-Za-z][\w.]{0,30}(?:\[[^\]\n]{0,30}\]|<[^>\n]{0,30}>)?$/.exec(
    text.slice(Math.max(floor, end - 120), end),
  );
  return typed ? secretName(typed[1]!) : undefined;
}

/** Fields that may stand between a parameter's name and its value. */
const BETWEEN =
  /([\w.-]{2,60})["']?\s{0,4}[:={]{1,2}(?:\s{0,20}["']?(?:type|noecho|sensitive|description)["']?\s{0,2}[:=][^\n:=]{1,60},?){1,4}\s{0,20}["']?$/i;
const NAME_BEHIND =
  /^["'\\]{0,3}\s{0,8},\s{0,20}["'\\]{0,3}(?:name|key)["'\\]{0,3}\s{0,4}[:=]\s{0,4}["'\\]{0,3}([\w./-]{2,80})/i;

/** Where the words next to `value` are no name: the name further up, past the type, or the name behind the value. */
function nameBesideValue(text: string, start: number, operator: number, floor: number): SecretName | undefined {
  // What is declared before ends in a value of its own.
  const last = text.charCodeAt(runStartOf(text, start, ' \t\n"\'', floor, 24) - 1);
  if (last !== 58 && last !== 61) {
    const before = text.slice(Math.max(floor, start - 200), start);
    const declared =
      BETWEEN.exec(before) ??
      /[/"']([\w.-]{2,60})["'],\s{0,4}["']type["']:\s{0,4}["']\w+["'],\s{0,4}["']?$/i.exec(before);
    if (declared) return secretName(declared[1]!);
  }
  const value = valueAt(text, skipSpace(text, operator + 1, 8), LONGEST_WEAK);
  if (!value || text[value.end + (value.quoted ? 1 : 0)] === ' ' || text[value.end] === ':') return undefined;
  const beside = NAME_BEHIND.exec(text.slice(value.end, value.end + 120));
  return beside ? secretName(beside[1]!) : undefined;
}

function runStartOf(text: string, to: number, characters: string, floor: number, max: number): number {
  const limit = Math.max(floor, to - max);
  let index = to;
  while (index > limit && characters.includes(text[index - 1]!)) index--;
  return index;
}

const TAG = /(?:!{1,2}\w{2,20}|&\w{1,20}|string\(\d+\))\s+|<\/\w{1,8}>\s*/y;
const SCHEME = /(?:Bearer|Basic|Token|ApiKey|Digest|JWT|Negotiate|NTLM)\s+/iy;

/** What is asked first, before the literal that stands in for it: `opts.pw ?? '…'`, `cfg.get("pw") or '…'`. */
const FALLBACK =
  /(?:[A-Za-z_$][\w$.?!]{0,60}(?:\([^()\n]{0,60}\)|\[[^\]\n]{0,60}\])?\s{1,4}(?:\?\?|\|\||or)\s{1,16}){1,3}(?=["'`])/y;

/** Where what the sticky expression says ends, or the place itself. */
function behind(expression: RegExp, text: string, place: number): number {
  expression.lastIndex = place;
  return expression.test(text) ? expression.lastIndex : place;
}

function findAssigned(text: string, at: number, after: number, floor: number): Span | Span[] | undefined {
  const assigns = text[at] === '=';
  const before = text.charCodeAt(at - 1);
  let from = after;
  if (assigns) {
    // =, ==, ===, =>, and not the second half of :=, !=, <=, >=
    if (before === 33 || before === 60 || before === 62 || before === 61) return undefined;
    while (text[from] === '=') from++;
  } else {
    const next = text.charCodeAt(after);
    if (before === 58 || next === 58 || next === 47 || isNumber(text, at, next)) return undefined;
  }
  // `token == x` compares, and `token => x` is a function: no literal without quotes.
  let isCode = assigns && from > after;
  if (text[from] === (assigns ? '>' : '=')) {
    from++;
    isCode = assigns;
  }
  const listed = findListed(text, at, from, floor);
  if (listed) return listed;
  const name = nameOfOperator(text, before === 58 ? at - 1 : at, Math.min(floor, at));
  if (!name || (!assigns && isPath(text, at, after))) return undefined;
  let valueFrom = skipSpace(text, from, 64);
  if (text.startsWith('[[', valueFrom)) valueFrom += 2;
  // YAML's tags and anchors, PHP's types, the end of emphasis in HTML.
  if ('!&<s'.includes(text[valueFrom] ?? ' ')) valueFrom = behind(TAG, text, valueFrom);
  // Brackets are of stand-ins, or of code; but not around what is random.
  const bracket =
    name.strength !== 'weak' &&
    '<({['.includes(text[valueFrom] ?? '.') &&
    isAt(text, valueFrom + 1, ALNUM) &&
    !placeholderEnd(text, valueFrom);
  if (bracket) valueFrom++;
  while (text[valueFrom] === '*' && valueFrom - from < 8) valueFrom = skipSpace(text, valueFrom + 1, 4);
  // The first of a list in YAML.
  if (text.startsWith('- ', valueFrom) && text.slice(from, valueFrom).includes('\n')) valueFrom += 2;
  valueFrom = behind(SCHEME, text, valueFrom);
  valueFrom = behind(FALLBACK, text, valueFrom);
  // YAML's block scalars: the value is on the next line.
  if ((text[valueFrom] === '|' || text[valueFrom] === '>') && !assigns) {
    valueFrom = skipSpace(text, runEnd(text, valueFrom + 1, DASH, 1), 64);
  }
  // A language's string prefix: b"…", f"…", @"…".
  if (/^[a-zA-Z@$]["']/.test(text.slice(valueFrom, valueFrom + 2))) valueFrom++;
  // `user/pass: bob/…`
  if (name.category === 'generic_password' && text[runStart(text, at, NAME, 0, 80) - 1] === '/') {
    const pair = valueIn(text, valueFrom, name, 'prose', true);
    if (pair) return pair;
  }
  let value = valueAt(text, valueFrom, name.strength === 'weak' ? LONGEST_WEAK : undefined);
  if (value && value.end - value.start >= LONGEST_WEAK) value = valueAt(text, valueFrom);
  if (!value) return undefined;
  // `token=)aws_secret_access_key = …`: what seems a value is the name of another.
  if (isNameItself(text.slice(value.start, value.end))) return undefined;
  const end = skipSpace(text, value.end, 4);
  if ((text[end] === ':' || (text[end] === '=' && end > value.end)) && nameOfOperator(text, end, value.start))
    return undefined;
  const crossesLine = text.slice(from, valueFrom).includes('\n');
  const raw = text.slice(value.start, value.end).replace(/\*{1,2}$/, '');
  const valueEnd = value.start + raw.length;
  let form: Form = value.quoted ? 'quoted' : valueFrom === from && assigns ? 'assigned' : 'spaced';
  if (form === 'spaced' && !assigns && restOfLineIsEmpty(text, value.end) && !isSentenceWord(raw)) form = 'assigned';
  if (bracket || (!value.quoted && (isCode || crossesLine))) form = 'prose';
  if (!isSecretValue(unbroken(raw), name, form)) return undefined;
  // Unquoted code: `token = value.next()` assigns an expression, not a literal.
  if (
    form === 'spaced' &&
    /^[a-z_$][\w$]*[.([]/i.test(raw) &&
    /[()[\];]/.test(text.slice(value.start, value.end + 2)) &&
    /^[a-z_$.()\w[\]"']+$/i.test(raw)
  )
    return undefined;
  const span = {
    start: value.start,
    end: value.quoted || raw.length < 16 ? valueEnd : onNextLine(text, valueEnd),
    category: name.category,
  };
  return withChange(text, span, name);
}

/** The value, and what it is changed to: `from a to b`, `"a" -> "b"` of a plan. */
function withChange(text: string, span: Span, name: SecretName): Span | Span[] {
  const sign = /^["'`]? (?:to|->) /.exec(text.slice(span.end, span.end + 5))?.[0];
  const other = sign && valueIn(text, span.end + sign.length, name, sign.includes('>') ? 'quoted' : 'prose', false);
  return other ? [span, other] : span;
}

/** `password=}DB_PASSWORD="…"`, `password=|passport number=…`: the value is missing, and another field begins. */
function isNameItself(value: string): boolean {
  const name = /^([|)}\],;]?)([a-z_][\w.-]{1,40})[=:]?$/i.exec(value);
  if (!name) return false;
  return name[1] ? !/\d/.test(value) : /[=:]$/.test(value) && secretName(name[2]!) !== undefined;
}

const ITEM = /\s{0,16}[\w.]{0,3}["']([^"'\n]{1,256})["']\s{0,4},?/y;

/** `passwords: ["…", "…"]`, `auth=("bob", "…")`: every one of a list, the last of a pair. */
function findListed(text: string, operator: number, from: number, floor: number): Span[] | undefined {
  const open = skipSpace(text, from, 8);
  const pair = text[open] === '(';
  if (!pair && text[open] !== '[') return undefined;
  const place = nameBefore(text, operator, Math.min(floor, operator));
  if (!place) return undefined;
  const name = secretName(place.name.replace(/s$/i, ''));
  if (!name || (name.strength === 'weak' && !/^auth$/i.test(place.name))) return undefined;
  const spans: Span[] = [];
  ITEM.lastIndex = open + 1;
  for (let item = ITEM.exec(text); item && spans.length < 20; item = ITEM.exec(text)) {
    const end = open + text.slice(open, ITEM.lastIndex).lastIndexOf(item[1]!) + item[1]!.length;
    spans.push({ start: end - item[1]!.length, end, category: name.category });
  }
  const judged: SecretName = pair ? { strength: 'password', category: 'generic_password' } : name;
  const secrets = (pair ? spans.slice(1) : spans).filter(({ start, end }) =>
    isSecretValue(text.slice(start, end), judged, 'quoted'),
  );
  return secrets.length > 0 ? secrets : undefined;
}

/** `…:secret:prod/db-4`, `acme/token:sha-93b`: a colon inside a longer name. */
function isPath(text: string, colon: number, after: number): boolean {
  if (!isAt(text, colon - 1, NAME) || !isAt(text, after, NAME)) return false;
  const start = runStart(text, colon, NAME, 0, 80);
  const before = text[start - 1];
  // `/password:…` at the beginning of a word is a flag.
  return before === ':' || (before === '/' && isAt(text, start - 2, NAME));
}

/** 12:34, `fe80:1`: digits stand on both sides of the colon, or hexadecimal ones as in an address. */
function isNumber(text: string, colon: number, next: number): boolean {
  if (!isAt(text, colon - 1, HEX) || !(next >= 48)) return false;
  const start = runStart(text, colon, HEX, 0, 5);
  return (
    colon - start < 5 && !isAt(text, start - 1, NAME) && isAt(text, colon + 1, isAt(text, start, DIGIT) ? HEX : DIGIT)
  );
}

function restOfLineIsEmpty(text: string, index: number): boolean {
  const end = runEnd(text, index, 512, 4);
  return end >= text.length || text.slice(index, end).includes('\n') || '},'.includes(text[end]!);
}

function isSentenceWord(value: string): boolean {
  return /^[A-Z]?[a-z]{1,5}$/.test(value);
}

const assignment: RedactionRule = {
  id: 'named-secret',
  category: 'generic_secret',
  generic: true,
  on: { literals: ['=', ':'] },
  find: findAssigned,
};

const xmlElement: RedactionRule = {
  id: 'named-secret-element',
  category: 'generic_secret',
  generic: true,
  on: { literals: ['>'] },
  find: (text, at, after, floor) => {
    if (text[at - 1] === '-' || text[at - 1] === '=') return undefined;
    const place = nameBefore(text, at, Math.min(floor, at));
    const mark = place && text[place.start - 1];
    if (!place || (mark !== '<' && mark !== '"' && mark !== "'" && mark !== ':')) return undefined;
    const name = secretName(place.name) ?? keyElementBefore(text, place.start, floor);
    if (!name) return undefined;
    let start = skipSpace(text, after, 64);
    if (text.startsWith('<![CDATA[', start)) start += 9;
    const end = text.slice(start, start + 512).search(/[<\n]|\]\]>/);
    if (end <= 0) return undefined;
    const value = text.slice(start, start + end).trimEnd();
    return isSecretValue(value, name, 'quoted')
      ? { start, end: start + value.length, category: name.category }
      : undefined;
  },
};

/** Property lists: `<key>API_SECRET</key><string>…`. */
function keyElementBefore(text: string, start: number, floor: number): SecretName | undefined {
  if (!text.startsWith('string>', start) && !text.startsWith('value>', start)) return undefined;
  const key = />\s{0,8}([\w.-]{2,60})\s{0,8}<\/\w{2,12}>\s{0,40}<$/.exec(
    text.slice(Math.max(floor, start - 160), start),
  );
  return key ? secretName(key[1]!) : undefined;
}

/** Words that may stand between a secret's name and its value in a sentence. */
const LINKING =
  /^(?:is|was|were|as|to|of|value(?!:)|set|now|still|the|been|has|had|equals|with|from|changed|rotated|reset|used|logged|called|being|read|shows|showed|printed|provided|est|ist|war|wurde|auf|lautet|es|som|era|foi|je|api|\d)[ \n:]$/i;

/** What a secret is for, between its name and its value: `password for root is`, `password of user bob:`. */
const PURPOSE =
  /\s{1,4}(?:for|of|für|von|pour|de|du|del|della|di|des|para|per|van|voor|do|da)\s(?:[^\s:=]{1,32}\s?){1,3}?(?::\s{0,4}|=\s{0,4}|(?<=\s)(?:is|was|ist|est|es|to|é|è|är|er)\s{1,4})(?=\S)/iy;
/** Signs that lead from a name to its value. */
const SIGN =
  /\s{0,4}(?:[-~]>|>>|[|,;\u2022\u2190-\u2bff]|(?<=\s)\/(?=\s)|(?<=\s)\((?:\w{1,24}\)[:=]\s?)?|<\/\w{1,8}>(?:<\w{1,8}>)?|[-\u2013\u2014](?=\s))\s{0,8}/y;
/** The check of a card, of three digits or four. */
const CARD_CODE = /^c(?:vv|vc|vn|sc)2?$/i;
/** A user and a password: `admin:…`, `admin / …`. */
const PAIR = /[\w.@-]{2,40}(?: ?\/ ?|:)(?=\S)/y;
const PAIR_NAMES =
  /^(?:log-?in|logins?|cred(?:ential)?s?|zugangsdaten|anmeldedaten|identifiants|credenciales|credenciais|credenziali)$/i;

function findInProse(text: string, at: number, after: number, floor: number): Span | Span[] | undefined {
  const nameStart = runStart(text, at, NAME, floor, 60);
  let nameEnd = after;
  while (nameEnd - after < 60 && (isAt(text, nameEnd, NAME) || isLetterBeyondAscii(text.charCodeAt(nameEnd))))
    nameEnd++;
  // A type of CloudFormation's: what follows is the name of a resource.
  if (isAt(text, nameEnd - 1, DASH) || text.startsWith('::', nameStart - 2)) return undefined;
  let here = nameEnd;
  while (here > after && isAt(text, here - 1, DOT)) here--;
  const identifier = text.slice(nameStart, here);
  const name = secretName(identifier);
  if (!name) return undefined;
  // `… as the new password`
  const typed = / ["'`]?(\S{8,64}?)["'`]? as (?:\w{1,8} ){0,2}$/.exec(
    text.slice(Math.max(floor, nameStart - 90), nameStart),
  );
  if (typed && isSecretValue(typed[1]!, name, 'prose')) {
    const start = text.lastIndexOf(typed[1]!, nameStart);
    return { start, end: start + typed[1]!.length, category: name.category };
  }
  const flag = text.startsWith('--', nameStart) || (text[nameStart] === '-' && nameStart > 0);
  while ('"\'`)\\*'.includes(text[here] ?? ' ') && here - nameEnd < 4) here++;
  const paired = PAIR_NAMES.test(identifier);
  const isCardCode = CARD_CODE.test(identifier);
  const next = skipSpace(text, here, 4);
  const pattern = /[-~>|,;/(<\u2013-\u2bff]/.test(text[next] ?? ' ') ? SIGN : next > here ? PURPOSE : undefined;
  if (pattern) pattern.lastIndex = here;
  if (pattern?.test(text)) {
    const sign = text.slice(here, pattern.lastIndex).trim();
    const isSpaced = isCardCode || (name.strength === 'password' && /[:=>\u2192]$/.test(sign));
    const form: Form = isSpaced ? 'spaced' : 'prose';
    return valueIn(text, pattern.lastIndex, name, form, paired);
  }
  for (let linking = 0; linking <= 4; linking++) {
    const start = skipSpace(text, here, 8);
    if (start === here && linking === 0 && !(paired && text[here] === ':')) return undefined;
    const wordEnd = runEnd(text, start, ALNUM, 12);
    const word = isLetterBeyondAscii(text.charCodeAt(start)) ? start + 1 : wordEnd;
    if ((wordEnd > start && LINKING.test(text.slice(start, wordEnd + 1))) || (word !== wordEnd && text[word] === ' ')) {
      here = text[word] === ':' ? word + 1 : word;
      continue;
    }
    // A few digits are a PIN only where a word says so.
    if (linking === 0 && name.strength === 'pin' && !isCardCode) return undefined;
    const from = paired && text[start] === ':' ? skipSpace(text, start + 1, 4) : start;
    if (flag && linking === 0 && text[from] !== '-') return valueIn(text, from, name, 'spaced', paired);
    // Most often a word follows.
    if (!paired && isAt(text, runEnd(text, from, LOWER, 24), SPACE)) return undefined;
    const span = valueIn(text, from, name, isCardCode ? 'spaced' : 'prose', paired);
    return span && withChange(text, span, name);
  }
  return undefined;
}

function valueIn(text: string, from: number, name: SecretName, form: Form, paired: boolean): Span | undefined {
  let start = from;
  if (paired) {
    PAIR.lastIndex = start;
    if (PAIR.test(text)) start = PAIR.lastIndex;
    else if (name.strength === 'weak') return undefined;
  }
  const value = valueAt(text, start, LONGEST_WEAK * 8);
  if (!value) return undefined;
  const whole = text.slice(value.start, value.end);
  const raw = whole.trim().replace(/\*{1,2}$/, '');
  const begin = value.start + whole.indexOf(raw);
  if (raw.endsWith('=') && !/^[\w+/]{20,}={1,2}$/.test(raw)) return undefined;
  const judged: SecretName = start > from ? { strength: 'secret', category: 'generic_password' } : name;
  return isSecretValue(raw, judged, form) && !/^[\w.-]+[=:(]/.test(raw)
    ? { start: begin, end: begin + raw.length, category: judged.category }
    : undefined;
}

const prose: RedactionRule = {
  id: 'named-secret-in-prose',
  category: 'generic_secret',
  generic: true,
  on: {
    literals:
      'password passwd pwd passphrase schl heslo salasana secret token credential apikey key pat pass pin otp mfa totp cvv cvc login passwort kennwort passe senha wachtwoord contrase pw clave llave chave chiave segredo geheim creds zugangsdaten identifiants credenciales'.split(
        ' ',
      ),
    anyCase: true,
  },
  find: findInProse,
};

/** Words of a call that asks for a secret rather than hands one over. */
const ASKS =
  /^(?:get|add|from|to|as|read|load|fetch|find|has|is|lookup|env|getenv|require|resolve|reset|forgot|prompt|create|use|with_?prompt|t|translate|log|print|describe|it|test)$/;

// A secret as the argument of what is named for it: setPassword("…"), .apiKey('…').
const call: RedactionRule = {
  id: 'named-secret-argument',
  category: 'generic_secret',
  generic: true,
  on: { literals: ['("', "('"] },
  find: (text, at, after, floor) => {
    const place = nameBefore(text, at, Math.min(floor, at));
    if (!place || place.start + place.name.length !== at) return undefined;
    const called = place.name.slice(place.name.lastIndexOf('.') + 1);
    const name = secretName(called);
    if (!name || name.strength === 'weak') return undefined;
    const value = valueAt(text, after - 1, LONGEST_WEAK);
    if (!value?.quoted) return undefined;
    const raw = text.slice(value.start, value.end);
    return !/\s/.test(raw) && isSecretValue(raw, name, 'quoted') && !partsOf(called).some((part) => ASKS.test(part))
      ? { start: value.start, end: value.end, category: name.category }
      : undefined;
  },
};

const VARIABLE = /([A-Za-z]\w{0,60})(?:["'`]\])?\s{1,4}(?:\?\?|\|\|)\s{1,16}(["'`])([^"'`\s]{3,200})\2/y;

// A variable of the environment, whose name tells what the literal is that stands in for it.
const fallback: RedactionRule = {
  id: 'named-secret-fallback',
  category: 'generic_secret',
  generic: true,
  on: { literals: ['process.env.', "process.env['", 'process.env["', 'import.meta.env.'] },
  find: (text, at, after) => {
    VARIABLE.lastIndex = after;
    const match = VARIABLE.exec(text);
    if (!match) return undefined;
    const [, variable, , value] = match;
    const name = secretName(variable!);
    const isSecret = name ? isSecretValue(value!, name, 'quoted') : /^[0-9a-f]{32,128}$/.test(value!);
    const end = VARIABLE.lastIndex - 1;
    return isSecret ? { start: end - value!.length, end, category: name?.category ?? 'generic_secret' } : undefined;
  },
};

export const assignmentRules: readonly RedactionRule[] = [assignment, xmlElement, call, fallback, prose];

export const proofs: Proofs = {
  'named-secret': {
    finds: [
      'token=)aws_secret_access_key = «a7K/qZ1pW9rT5nB3vC6xS8dF2gH4jK0lM7oP+uYi»',
      'client_secret: «a7K11ApEG5TWOVSLC0[»',
      'was that the key: «8dk2eZ3yd8ABq91LmZ0q»?',
      'DB_PASSWORD=«R0#z4kI0jYD_rrldRxW»\nNEXT=1',
      "export DB_PASSWORD='«R0#z4kI0jYD_rrldRxW»' && ./deploy.sh",
      'const password = opts.pw ?? "«Kd93kdLsQ2»"',
      'password = cfg.get("pw") or "«Kd93kdLsQ2»"',
      'password = process.env.DB_PW || "«kd93kdLs»";',
      'const clientSecret = "«5283023025350a382a8ea47691e9fd71»";',
      '{"stripe":{"signing_secret":"«whs-92kdLq81»"}}',
      '"{\\"user\\":\\"svc\\",\\"password\\":\\"«qlYz61Qki-ocao»\\"}"',
      '<add key="adminPassword" value="«Tango_signal6704»"/>',
      "env:\n  - name: DB_PASSWORD\n    value: '«hGjpXz8azviDt3»'",
      'variable "admin_password" { default = "«Tango_signal6704»" }',
      'Server=tcp:db,1433;User ID=app;Password=«LYp7t_URdDale»;Encrypt=True;',
      'PGPASSWORD=«PWu^CXLY4Q-T4Il» psql -U app',
      'password: «sunshine»\nuser: app',
      'contraseña: «Verano2026!»',
      'mot_de_passe=«Tr0ub4dor3»',
      'PassWord : «Q8Uo9Xbvst5F-8»',
      'Aws_Secret_Access_KEY=>"«4ObYLTjUqMGb/MUG6GW4d+Mxb7CU9sUeCgS5bKDQ»"',
      'api key: «8dk2eZ3yd8ABq91LmZ0q»',
      'let password: string = "«correct-horse-9»";',
      '?access_token=«8dk2eZ3yd8ABq91LmZ0q»&user=7',
      '{"cvv":"«123»"}',
      // AWS Signature Version 4 in a query, Azure's SAS, Google's and CloudFront's signed URLs.
      '&X-Amz-Signature=«8951ff4858806c3716afd7a4419e4846a8e858afff04785067197afefa4b» 403',
      '?sv=2024-11-04&sig=«pYz8Lk1Qd7sWm2NcVxT5hRjUe6K4oZaXgI3vHtDlQz8%3D»',
      'aws_secret_access_key = «4ObYLTjUqMGb/MUG6GW4d\n  +Mxb7CU9sUeCgS5bKDQ»\nregion = eu-west-1',
      '{"password":{"S":"«hGjpXz8azviDt3»"}}',
      'password=<«hGjpXz8azviDt3»>',
      'password: &pw «hGjpXz8azviDt3»',
      '["password"]=> string(14) "«hGjpXz8azviDt3»"',
      '<b>Password:</b> «hGjpXz8azviDt3»',
      'токен: «8dk2eZ3yd8ABq91LmZ0q»',
      'mật khẩu: «hGjpXz8azviDt3»',
      'AccountName=dkyjorqgzt;AccountKey=«hGbD2gRdTEswL1XvirYDr163v9rCXeheQGQaSI0pRDXHSMmLeI4uzhTO7Ip7==»;EndpointSuffix=core.windows.net',
    ],
    leaves: [
      'secret = get_secret_v2(id)',
      'users.map(password => bcrypt.hash)',
      'token = sha256Hex(x)',
      'password=<your-password>',
      'API_KEY=${API_KEY}',
      'token: ********',
      'password: {{ .Values.db.password }}',
      'SECRET=$(aws secretsmanager get-secret-value --secret-id db)',
      'const token = process.env.API_TOKEN;',
      'const token = options.token ?? "none";',
      'secret_key = var.secret_key',
      'password: xxxxxxxx',
      'api_key=YOUR_API_KEY_HERE',
      'passwordPolicy: {minLength: 14, requireSymbols: true}',
      'public_key_type: ed25519',
      'key_rotation_days = 90',
      'max_tokens: 4096',
      'secret not found: db-credentials',
      "{ Name: 'group-name', Values: ['CloudFront-VPCOrigins-Service-SG'] }",
      'secretName: db-credentials',
      'Secret: LedgerSecret1F2E3D4C',
      'monkey=QJ8sk2LLq09aZ1x4',
      'function getPassword() { return vault.read("db"); }',
      'const password = await prompt("Password: ");',
      'password = request.form["password"]',
      'if (token == null) return;',
      'partition_key: customer-2001',
      'cacheKey=3f6d704108e191f76c444b32df05d202',
      '&sig=short',
      '?Signature=required',
      'X-Amz-Security-Token=none',
      'AccountKey=<key>',
    ],
  },
  'named-secret-fallback': {
    finds: [
      "connect(process.env.DB_PASSWORD || '«kd93kdLs»')",
      'const x = process.env["DB_PW"] ?? "«Kd93kdLsQ2»"',
      'const t = process.env.T || "«9f8e7d6c5b4a39281706f5e4d3c2b1a0»"',
    ],
    leaves: [
      "connect(process.env.DB_HOST || 'db4.internal-2')",
      "const x = process.env.DB_PASSWORD || ''",
      'if (process.env.DB_PASSWORD || process.env.DB_PW) start("kd93kdLs")',
    ],
  },
  'named-secret-argument': {
    finds: ['dataSource.setPassword("«Tango_signal6704»");', "client.apiKey('«8dk2eZ3yd8ABq91LmZ0q»')"],
    leaves: ['getPassword("prod/db-4")', 'password("Enter a password")', 'key("orders-2001")', 'token(stream, "x")'],
  },
  'named-secret-element': {
    finds: ['<password>«hGjpXz8azviDt3»</password>', '<string name="api_key">«8dk2eZ3yd8ABq91LmZ0q»</string>'],
    leaves: ['<password></password>', 'token -> bucket', '<secretRef>db-credentials</secretRef>'],
  },
  'named-secret-in-prose': {
    finds: [
      'the OTP was «445120», once',
      'PIN for the vault is «337194»',
      'exp 04/27 cvv «123»',
      'CVC «123» declined',
      'The pod crashed because DB_PASSWORD was set to «R0#z4kI0jYD_rrldRxW», which had been revoked.',
      '$ aws configure set aws_secret_access_key «imdUgJM7XczNMJm/+2u+CMPVA1ThbeKx5Mf72DOx» --profile prod',
      'curl --token «hunter2hunter» https://x.example.org',
      'machine git.example.org login ci password «hGjpXz8azviDt3»',
      '| password | «hGjpXz8azviDt3» |',
      'Le mot de passe est «Tr0ub4dor&3» depuis hier',
      'the API key «8dk2eZ3yd8ABq91LmZ0q» leaked',
      'the default password («hGjpXz8azviDt3») stayed',
      'Password (prod): «hGjpXz8azviDt3»',
      'Password is: «hGjpXz8azviDt3»',
      'password; «hGjpXz8azviDt3»',
      'password ⇒ «hGjpXz8azviDt3»',
      'changed the password from «hGjpXz8azviDt3» to «9Ij5qHAVHRGpB», then',
      'used «hGjpXz8azviDt3» as the new password',
      'username admin privilege 15 password 0 «hGjpXz8azviDt3»',
      "SET PASSWORD FOR 'app'@'%' = '«hGjpXz8azviDt3»'",
      '<td>Password</td><td>«hGjpXz8azviDt3»</td>',
      'La clave API es «8dk2eZ3yd8ABq91LmZ0q».',
    ],
    leaves: [
      'AWS::SecretsManager::Secret LedgerSecret1F2E3D4C created',
      'the token is read from /run/secrets/db1',
      'the pin 44512 of the board',
      'CVC check failed 123 times',
      'GPIO pin is 13',
      'The password was rotated after the incident.',
      'Token bucket exhausted: capacity 500, refill 50/s',
      'API key limit exceeded for the free plan',
      'AWS_SECRET_ACCESS_KEY is missing from the environment',
      'private key mismatch with certificate',
      'primary key (order_id, line_no)',
      'partition key orderId was hot',
      'the secretary approved',
      'SELECT password_hash FROM users LIMIT 1',
      'tokenization of 14 documents finished',
    ],
  },
};
