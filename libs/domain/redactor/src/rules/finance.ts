import { ALNUM, DIGIT, LOWER, isAt, isLeftEdge, isRightEdge, runEnd, wordsBefore } from '../characters';
import type { Proofs, RedactionRule, Span } from '../rule';

/** ISO/IEC 7812-1 annex B. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let index = digits.length - 1, twice = false; index >= 0; index--, twice = !twice) {
    const digit = digits.charCodeAt(index) - 48;
    sum += twice ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}

/** Issuers by prefix and the lengths they issue: Visa, Mastercard, Amex, Discover, Diners, JCB, UnionPay, Maestro, RuPay, Mir, Troy. */
function isIssued(digits: string): boolean {
  const length = digits.length;
  const four = Number(digits.slice(0, 4));
  const two = Math.trunc(four / 100);
  if (digits[0] === '4') return length === 16 || length === 13 || length === 19;
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return length === 16;
  if (two === 34 || two === 37) return length === 15;
  if (two === 36 || two === 38 || two === 39 || (four >= 3000 && four <= 3059)) return length === 14 || length === 16;
  if (four >= 3528 && four <= 3589) return length === 16;
  if (
    four === 6011 ||
    two === 65 ||
    (four >= 6440 && four <= 6499) ||
    two === 62 ||
    two === 60 ||
    two === 81 ||
    two === 82
  )
    return length >= 16;
  if ((four >= 2200 && four <= 2204) || four === 9792) return length === 16;
  return (two === 50 || (two >= 56 && two <= 58) || two === 63 || two === 67) && length >= 13;
}

const CARD_WORDS =
  /^(?:cards?|pan|visa|mastercard|amex|discover|credit|debit|payment|cardnumber|refund|carte|karte|kreditkarte|kartennummer|tarjeta|cartao|maestro)$/;
const COUNTED =
  /^(?:order|orders|sequence|seq|offset|iterator|shard|id|trace|span|epoch|timestamp|bytes|count|row|event|message|request|session|sku|imei|tracking|invoice|ticket|job|serial|barcode|ean|upc|isbn|reference)$/;

/** How numbers are grouped on cards: nineteen digits, Visa and most, Amex, Diners; the same one or two signs between groups. */
const SIGN = '([ \\-._\\u00a0\\u2009\\u202f\\u2010-\\u2013]{1,2})';
const CARD_GROUPS = [
  new RegExp(`\\d{4}${SIGN}\\d{4}\\1\\d{4}\\1\\d{4}(?:\\1\\d{3})?(?!\\d|\\1\\d)`, 'y'),
  new RegExp(`\\d{4}${SIGN}\\d{6}\\1\\d{4,5}(?!\\d|\\1\\d)`, 'y'),
];

function groupedCard(text: string, at: number): Span | undefined {
  for (const shape of CARD_GROUPS) {
    shape.lastIndex = at;
    if (!shape.test(text)) continue;
    const end = shape.lastIndex;
    const digits = text.slice(at, end).replace(/\D/g, '');
    return isIssued(digits) && luhn(digits) && isRightEdge(text, end) ? { start: at, end } : undefined;
  }
  return undefined;
}

const card: RedactionRule = {
  id: 'payment-card',
  category: 'credit_card',
  on: { begin: 'number', digits: [4, 19] },
  find: (text, at, after) => {
    const length = after - at;
    if (length !== 4 && !(length >= 13 && length <= 19)) return undefined;
    if (text[at - 1] === '.' || (text[at - 1] === '-' && isAt(text, at - 2, ALNUM))) return undefined;
    if (length === 4) {
      // Most runs of four are years and ports: a group of four or six follows a card's first.
      const second = isAt(text, after + 1, DIGIT) ? after + 1 : after + 2;
      return isAt(text, second + 3, DIGIT) && isAt(text, second, DIGIT) ? groupedCard(text, at) : undefined;
    }
    const words = wordsBefore(text, at, 32).slice(-4);
    const named = words.some((word) => CARD_WORDS.test(word));
    if (COUNTED.test(words.at(-1) ?? '') && !named) return undefined;
    const digits = text.slice(at, after);
    if (!isRightEdge(text, after) || !isIssued(digits) || !luhn(digits)) return undefined;
    if (text[after] === '.' && isAt(text, after + 1, DIGIT)) return undefined;
    // Thirteen digits are also milliseconds, and seventeen an id: without a word beside them they stay.
    return named || length === 15 || length === 16 || length === 19 ? { start: at, end: after } : undefined;
  },
};

// ISO/IEC 7813: track 1 begins with %B, the number, and a caret.
const track: RedactionRule = {
  id: 'card-track',
  category: 'credit_card',
  on: { literals: ['%B'] },
  find: (text, _at, after) => {
    const end = runEnd(text, after, DIGIT, 20);
    return end - after >= 13 && end - after <= 19 && text[end] === '^' ? { start: after, end } : undefined;
  },
};

/** Countries of the IBAN registry (SWIFT, ISO 13616) with the lengths they use. */
const IBAN_LENGTH: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  LY: 25,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MR: 27,
  MT: 31,
  MU: 30,
  NL: 18,
  NO: 15,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  SA: 24,
  SC: 31,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
};

/** ISO 7064 MOD 97-10: the first four characters to the end, letters as numbers, remainder 1. */
export function mod97(compact: string): boolean {
  let remainder = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** Where the number of an account ends that begins at `at`, in groups or not; undefined when its check fails. */
function ibanSpan(text: string, at: number): Span | undefined {
  if (!isAt(text, at + 2, DIGIT) || !isAt(text, at + 3, DIGIT) || !isLeftEdge(text, at)) return undefined;
  const length = IBAN_LENGTH[text.slice(at, at + 2).toUpperCase()];
  if (length === undefined) return undefined;
  let compact = '';
  let index = at;
  while (compact.length < length && index < at + 44) {
    if (isAt(text, index, ALNUM)) compact += text[index];
    else if (!' -.\u00a0'.includes(text[index] ?? 'x') || !isAt(text, index + 1, ALNUM)) return undefined;
    index++;
  }
  return compact.length === length && isRightEdge(text, index) && mod97(compact)
    ? { start: at, end: index }
    : undefined;
}

const iban: RedactionRule = {
  id: 'iban',
  category: 'iban',
  on: { begin: 'capital', next: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' },
  find: (text, at) => ibanSpan(text, at),
};

// Small letters only behind the word: `de12…` also begins identifiers.
const ibanLabelled: RedactionRule = {
  id: 'iban-labelled',
  category: 'iban',
  on: { literals: ['iban'], anyCase: true },
  find: (text, _at, after) => {
    const between = /[\w ]{0,12}["'\\]{0,2}[\s:=]{1,3}["'\\]{0,2}/y;
    between.lastIndex = after;
    return between.test(text) && isAt(text, between.lastIndex, LOWER) ? ibanSpan(text, between.lastIndex) : undefined;
  },
};

export const financeRules: readonly RedactionRule[] = [card, track, iban, ibanLabelled];

export const proofs: Proofs = {
  'payment-card': {
    finds: [
      'PAN «5181652348415983» was logged',
      'refund to «3435 002340 61062» failed.',
      '{"cardNumber":"«5390321130794479»"}',
      'about card «6011 1633 5022 9894».',
      '{"id":"«6011.1633.5022.9894»"} and «6011_1633_5022_9894»',
    ],
    leaves: [
      'order 4539578763621486 stuck',
      'PAN 5181652348415984',
      'sequence 12345678905965196985',
      'snowflake 607781880607925254',
      'epochMillis=1761670878346',
      '49591756719201917805645581015010184185746815071011843494',
    ],
  },
  'card-track': {
    finds: ['%B«6011163350229894»^DOE/J^2512101?'],
    leaves: ['%B4 and %B12345'],
  },
  'iban-labelled': {
    finds: ['IBAN: «nl11wgrq8766583045»', 'iban number=«nl11 wgrq 8766 5830 45»'],
    leaves: ['iban nl12wgrq8766583045', 'ibanez'],
  },
  iban: {
    finds: [
      'IBAN «NL11WGRQ8766583045».',
      'payout to «GB46DLBA79858956263034» rejected',
      '{"iban":"«DE12488250195459276167»"}',
    ],
    leaves: ['NL12WGRQ8766583045', 'US12 ABCD', 'IT02 rack'],
  },
};
