// The laws over a million cases. REDACTOR_CASES and REDACTOR_SEED choose others; a failure prints both, and its path.
process.env.REDACTOR_CASES ??= '1000000';
process.env.REDACTOR_SEED ??= String(Date.now() % 2 ** 31);

module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/test/laws.test.ts'],
  reporters: ['default'],
};
