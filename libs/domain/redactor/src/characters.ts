import { isCategory } from './categories';

/**
 * Character classes and bounded look-ups over UTF-16 text. Everything here is a plain loop with a bound, so that the
 * cost of a rule is known by reading it.
 */
export const DIGIT = 1;
export const UPPER = 2;
export const LOWER = 4;
export const UNDERSCORE = 8;
export const DASH = 16;
export const DOT = 32;
/** `/` and `+`: the two signs that base64 adds to letters and digits. */
export const SLASH_PLUS = 64;
export const EQUALS = 128;
/** `a-f` and `A-F`; with DIGIT, hexadecimal of either case. */
export const HEX_LETTER = 256;
export const SPACE = 512;
export const QUOTE = 1024;
export const COLON = 2048;
export const PERCENT = 4096;
export const BRACKET = 8192;

export const LETTER = UPPER | LOWER;
export const ALNUM = DIGIT | LETTER;
export const HEX = DIGIT | HEX_LETTER;
export const URL_SAFE = ALNUM | UNDERSCORE | DASH;
export const BASE64 = ALNUM | SLASH_PLUS | EQUALS;

/** The classes of each ASCII character. */
export const CLASS = new Uint16Array(128);
function put(characters: string, mask: number): void {
  for (const character of characters) CLASS[character.charCodeAt(0)]! |= mask;
}
put('0123456789', DIGIT);
put('ABCDEFGHIJKLMNOPQRSTUVWXYZ', UPPER);
put('abcdefghijklmnopqrstuvwxyz', LOWER);
put('abcdefABCDEF', HEX_LETTER);
put('_', UNDERSCORE);
put('-', DASH);
put('.', DOT);
put('/+', SLASH_PLUS);
put('=', EQUALS);
put(' \t\r\n\f\v', SPACE);
put('"\'`', QUOTE);
put(':', COLON);
put('%', PERCENT);
put('([', BRACKET);

/** Whether the character at `index` is in the class; outside the text and beyond ASCII the answer is no. */
export function isAt(text: string, index: number, mask: number): boolean {
  const code = text.charCodeAt(index);
  return code < 128 && (CLASS[code]! & mask) !== 0;
}

/** The end of the run of `mask` characters that begins at `from`, at most `max` characters on. */
export function runEnd(text: string, from: number, mask: number, max: number): number {
  const limit = Math.min(text.length, from + max);
  let index = from;
  while (index < limit && isAt(text, index, mask)) index++;
  return index;
}

/** The beginning of the run of `mask` characters that ends before `to`, at most `max` characters back. */
export function runStart(text: string, to: number, mask: number, floor: number, max: number): number {
  const limit = Math.max(floor, to - max);
  let index = to;
  while (index > limit && isAt(text, index - 1, mask)) index--;
  return index;
}

/**
 * Whether a word can begin at `index`: nothing alphanumeric stands before it. The last letter of an escape (`\n` as two
 * characters, `%3D`) does not count, because text inside JSON strings and URLs has no other separator.
 */
export function isLeftEdge(text: string, index: number): boolean {
  if (!isAt(text, index - 1, ALNUM)) return !isLetterBeyondAscii(text.charCodeAt(index - 1));
  const before = text.charCodeAt(index - 2);
  if (before === 92) return 'nrtbf'.includes(text[index - 1]!);
  return isAt(text, index - 3, PERCENT) && isAt(text, index - 2, HEX) && isAt(text, index - 1, HEX);
}

/** Whether a word ends before `index`. */
export function isRightEdge(text: string, index: number): boolean {
  return !isAt(text, index, ALNUM) && !isLetterBeyondAscii(text.charCodeAt(index));
}

/** Letters of other scripts, roughly: what is beyond ASCII and no punctuation, space or sign. */
export function isLetterBeyondAscii(code: number): boolean {
  if (!(code >= 0xc0)) return false;
  if (code >= 0x2000 && code <= 0x2bff) return false;
  if (code >= 0x3000 && code <= 0x303f) return false;
  return code !== 0xd7 && code !== 0xf7 && code < 0xd800;
}

/** Where the white space that begins at `from` ends, at most `max` characters on. */
export function skipSpace(text: string, from: number, max: number): number {
  return runEnd(text, from, SPACE, max);
}

/** The words before `index` on the same line, lower case, nearest last; looks back at most `reach` characters. */
export function wordsBefore(text: string, index: number, reach: number): string[] {
  const near = text.slice(Math.max(0, index - reach), index);
  const line = withoutPlaceholders(near.slice(near.lastIndexOf('\n') + 1));
  return line.toLowerCase().match(/[a-z]+/g) ?? [];
}

/**
 * The text without its placeholders, and without the end of one that it begins with. Their words are no context: what
 * stands behind `[aws_account_id]` is judged as it was behind the number.
 */
export function withoutPlaceholders(text: string): string {
  if (!text.includes(']')) return text;
  return text.replace(PLACEHOLDER, (whole, opening: string, category?: string) =>
    opening === '' || (category !== undefined && isCategory(category)) ? ' ' : whole,
  );
}

const PLACEHOLDER = /(\[|^)([a-z][a-z0-9_]{1,39})?(?::[a-z0-9.]{1,482})?\]/g;
