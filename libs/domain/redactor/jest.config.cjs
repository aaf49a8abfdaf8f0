module.exports = {
  displayName: 'redactor',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
