module.exports = {
  displayName: 'cdk-constructs',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
