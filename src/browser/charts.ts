import { element } from './element.js';
import type { Bar, Chart } from './dashboardData.js';
import UPlot from './uPlot.js';

const HEIGHT = 220;
const SECOND_MS = 1000;
/** For the first and last bar not to be cut off. */
const HALF_DAY_SECONDS = 43_200;

/** A chart with its title and, for whoever cannot see or read it, its table. */
export function chartOf(chart: Chart, bars: readonly Bar[]): HTMLElement {
  const title = element('h3', {}, chart.title);
  if (bars.length === 0) return element('section', { class: 'chart' }, title, element('p', {}, 'Nothing.'));
  if (chart.kind === 'table') return element('section', { class: 'chart' }, title, tableOf(chart, bars));
  const table = element('details', {}, element('summary', {}, 'As a table'), tableOf(chart, bars));
  const withheld = bars.filter(({ isWithheld }) => isWithheld).length;
  const note =
    withheld === 0 ? [] : [element('p', { class: 'quiet' }, `${String(withheld)} of ${String(bars.length)} withheld.`)];
  if (chart.kind === 'bars') return element('section', { class: 'chart' }, title, barList(bars), ...note, table);
  const canvas = element('div', { role: 'img', 'aria-label': summaryOf(chart, bars) });
  drawDays(canvas, chart, bars);
  return element('section', { class: 'chart' }, title, canvas, ...note, table);
}

function summaryOf({ title, unit }: Chart, bars: readonly Bar[]): string {
  const [first, last] = [bars[0]?.label ?? '', bars.at(-1)?.label ?? ''];
  const highest = bars.reduce<Bar | undefined>(
    (most, bar) => ((bar.value ?? -1) > (most?.value ?? -1) ? bar : most),
    undefined,
  );
  const most = typeof highest?.value !== 'number' ? '' : ` Highest: ${highest.text} on ${highest.label}.`;
  return `${title}, ${unit.toLowerCase()} from ${first} to ${last}.${most} The table below has every day.`;
}

function barList(bars: readonly Bar[]): HTMLElement {
  const most = Math.max(...bars.map(({ value }) => value ?? 0), 0);
  return element(
    'ul',
    { class: 'bars' },
    ...bars.map(({ label, value, text, isWithheld }) => {
      const fill = element('span', { class: 'fill' });
      fill.style.width = `${String(most > 0 ? ((value ?? 0) / most) * 100 : 0)}%`;
      return element(
        'li',
        { class: isWithheld ? 'withheld' : null },
        element('span', { class: 'name' }, label),
        element('span', { class: 'track', 'aria-hidden': 'true' }, fill),
        element('span', { class: 'number' }, text),
      );
    }),
  );
}

function tableOf({ kind, unit }: Chart, bars: readonly Bar[]): HTMLElement {
  const head = element(
    'tr',
    {},
    element('th', { scope: 'col' }, kind === 'days' ? 'Day' : 'Name'),
    element('th', { scope: 'col', class: 'number' }, unit),
  );
  const rows = bars.map(({ label, text }) =>
    element('tr', {}, element('th', { scope: 'row' }, label), element('td', { class: 'number' }, text)),
  );
  const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows));
  // Whoever uses the keyboard must be able to scroll it.
  return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Table of the chart' }, table);
}

/** A bar a day; a day whose figure is withheld is a hatched band, so that it is not taken for zero. */
function drawDays(place: HTMLElement, { unit }: Chart, bars: readonly Bar[]): void {
  const days = bars.map(({ label }) => Date.parse(label) / SECOND_MS);
  const data: [number[], (number | null)[]] = [days, bars.map(({ value }) => value)];
  const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = {
    stroke: color('--muted'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { stroke: color('--line') },
  };
  const daily = UPlot.paths.bars?.({ size: [0.7, 60] });
  const options: ConstructorParameters<typeof UPlot>[0] = {
    width: Math.max(place.clientWidth, 280),
    height: HEIGHT,
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * SECOND_MS), 'Etc/UTC'),
    cursor: { drag: { x: false, y: false } },
    scales: {
      x: { range: (_plot, least, most) => [least - HALF_DAY_SECONDS, most + HALF_DAY_SECONDS] },
      y: { range: (_plot, _least, most) => [0, most > 0 ? most * 1.05 : 1] },
    },
    axes: [
      { ...axis, values: (_plot, seconds) => seconds.map(dayOf) },
      { ...axis, size: 64 },
    ],
    series: [
      { label: 'Day', value: (_plot, _seconds, _series, index) => (index === null ? '' : (bars[index]?.label ?? '')) },
      {
        label: unit,
        fill: color('--info'),
        stroke: color('--info'),
        points: { show: false },
        value: (_plot, _value, _series, index) => (index === null ? '' : (bars[index]?.text ?? '')),
        ...(daily && { paths: daily }),
      },
    ],
    hooks: { drawClear: [(plot) => hatchWithheld(plot, bars, days, color('--muted'))] },
  };
  const plot = new UPlot(options, data, place);
  new ResizeObserver(() => plot.setSize({ width: Math.max(place.clientWidth, 280), height: HEIGHT })).observe(place);
}

/** Month and day, as everybody writes them who writes dates for all. */
function dayOf(seconds: number): string {
  return new Date(seconds * SECOND_MS).toISOString().slice(5, 10);
}

function hatchWithheld(plot: UPlot, bars: readonly Bar[], days: readonly number[], color: string): void {
  const { ctx, bbox } = plot;
  const width = (bbox.width / Math.max(bars.length, 1)) * 0.7;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.globalAlpha = 0.5;
  bars.forEach(({ isWithheld }, index) => {
    if (!isWithheld) return;
    const left = plot.valToPos(days[index] ?? 0, 'x', true) - width / 2;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, width, bbox.height);
    ctx.clip();
    ctx.beginPath();
    for (let y = bbox.top - width; y < bbox.top + bbox.height + width; y += 8) {
      ctx.moveTo(left, y + width);
      ctx.lineTo(left + width, y);
    }
    ctx.stroke();
    ctx.restore();
  });
  ctx.restore();
}
