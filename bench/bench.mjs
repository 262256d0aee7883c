// The whole bench: `npm run bench` in the root; `-- --help` lists its options.
import { flag, number, readOptions } from '../tools/commandLine.mjs';
import { Presets, SingleBar } from 'cli-progress';
import { CONTENDERS, contenderNamed } from './contenders/contenders.mjs';
import { startUpFigures } from './figures.mjs';
import { closedLoop, openLoop, percentile } from './machine/load.mjs';
import { unpin } from './machine/processes.mjs';
import { CALLERS, Field, medianOf } from './measure.mjs';
import { createCredentials } from './operations/credentials.mjs';
import { operations, ownersList } from './operations/operations.mjs';
import { describeMachine } from './report/machine.mjs';
import { writeReport } from './report/report.mjs';
import { setUp } from './setUp.mjs';
import { startEngine, startReplay } from './store/stores.mjs';

const options = readOptions({
  usage: 'npm run bench --',
  about:
    'Measures Fieldgate beside what people would pick instead, in about 20 minutes, and writes bench/RESULTS.md and its charts.',
  options: [
    flag('--large', 'a table of a million items, too'),
    flag('--no-build', 'measure the last build'),
    number('--scale <factor>', 'how long each measurement takes, beside the usual time', {
      from: 0.01,
      to: 100,
      fallback: 1,
    }),
  ],
  examples: [
    ['npm run bench', 'everything'],
    ['npm run bench -- --scale 0.2', 'a fifth of the time, to try the bench itself'],
  ],
});

const SCALE = options.scale;
const REPETITIONS = 3;
const MAIN = { repetitions: REPETITIONS, seconds: 4 * SCALE, warmUpSeconds: 4 * SCALE };
const SHORT = { repetitions: REPETITIONS, seconds: 2.5 * SCALE, warmUpSeconds: 2 * SCALE };
/** Differences of a few percent take many looks, each pair of them close together: the machine is faster at one time than at another. */
const FINE = { repetitions: 45, seconds: SCALE, warmUpSeconds: 3 * SCALE };
const LOOKS_AT_PART_OF_LOAD = 9;

const SMALL_TABLE = 10_000;
const TABLES = [SMALL_TABLE, 100_000, ...(options.large ? [1_000_000] : [])];
const LIST = ownersList();
/** So many items, so many callers. */
const GROWTH = [1, 10, 100];
const GROWING = ['fieldgate', 'rest'];
/** Whose latencies at part of their load are of interest. */
const PARTLY_LOADED = ['rest', 'apollo-dataloader', 'mercurius', 'yoga', 'fieldgate'];
const named = (...names) => names.map(contenderNamed);
const COMPARED = CONTENDERS.filter(({ variant }) => !variant);

const bar = new SingleBar(
  { format: '{bar} {percentage}% {section}', hideCursor: true, noTTYOutput: true, notTTYSchedule: 15_000 },
  Presets.shades_classic,
);

setUp({ build: options.build });
const begun = Date.now();
const machine = describeMachine();
const credentials = await createCredentials();
bar.start(totalSteps(), 0, { section: '' });
const results = await measureAll();
bar.stop();
results.machine = { ...machine, scale: SCALE, minutes: Math.round((Date.now() - begun) / 60_000) };
results.startUp = [];
writeReport(results);
if (options.build) {
  unpin();
  results.startUp = await startUpFigures();
  writeReport(results);
}
console.log('Written: bench/RESULTS.md and the charts in bench/results/.');

async function measureAll() {
  const engine = await startEngine({ items: SMALL_TABLE });
  const replay = await startReplay(engine);
  const replayed = await onReplay(replay);
  const onEngine = await inField(COMPARED, engine, (field) => load(field, LIST, SHORT, 'the real engine'));
  await replay.stop();
  await engine.stop();
  return { ...replayed, onEngine, tables: await tableSizes() };
}

async function onReplay(store) {
  const compared = await inField(COMPARED, store, async (field) => {
    const atRest = field.memory();
    const byOperation = [];
    for (const operation of operations) {
      const figures = await load(field, operation, operation.name === LIST.name ? MAIN : SHORT, operation.name);
      byOperation.push({ name: operation.name, title: operation.title, figures });
    }
    const loaded = await atPartOfLoad(field);
    return { atRest, byOperation, loaded, items: await growthByItems(field), callers: await growthByCallers(field) };
  });
  const costs = await inField(named('fieldgate', 'fieldgate-open', 'fieldgate-unverified'), store, (field) =>
    load(field, LIST, FINE, 'what rules and identity cost'),
  );
  return { ...compared, costs };
}

async function inField(contenders, store, measure) {
  const field = await Field.start(contenders, { store, credentials });
  try {
    return await measure(field);
  } finally {
    await field.stop();
  }
}

/** The medians of each contender, and the CPU time of each repetition. */
async function load(field, operation, how, section) {
  bar.update({ section });
  const measured = await field.load(operation, { ...how, onStep: () => bar.increment() });
  return measured.map(({ contender: { name, title, has }, runs, answerBytes }) => ({
    name,
    title,
    has,
    answerBytes,
    ...medianOf(runs),
    repetitions: runs.map(({ cpuMs }) => cpuMs),
  }));
}

/** Latencies at 70 % of what each can do at that time, which do not hide what waits. */
async function atPartOfLoad(field) {
  const looks = new Map(PARTLY_LOADED.map((name) => [name, []]));
  for (let look = 0; look < LOOKS_AT_PART_OF_LOAD; look += 1)
    for (const name of PARTLY_LOADED) {
      const contender = contenderNamed(name);
      const { origin } = field.processOf(contender);
      const requests = field.requests(contender, LIST);
      const { perSecond } = await closedLoop({ origin, requests, callers: CALLERS, seconds: 1.5 * SCALE });
      const rate = 0.7 * perSecond;
      const { histogram } = await openLoop({ origin, requests, rate, seconds: 4 * SCALE });
      const [p50, p99] = [50, 99].map((percent) => percentile(histogram, percent));
      looks.get(name).push({ rate, p50, p99, ratio: p99 / p50 });
      bar.increment({ section: '70 % load' });
    }
  return PARTLY_LOADED.map((name) => ({ name, title: contenderNamed(name).title, ...medianOf(looks.get(name)) }));
}

async function growthByItems(field) {
  const points = [];
  for (const first of GROWTH) {
    const figures = await load(field.of(...GROWING), ownersList(first), SHORT, `${first} items`);
    points.push({ x: first, figures });
  }
  return points;
}

async function growthByCallers(field) {
  const points = [];
  for (const callers of GROWTH) {
    const figures = await load(field.of(...GROWING), LIST, { ...SHORT, callers }, `${callers} callers`);
    points.push({ x: callers, figures });
  }
  return points;
}

/** On the real engine, since it is the store that could grow slower. */
async function tableSizes() {
  const points = [];
  for (const items of TABLES) {
    bar.update({ section: `a table of ${items.toLocaleString('en')} items` });
    const engine = await startEngine({ items });
    const figures = await inField(named(...GROWING), engine, (field) => load(field, LIST, SHORT, 'table sizes'));
    points.push({ x: engine.items, figures });
    await engine.stop();
  }
  return points;
}

function totalSteps() {
  const stepsOf = (contenders, { repetitions }) => contenders * (repetitions + 1);
  const inOperation = ({ name }) =>
    COMPARED.filter((each) => !each.operations || each.operations.includes(name)).length;
  const compared = operations.map((each) => stepsOf(inOperation(each), SHORT)).reduce((sum, each) => sum + each);
  const growth = (2 * GROWTH.length + TABLES.length) * stepsOf(GROWING.length, SHORT);
  return (
    compared +
    PARTLY_LOADED.length * LOOKS_AT_PART_OF_LOAD +
    stepsOf(3, FINE) +
    stepsOf(COMPARED.length, SHORT) +
    growth
  );
}
