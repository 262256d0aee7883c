const { readFileSync } = require('node:fs');
const { default: TestRunner } = require('jest-runner');
const active = require('./active.cjs');
const { WORK } = require('./places.cjs');

/** More of the heap than this, and the process is left for a new one. */
const ENOUGH_MEMORY = 1.5 * 2 ** 30;

/**
 * A runner of jest that runs the same test files many times in one warm process: once to measure, or once for each mutant. What it finds
 * it tells its parent (run.mjs), which ends it where a mutant never ends.
 */
module.exports = class MutantRunner {
  isSerial = true;

  constructor(globalConfig, context) {
    this.globalConfig = globalConfig;
    this.context = context;
  }

  async runTests(tests, watcher) {
    this.watcher = watcher;
    this.byPath = new Map(tests.map((test) => [test.path, test]));
    const { mutants } = JSON.parse(readFileSync(WORK, 'utf8'));
    return mutants ? this.runMutants(mutants) : this.measure(tests);
  }

  async measure(tests) {
    for (const test of tests) {
      const started = performance.now();
      const { failed, broken, found } = await this.run(test, {});
      const { static: atLoad = {}, perTest = {} } = found.mutants?.mutantCoverage ?? {};
      const duration = performance.now() - started;
      await tell({ file: test.path, failed: broken ?? failed?.test, duration, tests: found.tests, atLoad, perTest });
    }
  }

  async runMutants(mutants) {
    for (const { id, runs } of mutants) {
      const started = performance.now();
      const outcome = await this.outcomeOf(id, runs);
      await tell({ mutant: id, outcome: { ...outcome, duration: Math.round(performance.now() - started) } });
      if (process.memoryUsage().heapUsed > ENOUGH_MEMORY) return;
    }
  }

  async outcomeOf(mutant, runs) {
    for (const { file, tests, mostHits, timeout, deadline } of runs) {
      await tell({ mutant, file, deadline });
      const settings = { mutant, tests: tests && new Set(tests), mostHits, timeout };
      const { failed, broken, found } = await this.run(this.byPath.get(file), settings);
      if (found.mutants?.hitCount > mostHits || failed?.isTimeout) return { status: 'timeout', by: file };
      if (failed || broken) return { status: 'killed', by: file, test: failed?.test ?? broken };
    }
    return { status: 'survived' };
  }

  /** Runs one test file; `broken` where it did not even come to its tests. */
  async run(test, { mutant, tests, mostHits = Infinity, timeout }) {
    Object.assign(active, { mutant, tests, mostHits, timeout, found: {} });
    const runner = new TestRunner(this.globalConfig, this.context);
    let broken;
    const offs = [
      runner.on('test-file-success', ([, { testExecError }]) => (broken = testExecError?.message)),
      runner.on('test-file-failure', ([, error]) => (broken = String(error.message ?? error))),
    ];
    await runner.runTests([test], this.watcher, { serial: true });
    for (const off of offs) off();
    const { found } = active;
    return { failed: found.failed, broken, found };
  }
};

/** Only a message that was sent before a mutant runs is of use where it never ends. */
function tell(message) {
  return new Promise((done, fail) => process.send(message, (error) => (error ? fail(error) : done())));
}
