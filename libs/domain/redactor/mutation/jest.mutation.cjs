// Only what judges rules and the second look by examples: properties would run a thousand texts for each mutant.
module.exports = {
  rootDir: require('node:path').resolve(__dirname, '..'),
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/src/rules.test.ts', '**/src/second-look.test.ts'],
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': '<rootDir>/mutation/transform.cjs' },
};
