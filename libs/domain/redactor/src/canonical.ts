/**
 * The text as a reader would see it, where it was dressed up: invisible characters taken out, full-width and look-alike
 * characters made plain, one layer of percent, entity and `\u` escapes undone, and brackets around dots. With it, the way back.
 */
export interface Canonical {
  readonly text: string;
  /** The place in the original of a span in {@link text}. */
  readonly original: (start: number, end: number) => { start: number; end: number };
}

/** Letters of other scripts, and of this one, that look like plain Latin ones, and what they look like. */
const LOOK_ALIKES = new Map(
  [...'АВЕКМНОРСТХУаеорсухіІјЈѕЅԁԛԝһкѡԌᏀΑΒΕΖΗΙΚΜΝΟΡΤΥΧΜοκτυνρχαιϲϹɡɑıℓⅼ'].map((letter, index) => [
    letter.charCodeAt(0),
    'ABEKMHOPCTXYaeopcyxiIjJsSdqwhkwGGABEZHIKMNOPTYXMoktuvpxaicCgaill'[index] ?? letter,
  ]),
);
/** The zero of the ten digits of each script. */
const ZEROS = [...'٠۰߀०০੦૦୦௦౦೦൦๐໐༠၀႐០᠐᥆᧐᪀᪐᭐᮰᱀᱐꘠꣐꤀꧐꧰꩐꯰'].map((zero) => zero.charCodeAt(0));
const ENTITIES: Readonly<Record<string, string>> = Object.fromEntries(
  `quot" apos' amp& lt< gt> colon: commat@ equals= period. sol/ num# lowbar_ hyphen- dash- bsol\\ plus+ dollar$ percnt% excl! quest? ast* comma, semi; lpar( rpar) lsqb[ rsqb] lcub{ rcub} vert| grave\``
    .split(' ')
    .map((entity) => [entity.slice(0, -1), entity.slice(-1)]),
);
/** Quotes, spaces and hyphens of print. */
const PRINTED: readonly (readonly [RegExp, string])[] = [
  [/[«»“”„‟‹›]/, '"'],
  [/[‘’‚‛]/, "'"],
  [/[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/, ' '],
  [/[\u2010-\u2013\u2212\ufe63]/, '-'],
];

/** What no reader sees: joiners, direction marks, fillers, tags, control characters, marks on letters, colours of terminals. */
const INVISIBLE =
  '\\u00ad\\u0300-\\u036f\\u0483-\\u0489\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u20d0-\\u20ff\\u2800\\u3164\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\ufeff\\uffa0\\ufff9-\\ufffb\\0-\\x08\\x0e-\\x1a\\x1c-\\x1f\\x7f-\\x9f';
const COLOUR = '(?:\\x1b|\\\\{1,8}(?:u001[bB]|x1[bB]|033|e))\\[[\\d;]{0,12}[A-Za-z]';
/** Characters that are looked at alone, and such of two units. */
const LETTERS =
  '\\u00a0\\u00ab\\u00bb\\u0131\\u0251\\u0261\\u0370-\\u03ff\\u0400-\\u052f\\u0660-\\u0669\\u06f0-\\u06f9\\u07c0-\\u07c9\\u0966-\\u0e59\\u0ed0-\\u0f29\\u1040-\\u1099\\u13c0\\u1680\\u17e0-\\u17e9\\u1810-\\u1c59\\u2000-\\u200a\\u2010\\u2011\\u2018-\\u201f\\u2028\\u2029\\u202f\\u2039\\u203a\\u205f\\u2070-\\u209c\\u2100-\\u217f\\u2212\\u2460-\\u24ff\\u3000\\ua620-\\uabf9\\ufe63\\uff01-\\uff5e';
const PAIRS =
  '(?<=[A-Za-z0-9])[\\u2012\\u2013](?=[A-Za-z0-9])|\\ud835[\\udc00-\\udfff]|\\ud83c[\\udd30-\\udd69]|\\udb40[\\udc00-\\udfff]';
const ESCAPES =
  '%u00[0-7][\\da-fA-F]|%(?:E2%80%8[B-F]|EF%BB%BF|C2%AD)|%[0-7][\\da-fA-F]|&(?:[a-z]{2,6};|#0{0,6}\\d{2,5};?|#[xX]0{0,6}[\\da-fA-F]{2,4};?)|\\\\{1,8}(?:u00[0-7][\\da-fA-F]|u\\{0{0,6}[0-7][\\da-fA-F]\\}|U0{6}[0-7][\\da-fA-F]|x[0-7][\\da-fA-F]|0?[01][0-7]{2})|\\\\[_\\-./*~#+]|\\[[.:]\\]';
// Single code units on purpose, combining or not: each is looked at alone.
// eslint-disable-next-line no-misleading-character-class
const DRESSED = new RegExp(`[${INVISIBLE}]{1,64}|${COLOUR}|[${LETTERS}]{1,64}|${PAIRS}|${ESCAPES}`, 'g');
// eslint-disable-next-line no-misleading-character-class
const IS_INVISIBLE = new RegExp(`^(?:[${INVISIBLE}]+|${COLOUR}|\\udb40.|%[CE].*)$`);

function undressed(piece: string): string {
  if (IS_INVISIBLE.test(piece)) return '';
  const code = piece.charCodeAt(0);
  if (code > 127) {
    const plain = piece.normalize('NFKC');
    if (plain !== piece && /^[!-~]{1,3}$/.test(plain)) return plain;
    const printed = PRINTED.find(([signs]) => signs.test(piece));
    if (printed) return printed[1];
    const zero = ZEROS.find((first) => code >= first && code <= first + 9);
    return zero === undefined ? (LOOK_ALIKES.get(code) ?? piece) : String(code - zero);
  }
  const digits = /[\da-fA-F]{2}$/.exec(piece.replace(/[;}]$/, ''))?.[0];
  if (code === 37) return String.fromCharCode(Number.parseInt(digits!, 16));
  if (code === 91) return piece[1]!;
  if (code === 92) {
    const escape = piece.replace(/^\\+/, '');
    if (/^[ux]/i.test(escape)) return String.fromCharCode(Number.parseInt(digits!, 16));
    return /^\d/.test(escape) ? String.fromCharCode(Number.parseInt(escape, 8)) : escape;
  }
  if (piece[1] !== '#') return ENTITIES[piece.slice(1, -1)] ?? (piece === '&nbsp;' ? ' ' : piece);
  const number = piece.slice(2).replace(/;$/, '');
  const entity = /^x/i.test(number) ? Number.parseInt(number.slice(1), 16) : Number.parseInt(number, 10);
  return entity >= 32 && entity < 127 ? String.fromCharCode(entity) : piece;
}

/** The signs that escapes begin with, and the control characters that are put into text. */
const SIGNS = ['[.]', '[:]', '%', '&', '\\', '\x1b', '\0', '\x07', '\b', '\x7f'];

/**
 * Whether a piece of dress may begin anywhere: most texts are of ASCII and hold none of these, which is quickly seen one
 * by one. No placeholder brings one in.
 */
export function mayBeDressed(text: string, isAscii: boolean): boolean {
  return !isAscii || SIGNS.some((sign) => text.includes(sign));
}

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

/** What single characters beyond ASCII stand for; undefined for themselves. */
const UNITS = new Map<number, string | undefined>();

function plainOfUnit(code: number): string | undefined {
  let plain = UNITS.get(code);
  if (plain === undefined && !UNITS.has(code)) {
    const character = String.fromCharCode(code);
    plain = undressed(character);
    if (plain === character) plain = undefined;
    UNITS.set(code, plain);
  }
  return plain;
}

/** The canonical form, or undefined when the text is as it seems. */
export function canonical(text: string): Canonical | undefined {
  let plain = '';
  let last = 0;
  /** Where the replaced pieces stand: in the plain text, and in the original. */
  const plainStarts: number[] = [];
  const plainEnds: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const replace = (start: number, end: number, bare: string) => {
    const count = ends.length - 1;
    const follows = start === last && count >= 0;
    if (!follows) plain += text.slice(last, start);
    plain += bare;
    last = end;
    const isAlike =
      bare === '' ? plainEnds[count] === plainStarts[count] : bare.length === end - start && isOneToOne(count);
    if (follows && isAlike) {
      plainEnds[count]! += bare.length;
      ends[count] = end;
      return;
    }
    plainStarts.push(plain.length - bare.length);
    plainEnds.push(plain.length);
    starts.push(start);
    ends.push(end);
  };
  /** Whether every character of the piece stands for one. */
  const isOneToOne = (count: number) => ends[count]! - starts[count]! === plainEnds[count]! - plainStarts[count]!;
  DRESSED.lastIndex = 0;
  for (let match = DRESSED.exec(text); match !== null; match = DRESSED.exec(text)) {
    const piece = match[0];
    const { index } = match;
    const code = piece.charCodeAt(0);
    if (code > 127 && (code < 0xd800 || code > 0xdfff)) {
      for (let place = 0; place < piece.length; place++) {
        const bare = plainOfUnit(piece.charCodeAt(place));
        if (bare !== undefined) replace(index + place, index + place + 1, bare);
      }
    } else {
      const bare = plainOf(piece);
      if (bare !== piece) replace(index, index + piece.length, bare);
    }
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
    return count < plainStarts.length && plainStarts[count]! <= lastPlace && !isOneToOne(count)
      ? ends[count]!
      : original(lastPlace) + 1;
  }
}
