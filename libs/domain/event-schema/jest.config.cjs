module.exports = {
  displayName: 'event-schema',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
