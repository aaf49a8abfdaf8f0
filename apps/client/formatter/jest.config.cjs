module.exports = {
  displayName: 'formatter',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
