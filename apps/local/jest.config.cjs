module.exports = {
  displayName: 'local',
  preset: '../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
