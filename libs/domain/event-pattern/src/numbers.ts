/**
 * A JSON number that no double says exactly, such as 1e400 or one of twenty digits. The engine does not compare such
 * numbers; they equal only the same text.
 */
export class IncomparableNumber {
  constructor(readonly text: string) {}
}

/** Up to this many characters without an exponent, a decimal survives the way to a double and back. */
const SAFE_CHARACTERS = 15;

/**
 * Reads a number as it stands in JSON text. `300`, `300.0` and `3e2` are the same number; what would lose digits on its
 * way into a double is kept as text.
 */
export function readNumber(text: string): number | IncomparableNumber {
  const value = Number(text);
  if (text.length <= SAFE_CHARACTERS && !/[eE]/.test(text)) return value;
  if (!Number.isFinite(value)) return new IncomparableNumber(text);
  return canonical(text) === canonical(String(value)) ? value : new IncomparableNumber(text);
}

/** One spelling for each decimal value: its digits without outer zeros, and the power of ten behind them. */
function canonical(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const negative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? mantissa.slice(1) : mantissa).split('.');
  const digits = withoutLeadingZeros(whole + fraction);
  if (digits === '') return '0';
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 48) end--;
  const power = Number(exponent) - fraction.length + (digits.length - end);
  return `${negative ? '-' : ''}${digits.slice(0, end)}e${power}`;
}

function withoutLeadingZeros(digits: string): string {
  let start = 0;
  while (digits.charCodeAt(start) === 48) start++;
  return digits.slice(start);
}
