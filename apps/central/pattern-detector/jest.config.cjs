module.exports = {
  displayName: 'pattern-detector',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
