module.exports = {
  displayName: 'router',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
