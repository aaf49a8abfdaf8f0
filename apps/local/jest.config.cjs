module.exports = {
  displayName: 'local',
  preset: '../../jest.preset.js',
  // Functions are processes: on a busy machine each start takes its time, and a wrong one is found by its answer.
  testTimeout: 60_000,
  coverageDirectory: 'test-output/coverage',
};
