/**
 * Runs `work` for every item, at most `atOnce` together, and goes on when some fail.
 *
 * @returns what was thrown, in no particular order
 */
export async function besideEachOther<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<unknown[]> {
  const failures: unknown[] = [];
  const rest = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of rest) {
      try {
        await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return failures;
}
