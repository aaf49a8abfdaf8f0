const nxPreset = require('@nx/jest/preset').default;

// One preset for every project. Tests resolve our packages to their TypeScript sources through the `@org/source`
// export condition, so no build is needed before them. Types are checked by the `typecheck` target, not here.
module.exports = {
  ...nxPreset,
  testEnvironment: 'node',
  testMatch: ['**/src/**/*.test.[jt]s?(x)', '**/test/**/*.test.[jt]s?(x)'],
  transform: { '^.+\\.[cm]?tsx?$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.spec.json' }] },
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json'],
  testEnvironmentOptions: { customExportConditions: ['@org/source', 'node', 'require', 'default'] },
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.test.ts', '!src/index.ts'],
  reporters: ['default', require.resolve('./tools/results-reporter.cjs')],
  coverageReporters: ['text-summary', 'lcov', 'json-summary'],
};
