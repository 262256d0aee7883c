// Changes the core in small ways, one at a time, and tells which changes no test notices: `npm run test:mutation`.
// `-- --help` lists its options.
//
// The mutants are Stryker's, made by its instrumenter; what runs them is ours. Stryker's runner for jest (9.6, the last for Node 20) starts
// jest anew for each mutant, our database engine with it, and loads every test file that imports the changed one, also those whose tests do
// not reach the mutant: for src/access nearly all. Here one warm process runs of each file only the tests that reach the mutant, the quickest
// first and until one fails: a second for a mutant that dies. One that lives takes up to three minutes, the property tests over whole APIs.
import { flag, number, readOptions } from '../tools/commandLine.mjs';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runJest } from './jestProcess.mjs';
import { makeMutants, sampleOf } from './mutants.mjs';
import places from './places.cjs';
import { reportOf, staleNotes } from './report.mjs';

const { ROOT, BUILD } = places;
const RESULTS = path.join(BUILD, 'results.json');
const REPORT = path.join(BUILD, 'report.md');

/** A test that takes so much longer than before does not end: on a busy machine, too. */
const PATIENCE = { times: 10, more: 15_000 };
const MOST_HITS = { times: 100, more: 1000 };
const NOT_REACHED = { status: 'no coverage' };

const options = readOptions({
  usage: 'npm run test:mutation --',
  about: 'Changes the core in small ways, one at a time, and tells which changes no test notices. About an hour.',
  options: [
    flag('--seed <text>', 'which mutants are drawn').default('16'),
    number('--sample <count>', 'how many are tried', { from: 1, to: 1_000_000, fallback: 400 }),
    flag('--all', 'all of them'),
    flag('--only <path>', 'mutants in files under this path').default(''),
    flag('--survivors', 'those that lived in the last run'),
    flag('--suites <names>', 'only tests in these folders, such as access,model'),
  ],
  examples: [
    ['npm run test:mutation', 'a sample of 400'],
    ['npm run test:mutation -- --only src/access --all', 'every mutant of one folder'],
  ],
});

if (options.suites) process.env.FIELDGATE_MUTATION_SUITES = options.suites;
mkdirSync(BUILD, { recursive: true });
const equivalent = JSON.parse(readFileSync(path.join(ROOT, 'mutation/equivalent.json'), 'utf8'));
const all = await makeMutants();
const chosen = choose(all.filter(({ file }) => file.startsWith(options.only)));
say(`${all.length} mutants, ${chosen.length} of them are tried. Which tests reach them?`);
const reached = await measure();
const results = await tryAll(chosen.map((mutant) => ({ mutant, runs: runsOf(mutant, reached) })));
writeFileSync(RESULTS, JSON.stringify(results, null, 2));
const report = reportOf(results, { all, equivalent, seed: options.seed });
writeFileSync(REPORT, report);
process.stdout.write(report);
const stale = staleNotes(all, equivalent);
if (stale.length > 0) say(`equivalent.json names what is no mutant any more:\n${stale.join('\n')}`);
process.exitCode = stale.length > 0 ? 1 : 0;

function choose(mutants) {
  if (options.survivors) {
    const alive = new Set(
      JSON.parse(readFileSync(RESULTS, 'utf8'))
        .filter(isAlive)
        .map(({ name }) => name),
    );
    return mutants.filter(({ name }) => alive.has(name));
  }
  return options.all ? mutants : sampleOf(mutants, { seed: options.seed, size: options.sample });
}

function isAlive({ status }) {
  return status === 'survived' || status === 'no coverage';
}

/** What each test file reaches; every test passes while no mutant is active, or nothing below means anything. */
async function measure() {
  const files = [];
  const end = await runJest({}, (message) => files.push(message));
  const failed = files.filter((file) => file.failed);
  if (failed.length > 0 || files.length === 0) {
    for (const { file, failed: test } of failed) say(`${path.relative(ROOT, file)} fails without any mutant: ${test}`);
    say(files.length === 0 ? end.output : '');
    process.exit(1);
  }
  return files.sort((a, b) => a.duration - b.duration);
}

/** The runs that could kill a mutant, the quickest first. What is reached while a file loads, or between tests, concerns all of its tests. */
function runsOf({ id }, files) {
  return files.flatMap(({ file, duration, tests, atLoad, perTest }) => {
    const reaching = Object.entries(perTest).filter(([, hits]) => hits[id] !== undefined);
    if (atLoad[id] === undefined && reaching.length === 0) return [];
    const hits = reaching.reduce((sum, [, each]) => sum + each[id], atLoad[id] ?? 0);
    const slowest = Math.max(0, ...tests.map((test) => test.duration));
    return {
      file,
      tests: atLoad[id] === undefined ? reaching.map(([name]) => name) : undefined,
      mostHits: hits * MOST_HITS.times + MOST_HITS.more,
      timeout: slowest * PATIENCE.times + PATIENCE.more,
      deadline: duration * PATIENCE.times + 2 * PATIENCE.more,
    };
  });
}

async function tryAll(tries) {
  const outcomes = new Map(
    tries.filter(({ runs }) => runs.length === 0).map(({ mutant: { id } }) => [id, NOT_REACHED]),
  );
  const results = () => tries.map(({ mutant }) => ({ ...mutant, ...outcomes.get(mutant.id) }));
  const started = Date.now();
  for (;;) {
    const open = tries.filter(({ mutant: { id } }) => !outcomes.has(id));
    if (open.length === 0) break;
    let running;
    await runJest({ mutants: open.map(({ mutant: { id }, runs }) => ({ id, runs })) }, (message) => {
      running = message.outcome ? undefined : message;
      if (!message.outcome) return;
      outcomes.set(message.mutant, message.outcome);
      if (outcomes.size % 10 === 0) say(`${outcomes.size}/${tries.length} after ${secondsSince(started)} s`);
      // What was found so far is not lost where somebody stops a long run.
      writeFileSync(RESULTS, JSON.stringify(results(), null, 2));
    });
    // The process was ended, or ended itself, over this one.
    if (running) outcomes.set(running.mutant, { status: 'timeout', by: running.file });
  }
  return results();
}

function secondsSince(time) {
  return Math.round((Date.now() - time) / 1000);
}

function say(text) {
  process.stderr.write(`${text}\n`);
}
