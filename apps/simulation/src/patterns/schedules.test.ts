import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Coverage, FAULTS_OF, type Fault, type PortKind } from '../faults';
import { problemsOf } from './checker';
import { runPatterns, type PatternScheduleOptions } from './schedule';

// One costs as much as three of the router's, so a nightly run takes fewer.
const SCHEDULES = Math.min(Number(process.env['SIMULATION_SCHEDULES'] ?? 300), 50_000);
const FIRST_SEED = Number(process.env['SIMULATION_SEED'] ?? 1);
const coverage = new Coverage();

// Many errors are made to be caught, and nobody reads where they came from.
const { stackTraceLimit } = Error;
beforeAll(() => (Error.stackTraceLimit = 0));
afterAll(() => (Error.stackTraceLimit = stackTraceLimit));

async function mustKeepItsPromises(options: PatternScheduleOptions, replay: string): Promise<void> {
  const problems = await problemsOf(await runPatterns({ ...options, coverage }));
  if (problems.length > 0) throw new Error(`${replay}\n${problems.join('\n')}`);
}

describe('every pattern is told once, looked after, and closed', () => {
  it(`in ${SCHEDULES} schedules drawn at random`, async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed++) {
      await mustKeepItsPromises(
        { seed },
        `Seed ${seed}. Replay it: SIMULATION_SEED=${seed} SIMULATION_SCHEDULES=1 npx jest -c apps/simulation/jest.config.cjs patterns/schedules -t random`,
      );
    }
  }, 7_200_000);

  it('when each fault befalls each call, at its first place, and at its last too by night', async () => {
    const calls: { readonly point: string; readonly kind: PortKind }[] = [];
    await runPatterns({ seed: 1, plan: new Map(), calls });
    for (const [index, { point, kind }] of calls.entries()) {
      const isFirst = calls.findIndex((call) => call.point === point) === index;
      const isLast = SCHEDULES > 300 && calls.findLastIndex((call) => call.point === point) === index;
      if (!isFirst && !isLast) continue;
      for (const fault of FAULTS_OF[kind]) {
        const plan = new Map<number, Fault>([[index, fault]]);
        await mustKeepItsPromises({ seed: 1, plan }, `${fault} at call ${index}, ${point}`);
      }
    }
  }, 600_000);

  it('and which fault befell which call how often is written down', () => {
    const folder = join(__dirname, '../../test-output');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'patterns-calls-and-faults.txt'), `${coverage.table()}\n`);
  });
});
