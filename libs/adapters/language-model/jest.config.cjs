module.exports = {
  displayName: 'language-model',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
