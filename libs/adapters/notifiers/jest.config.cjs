module.exports = {
  displayName: 'notifiers',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
