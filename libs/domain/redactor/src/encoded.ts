/** Shortest run that is looked into: shorter ones hold no setting, and names of things decode to noise. */
const SHORTEST = 20;
/** Longest run that is looked into. */
const LONGEST = 16_384;
/** Text in base64 in base64 in base64. */
const MOST_LAYERS = 3;

const NO_VALUE = 255;
/** The six bits that each character stands for, in either alphabet of RFC 4648. */
const VALUE = new Uint8Array(256).fill(NO_VALUE);
[...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].forEach(
  (character, value) => (VALUE[character.charCodeAt(0)] = value),
);
VALUE[45] = 62;
VALUE[95] = 63;

/** A run of base64, or of hexadecimal digits, that decodes to plain text. */
export interface Encoded {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Every run of base64 (RFC 4648 sections 4 and 5), broken over lines or not, or of hexadecimal digits in the text that
 * decodes to text: ASCII, UTF-8, or UTF-16 as Windows encodes commands. Text encoded again comes in each layer.
 *
 * @param codes of the text, from `codesOf`
 */
export function encodedTexts(text: string, codes: Uint8Array, from = 0, to = text.length): Encoded[] {
  return encodedIn(codes, from, to, MOST_LAYERS);
}

function encodedIn(codes: Uint8Array, from: number, to: number, layers: number): Encoded[] {
  const found: Encoded[] = [];
  for (let place = from + SHORTEST - 1; place < to; ) {
    // Read backwards: a run of the shortest length that ends here begins behind the first other character.
    let start = place;
    while (start > place - SHORTEST && VALUE[codes[start]!] !== NO_VALUE) start--;
    if (start > place - SHORTEST) {
      place = start + SHORTEST;
      continue;
    }
    start++;
    while (start > from && place - start < SHORTEST * 2 && VALUE[codes[start - 1]!] !== NO_VALUE) start--;
    const end = runEnd(codes, place, to);
    const next = lookInto(codes, start, end, to, layers, found);
    place = next + SHORTEST;
  }
  return found;
}

function runEnd(codes: Uint8Array, from: number, to: number): number {
  const limit = Math.min(to, from + LONGEST);
  let end = from;
  while (end < limit && VALUE[codes[end]!] !== NO_VALUE) end++;
  return end;
}

/** Looks into one run; answers where it, with the lines that belong to it, ends. */
function lookInto(codes: Uint8Array, start: number, end: number, to: number, layers: number, found: Encoded[]): number {
  const plain = decoded(codes, start, end) ?? fromHex(codes, start, end);
  if (plain === undefined) {
    // Part of a path or a name: what stands behind a sign of the alphabet may be encoded by itself.
    for (let index = start; index < end - SHORTEST; index++) {
      const code = codes[index]!;
      if (code !== 47 && code !== 45 && code !== 95) continue;
      const inner = decoded(codes, index + 1, end);
      if (inner === undefined) continue;
      add(codes, index + 1, end, inner, layers, found);
      break;
    }
    return end;
  }
  let whole = plain;
  let last = end;
  // Lines of one length, as programs break them; the last may be shorter.
  const width = end - start;
  while (width % 4 === 0 && width >= 40) {
    const next = nextLine(codes, last, to);
    const nextEnd = next < 0 ? next : runEnd(codes, next, to);
    const more = nextEnd - next >= 2 ? decoded(codes, next, nextEnd) : undefined;
    if (more === undefined || last - start > LONGEST) break;
    whole += more;
    last = nextEnd;
    if (nextEnd - next !== width) break;
  }
  add(codes, start, last, whole, layers, found);
  return last;
}

function nextLine(codes: Uint8Array, end: number, to: number): number {
  let index = end;
  if (codes[index] === 13) index++;
  if (codes[index] === 10) index++;
  else if (codes[index] === 92 && codes[index + 1] === 110) index += 2;
  else return -1;
  const limit = Math.min(to, index + 16);
  while (index < limit && (codes[index] === 32 || codes[index] === 9)) index++;
  return index < to ? index : -1;
}

function add(codes: Uint8Array, start: number, last: number, text: string, layers: number, found: Encoded[]): void {
  let end = last;
  while (end - last < 2 && codes[end] === 61) end++;
  found.push({ start, end, text });
  if (layers <= 1 || text.length < SHORTEST) return;
  const inner = new Uint8Array(text.length + 2);
  for (let index = 0; index < text.length; index++) inner[index] = text.charCodeAt(index);
  for (const { text: again } of encodedIn(inner, 0, text.length, layers - 1)) found.push({ start, end, text: again });
}

/** Stands for a character beyond ASCII, which no rule asks for here. */
const OTHER = '\u00b7';

function isPlain(byte: number): boolean {
  return (byte >= 32 && byte < 127) || byte === 10 || byte === 13 || byte === 9;
}

function decoded(codes: Uint8Array, start: number, end: number): string | undefined {
  let plain = '';
  let bits = 0;
  let held = 0;
  let count = 0;
  /** How many bytes of a character in UTF-8 are to come. */
  let pending = 0;
  let wide = false;
  for (let index = start; index < end; index++) {
    bits = ((bits << 6) | VALUE[codes[index]!]!) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const byte = (bits >> held) & 0xff;
    if (count++ === 1 && byte === 0) wide = true;
    if (wide && (count & 1) === 0) {
      if (byte !== 0) return undefined;
    } else if (pending > 0) {
      if ((byte & 0xc0) !== 0x80) return undefined;
      pending--;
    } else if (isPlain(byte)) plain += String.fromCharCode(byte);
    else if (byte >= 0xc2 && byte < 0xf5 && count > 4) {
      pending = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
      plain += OTHER;
    } else return undefined;
  }
  return plain;
}

function hexOf(code: number): number {
  return code < 58 ? code - 48 : (code | 32) - 87;
}

/** Two digits for each character, perhaps behind `0x`. */
function fromHex(codes: Uint8Array, start: number, end: number): string | undefined {
  let index = codes[start] === 48 && codes[start + 1] === 120 ? start + 2 : start;
  if ((end - index) % 2 !== 0 || end - index < SHORTEST) return undefined;
  let plain = '';
  for (; index < end; index += 2) {
    const high = hexOf(codes[index]!);
    const low = hexOf(codes[index + 1]!);
    const byte = high * 16 + low;
    if (!(high >= 0 && high < 8 && low >= 0 && low < 16) || !isPlain(byte)) return undefined;
    plain += String.fromCharCode(byte);
  }
  return plain;
}
