// The targets of the project, and whether this run met them. Ratios are within one run.
import { median } from '../measure.mjs';

/** One entry a target: `{ what, target, seen, met }`. */
export function judge({ byOperation, costs, loaded }) {
  const list = byName(byOperation[0].figures);
  const own = list.get('fieldgate');
  return [
    ...[
      ['rest', 1],
      ['mercurius', 2],
      ['apollo-dataloader', 5],
    ].map(([name, least]) => fasterThan(list.get(name), own, least)),
    ...costOf(byName(costs), 'fieldgate-open', 'rules'),
    ...costOf(byName(costs), 'fieldgate-unverified', 'identity'),
    ...byOperation.map(({ name, figures }) => callsOf(name, byName(figures))),
    ...byOperation.map(({ name, figures }) => bytesOf(name, byName(figures))),
    tailOf(byName(loaded).get('fieldgate')),
  ];
}

function byName(figures) {
  return new Map(figures.map((each) => [each.name, each]));
}

function fasterThan(other, own, least) {
  const [byCpu, byThroughput] = [other.cpuMs / own.cpuMs, own.perSecond / other.perSecond];
  return {
    what: `list, compared with ${other.title}: by CPU a request / by throughput`,
    target: `≥ ${least.toFixed(1)} ×`,
    seen: `${byCpu.toFixed(2)} × / ${byThroughput.toFixed(2)} ×`,
    met: Math.min(byCpu, byThroughput) >= least,
  };
}

/** Compared pair by pair of repetitions that followed each other: the median, and between what it lies with 95 % confidence. */
function costOf(costs, without, what) {
  const bare = costs.get(without).repetitions;
  const shares = costs.get('fieldgate').repetitions.map((cpuMs, index) => cpuMs / bare[index] - 1);
  const share = median(shares);
  const [low, high] = intervalOfMedian(shares);
  return [
    {
      what: `what ${what} cost, in CPU (and with 95 % confidence)`,
      target: '≤ 5 %',
      seen: `${percent(share)} (${percent(low)} to ${percent(high)})`,
      met: share <= 0.05,
    },
  ];
}

/** By the ranks between which the median of what was drawn from lies: 1.96 standard deviations of a binomial distribution. */
function intervalOfMedian(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const rank = Math.max(0, Math.floor(sorted.length / 2 - 0.98 * Math.sqrt(sorted.length)));
  return [sorted[rank], sorted[sorted.length - 1 - rank]];
}

/** The hand-written endpoint asks for what it shows and no more, in as few calls as there can be. */
function callsOf(name, figures) {
  const [own, least] = [figures.get('fieldgate').calls, figures.get('rest').calls];
  return {
    what: `${name}: DynamoDB calls an operation, compared with the hand-written endpoint`,
    target: 'as many',
    seen: `${own.toFixed(2)} / ${least.toFixed(2)}`,
    met: own <= least + 0.05,
  };
}

function bytesOf(name, figures) {
  const [own, least] = [figures.get('fieldgate').bytesOut, figures.get('rest').bytesOut];
  return {
    what: `${name}: bytes from the store, compared with the hand-written endpoint’s`,
    target: '≤ 1.1 ×',
    seen: `${(own / least).toFixed(2)} ×`,
    met: own <= 1.1 * least,
  };
}

function tailOf({ p50, p99, ratio }) {
  return {
    what: 'list: p99 at 70 % load, compared with p50',
    target: '≤ 3 ×',
    seen: `${ratio.toFixed(2)} × (${p99.toFixed(1)} / ${p50.toFixed(1)} ms)`,
    met: ratio <= 3,
  };
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}
