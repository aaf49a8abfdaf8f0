module.exports = {
  displayName: 'configuration',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
