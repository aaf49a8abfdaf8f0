module.exports = {
  displayName: 'watcher',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
