module.exports = {
  displayName: 'simulation',
  preset: '../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
