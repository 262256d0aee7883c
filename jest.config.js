/**
 * `jest` runs test/**\/*.test.ts; `jest --testMatch '<rootDir>/test/**\/*.soak.ts'` runs the long ones.
 * One database engine is started for the whole run (test/support/globalSetup.ts); each test file makes its own table.
 *
 * `npm test` starts jest with `--single-threaded --max-semi-space-size=64`: where every core runs tests, V8's threads beside them and many
 * small collections cost a quarter of the CPU (428 s in place of 565 s for the whole run, on 2 cores).
 */

/** Packages that ship only ES modules: jest's `require` cannot load them, so they go through swc like our own code. */
const ESM_ONLY = ['jose', '@scure/base', '@noble/hashes'];

/** Packages that load parts of themselves with `import()`, which jest does not offer to them: swc makes `require` of it. */
const DYNAMIC = ['@opentelemetry/otlp-exporter-base'];

/** @type {import('@swc/core').Options} */
const swc = {
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    // As in tsconfig.json: what the tests run must be what tsc emits.
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
    keepClassNames: true,
  },
  swcrc: false,
};

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/support/CompileOnceEnvironment.cjs',
  roots: ['<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  globalSetup: '<rootDir>/test/support/globalSetup.ts',
  globalTeardown: '<rootDir>/test/support/globalTeardown.ts',
  resolver: '<rootDir>/test/support/browserResolver.cjs',
  // As the first line of src/main.ts does: the decorators of schema/ and resolvers/ need it before they are evaluated.
  setupFiles: [
    'reflect-metadata',
    '<rootDir>/test/support/errorsOfNode.ts',
    '<rootDir>/test/support/graphqlOfProduction.cjs',
  ],
  transform: { '\\.(ts|js|mjs)$': ['@swc/jest', swc] },
  transformIgnorePatterns: [`/node_modules/(?!(${[...ESM_ONLY, ...DYNAMIC].join('|')})/)`],
  reporters: ['<rootDir>/test/support/TrafficReporter.cjs', 'default'],
  // Against what hangs: how fast a busy machine is fails nothing.
  testTimeout: 120_000,
  maxWorkers: 2,
};
