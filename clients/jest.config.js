const root = require('../jest.config.js');

/** The clients against the real API: run by the root's jest, with what its tests are set up with. */
module.exports = {
  ...root,
  rootDir: '..',
  roots: ['<rootDir>/clients/test'],
  testMatch: ['<rootDir>/clients/test/**/*.test.ts'],
};
