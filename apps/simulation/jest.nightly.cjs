// A million schedules of the router, and 50,000 of the pattern detector. SIMULATION_SCHEDULES and SIMULATION_SEED choose others; a failure prints the seed that replays it.
process.env.SIMULATION_SCHEDULES ??= '1000000';
process.env.SIMULATION_SEED ??= String(Date.now() % 2 ** 31);

module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/src/schedules.test.ts', '<rootDir>/src/patterns/schedules.test.ts'],
  reporters: ['default'],
};
