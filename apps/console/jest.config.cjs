module.exports = {
  displayName: 'console',
  preset: '../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
