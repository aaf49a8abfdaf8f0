import { ALNUM, EQUALS, SLASH_PLUS, runEnd, runStart } from './characters';

/** Shortest run that is looked into: shorter ones hold no setting, and names of things decode to noise. */
const SHORTEST = 20;
/** Longest run that is looked into. */
const LONGEST = 16_384;

const NO_VALUE = 255;
/** The six bits that each character stands for. */
const VALUE = new Uint8Array(256).fill(NO_VALUE);
[...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].forEach(
  (character, value) => (VALUE[character.charCodeAt(0)] = value),
);

/** A run of base64 that decodes to plain text. */
export interface Encoded {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Every run of base64 (RFC 4648 section 4) in the text that decodes to printable ASCII.
 *
 * @param codes of the text, from `codesOf`
 */
export function encodedTexts(text: string, codes: Uint8Array, from = 0, to = text.length): Encoded[] {
  const found: Encoded[] = [];
  for (let place = from + SHORTEST - 1; place < to; ) {
    // Read backwards: a run of the shortest length that ends here begins behind the first other character.
    let start = place;
    while (start > place - SHORTEST && VALUE[codes[start]!] !== NO_VALUE) start--;
    if (start > place - SHORTEST) {
      place = start + SHORTEST;
      continue;
    }
    start = runStart(text, start + 1, ALNUM | SLASH_PLUS, from, SHORTEST);
    const end = runEnd(text, place, ALNUM | SLASH_PLUS, LONGEST);
    const plain = decoded(codes, start, end);
    if (plain !== undefined) found.push({ start, end: runEnd(text, end, EQUALS, 2), text: plain });
    place = end + SHORTEST;
  }
  return found;
}

function decoded(codes: Uint8Array, start: number, end: number): string | undefined {
  let plain = '';
  let bits = 0;
  let held = 0;
  for (let index = start; index < end; index++) {
    bits = ((bits << 6) | VALUE[codes[index]!]!) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const byte = (bits >> held) & 0xff;
    if ((byte < 32 && byte !== 10 && byte !== 13 && byte !== 9) || byte > 126) return undefined;
    plain += String.fromCharCode(byte);
  }
  return plain;
}
