import { isLetterBeyondAscii } from './characters';

/** What stands in {@link codesOf} for characters beyond ASCII, by whether they belong to words. */
export const LETTER_BEYOND_ASCII = 128;
export const OTHER_BEYOND_ASCII = 129;

/** Zeros behind the text, as many as are read on at once; the last is 1 where a character is beyond ASCII. */
const BEHIND = 4;

/** Whether the text of so many characters is of ASCII throughout. */
export function isOfAscii(codes: Uint8Array, length: number): boolean {
  return codes[length + BEHIND - 1] === 0;
}

/** Texts up to this length share one array, which is quicker than making one each time. */
const SHARED_LENGTH = 65_536;
const SHARED = new Uint8Array(SHARED_LENGTH + BEHIND);
const ENCODER = new TextEncoder();

/**
 * The text as an array of its characters, ended by zeros: a string in pieces is slow to read one by one. Most texts are
 * ASCII throughout, which the encoder copies as a block. Good until the next call of any function here.
 */
export function codesOf(text: string): Uint8Array {
  const { length } = text;
  const codes = length <= SHARED_LENGTH ? SHARED : new Uint8Array(length + BEHIND);
  codes.fill(0, length, length + BEHIND);
  const { read } = ENCODER.encodeInto(text, codes.subarray(0, length));
  if (read === length) return codes;
  codes[length + BEHIND - 1] = 1;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code < 128) codes[index] = code;
    else codes[index] = isLetterBeyondAscii(code) ? LETTER_BEYOND_ASCII : OTHER_BEYOND_ASCII;
  }
  return codes;
}
