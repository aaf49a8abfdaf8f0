import { BROKEN_DETECTORS, type BrokenDetector } from './broken';
import { problemsOf } from './checker';
import { runPatterns, type PatternScheduleOptions } from './schedule';

// The product passes these very seeds (schedules.test.ts), so what is caught here is the break.
const SEEDS = 500;

const { stackTraceLimit } = Error;
beforeAll(() => (Error.stackTraceLimit = 0));
afterAll(() => (Error.stackTraceLimit = stackTraceLimit));

async function caught({ tweak, seen, from = 1 }: BrokenDetector): Promise<number | undefined> {
  for (let seed = from; seed < from + SEEDS; seed++) {
    const problems = await problemsOf(await runPatterns({ seed, tweak }));
    if (problems.some((problem) => seen.test(problem))) return seed;
  }
  return undefined;
}

describe('the checker catches the bug', () => {
  it.each(BROKEN_DETECTORS)('$name', async (bug) => expect(await caught(bug)).toBeDefined(), 120_000);
});

it('goes the same way again for the same seed', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const first: NonNullable<PatternScheduleOptions['calls']> = [];
    const again: typeof first = [];
    await runPatterns({ seed, calls: first });
    await runPatterns({ seed, calls: again });
    expect(again).toEqual(first);
  }
});
