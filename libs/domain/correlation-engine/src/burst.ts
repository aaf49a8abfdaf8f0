/**
 * How surprising it is that so many clients say the same thing in one window, in powers of ten: 4 means that chance alone
 * does it once in ten thousand windows. The first client starts the window, so only the others count: the upper tail of
 * a negative binomial distribution, which is what a Poisson count becomes when its rate is only known from a history.
 *
 * @param expected how many others usually say it in such a window; above 0
 * @param shape how well that is known: small for a rate that may be several times as large, infinite for a sure one
 */
export function surprise(clients: number, expected: number, shape = Infinity): number {
  const others = Math.floor(clients) - 1;
  if (others <= 0) return 0;
  const sure = !Number.isFinite(shape);
  const odds = sure ? 0 : expected / (shape + expected);
  const next = (n: number) => (sure ? expected / (n + 1) : ((n + shape) / (n + 1)) * odds);
  // The logarithm of the first term of the tail; the terms after it are added relative to it, so that nothing underflows.
  let log = sure ? -expected / Math.LN10 : shape * Math.log10(shape / (shape + expected));
  for (let n = 0; n < others; n++) log += Math.log10(next(n));
  let sum = 1;
  let term = 1;
  for (let n = others; n < others + 400 && term > 1e-9 * sum; n++) {
    term *= next(n);
    sum += term;
  }
  return Math.max(0, -(log + Math.log10(sum)));
}
