import type { InvestigationStore, PatternWatch } from '@org/investigation-store';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Whoever has found it tells of it first. */
const FIRST_LOOK_MINUTES = 5;

/** Lets the sweep look after a pattern. Done before the pattern is written, so that no crash leaves one that nobody is told of. */
export async function watchPattern(
  { pattern_id }: { readonly pattern_id: string },
  store: Pick<InvestigationStore, 'savePatternWatch'>,
  now: Date,
): Promise<void> {
  await store.savePatternWatch(pattern_id, after(FIRST_LOOK_MINUTES, now).toISOString());
}

/** When a pattern that grows, or that somebody must still be told of, is looked at again: often in its first hour. */
export function soon(watch: PatternWatch, now: Date): Date {
  return after(ageOf(watch, now) < HOUR ? 5 : 30, now);
}

/** When one is looked at again that only waits for people. */
export function hourly(now: Date): Date {
  return after(60, now);
}

export function ageOf({ begun_at }: PatternWatch, now: Date): number {
  return now.getTime() - Date.parse(begun_at);
}

function after(minutes: number, now: Date): Date {
  return new Date(now.getTime() + minutes * MINUTE);
}
