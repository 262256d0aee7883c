import { isDeepStrictEqual } from 'node:util';
import type { GraphQLResolveInfo } from 'graphql';
import { CurrencyCode, toMoney } from '../schema/Money';
import {
  buyerKindCounters,
  BuyerKind,
  categoryCounters,
  currencyCounters,
  growthDay,
  growthMonth,
  ORDER_COUNTERS,
  STATISTICS_SHARDS,
  statisticsDay,
  statisticsPartition,
  type CounterNames,
} from '../schema/platformCounters';
import type { PlatformStatistics } from '../schema/PlatformStatistics';
import type { CategoryOrders, Coverage, CurrencyRevenue, DailyOrders } from '../schema/publishedFigures';
import { ShopCategory } from '../schema/ShopCategory';
import { getOrInsert } from '../src/maps/getOrInsert';
import type { Reader } from '../src/loading/Reader';
import { selectedFields, selectionOf } from '../src/projection/selection';
import { counterIn, storedNumber } from '../src/storage/storedInteger';
import { DAY_MS, daysOf, toDay, type DayRange } from './dayRange';
import {
  cutAfter,
  everythingSealed,
  NOTHING_SEALED,
  release,
  type Cell,
  type Cut,
  type DailyFigure,
  type Day,
  type RangeCell,
  type Release,
} from './suppression';

type Row = Readonly<Record<string, unknown>>;
/** The rows of all shards, to be added up counter by counter: one that is none is a fault of the figures that it is in. */
type Counters = readonly Row[];
type SortKeys = Readonly<Record<'from' | 'to', string>>;
type ReadRows = (sortKeys: SortKeys) => Promise<readonly Row[]>;
/** By day; a day without counters is absent. */
type CountersByDay = ReadonlyMap<string, Counters>;

/** A figure, or what was wrong with a counter of it. */
type Outcome<Figure> = { readonly figure: Figure } | { readonly fault: Error };

interface Figures {
  readonly orders: Outcome<Release>;
  readonly byCategory: Outcome<ReadonlyMap<string, RangeCell>>;
  readonly customerOrders: Outcome<RangeCell>;
  readonly revenue: ReadonlyMap<CurrencyCode, Outcome<RangeCell>>;
}

/** How many there were at the end of each day of the range. Both throw where a counter is none. */
interface Growth {
  readonly shops: () => readonly number[];
  readonly customers: () => readonly number[];
}

const TYPE = 'PlatformStatistics';
const KINDS = Object.values(BuyerKind);
/** Somebody is behind it, and nobody knows how many. */
const UNKNOWN: DailyFigure = { amount: 0n, shops: 1, buyers: 1 };
/** How far before the range the first look goes. What seals a cut is mostly a matter of a few days. */
const LOOK_BACK_DAYS = 31;
/** The fields that need no day; whatever else is selected does. */
const NOT_OF_DAYS = ['from', 'to', 'shopCount', 'customerCount', '__typename'];
/** Of the last day of the range. */
const COUNTS = ['shopCount', 'customerCount'];
/** Of all its days. */
const AVERAGES = ['averageOrdersPerShop', 'averageOrdersPerCustomer'];

const NO_COUNTERS: Counters = [];
const NO_ORDERS: RangeCell = { amount: 0n, suppressed: false, covered: [0, 0], withheldDays: 0 };
const NOTHING: Figures = {
  orders: { figure: { total: NO_ORDERS, byDay: [], parts: new Map() } },
  byCategory: { figure: new Map() },
  customerOrders: { figure: NO_ORDERS },
  revenue: new Map(),
};
const NOBODY: Growth = { shops: () => [], customers: () => [] };

/**
 * The platform over `range`, closed days, from counters that are maintained on write: one small item a day and shard, whatever the
 * number of orders. Only what was booked on days up to the last of the range is read, and of those nothing changes any more. Figures that stand for fewer than `minimum` shops or buyers, or would give such a figure away, are withheld.
 * Only what is selected is read; what is not selected is zero in the answer. Each figure is given when it is asked for: a counter that is none
 * is a fault of the figures that it is in, and of no other.
 */
export async function readPlatformFigures(
  reader: Reader,
  range: DayRange,
  minimum: number,
  info: GraphQLResolveInfo,
): Promise<PlatformStatistics> {
  const selected = [...selectedFields([selectionOf(info)], TYPE).keys()];
  const read: ReadRows = (sortKeys) => readShards(reader, sortKeys, info);
  const [growth, figures] = await Promise.all([
    readSelectedGrowth(read, range, selected),
    selected.some((name) => !NOT_OF_DAYS.includes(name)) ? readFigures(read, range, minimum) : NOTHING,
  ]);
  return summarise(range, growth, figures);
}

async function readSelectedGrowth(read: ReadRows, range: DayRange, selected: readonly string[]): Promise<Growth> {
  if (selected.some((name) => AVERAGES.includes(name))) return readGrowth(read, range);
  if (selected.some((name) => COUNTS.includes(name))) return readGrowth(read, { ...range, from: range.to });
  return NOBODY;
}

async function readShards(reader: Reader, sortKeys: SortKeys, info: GraphQLResolveInfo): Promise<readonly Row[]> {
  const partitions = Array.from({ length: STATISTICS_SHARDS }, (_, shard) => statisticsPartition(shard));
  const shards = await Promise.all(partitions.map((partition) => reader.rows(TYPE, partition, sortKeys, info, {})));
  return shards.flat();
}

/**
 * The shops and customers at the end of each day of the range: all that came up to then, by months, and by days from the first day's month
 * on.
 */
async function readGrowth(read: ReadRows, range: DayRange): Promise<Growth> {
  const month = range.from.slice(0, 'YYYY-MM'.length);
  const [months, days] = await Promise.all([
    read({ from: growthMonth(''), to: growthMonth(monthBefore(month)) }),
    read({ from: growthDay(`${month}-01`), to: growthDay(range.to) }),
  ]);
  const byDay = rowsByDay(days, growthDay(''));
  return {
    shops: () => runningCounts('shops', range, months, byDay),
    customers: () => runningCounts('customers', range, months, byDay),
  };
}

function runningCounts(name: string, range: DayRange, before: Counters, byDay: CountersByDay): number[] {
  const countOn = (day: string) => addUp(byDay.get(day) ?? NO_COUNTERS, name);
  const earlier = [...byDay.keys()].filter((day) => day < range.from);
  let count = earlier.reduce((sum, day) => sum + countOn(day), addUp(before, name));
  return daysOf(range).map((day) => {
    count += countOn(day);
    return storedNumber(count);
  });
}

/**
 * What is withheld depends on all that came before the range, though seldom on what is long past. So the days just before it are
 * read along, and the figures are made twice: as if nothing, and as if everything had been sealed before those. Sealing more
 * never shows more, so where both are the same, they are right; where they are not, the rest of the past is read as well.
 */
async function readFigures(read: ReadRows, range: DayRange, minimum: number): Promise<Figures> {
  const lookBack = minimum > 1 ? LOOK_BACK_DAYS : 0;
  const recent = await read({ from: dayKey(range.from, -lookBack), to: dayKey(range.to) });
  const figures = figuresOf(recent, range, minimum, () => NOTHING_SEALED);
  if (minimum <= 1 || isDeepStrictEqual(figures, figuresOf(recent, range, minimum, everythingSealed))) return figures;
  const earlier = await read({ from: statisticsDay(''), to: dayKey(range.from, -lookBack - 1) });
  return figuresOf([...earlier, ...recent], range, minimum, () => NOTHING_SEALED);
}

/** `start` gives the cut before the first of the rows for figures with these parts. */
function figuresOf(
  rows: readonly Row[],
  range: DayRange,
  minimum: number,
  start: (parts: readonly string[]) => Cut,
): Figures {
  const byDay = rowsByDay(rows, statisticsDay(''));
  const past = [...byDay.keys()].filter((day) => day < range.from).sort();
  const released = (total: CounterNames, parts: readonly (readonly [string, CounterNames])[]) => {
    const dayOf = (day: string) => figuresOfDay(byDay.get(day) ?? NO_COUNTERS, total, parts);
    const before = cutAfter(past.map(dayOf), start(parts.map(([name]) => name)), minimum);
    return release(daysOf(range).map(dayOf), before, minimum);
  };
  const kindsOf = (day: string) => figuresByKind(byDay.get(day) ?? NO_COUNTERS);
  const categories = Object.values(ShopCategory).map((category) => [category, categoryCounters(category)] as const);
  const currencies = Object.values(CurrencyCode);
  return {
    // What is withheld of the total depends on no part of it.
    orders: outcomeOf(() => released(ORDER_COUNTERS, [])),
    byCategory: outcomeOf(() => released(ORDER_COUNTERS, categories).parts),
    customerOrders: outcomeOf(() => {
      const before = cutAfter(past.map(kindsOf), start(KINDS), minimum);
      return customerOrdersOf(daysOf(range).map(kindsOf), before, minimum);
    }),
    // Amounts in several currencies have no sum, so nothing can be told from the others.
    revenue: new Map(
      currencies.map((currency) => [currency, outcomeOf(() => released(currencyCounters(currency), []).total)]),
    ),
  };
}

/** The orders of a day by who placed them. They add up to all of them, unless some were counted before that was. */
function figuresByKind(counters: Counters): Day & { readonly isComplete: boolean } {
  const day = figuresOfDay(
    counters,
    ORDER_COUNTERS,
    KINDS.map((kind) => [kind, buyerKindCounters(kind)] as const),
  );
  const counted = [...day.parts.values()].reduce((sum, { amount }) => sum + amount, 0n);
  if (counted === day.total.amount) return { ...day, isComplete: true };
  // Nobody knows how few of either there were.
  return { ...day, parts: new Map(KINDS.map((kind) => [kind, UNKNOWN])), isComplete: false };
}

/** Withheld over a range of which not all days are known: what was counted of it is no figure of any day. */
function customerOrdersOf(days: readonly ReturnType<typeof figuresByKind>[], before: Cut, minimum: number): RangeCell {
  const cell = release(days, before, minimum).parts.get(BuyerKind.CUSTOMERS) ?? NO_ORDERS;
  const unknown = days.filter(({ isComplete }) => !isComplete).length;
  return unknown === 0 ? cell : { amount: null, suppressed: true, covered: [0, 0], withheldDays: unknown };
}

function figuresOfDay(
  counters: Counters,
  total: CounterNames,
  parts: readonly (readonly [string, CounterNames])[],
): Day {
  return {
    total: figureOf(counters, total),
    parts: new Map(parts.map(([name, names]) => [name, figureOf(counters, names)])),
  };
}

function figureOf(counters: Counters, { amount, shops, buyers }: CounterNames): DailyFigure {
  return {
    amount: addUp(counters, amount),
    shops: storedNumber(addUp(counters, shops)),
    buyers: storedNumber(addUp(counters, buyers)),
  };
}

function summarise(range: DayRange, growth: Growth, figures: Figures): PlatformStatistics {
  const days = daysOf(range);
  const orders = () => figureIn(figures.orders);
  const customerOrders = () => figureIn(figures.customerOrders);
  return {
    ...range,
    shopCount: () => growth.shops().at(-1) ?? 0,
    customerCount: () => growth.customers().at(-1) ?? 0,
    orderCount: () => countIn(orders().total),
    coverage: () => coverageOf(orders().total, days),
    averageOrdersPerShop: () => average(orders().total, growth.shops()),
    customerOrders: withCoverage(customerOrders, days),
    averageOrdersPerCustomer: () => average(customerOrders(), growth.customers()),
    revenue: [...figures.revenue].map(([currencyCode, revenue]) => revenueOf(currencyCode, revenue, days)),
    ordersByDay: days.map((day, index) => ({ day, ...orderFigure(() => orders().byDay[index] ?? NO_ORDERS) })),
    ordersByCategory: Object.values(ShopCategory).map((category) => ({
      category,
      ...withCoverage(() => figureIn(figures.byCategory).get(category) ?? NO_ORDERS, days),
    })),
  };
}

function revenueOf(currencyCode: CurrencyCode, revenue: Outcome<RangeCell>, days: readonly string[]): CurrencyRevenue {
  const cell = () => figureIn(revenue);
  return {
    currencyCode,
    amount: () => {
      const { amount } = cell();
      return amount === null ? null : toMoney(amount, currencyCode);
    },
    suppressed: () => cell().suppressed,
    coverage: () => coverageOf(cell(), days),
  };
}

function coverageOf({ withheldDays }: RangeCell, { length }: readonly string[]): Coverage {
  return { days: length, withheldDays };
}

/**
 * By how many there were on each of the days that the figure covers, on average. `null` where it is withheld, and where there is nobody
 * to divide by.
 */
function average({ amount, covered }: RangeCell, byDay: readonly number[]): number | null {
  const counts = byDay.slice(...covered);
  const sum = counts.reduce((total, count) => total + count, 0);
  return amount === null || sum === 0 ? null : (Number(amount) * counts.length) / sum;
}

function countIn({ amount }: Cell): number | null {
  return amount === null ? null : storedNumber(amount);
}

function withCoverage(cell: () => RangeCell, days: readonly string[]): Omit<CategoryOrders, 'category'> {
  return { ...orderFigure(cell), coverage: () => coverageOf(cell(), days) };
}

function orderFigure(cell: () => Cell): Omit<DailyOrders, 'day'> {
  return { orderCount: () => countIn(cell()), suppressed: () => cell().suppressed };
}

function outcomeOf<Figure>(make: () => Figure): Outcome<Figure> {
  try {
    return { figure: make() };
  } catch (fault) {
    return { fault: fault instanceof Error ? fault : new Error('a figure could not be made', { cause: fault }) };
  }
}

function figureIn<Figure>(outcome: Outcome<Figure>): Figure {
  if ('fault' in outcome) throw outcome.fault;
  return outcome.figure;
}

function rowsByDay(rows: readonly Row[], prefix: string): CountersByDay {
  const byDay = new Map<string, Row[]>();
  for (const row of rows) getOrInsert(byDay, String(row.sk).slice(prefix.length), () => []).push(row);
  return byDay;
}

/** A counter of all shards. */
function addUp(counters: Counters, name: string): bigint {
  return counters.reduce((sum, row) => sum + counterIn(row, name), 0n);
}

function dayKey(day: string, later = 0): string {
  return statisticsDay(toDay(Date.parse(day) + later * DAY_MS));
}

/** The month before another, both as "YYYY-MM". */
function monthBefore(month: string): string {
  return new Date(Date.parse(`${month}-01`) - DAY_MS).toISOString().slice(0, 'YYYY-MM'.length);
}
