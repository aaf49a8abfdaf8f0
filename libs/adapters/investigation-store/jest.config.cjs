module.exports = {
  displayName: 'investigation-store',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
