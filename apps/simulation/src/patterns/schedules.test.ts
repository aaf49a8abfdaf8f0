import { problemsOf } from './checker';
import { runPatterns, type PatternScheduleOptions } from './schedule';

const SCHEDULES = Math.min(Number(process.env['SIMULATION_SCHEDULES'] ?? 400), 50_000);
const FIRST_SEED = Number(process.env['SIMULATION_SEED'] ?? 1);

// Many errors are made to be caught, and nobody reads where they came from.
const { stackTraceLimit } = Error;
beforeAll(() => (Error.stackTraceLimit = 0));
afterAll(() => (Error.stackTraceLimit = stackTraceLimit));

async function mustKeepItsPromises(options: PatternScheduleOptions, replay: string): Promise<void> {
  const problems = await problemsOf(await runPatterns(options));
  if (problems.length > 0) throw new Error(`${replay}\n${problems.join('\n')}`);
}

it(`every pattern is told once, looked after and closed, in ${SCHEDULES} schedules drawn at random`, async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed++) {
    await mustKeepItsPromises(
      { seed },
      `Seed ${seed}. Replay it: SIMULATION_SEED=${seed} SIMULATION_SCHEDULES=1 npx jest -c apps/simulation/jest.config.cjs patterns/schedules -t random`,
    );
  }
}, 7_200_000);
