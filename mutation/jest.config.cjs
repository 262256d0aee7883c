const path = require('node:path');
const root = require('../jest.config.js');

const MUTATED = 'src/(access|model|projection|loading)/.*\\.ts$';
const [[everything, swc]] = Object.entries(root.transform);

/** The suites that say what the four folders promise: unit, property and specification tests. Which of them reach a mutant is measured. */
const SUITES = ['access', 'model', 'projection', 'loading', 'response', 'storage', 'specification', 'audit'];

/** @type {import('jest').Config} */
module.exports = {
  ...root,
  rootDir: path.dirname(__dirname),
  setupFiles: [...root.setupFiles, '<rootDir>/mutation/failFast.cjs'],
  testMatch: (process.env.FIELDGATE_MUTATION_SUITES?.split(',') ?? SUITES).map(
    (folder) => `<rootDir>/test/${folder}/**/*.test.ts`,
  ),
  // They ask whole servers over HTTP for minutes, what property tests ask of the same code in seconds.
  testPathIgnorePatterns: [...(root.testPathIgnorePatterns ?? []), 'OverHttp', 'audit/cedar'],
  testEnvironment: '<rootDir>/mutation/MutantEnvironment.cjs',
  runner: '<rootDir>/mutation/MutantRunner.cjs',
  // The first that fits is taken.
  transform: { [MUTATED]: ['<rootDir>/mutation/instrumented.cjs', swc[1]], [everything]: swc },
  reporters: [],
};
