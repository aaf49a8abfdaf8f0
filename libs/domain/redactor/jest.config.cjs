module.exports = {
  displayName: 'redactor',
  preset: '../../../jest.preset.js',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  coverageDirectory: 'test-output/coverage',
};
