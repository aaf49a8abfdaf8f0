import { isLetterBeyondAscii } from './characters';

/** What stands in {@link codesOf} for characters beyond ASCII, by whether they belong to words. */
export const LETTER_BEYOND_ASCII = 128;
export const OTHER_BEYOND_ASCII = 129;

/** Texts up to this length share one array, which is quicker than making one each time. */
const SHARED_LENGTH = 65_536;
const SHARED = new Uint8Array(SHARED_LENGTH + 3);
const ENCODER = new TextEncoder();

/**
 * The text as an array of its characters, ended by zeros: a string in pieces is slow to read one by one. Most texts are
 * ASCII throughout, which the encoder copies as a block. Good until the next call of any function here.
 */
export function codesOf(text: string): Uint8Array {
  const { length } = text;
  const codes = length <= SHARED_LENGTH ? SHARED : new Uint8Array(length + 3);
  codes[length] = codes[length + 1] = codes[length + 2] = 0;
  const { read } = ENCODER.encodeInto(text, codes.subarray(0, length));
  if (read === length) return codes;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code < 128) codes[index] = code;
    else codes[index] = isLetterBeyondAscii(code) ? LETTER_BEYOND_ASCII : OTHER_BEYOND_ASCII;
  }
  return codes;
}

/** Whether the text is of ASCII throughout, by trying to copy it. */
export function isAscii(text: string): boolean {
  for (let start = 0; start < text.length; start += SHARED_LENGTH) {
    const piece = text.length <= SHARED_LENGTH ? text : text.slice(start, start + SHARED_LENGTH);
    if (ENCODER.encodeInto(piece, SHARED.subarray(0, piece.length)).read !== piece.length) return false;
  }
  return true;
}
