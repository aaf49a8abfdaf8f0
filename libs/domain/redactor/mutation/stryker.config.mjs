/** Run by mutation.mjs, in the project's folder. */
export default {
  testRunner: 'command',
  buildCommand: 'node mutation/bundle.mjs',
  commandRunner: { command: 'node test-output/judge.cjs' },
  plugins: ['./mutation/leave-proofs.mjs'],
  ignorers: ['proofs'],
  concurrency: 2,
  timeoutMS: 3000,
  tempDirName: 'test-output/stryker',
  ignorePatterns: ['/bench', '/dist', '/out-tsc', '/package-check', '/test-output'],
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  clearTextReporter: { logTests: false, reportTests: false, reportMutants: false },
  jsonReporter: { fileName: 'test-output/mutation/mutation.json' },
  htmlReporter: { fileName: 'test-output/mutation/mutation.html' },
};
