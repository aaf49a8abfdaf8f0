import { BROKEN_DESIGNS, SEEDED_BUGS, type Broken } from './broken';
import { problemsOf } from './checker';
import { runSchedule, type ScheduleOptions } from './schedule';

// The product passes these very seeds (schedules.test.ts), so what is caught here is the break.
const SEEDS = 10_000;

async function caught({ tweaks, seen, from = 1 }: Broken): Promise<number | undefined> {
  for (let seed = from; seed < from + SEEDS; seed++) {
    const problems = await problemsOf(await runSchedule({ seed, tweaks }));
    if (problems.some((problem) => seen.test(problem))) return seed;
  }
  return undefined;
}

describe('the checker catches the design', () => {
  it.each(BROKEN_DESIGNS)('$name', async (design) => expect(await caught(design)).toBeDefined(), 60_000);
});

describe('the checker catches the bug', () => {
  it.each(SEEDED_BUGS)('$name', async (bug) => expect(await caught(bug)).toBeDefined(), 60_000);
});

it('goes the same way again for the same seed', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const first: NonNullable<ScheduleOptions['calls']> = [];
    const again: typeof first = [];
    await runSchedule({ seed, calls: first });
    await runSchedule({ seed, calls: again });
    expect(again).toEqual(first);
  }
});
