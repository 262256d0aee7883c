const root = require('../jest.config.js');

/** Ships only ES modules, too: see there. */
const [ignored] = root.transformIgnorePatterns;
const transformIgnorePatterns = [ignored.replace('(?!(', '(?!(graphql-request|')];

/** The clients against the real API: run by the root's jest, with what its tests are set up with. */
module.exports = {
  ...root,
  rootDir: '..',
  transformIgnorePatterns,
  roots: ['<rootDir>/clients/test'],
  testMatch: ['<rootDir>/clients/test/**/*.test.ts'],
};
