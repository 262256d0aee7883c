const root = require('../../jest.config.js');

/** Relay against the real API: run by the root's jest, with what its tests are set up with. */
module.exports = {
  ...root,
  rootDir: '../..',
  roots: ['<rootDir>/clients/relay/test'],
  testMatch: ['<rootDir>/clients/relay/test/**/*.test.ts'],
};
