module.exports = {
  displayName: 'central-cdk',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
