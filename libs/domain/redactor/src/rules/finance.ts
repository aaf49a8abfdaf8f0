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

/**
 * Issuers by prefix and the lengths they issue: Visa; Mastercard, Mir, JCB and Troy; Amex; Diners; Discover, UnionPay and
 * RuPay; Maestro.
 */
const ISSUED =
  /^(?:4\d{12}(?:\d{3}){0,2}|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720|220[0-4]|352[89]|35[3-8]\d|9792)\d{12}|3[47]\d{13}|3(?:[689]\d|0[0-5])\d{11}(?:\d\d)?|(?:6[025]\d\d|64[4-9]\d|8[12]\d\d)\d{12,15}|(?:5[0678]|6[37])\d{11,17})$/;

const CARD_WORDS =
  /^(?:cards?|pan|visa|mastercard|amex|discover|credit|debit|payment|cardnumber|refund|carte|karte|kreditkarte|kartennummer|tarjeta|cartao|maestro)$/;
const COUNTED =
  /^(?:order|orders|sequence|seq|offset|iterator|shard|id|trace|span|epoch|timestamp|bytes|count|row|event|message|request|session|sku|imei|tracking|invoice|ticket|job|serial|barcode|ean|upc|isbn|reference)$/;

/** How numbers are grouped on cards: nineteen digits, Visa and most, Amex, Diners; the same one or two signs between groups. */
const SIGN = '([ \\-._\\u00a0\\u2009\\u202f\\u2010-\\u2013]{1,2})';
const CARD_GROUPS = [
  new RegExp(`\\d{4}${SIGN}\\d{4}\\1\\d{4}\\1\\d{4}(?:\\1\\d{3})?(?!\\d|\\1\\d{3})`, 'y'),
  new RegExp(`\\d{4}${SIGN}\\d{6}\\1\\d{4,5}(?!\\d|\\1\\d{3})`, 'y'),
];

function groupedCard(text: string, at: number): Span | undefined {
  for (const shape of CARD_GROUPS) {
    shape.lastIndex = at;
    if (!shape.test(text)) continue;
    const end = shape.lastIndex;
    const digits = text.slice(at, end).replace(/\D/g, '');
    return ISSUED.test(digits) && luhn(digits) && isRightEdge(text, end) ? { start: at, end } : undefined;
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
    // Of a shard or an order, unless another number stands between.
    const between = text.slice(Math.max(0, at - 16), at);
    if (!named && COUNTED.test(words.at(-1) ?? '') && !/\d[^a-z]*$/i.test(between)) return undefined;
    const digits = text.slice(at, after);
    if (!isRightEdge(text, after) || !ISSUED.test(digits) || !luhn(digits)) return undefined;
    if (text[after] === '.' && isAt(text, after + 1, DIGIT)) return undefined;
    // Thirteen digits are also milliseconds, and seventeen an id: without a word beside them they stay.
    return named || (length > 13 && length < 17) || length === 19 ? { start: at, end: after } : undefined;
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

/** Lengths, each with the countries of the IBAN registry (SWIFT, ISO 13616) that use it. */
const IBAN_LENGTH = new Map(
  '15NO 16BE 18DKFIFOGLNL 19MKSI 20ATBAEEKZLTLUXK 21CHHRLILV 22BGBHCRDEGBGEIEMERSVA 23AEGIILIQTL 24ADCZESMDPKROSASESKTNVG 25LYPTST 26ISTR 27FRGRITMCMRSM 28ALAZBYCYDOGTHULBPLSV 29BREGPSQAUA 30JOKWMU 31MTSC 32LC'
    .split(' ')
    .flatMap((entry) =>
      entry
        .slice(2)
        .match(/../g)!
        .map((country) => [country, Number(entry.slice(0, 2))] as const),
    ),
);

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
  const length = IBAN_LENGTH.get(text.slice(at, at + 2).toUpperCase());
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
  on: { begin: 'capital', next: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', then: DIGIT },
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
      'shard 12 «4539578763621486», «6011 1633 5022 9894» 0',
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
