module.exports = {
  displayName: 'event-bus',
  preset: '../../../jest.preset.js',
  coverageDirectory: 'test-output/coverage',
};
