module.exports = {
  displayName: 'client-cdk',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
