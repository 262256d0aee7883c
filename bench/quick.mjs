// The ratios that matter, in under two minutes: `npm run bench:quick`; `-- --help` lists its options.
import { Option } from 'commander';
import { flag, number, readOptions } from '../tools/commandLine.mjs';
import { buildBeside, contenderNamed } from './contenders/contenders.mjs';
import { Field, medianOf } from './measure.mjs';
import { createCredentials } from './operations/credentials.mjs';
import { operations } from './operations/operations.mjs';
import { setUp } from './setUp.mjs';
import { ROOT } from './store/fromDist.mjs';
import { startEngine, startReplay } from './store/stores.mjs';

const SMALL_TABLE = 5_000;
const COMPARED = ['rest', 'mercurius', 'apollo-dataloader', 'fieldgate'];
const TARGETS = { rest: 1, mercurius: 2, 'apollo-dataloader': 5 };

const PROFILING = [
  '--cpu-prof',
  `--cpu-prof-dir=${ROOT}bench/profiles`,
  '--require',
  `${ROOT}bench/machine/exitOnSignal.cjs`,
];

/** Student's t for 95 %, by degrees of freedom: the first ones from the table, the others to a hundredth. */
const STUDENT = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23];

const options = readOptions({
  usage: 'npm run bench:quick --',
  about: 'Prints the ratios that matter, in under two minutes.',
  options: [
    flag('--only <names>', 'these contenders only, separated by commas'),
    flag('--against <dist>', 'beside another build of Fieldgate'),
    new Option('--operation <name>', 'what is asked').choices(operations.map(({ name }) => name)).default('list.owner'),
    number('--seconds <n>', 'how long each repetition takes', { from: 0.1, to: 600, fallback: 3 }),
    number('--repetitions <n>', 'how often each is measured, in turns', { from: 1, to: 1000, fallback: 3 }),
    number('--restarts <n>', 'how often the servers are started for that, each time in the other order', {
      from: 1,
      to: 100,
      fallback: 1,
    }),
    flag('--no-build', 'measure the last build'),
    flag('--profile', 'write CPU profiles into bench/profiles'),
  ],
  examples: [
    ['npm run bench:quick', 'all ratios'],
    ['npm run bench:quick -- --only fieldgate', 'a few seconds'],
    [
      'npm run bench:quick -- --only fieldgate --against ../before/dist --seconds 1 --repetitions 14 --restarts 8',
      'whether a change made it slower: where the whole interval lies above 0 %',
    ],
  ],
});

setUp({ build: options.build });
const results = await measure();
print(results);

/** One entry a restart: what `Field.load` measured. */
async function measure() {
  const names = options.only?.split(',') ?? COMPARED;
  const contenders = [...names.map(contenderNamed), ...(options.against ? [buildBeside(options.against)] : [])];
  const engine = await startEngine({ items: SMALL_TABLE });
  const store = await startReplay(engine);
  const measured = [];
  for (let restart = 0; restart < options.restarts; restart += 1)
    measured.push(await measureOnce(restart % 2 === 0 ? contenders : contenders.toReversed(), store));
  process.stderr.write('\n');
  await store.stop();
  await engine.stop();
  return measured;
}

async function measureOnce(contenders, store) {
  const operation = operations.find(({ name }) => name === options.operation);
  const nodeArgs = options.profile ? PROFILING : [];
  const field = await Field.start(contenders, { store, credentials: await createCredentials(), nodeArgs });
  const { seconds, repetitions } = options;
  const onStep = () => process.stderr.write('.');
  const measured = await field.load(operation, { repetitions, seconds, warmUpSeconds: (seconds * 2) / 3, onStep });
  await field.stop();
  return measured;
}

function print(restarts) {
  const measured = restarts[0].map(({ contender }) => ({
    contender,
    runs: restarts.flatMap((each) => runsOf(each, contender.name)),
  }));
  for (const { contender, runs } of measured) {
    const { perSecond, cpuMs, p50, p99, calls, bytesOut, askedEngine, otherCore } = medianOf(runs);
    const all = runs.length > 5 ? `median of ${runs.length}` : runs.map((run) => run.cpuMs.toFixed(2)).join(' ');
    console.log(
      `${contender.title.padEnd(48)} ${perSecond.toFixed(0).padStart(6)}/s  ${cpuMs.toFixed(2).padStart(6)} ms CPU (${all})` +
        `  p50 ${p50.toFixed(1)}  p99 ${p99.toFixed(1)}  ${calls.toFixed(2)} calls  ${(bytesOut / 1000).toFixed(1)} kB` +
        `${askedEngine > 0 ? `  (${askedEngine} not replayed)` : ''}${otherCore > 0.9 ? '  (load core full)' : ''}`,
    );
  }
  printRatios(measured);
  printInterval(restarts);
}

function runsOf(measured, name) {
  return measured.find(({ contender }) => contender.name === name)?.runs ?? [];
}

/**
 * How much more CPU a request takes than before. Each pair was measured one after the other, on the same machine in the same mood. But the same
 * build differs by some 5 % from one process to the next, and whoever is first by 3 %: with restarts, each counts as one.
 */
function printInterval(restarts) {
  const changesOf = (measured) => {
    const before = runsOf(measured, 'fieldgate-before');
    return runsOf(measured, 'fieldgate').flatMap(({ cpuMs }, index) =>
      before[index] ? [Math.log(cpuMs / before[index].cpuMs)] : [],
    );
  };
  const perRestart = restarts.map(changesOf).filter(({ length }) => length > 0);
  const changes = perRestart.length > 1 ? perRestart.map(meanOf) : perRestart.flat();
  if (changes.length < 2) return;
  const mean = meanOf(changes);
  const variance = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / (changes.length - 1);
  const half = studentOf(changes.length - 1) * Math.sqrt(variance / changes.length);
  const percent = (change) => `${((Math.exp(change) - 1) * 100).toFixed(2)} %`;
  const of = perRestart.length > 1 ? `${changes.length} restarts` : `${changes.length} pairs of the same two processes`;
  console.log(
    `CPU a request beside the build before: ${percent(mean)}, 95 % interval ${percent(mean - half)} to ${percent(mean + half)}, ${of}`,
  );
}

function studentOf(degrees) {
  return STUDENT[degrees - 1] ?? 1.96 + 2.6 / degrees;
}

function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How many times as fast Fieldgate is: by CPU a request, and by requests a second. */
function printRatios(measured) {
  const figures = new Map(measured.map(({ contender, runs }) => [contender.name, medianOf(runs)]));
  const own = figures.get('fieldgate');
  for (const [name, { cpuMs, perSecond }] of figures) {
    if (!own || name === 'fieldgate') continue;
    const target = TARGETS[name] ? `   target ≥ ${TARGETS[name].toFixed(1)}` : '';
    console.log(
      `Fieldgate / ${name.padEnd(20)} by CPU ${(cpuMs / own.cpuMs).toFixed(2)}   by throughput ${(own.perSecond / perSecond).toFixed(2)}${target}`,
    );
  }
}
