module.exports = {
  displayName: 'correlation-engine',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
