import { EffectHeld } from '@org/investigation-store';

/**
 * Does the work for each in turn, also when it has failed for one before.
 *
 * @throws what the first of those that failed threw, after all were tried; what only waits for another worker comes last
 */
export async function tryEach<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures.find((error) => !(error instanceof EffectHeld)) ?? failures[0];
}
