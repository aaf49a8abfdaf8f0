import { ALNUM, SLASH_PLUS, isAt, runEnd, runStart } from './characters';

/** Shortest run that is looked into: shorter ones hold no setting, and names of things decode to noise. */
const SHORTEST = 20;
/** Longest run that is looked into. */
const LONGEST = 16_384;

/** A run of base64 that decodes to plain text. */
export interface Encoded {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Every run of base64 (RFC 4648 section 4) in the text that decodes to printable ASCII. */
export function encodedTexts(text: string, from = 0, to = text.length): Encoded[] {
  const found: Encoded[] = [];
  // A run of the shortest length covers one of these places, so most characters need not be read.
  for (let place = from + SHORTEST - 1; place < to; place += SHORTEST) {
    if (!isAt(text, place, ALNUM | SLASH_PLUS)) continue;
    const start = runStart(text, place, ALNUM | SLASH_PLUS, from, SHORTEST);
    const end = runEnd(text, place, ALNUM | SLASH_PLUS, LONGEST);
    if (end - start >= SHORTEST) {
      const plain = decoded(text, start, end);
      if (plain !== undefined) found.push({ start, end: runEnd(text, end, 128, 2), text: plain });
    }
    place = end - 1;
  }
  return found;
}

function decoded(text: string, start: number, end: number): string | undefined {
  let plain = '';
  let bits = 0;
  let held = 0;
  for (let index = start; index < end; index++) {
    bits = ((bits << 6) | valueOf(text.charCodeAt(index))) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const byte = (bits >> held) & 0xff;
    if ((byte < 32 && byte !== 10 && byte !== 13 && byte !== 9) || byte > 126) return undefined;
    plain += String.fromCharCode(byte);
  }
  return plain;
}

function valueOf(code: number): number {
  if (code >= 97) return code - 71;
  if (code >= 65) return code - 65;
  if (code >= 48) return code + 4;
  return code === 43 ? 62 : 63;
}
