/**
 * The text as a reader would see it, where it was dressed up: invisible characters taken out, full-width and look-alike
 * characters made plain, one layer of percent, entity and `\u` escapes undone. With it, the way back.
 */
export interface Canonical {
  readonly text: string;
  /** The place in the original of a span in {@link text}. */
  readonly original: (start: number, end: number) => { start: number; end: number };
}

/** Cyrillic and Greek letters that look like Latin ones, and what they look like. */
const LOOK_ALIKES = new Map(
  [...'АВЕКМНОРСТХУаеорсухіІјЈѕЅԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧο'].map((letter, index) => [
    letter.charCodeAt(0),
    'ABEKMHOPCTXYaeopcyxiIjJsSdqwhABEZHIKMNOPTYXo'[index] ?? letter,
  ]),
);
/** The zero of each script's ten digits: Arabic, Persian, Devanagari, Bengali, Thai. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];
const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  amp: '&',
  lt: '<',
  gt: '>',
  colon: ':',
  commat: '@',
  equals: '=',
  period: '.',
  sol: '/',
  num: '#',
  nbsp: ' ',
};

const INVISIBLE =
  '\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u206a-\\u206f\\ufe00-\\ufe0f\\ufeff';
// Single code units on purpose, combining or not: each is looked at alone.
const DRESSED = new RegExp(
  // eslint-disable-next-line no-misleading-character-class
  `[${INVISIBLE}]{1,64}|[\\uff01-\\uff5e\\u3000\\u0660-\\u0669\\u06f0-\\u06f9\\u0966-\\u096f\\u09e6-\\u09ef\\u0e50-\\u0e59\\u0370-\\u03ff\\u0400-\\u052f]|%[0-7][0-9A-Fa-f]|&(?:[a-z]{2,6}|#\\d{2,5}|#[xX][0-9A-Fa-f]{2,4});|\\\\u00[0-7][0-9A-Fa-f]|\\\\x[0-7][0-9A-Fa-f]`,
  'g',
);
// eslint-disable-next-line no-misleading-character-class
const IS_INVISIBLE = new RegExp(`^[${INVISIBLE}]+$`);

function undressed(piece: string): string {
  const code = piece.charCodeAt(0);
  if (IS_INVISIBLE.test(piece)) return '';
  if (piece.length === 1) {
    if (code === 0x3000) return ' ';
    if (code >= 0xff01) return String.fromCharCode(code - 0xfee0);
    const zero = ZEROS.find((first) => code >= first && code <= first + 9);
    return zero === undefined ? (LOOK_ALIKES.get(code) ?? piece) : String(code - zero);
  }
  if (piece[0] === '%') return String.fromCharCode(Number.parseInt(piece.slice(1), 16));
  if (piece[0] === '\\') return String.fromCharCode(Number.parseInt(piece.slice(2), 16));
  if (piece[1] !== '#') return ENTITIES[piece.slice(1, -1)] ?? piece;
  const hexadecimal = piece[2] === 'x' || piece[2] === 'X';
  const entity = Number.parseInt(piece.slice(hexadecimal ? 3 : 2, -1), hexadecimal ? 16 : 10);
  return entity >= 32 && entity < 127 ? String.fromCharCode(entity) : piece;
}

/** Every piece of dress begins with one of these. */
const MAY_BE_DRESSED = /[%&\\\u00ad-\uffff]/;

/** What pieces stand for; a text dressed up is dressed up in few ways. */
const KNOWN = new Map<string, string>();
const MOST_KNOWN = 4096;

function plainOf(piece: string): string {
  let plain = KNOWN.get(piece);
  if (plain === undefined) {
    if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
    KNOWN.set(piece, (plain = undressed(piece)));
  }
  return plain;
}

/** The canonical form, or undefined when the text is as it seems. */
export function canonical(text: string): Canonical | undefined {
  if (!MAY_BE_DRESSED.test(text)) return undefined;
  let plain = '';
  let last = 0;
  /** Where the replaced pieces stand: in the plain text, and in the original. */
  const plainStarts: number[] = [];
  const plainEnds: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  DRESSED.lastIndex = 0;
  for (let match = DRESSED.exec(text); match !== null; match = DRESSED.exec(text)) {
    const piece = match[0];
    const bare = plainOf(piece);
    if (bare === piece) continue;
    plain += text.slice(last, match.index);
    plainStarts.push(plain.length);
    plain += bare;
    plainEnds.push(plain.length);
    starts.push(match.index);
    last = match.index + piece.length;
    ends.push(last);
  }
  if (starts.length === 0) return undefined;
  plain += text.slice(last);

  /** How many replaced pieces end at or before the place in the plain text. */
  const piecesBefore = (place: number): number => {
    let low = 0;
    let high = plainEnds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (plainEnds[middle]! <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const original = (place: number): number => {
    const count = piecesBefore(place);
    if (count < plainStarts.length && plainStarts[count]! <= place)
      return starts[count]! + (place - plainStarts[count]!);
    return count === 0 ? place : ends[count - 1]! + (place - plainEnds[count - 1]!);
  };
  return {
    text: plain,
    original: (start, end) => ({ start: original(start), end: end > start ? endOf(end - 1) : original(start) }),
  };

  function endOf(lastPlace: number): number {
    const count = piecesBefore(lastPlace);
    return count < plainStarts.length && plainStarts[count]! <= lastPlace ? ends[count]! : original(lastPlace) + 1;
  }
}
