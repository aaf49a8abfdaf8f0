module.exports = {
  displayName: 'routing-engine',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
