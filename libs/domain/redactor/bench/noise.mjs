/** Noise from a seed (Mulberry32): the same texts in every run. */
export function noiseOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const whole = (from, to) => from + Math.floor(next() * (to - from + 1));
  const pick = (list) => list[whole(0, list.length - 1)];
  const of = (alphabet, length) => Array.from({ length }, () => pick(alphabet)).join('');
  return {
    next,
    whole,
    pick,
    digits: (length) => of('0123456789', length),
    hex: (length) => of('0123456789abcdef', length),
    base32: (length) => of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length),
    base62: (length) => of('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', length),
    base64: (length) => of('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/', length),
    letters: (length) => of('abcdefghijklmnopqrstuvwxyz', length),
  };
}
