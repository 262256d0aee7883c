const { globalSetup, globalTeardown, reporters, ...root } = require('../../jest.config.js');

/** The pages in a browser, against a local stack of their own: run by the root's jest, without the engine that its other tests share. */
module.exports = {
  ...root,
  rootDir: '../..',
  roots: ['<rootDir>/clients/shop/test'],
  testMatch: ['<rootDir>/clients/shop/test/**/*.test.ts'],
};
