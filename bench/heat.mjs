/*
 * The heat of partitions, on paper and by simulation: what an hour of orders of one shop, and a day of the whole platform, do to
 * DynamoDB's partitions. No network: `node bench/heat.mjs`.
 *
 * What a placed order writes is read off resolvers/ordering (placeOrder.ts, tally.ts): every item of the transaction takes 2 write units
 * a kilobyte begun, and what is only required takes 2 as well. Limits: 1,000 write and 3,000 read units a second for each partition of
 * the table, and for each of the index (AWS: "Burst and adaptive capacity").
 */

import { readOptions } from '../tools/commandLine.mjs';

readOptions({
  usage: 'node bench/heat.mjs',
  about:
    'Prints what an hour of orders of one shop, and a day of the whole platform, do to the partitions of the table.',
  examples: [['node bench/heat.mjs', 'needs nothing that runs']],
});

const WRITE_LIMIT = 1000;
const READ_LIMIT = 3000;
const BURST_SECONDS = 300;
const HOUR = 3600;
const SHARDS = 8;
const LINES = 3;
/** As examples of the demo data weigh. */
const KILOBYTES = {
  order: 0.7,
  line: 0.3,
  product: 0.8,
  shop: 1.2,
  sales: 0.2,
  sold: 0.7,
  buyerDay: 0.2,
  counters: 1.6,
  idempotency: 0.2,
};
/** On-demand, us-east-1, standard class; see docs/operations.md for the source. */
const DOLLARS_BY_WRITE = 0.625 / 1e6;
const DOLLARS_BY_READ = 0.125 / 1e6;

const units = (kilobytes) => 2 * Math.ceil(kilobytes);
const readUnits = (kilobytes) => Math.ceil(kilobytes / 4);

/** A repeatable dice, so that two runs print the same (mulberry32). */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** How many orders begin in each second, where `perHour` come at random, `peak` times as many in the busiest ten minutes. */
function arrivals(perHour, peak, random) {
  const mean = perHour / HOUR;
  const rest = (HOUR - 600 * peak) / (HOUR - 600);
  return Array.from({ length: HOUR }, (_, second) => {
    const busy = second >= 1500 && second < 2100;
    return poisson(mean * (busy ? peak : rest), random);
  });
}

function poisson(mean, random) {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const bound = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > bound; product *= random()) count += 1;
  return count;
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(random() || 1e-12)) * Math.cos(2 * Math.PI * random());
}

/** What an order writes where: in the shop's partition (table and index), in the buyer's, in one shard of the counters. */
function writesOfOrder() {
  const k = KILOBYTES;
  return {
    shop: units(k.shop) + units(k.order) + LINES * (units(k.line) + units(k.product) + units(k.sold)) + units(k.sales),
    index: units(0.2),
    buyer: units(k.buyerDay) + units(k.idempotency),
    shard: units(k.counters),
  };
}

/** What is looked at before, and answered after; consistent reads. */
function readsOfOrder() {
  const k = KILOBYTES;
  return {
    shop:
      2 * readUnits(k.shop) +
      LINES * readUnits(k.product) +
      readUnits(k.sales) +
      LINES * readUnits(k.sold) +
      readUnits(k.order) +
      LINES * readUnits(k.line),
    buyer: 2,
  };
}

/** Units of each second against a limit with AWS's burst of five unused minutes; how many units were refused. */
function throttled(perSecond, limit) {
  let saved = BURST_SECONDS * limit;
  let refused = 0;
  for (const asked of perSecond) {
    const over = asked - limit;
    if (over <= 0) saved = Math.min(BURST_SECONDS * limit, saved - over);
    else {
      const taken = Math.min(saved, over);
      saved -= taken;
      refused += over - taken;
    }
  }
  return refused;
}

const highest = (values) => values.reduce((most, value) => Math.max(most, value), 0);
const sum = (values) => values.reduce((total, value) => total + value, 0);
const percent = (part, whole) => `${((100 * part) / whole).toFixed(part / whole < 0.1 ? 1 : 0)} %`;
const table = (rows) => rows.map((row) => `| ${row.join(' | ')} |`).join('\n');

/** One shop for an hour. */
function shopHour(perHour, peak, random) {
  const orders = arrivals(perHour, peak, random);
  const { shop } = writesOfOrder();
  const writes = orders.map((count) => count * shop);
  const reads = orders.map((count) => count * readsOfOrder().shop);
  const refused = throttled(writes, WRITE_LIMIT);
  // The figures of the shop's day are one item: transactions on it at the same time are in each other's way.
  const transactionSeconds = 0.012;
  const meeting = sum(orders.map((count) => count * (1 - Math.exp(-count * transactionSeconds)))) / sum(orders);
  return [
    perHour.toLocaleString('en'),
    `${peak}×`,
    String(highest(orders)),
    `${highest(writes)} (${percent(highest(writes), WRITE_LIMIT)})`,
    `${highest(reads)} (${percent(highest(reads), READ_LIMIT)})`,
    percent(refused, sum(writes)),
    percent(meeting, 1),
  ];
}

/** The platform's counters: the hottest of so many shards, at a rate of orders a second. */
function shardHeat(ordersPerSecond, shards, random) {
  const { shard } = writesOfOrder();
  let hottest = 0;
  let refused = 0;
  const perShard = Array.from({ length: shards }, () => []);
  for (let second = 0; second < 600; second += 1) {
    const counts = new Array(shards).fill(0);
    const orders = poisson(ordersPerSecond, random);
    for (let order = 0; order < orders; order += 1) counts[Math.floor(random() * shards)] += shard;
    counts.forEach((count, index) => perShard[index].push(count));
    hottest = Math.max(hottest, ...counts);
  }
  for (const writes of perShard) refused += throttled(writes, WRITE_LIMIT);
  const total = sum(perShard.flat());
  // Ten milliseconds of a transaction on one item: how many more wait for it.
  const conflicts = 1 - Math.exp((-ordersPerSecond / shards) * 0.012);
  return [
    ordersPerSecond.toLocaleString('en'),
    String(shards),
    `${hottest} (${percent(hottest, WRITE_LIMIT)})`,
    percent(refused, total),
    percent(conflicts, 1),
  ];
}

function costOfDay(ordersPerDay) {
  const writes = sum(Object.values(writesOfOrder()));
  const reads = sum(Object.values(readsOfOrder()));
  // Three changes of status: order and ownership, 2 units each.
  const statuses = 3 * (2 + 2);
  // Ten looks at menus and orders for each order placed, of 12 items, eventually consistent.
  const browsing = 10 * 12 * 0.5;
  const dollars = ordersPerDay * ((writes + statuses) * DOLLARS_BY_WRITE + (reads + browsing) * DOLLARS_BY_READ);
  return { writes: writes + statuses, reads: reads + browsing, dollars };
}

/** The least shards whose hottest one stays below half of the limit, at the busiest second. */
function shardsFor(ordersPerSecond) {
  return Math.ceil((ordersPerSecond * writesOfOrder().shard) / (WRITE_LIMIT / 2));
}

const random = dice(20_261_121);
const perOrder = writesOfOrder();
process.stdout.write(
  `An order of ${LINES} lines writes ${sum(Object.values(perOrder))} units: ${JSON.stringify(perOrder)}\n\n`,
);
process.stdout.write('One shop, one hour (table partition SHOP#…)\n\n');
process.stdout.write(
  `${table([
    [
      'orders an hour',
      'peak',
      'most in a second',
      'write units (of 1,000)',
      'read units (of 3,000)',
      'refused',
      'meets another order’s figures',
    ],
    ['---', '---', '---', '---', '---', '---', '---'],
    shopHour(1000, 3, random),
    shopHour(10_000, 1, random),
    shopHour(10_000, 3, random),
    shopHour(50_000, 3, random),
    shopHour(200_000, 3, random),
  ])}\n\n`,
);
process.stdout.write('The platform’s counters (partitions STATISTICS#…)\n\n');
process.stdout.write(
  `${table([
    ['orders a second', 'shards', 'hottest shard’s write units', 'refused', 'meets another order'],
    ['---', '---', '---', '---', '---'],
    shardHeat(10, SHARDS, random),
    shardHeat(100, SHARDS, random),
    shardHeat(1157, SHARDS, random),
    shardHeat(1157, 64, random),
    shardHeat(3472, 64, random),
    shardHeat(3472, 256, random),
  ])}\n\n`,
);
const day = costOfDay(100_000_000);
process.stdout.write(
  `100 million orders a day: ${(1e8 / 86_400).toFixed(0)} a second on average, three times that at peak; ${shardsFor((3 * 1e8) / 86_400)} shards ` +
    `at least by write units. ${day.writes} write and ${day.reads.toFixed(0)} read units an order: $${Math.round(day.dollars).toLocaleString('en')} a day ` +
    `on demand, $${(day.dollars / 100).toFixed(2)} a million orders.\n`,
);
