/** What a sweep looks at, and how. */
export interface Sweep<T> {
  /** The next that are due, the most urgent first. An index may still show what was moved a moment ago. */
  readonly due: () => Promise<readonly T[]>;
  /** The same for the same thing, so that one run looks at it once. */
  readonly nameOf: (item: T) => string;
  /** Looks at one, and moves it on. A look that throws ends the run: catch what must not stop the others. */
  readonly look: (item: T) => Promise<void>;
  /** Whether another look may begin. */
  readonly hasTime: () => boolean;
  /** So many looks side by side, so that a slow one does not stop the others. */
  readonly workers: number;
}

/** Looks at what is due until nothing is, or no time is left; at each thing once. */
export async function sweepDue<T>({ due, nameOf, look, hasTime, workers }: Sweep<T>): Promise<void> {
  const seen = new Set<string>();
  while (hasTime()) {
    const fresh = (await due()).filter((item) => !seen.has(nameOf(item)));
    if (fresh.length === 0) return;
    for (const item of fresh) seen.add(nameOf(item));
    const work = async () => {
      for (let next = fresh.shift(); next !== undefined && hasTime(); next = fresh.shift()) await look(next);
    };
    await Promise.all(Array.from({ length: workers }, work));
  }
}
