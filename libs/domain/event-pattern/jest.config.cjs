module.exports = {
  displayName: 'event-pattern',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
