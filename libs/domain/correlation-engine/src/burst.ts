/**
 * How surprising it is that `clients` different clients say the same thing in one window, in powers of ten: 4 means that
 * chance alone does it once in ten thousand windows. The first client starts the window, so only the others count:
 * the upper tail of a Poisson distribution.
 *
 * @param expected how many clients usually say it in a window, from its own history; above 0
 */
export function surprise(clients: number, expected: number): number {
  const others = clients - 1;
  if (others <= 0) return 0;
  // log10 of the first term of the tail; the terms after it are added relative to it, so that nothing underflows.
  let logTerm = (-expected + others * Math.log(expected)) / Math.LN10;
  for (let n = 2; n <= others; n++) logTerm -= Math.log10(n);
  let sum = 1;
  let term = 1;
  for (let n = others + 1; n < others + 200 && term > 1e-12; n++) {
    term *= expected / n;
    sum += term;
  }
  return Math.max(0, -(logTerm + Math.log10(sum)));
}
