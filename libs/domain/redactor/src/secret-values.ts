import { ALNUM, isAt } from './characters';
import { placeholderEnd } from './placeholder';
import type { SecretName } from './secret-names';

/** How a value was handed over. The looser the form, the more the value itself must look like a secret. */
export type Form = 'quoted' | 'assigned' | 'spaced' | 'prose';

/** Longest value, in UTF-16 units; AWS session tokens, the longest in use, stay under 2,000. */
const LONGEST = 4096;
/** For names that say little: their values often fail, and a failed look must be cheap. */
export const LONGEST_WEAK = 256;

/**
 * The extent of the value that begins at `from` (quotes not included), or undefined when nothing like a value begins.
 * Understands quotes at any depth of JSON escaping, and ends where the next field or the sentence goes on.
 */
export function valueAt(
  text: string,
  from: number,
  longest = LONGEST,
): { start: number; end: number; quoted: boolean } | undefined {
  let quoteAt = from;
  while (quoteAt - from < 16 && text.charCodeAt(quoteAt) === 92) quoteAt++;
  const quote = text[quoteAt];
  if (quote === '"' || quote === "'" || quote === '`') {
    const start = quoteAt + 1;
    const closing = text.slice(from, quoteAt + 1);
    const limit = Math.min(text.length, start + longest);
    for (let index = start; index < limit; index++) {
      const code = text.charCodeAt(index);
      if (code === 10) break;
      if (code === 92 && closing.length === 1) index++;
      else if (code === closing.charCodeAt(0) && text.startsWith(closing, index)) {
        const next = behindJoint(text, index, limit);
        if (next > 0) {
          index = next - 1;
          continue;
        }
        return index > start ? { start, end: index, quoted: true } : undefined;
      }
    }
    return bareValue(text, start, true, longest);
  }
  return bareValue(text, from, false, longest);
}

/** A literal in pieces: the end of one quote, a sign that joins strings, the beginning of the next. */
const PIECES = /(["'`])\s{0,4}(?:\+|\.{1,2}|&|\|\|)\s{0,16}\1/y;

/** The value without what it is broken by: concatenated literals, lines that go on behind a backslash. */
export function unbroken(value: string): string {
  return value.replace(/(["'`])\s{0,4}(?:\+|\.{1,2}|&|\|\|)\s{0,16}\1|\\\n/g, '');
}

/** Where a literal goes on behind its quote at `index`, or 0. */
function behindJoint(text: string, index: number, limit: number): number {
  PIECES.lastIndex = index;
  return index + 1 < limit && PIECES.test(text) ? PIECES.lastIndex : 0;
}

function bareValue(
  text: string,
  start: number,
  cut: boolean,
  longest: number,
): { start: number; end: number; quoted: boolean } | undefined {
  const limit = Math.min(text.length, start + longest);
  let end = start;
  scan: for (; end < limit; end++) {
    const code = text.charCodeAt(end);
    switch (code) {
      case 32:
      case 9:
      case 10:
      case 13:
      case 34:
      case 39:
      case 96:
      case 60:
      case 62:
      case 0x2026:
        break scan;
      case 92:
        if (text[end + 1] === '\n') end++;
        else if ('nrt"\'\\'.includes(text[end + 1] ?? 'n')) break scan;
        break;
      case 91:
        if (placeholderEnd(text, end) > 0) break scan;
        break;
      case 61:
        // A weak name's value that goes on with a value of its own (`key=key=`) is no value.
        if (longest === LONGEST_WEAK && isAt(text, end + 1, ALNUM)) return undefined;
        break;
      case 63:
        if (end === start && longest === LONGEST_WEAK) return undefined;
        break;
      case 45:
        if (text.startsWith('-----BEGIN', end)) break scan;
        break;
      case 41:
        // The end of a link in Markdown.
        if (text[end + 1] === ']' || text[end + 1] === '(') break scan;
        break;
      case 38:
      case 44:
      case 59:
        if (endsField(text, end + 1)) break scan;
        break;
    }
  }
  const whole = end;
  while (end > start && '.,;:!?)]}…'.includes(text[end - 1]!)) end--;
  // A lone mark at the end of a line is more likely the value's than the sentence's.
  if (end === whole - 1 && text[end] === '!' && end - start >= 8) end = whole;
  return end > start ? { start, end, quoted: cut } : undefined;
}

/** Whether what follows a `;`, `,` or `&` is white space, an end, a quote, or the next `name=`. */
function endsField(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (!(code > 32) || code === 34 || code === 39 || code === 96 || code === 92 || code === 125 || code === 91)
    return true;
  let here = index;
  while (here - index < 40 && (isAt(text, here, ALNUM) || ' _-.'.includes(text[here] ?? '='))) here++;
  return here > index && (text[here] === '=' || (text[here] === ':' && text[here + 1] !== '/'));
}

const STAND_INS = new Set(
  'null none nil undefined true false yes no on off string str number int integer bool boolean object text any required optional empty missing unset invalid incorrect wrong expired valid changed reset default unknown prompt hidden masked removed redacted omitted secret password passwd token key todo tbd changeme change_me value example placeholder sample dummy disabled enabled is was not in from env get set the a an of for and or to with by at error failed failure ok denied rotated revoked mismatch not_set n/a na basic bearer digest negotiate oauth2 oauth hmac ed25519 rs256 es256 hs256 sha256 ssh-rsa aes256 authorization_code client_credentials refresh_token'.split(
    ' ',
  ),
);

/** Whether the value only stands for one: a variable, a call, a mask, an instruction to the reader. */
export function isStandIn(value: string): boolean {
  if (STAND_INS.has(value.toLowerCase().replace(/^'|'$/g, ''))) return true;
  if (/^[<({[]|^\$[\w({]|^[%#@!][{(A-Za-z]\w*[%})]?$|^@\w[\w.]*\(|^\*{1,2}[A-Za-z]|^\{\{|^&[a-z]+;/.test(value))
    return true;
  if (/^(.)\1+$/.test(value) || /^[*•x.\-_·]{3,}/i.test(value)) return true;
  if (
    /^(?:process\.env|os\.(?:environ|getenv)|env|var|local|data|self|this|settings|config|secrets?|vault|ssm|arn|file|ref|module|params?|options?|opts|cfg|conf|ctx|props|args|context|request|req|response|res|event|steps|github|each|module|aws|System|Environment)(?:[.:[]|::|->)/.test(
      value,
    )
  )
    return true;
  const called = /^[A-Za-z_$][\w$]*(?:(?:(?:\.|->|::)[A-Za-z_$][\w$]*)*\(|\[)/.exec(value);
  if (called) return !looksRandom(called[0].slice(0, -1), 8) || NAME.test(called[0]);
  if (/^[a-z]+:\/\//i.test(value)) return true;
  if (value.includes('EXAMPLE') || /^\.{0,2}\/(?:[a-z]+\/|[\w./-]{1,200}\.[a-z]{2,5}$)/.test(value)) return true;
  return (
    /^(?:your|my|enter|insert|replace|put|change|some|the|fake|dummy|test|example|sample|placeholder|redacted)[-_ ]/i.test(
      value,
    ) && !/\d{3}/.test(value)
  );
}

/** An identifier of code: `CancelRotateSecretCommand`. Letters at random would not all stand in runs of small ones. */
const CAMEL = /^[$_]?[a-z]*(?:[A-Z]{1,8}[a-z]{2,24}){1,12}[A-Z]{0,4}\d?[$]?$/;

/** The same before a bracket, with numbers and in parts: `sha256Hex(`, `get_secret_v2(`. */
const NAME =
  /^[$_]?[a-z]*\d{0,3}(?:[A-Z]{1,8}(?:[a-z]{2,24}|\d)\d{0,2}|[._:>-]{1,2}[A-Za-z][a-z]{0,24}\d{0,3}){0,12}[A-Z]{0,4}[([]/;

const WORD = '(?:(?:[A-Za-z][a-z]*|[A-Z]+)\\d{0,2}|v?\\d{1,4}[a-z]?)';
/** Words and small numbers, joined: `http2-only-mode`, `gpt-4o-2024-08-06`, `projects/123/versions/4`. */
const JOINED_WORDS = new RegExp(`^${WORD}(?:[-_./: ]${WORD})+$`);

/** A member of an object, in code: `creds.SecretAccessKey`, `kms.KeySpec.ECC_SECG`. */
function isMember(value: string): boolean {
  const names = value.split('.');
  return names.length > 1 && names.every((name) => /^[a-z]{2,30}\d?$|^[A-Z][A-Z\d_]*$/.test(name) || CAMEL.test(name));
}

/** Words of a language, perhaps joined by hyphens: a name of something rather than the thing. */
function readsLikeWords(value: string): boolean {
  return (
    /^[A-Za-z][a-z]*(?:[-_./ :][A-Za-z][a-z]*)*[-_]?\d{0,2}$/.test(value) ||
    /^[A-Z]+(?:[-_][A-Z]+)*$/.test(value) ||
    CAMEL.test(value)
  );
}

/** Digits beside letters, and often changing between kinds of character, as issued secrets do and words do not. */
export function looksRandom(value: string, shortest: number): boolean {
  if (value.length < shortest || !/^[\x21-\x7e]+$/.test(value)) return false;
  let changes = 0;
  let kinds = 0;
  let last = 0;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    const kind = code >= 48 && code <= 57 ? 1 : code >= 97 && code <= 122 ? 2 : code >= 65 && code <= 90 ? 4 : 8;
    if (kind !== last) changes++;
    kinds |= kind;
    last = kind;
  }
  if (/^[0-9a-f]{40,}$/.test(value)) return true;
  if (CAMEL.test(value) || JOINED_WORDS.test(value)) return false;
  // Without a digit, both kinds of letters and a sign that words are not joined by.
  if ((kinds & 1) === 0 ? (kinds & 6) !== 6 || (value.length < 20 && !/[#%^*&!$@+~]\w/.test(value)) : (kinds & 6) === 0)
    return false;
  return changes / value.length >= 0.25;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ORDINARY =
  /^(?:\d{4}-\d\d-\d\d.*|v?\d+(?:\.\d+)+.*|[a-z]{2}-[a-z]+-\d[a-z]?|(?:[\w.-]*\/)+[\w.-]*|sha\d+[:-].*|[\w-]+-0?[0-9a-f]{17})$/;

/** The print of a public key, as GnuPG and certificates write it. */
const PRINT = /^(?:[0-9A-F]{16}|[0-9A-F]{40})$/;
/** What Kubernetes and CloudFormation call things: words and a short suffix. */
const WORKLOAD = /^[a-z]+(?:-[a-z]+)+-[a-z0-9]{4,10}$|^(?:[A-Z]{1,6}[a-z]{2,24}){1,9}[0-9A-F]{8}$/;

/** Whether a value of such a name, handed over in such a form, is to be masked. */
export function isSecretValue(value: string, { strength, category, uuid }: SecretName, form: Form): boolean {
  if (value.length < 3 || isStandIn(value)) return false;
  if (strength === 'pin') return (form === 'prose' ? /^\d{4,8}$/ : /^\d{3,8}$/).test(value);
  const random = looksRandom(value, strength === 'weak' && category !== 'generic_password' ? 16 : 8);
  if (form === 'prose' && (!random || PRINT.test(value))) return false;
  if (strength !== 'password' && (WORKLOAD.test(value) || (form !== 'quoted' && isMember(value)))) return false;
  switch (strength) {
    case 'weak':
      return (
        random &&
        (category === 'generic_password' || /^[\w+/=.~%-]+$/.test(value)) &&
        (uuid || !UUID.test(value)) &&
        !ORDINARY.test(value)
      );
    case 'password':
      if (form === 'spaced') return !/^[A-Za-z]?[a-z]+$/.test(value) || random;
      return value.length >= 4 || /\d/.test(value);
    case 'secret':
      if (value.length < 6 || readsLikeWords(value) || /^-?\d{1,7}(?:\.\d+)?$/.test(value)) return false;
      if (/\s/.test(value)) return false;
      if (UUID.test(value)) return true;
      if (!random && ORDINARY.test(value)) return false;
      return random || form === 'quoted' || /\d/.test(value) || value.length >= 16;
  }
}
