module.exports = {
  displayName: 'client-cdk',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
  testTimeout: 60_000, // a synthesis takes seconds, and more on a busy machine
};
