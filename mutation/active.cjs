/** What the runner tells the environment of the test file that runs, and hears from it: both are in one process. */
module.exports = {
  /** The mutant that is active; `undefined` while it is measured which tests reach which mutants. */
  mutant: undefined,
  /** The names of the tests that count; `undefined`: all. */
  tests: undefined,
  /** How often the mutant may be met before it counts as an endless loop. */
  mostHits: Infinity,
  timeout: undefined,
  /** What the environment found: which test failed, or what was reached. */
  found: {},
};
