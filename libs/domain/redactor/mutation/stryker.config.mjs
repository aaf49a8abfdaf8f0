/** Run by mutation.mjs, in the project's folder. */
export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner', './mutation/leave-proofs.mjs'],
  ignorers: ['proofs'],
  jest: { projectType: 'custom', configFile: 'mutation/jest.mutation.cjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  tempDirName: 'test-output/stryker',
  ignorePatterns: ['/bench', '/dist', '/out-tsc', '/package-check', '/test-output'],
  reporters: ['clear-text', 'json', 'html'],
  warnings: { slow: false }, // the literals and expressions of the rules are static, and what matters most
  clearTextReporter: { logTests: false, reportTests: false },
  jsonReporter: { fileName: 'test-output/mutation/mutation.json' },
  htmlReporter: { fileName: 'test-output/mutation/mutation.html' },
};
