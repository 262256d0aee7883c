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

const options = readOptions({
  usage: 'npm run bench:quick --',
  about: 'Prints the ratios that matter, in under two minutes.',
  options: [
    flag('--only <names>', 'these contenders only, separated by commas'),
    flag('--against <dist>', 'beside another build of Fieldgate'),
    new Option('--operation <name>', 'what is asked').choices(operations.map(({ name }) => name)).default('list.owner'),
    number('--seconds <n>', 'how long each repetition takes', { from: 0.1, to: 600, fallback: 3 }),
    flag('--no-build', 'measure the last build'),
    flag('--profile', 'write CPU profiles into bench/profiles'),
  ],
  examples: [
    ['npm run bench:quick', 'all ratios'],
    ['npm run bench:quick -- --only fieldgate', 'a few seconds'],
  ],
});

setUp({ build: options.build });
const results = await measure();
print(results);

async function measure() {
  const names = options.only?.split(',') ?? COMPARED;
  const contenders = [...names.map(contenderNamed), ...(options.against ? [buildBeside(options.against)] : [])];
  const operation = operations.find(({ name }) => name === options.operation);
  const engine = await startEngine({ items: SMALL_TABLE });
  const store = await startReplay(engine);
  const nodeArgs = options.profile ? PROFILING : [];
  const field = await Field.start(contenders, { store, credentials: await createCredentials(), nodeArgs });
  const { seconds } = options;
  const onStep = () => process.stderr.write('.');
  const measured = await field.load(operation, { repetitions: 3, seconds, warmUpSeconds: (seconds * 2) / 3, onStep });
  process.stderr.write('\n');
  await field.stop();
  await store.stop();
  await engine.stop();
  return measured;
}

function print(measured) {
  for (const { contender, runs } of measured) {
    const { perSecond, cpuMs, p50, p99, calls, bytesOut, askedEngine, otherCore } = medianOf(runs);
    const all = runs.map((run) => run.cpuMs.toFixed(2)).join(' ');
    console.log(
      `${contender.title.padEnd(48)} ${perSecond.toFixed(0).padStart(6)}/s  ${cpuMs.toFixed(2).padStart(6)} ms CPU (${all})` +
        `  p50 ${p50.toFixed(1)}  p99 ${p99.toFixed(1)}  ${calls.toFixed(2)} calls  ${(bytesOut / 1000).toFixed(1)} kB` +
        `${askedEngine > 0 ? `  (${askedEngine} not replayed)` : ''}${otherCore > 0.9 ? '  (load core full)' : ''}`,
    );
  }
  printRatios(measured);
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
