import {
  ALNUM,
  BASE64,
  DASH,
  DIGIT,
  DOT,
  EQUALS,
  HEX,
  LOWER,
  PERCENT,
  UNDERSCORE,
  UPPER,
  URL_SAFE,
  isAt,
  isLeftEdge,
  runEnd,
} from './characters';
import type { Category } from './categories';
import { isFiller, type Find, type RedactionRule, type Trigger } from './rule';

/** The alphabets in which tokens are issued, by the letters that forms use. */
const ALPHABETS: Readonly<Record<string, number>> = {
  /** hexadecimal; `g`: with dashes */
  h: HEX,
  g: HEX | DASH,
  /** letters and digits: `b` with dashes, `e` with the padding of base64, `w` with underscores */
  a: ALNUM,
  b: ALNUM | DASH,
  e: ALNUM | EQUALS,
  w: ALNUM | UNDERSCORE,
  /** capitals and digits: `V` with dashes; `l`: small letters and digits */
  U: UPPER | DIGIT,
  V: UPPER | DIGIT | DASH,
  l: LOWER | DIGIT,
  /** base64url: `v` with its padding, `d` in parts with dots, `D` both */
  u: URL_SAFE,
  v: URL_SAFE | EQUALS,
  d: URL_SAFE | DOT,
  D: URL_SAFE | DOT | EQUALS,
  /** base64: `t` of either kind, in parts; `k`: Slack's */
  s: BASE64,
  t: BASE64 | URL_SAFE | DOT,
  k: ALNUM | DASH | DOT | PERCENT,
};

/**
 * The form of a vendor's tokens: prefixes, and behind a colon the alphabet's letter and the fewest and most characters that
 * follow, as in `dop_v1_ doo_v1_:h32-64`. The fewest may be less than the vendor issues, because cut tokens must go too.
 * Without alphabet and numbers, 20 to 400 URL-safe characters follow.
 */
export type TokenForm = string;

/** The rule for a vendor's tokens, alone in a list as a vendor's file exports it; `forms` stand one behind another. */
export function tokens(id: string, forms: TokenForm, category: Category = 'platform_token'): RedactionRule[] {
  const finds = new Map<string, Find>();
  let prefixes: string[] = [];
  for (const word of `${forms} :u20-400`.split(' ')) {
    const [, prefix, alphabet, min, max] = /^(.*?)(?::(\w)(\d+)-?(\d*))?$/.exec(word)!;
    if (prefix) prefixes.push(prefix);
    if (!min) continue;
    const find = token(ALPHABETS[alphabet!]!, +min, +(max || min));
    for (const each of prefixes) finds.set(each, find);
    prefixes = [];
  }
  return [
    {
      id,
      category,
      on: { literals: [...finds.keys()] },
      find: (text, at, after, floor) => finds.get(text.slice(at, after))!(text, at, after, floor),
    },
  ];
}

/**
 * A token that is told by its shape: where the trigger stands, `back` characters behind its beginning, the whole must match
 * the expression, which is sticky and bounded, look issued, and begin a word.
 */
export function shaped(id: string, category: Category, on: Trigger, form: RegExp, back = 0): RedactionRule {
  return {
    id,
    category,
    on,
    find: (text, at, _after, floor) => {
      const start = at - back;
      if (start < floor || !isLeftEdge(text, start)) return undefined;
      form.lastIndex = start;
      return form.test(text) && isIssued(text.slice(start, form.lastIndex))
        ? { start, end: form.lastIndex }
        : undefined;
    },
  };
}

/** A prefix of this length that ends in a sign cannot be mistaken, even behind a letter and broken in pieces. */
const PLAIN_PREFIX = 4;

/** Characters of the alphabet behind a prefix, as many as are given, that look issued rather than written. */
export function token(alphabet: number, min: number, max = 2048): Find {
  return (text, at, after) => {
    const prefix = text.slice(at, after);
    // The same beginning over and over is seen without reading on.
    if (text.startsWith(prefix, after)) return undefined;
    const signed = isAt(text, after - 1, UNDERSCORE | DASH | DOT);
    const plain = prefix.length >= PLAIN_PREFIX && (signed || /[a-z][A-Z]|[A-Z][a-z]/.test(prefix));
    if (!plain && !isLeftEdge(text, at)) return undefined;
    let end = runEnd(text, after, alphabet, min);
    if (end - after === min) {
      const head = text.slice(after, end);
      if (head.includes(prefix) && !isIssued(head)) return undefined;
      end = runEnd(text, end, alphabet, max + 1 - min);
    }
    // No token holds three dashes; the header of a key block that follows directly does. Nor does one hold its beginning,
    // unless that is short.
    const run = text.slice(after, end);
    for (const next of plain ? ['---', prefix] : ['---']) {
      const begins = run.indexOf(next);
      if (begins >= 0) end = Math.min(end, after + begins);
    }
    while (end > after && isAt(text, end - 1, DOT)) end--;
    if (end - after > max) return undefined;
    let body = text.slice(after, end);
    if (body.length < min) {
      if (!plain && (prefix.length < 3 || !signed)) return undefined;
      ({ body, end } = joined(text, after, end, alphabet, max));
      if (body.length < min) return undefined;
    }
    if (isFiller(body) || !isIssued(body)) return undefined;
    return { start: at, end: end - after < max ? onNextLine(text, end) : end };
  };
}

/**
 * What a token is broken by: the end of a quote and the next quote, with a sign that joins them; the end of a line, with
 * what begins the next; a tag; a sign of emphasis; a space.
 */
const JOINT =
  /["'`]\s{0,4}(?:\+|\.{1,2}|&|\|\||,|\\)?\s{0,8}["'`]|[\\=]?\r?\n[ \t]{0,16}(?:[>|+*-] ?)?["']?|\\n|(?:<[/a-z!][^<>]{0,40}>){1,2}|\*\*|[ \t]/y;
/** A token in groups of four may be this long. */
const MOST_JOINTS = 40;

/** The run that goes on behind breaks, as long as what follows is no word. */
export function joined(
  text: string,
  from: number,
  runsTo: number,
  alphabet: number,
  max: number,
): { body: string; end: number } {
  let body = text.slice(from, runsTo);
  let end = runsTo;
  for (let count = 0; count < MOST_JOINTS; count++) {
    JOINT.lastIndex = end;
    if (!JOINT.test(text)) break;
    const next = JOINT.lastIndex;
    const nextEnd = runEnd(text, next, alphabet, max - body.length + 1);
    const piece = text.slice(next, nextEnd);
    if (piece.length < 2 || body.length + piece.length > max || !/\d|[a-z][A-Z]|[A-Z]{2}/.test(piece)) break;
    body += piece;
    end = nextEnd;
  }
  return { body, end };
}

const NEXT_LINE =
  /(?:["'.]? ?[\\=]?\r?\n[ \t]{0,16}(?:[>|+*#-] ?)?|<br ?\/?>)["']?([\w+/~.-]{12,400}={0,2})(?=["']?[ \t]*(?:[<\r\n]|$))/y;

/** Where the secret ends whose first line ends at `end`: what is issued and alone in the next lines belongs to it. */
export function onNextLine(text: string, end: number): number {
  NEXT_LINE.lastIndex = end;
  const piece = NEXT_LINE.exec(text)?.[1];
  return piece && /[a-z]/.test(piece) && /[A-Z]/.test(piece) && isIssued(piece)
    ? onNextLine(text, NEXT_LINE.lastIndex)
    : end;
}

/** Whether the characters change between digits, small and capital letters as issued secrets do and words do not. */
export function isIssued(body: string): boolean {
  let changes = 0;
  let kinds = 0;
  let count = 0;
  let digits = 0;
  let last = 0;
  for (let index = 0; index < body.length; index++) {
    const code = body.charCodeAt(index);
    const kind = code >= 97 ? 2 : code >= 65 && code <= 90 ? 4 : code >= 48 && code <= 57 ? 1 : 0;
    // Words and numbers between signs are no change: `rotation_v2_of_3`.
    if (kind !== 0) {
      count++;
      if (kind === 1) digits++;
      kinds |= kind;
      if (last !== 0 && kind !== last) changes++;
    }
    last = kind;
  }
  if (digits >= 12 || kinds === 1) return digits >= 10;
  // No word is so long and of capitals throughout.
  if ((kinds & 2) === 0 && count === body.length && count >= 16) return true;
  if (digits === 0) return kinds === 6 && count >= 10 && changes >= count * 0.3;
  return changes >= count * 0.15;
}
