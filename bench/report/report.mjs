// Writes RESULTS.md and its charts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { barChart, lineChart } from './chart.mjs';
import { judge } from './targets.mjs';

const beside = (path) => new URL(`../${path}`, import.meta.url);

export function writeReport(results) {
  mkdirSync(beside('results'), { recursive: true });
  for (const [name, chart] of Object.entries(charts(results))) writeFileSync(beside(`results/${name}.svg`), chart);
  writeFileSync(beside('RESULTS.md'), markdown(results));
}

function charts({ byOperation, items, callers, tables }) {
  const [{ figures }] = byOperation;
  const bars = (value) =>
    figures.map((each) => ({ label: each.title, value: value(each), isOwn: each.name === 'fieldgate' }));
  const cpu = (title, xLabel, points) =>
    lineChart({ title, xLabel, yLabel: 'CPU ms a request', series: seriesOf(points, ({ cpuMs }) => cpuMs) });
  return {
    throughput: barChart({
      title: 'List operation, requests a second on one core',
      bars: bars((each) => each.perSecond),
      unit: '/s',
    }),
    cpu: barChart({ title: 'List operation, CPU a request', bars: bars((each) => each.cpuMs), unit: 'ms' }),
    items: cpu('The list with more items', 'orders in the list', items),
    callers: cpu('The list for more callers at once', 'callers', callers),
    tables: cpu('The list in larger tables, on the real engine', 'items in the table', tables),
  };
}

function seriesOf(points, value) {
  return points[0].figures.map(({ name, title }) => ({
    name: title.split(',')[0],
    points: points.map(({ x, figures }) => [x, value(figures.find((each) => each.name === name))]),
  }));
}

function markdown(results) {
  const { machine, byOperation, onEngine, loaded, items, callers, tables, atRest } = results;
  return `${[
    '# Results of the last full run',
    about(machine),
    '## Targets',
    table(
      ['', 'target', 'seen', ''],
      judge(results).map(({ what, target, seen, met }) => [what, target, seen, met ? 'met' : '**missed**']),
    ),
    '## On the replay store',
    'Recorded answers of the real engine, so that what differs is the contender. All answers were compared and are the same data.',
    '![requests a second](results/throughput.svg)\n\n![CPU a request](results/cpu.svg)',
    ...byOperation.flatMap(({ name, title, figures }) => [`### ${name}: ${title}`, figuresTable(figures, atRest)]),
    '## On the real engine',
    'The list operation again. The engine’s own work, on the other core, hides much of the difference; it proves that the answers are real.',
    table(
      ['', 'requests/s', 'CPU ms', 'p50 ms', 'p99 ms'],
      onEngine.map(({ title, perSecond, cpuMs, p50, p99 }) => [
        title,
        whole(perSecond),
        two(cpuMs),
        one(p50),
        one(p99),
      ]),
    ),
    '## At 70 % of what each can do',
    'Of what it could do right before; requests are sent evenly, whether or not earlier ones are answered. Medians of nine looks.',
    table(
      ['', 'requests/s', 'p50 ms', 'p99 ms', 'p99 / p50'],
      loaded.map(({ title, rate, p50, p99, ratio }) => [title, whole(rate), one(p50), one(p99), two(ratio)]),
    ),
    '## Growth',
    '![items](results/items.svg)\n\n![callers](results/callers.svg)\n\n![tables](results/tables.svg)',
    growthTable('orders in the list', items, ({ cpuMs }, orders) => cpuMs / orders),
    growthTable('callers at once', callers),
    growthTable('items in the table (real engine)', tables),
    ...startUp(results),
  ].join('\n\n')}\n`;
}

function about({ date, minutes, scale, cpu, memoryGigabytes, node, pinned, loadAverage, commit, versions }) {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${date} UTC, commit ${commit}, ${minutes} minutes${scale === 1 ? '' : ` (\`--scale ${scale}\`)`}, ${cpu}, ${memoryGigabytes} GB, Node ${node}; load average before it ${loadAverage}.`,
    pinned
      ? 'The contender had one core for itself; the load and the store had another.'
      : '**Processes could not be pinned to cores here.**',
    `${packages.join(', ')}. Medians of at least three interleaved repetitions, after a warm-up until nothing gets faster. Fieldgate is the production server with everything on; the`,
    'others do on each request what their line says, log nothing and have no limits.',
  ].join('\n');
}

function figuresTable(figures, atRest) {
  const heads = [
    '',
    'does',
    'requests/s',
    'CPU ms',
    'p50 ms',
    'p99 ms',
    'calls',
    'kB from the store',
    'memory MB at rest / then',
  ];
  const rows = figures.map(
    ({ name, title, has, perSecond, cpuMs, repetitions, p50, p99, calls, bytesOut, memory, otherCore }) => [
      name === 'fieldgate' ? `**${title}**` : title,
      has,
      `${whole(perSecond)}${otherCore > 0.9 ? ' *' : ''}`,
      `${two(cpuMs)} (${two(Math.min(...repetitions))}–${two(Math.max(...repetitions))})`,
      one(p50),
      one(p99),
      two(calls),
      one(bytesOut / 1000),
      `${whole(atRest[name])} / ${whole(memory)}`,
    ],
  );
  const isFull = figures.some(({ otherCore }) => otherCore > 0.9);
  const note = isFull
    ? '\n\n\\* The core of the load and the store was full: the contender could do more. Its CPU time counts.'
    : '';
  return table(heads, rows) + note;
}

/** `perItem`: the CPU time of one item, where a request has several. */
function growthTable(what, points, perItem) {
  const names = points[0].figures.map(({ title }) => title.split(',')[0]);
  const columns = ['CPU ms', ...(perItem ? ['CPU ms an item'] : []), 'p50 ms', 'calls'];
  const heads = [what, ...names.flatMap((name) => columns.map((column) => `${name}: ${column}`))];
  const rows = points.map(({ x, figures }) => [
    x.toLocaleString('en'),
    ...figures.flatMap((each) => [
      two(each.cpuMs),
      ...(perItem ? [two(perItem(each, x))] : []),
      one(each.p50),
      each.calls === undefined ? '' : two(each.calls),
    ]),
  ]);
  return table(heads, rows);
}

function startUp({ startUp: figures }) {
  if (figures.length === 0) return [];
  return [
    '## Starting',
    table(
      ['', 'seen', 'target'],
      figures.map(({ what, value, target }) => [what, value, target]),
    ),
  ];
}

function table(heads, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

const whole = (value) => Math.round(value).toLocaleString('en');
const one = (value) => value.toFixed(1);
const two = (value) => value.toFixed(2);
