module.exports = {
  displayName: 'devops-agent-client',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
