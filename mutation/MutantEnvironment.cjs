const Environment = require('../test/support/CompileOnceEnvironment.cjs');
const active = require('./active.cjs');

/** Runs of a test file what reaches the active mutant, up to the first test that fails. */
module.exports = class MutantEnvironment extends Environment {
  constructor(...args) {
    super(...args);
    this.mutants = { activeMutant: active.mutant, hitCount: 0, hitLimit: active.mostHits };
    // The name that Stryker's instrumenter looks for.
    this.global.__stryker__ = this.mutants;
    active.found = { failed: null, tests: [], mutants: this.mutants };
  }

  handleTestEvent({ name, test }, state) {
    if (name === 'run_start') select(state);
    else if (name === 'test_start') this.start(test);
    else if (name === 'test_done') this.end(test);
  }

  start(test) {
    if (active.found.failed !== null) test.mode = 'skip';
    this.mutants.currentTestId = nameOf(test);
  }

  end(test) {
    this.mutants.currentTestId = undefined;
    if (test.duration != null) active.found.tests.push({ name: nameOf(test), duration: test.duration });
    const { errors } = test;
    if (errors.length > 0) active.found.failed ??= { test: nameOf(test), isTimeout: isTimeout(errors) };
  }
};

function select(state) {
  if (active.timeout !== undefined) state.testTimeout = active.timeout;
  for (const test of testsIn(state.rootDescribeBlock)) {
    if (active.tests && !active.tests.has(nameOf(test))) test.mode = 'skip';
  }
}

const testsIn = ({ children }) => children.flatMap((child) => (child.type === 'test' ? [child] : testsIn(child)));

function nameOf({ name, parent }) {
  return parent ? `${nameOf(parent)} ${name}`.trim() : '';
}

function isTimeout(errors) {
  return errors.flat().some((error) => /Exceeded timeout of/.test(String(error?.message ?? error)));
}
