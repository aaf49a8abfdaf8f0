/** A span of addresses, both ends in it, as hexadecimal digits (8 for IPv4, 32 for IPv6). */
export interface AddressRange {
  readonly bottom: string;
  readonly top: string;
}

/**
 * An address as its hexadecimal digits, or undefined for anything else. Read as the engine reads it: octets are decimal
 * whatever their zeros, no zone and no dotted tail, and an IPv4-mapped IPv6 address (`::ffff:a00:1`) is the IPv4 one.
 */
export function addressDigits(text: string): string | undefined {
  if (text.length < 2 || text.length > 256) return undefined;
  return text.includes(':') ? v6Digits(text) : v4Digits(text);
}

/**
 * Whether an address lies in a range. The engine compares digit by digit and stops as soon as the answer is certain, so
 * an IPv6 address can lie in an IPv4 range: what its first eight digits say decides. Kept, because EventBridge does it.
 */
export function lies(digits: string, { bottom, top }: AddressRange): boolean {
  if (digits.length >= bottom.length) {
    const start = digits.slice(0, bottom.length);
    return start >= bottom && start <= top;
  }
  return digits > bottom.slice(0, digits.length) && digits < top.slice(0, digits.length);
}

/** Reads CIDR notation, or says what is wrong with it. A mask must leave at least one bit open. */
export function parseCidr(text: string): AddressRange | { readonly wrong: string } {
  // Java's split, which the engine uses, drops empty pieces at the end.
  const pieces = text.split('/');
  while (pieces.at(-1) === '') pieces.pop();
  const [address = '', mask = ''] = pieces;
  if (pieces.length !== 2) return { wrong: "it needs exactly one '/'" };
  if (!/^[+-]?[0-9]{1,10}$/.test(mask)) return { wrong: 'the mask is not a whole number' };
  const bits = Number(mask);
  if (bits < 0) return { wrong: 'the mask is negative' };
  const digits = addressDigits(address);
  if (digits === undefined) return { wrong: 'what stands before the slash is not an IP address' };
  if (bits >= digits.length * 4) return { wrong: `the mask must be less than ${digits.length * 4}` };
  let bottom = '';
  let top = '';
  for (let index = 0; index < digits.length; index++) {
    const digit = parseInt(digits.charAt(index), 16);
    const open = 0xf >> Math.min(4, Math.max(0, bits - index * 4));
    bottom += (digit & ~open & 0xf).toString(16);
    top += (digit | open).toString(16);
  }
  return { bottom, top };
}

function v4Digits(text: string): string | undefined {
  if (text.length > 15) return undefined;
  let digits = '';
  let octet = -1;
  let dots = 0;
  for (let index = 0; index <= text.length; index++) {
    const code = index === text.length ? 46 : text.charCodeAt(index);
    if (code === 46) {
      if (octet < 0 || ++dots > 4) return undefined;
      digits += hex(octet, 2);
      octet = -1;
    } else if (code >= 48 && code <= 57) {
      octet = Math.max(octet, 0) * 10 + (code - 48);
      if (octet > 255) return undefined;
    } else {
      return undefined;
    }
  }
  return dots === 4 ? digits : undefined;
}

function v6Digits(text: string): string | undefined {
  if (!/^[0-9a-fA-F:]+$/.test(text)) return undefined;
  const gap = text.indexOf('::');
  const head = groups(gap < 0 ? text : text.slice(0, gap));
  const tail = gap < 0 ? [] : groups(text.slice(gap + 2));
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (gap < 0 ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...new Array<number>(missing).fill(0), ...tail];
  const digits = all.map((group) => hex(group, 4)).join('');
  return digits.startsWith('00000000000000000000ffff') ? digits.slice(24) : digits;
}

function groups(text: string): number[] | undefined {
  if (text === '') return [];
  const values: number[] = [];
  for (const group of text.split(':')) {
    const value = group === '' ? NaN : parseInt(group, 16);
    if (!(value <= 0xffff)) return undefined;
    values.push(value);
  }
  return values;
}

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}
