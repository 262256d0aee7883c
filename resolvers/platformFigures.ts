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
import type { Coverage, PlatformStatistics } from '../schema/PlatformStatistics';
import { ShopCategory } from '../schema/Shop';
import type { Reader } from '../src/loading/Reader';
import { selectedFields, selectionOf } from '../src/projection/selection';
import { storedInteger, storedNumber } from '../src/storage/storedInteger';
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
type Counters = ReadonlyMap<string, bigint>;
type SortKeys = Readonly<Record<'from' | 'to', string>>;
type ReadRows = (sortKeys: SortKeys) => Promise<readonly Row[]>;
/** By day; a day without counters is absent. */
type CountersByDay = ReadonlyMap<string, Counters>;

interface Figures {
  readonly orders: Release;
  readonly customerOrders: RangeCell;
  readonly revenue: ReadonlyMap<CurrencyCode, RangeCell>;
}

/** How many there were at the end of each day of the range. */
interface Growth {
  readonly shops: readonly number[];
  readonly customers: readonly number[];
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

const NO_COUNTERS: Counters = new Map();
const NO_ORDERS: RangeCell = { amount: 0n, suppressed: false, covered: [0, 0], withheldDays: 0 };
const NOTHING: Figures = {
  orders: { total: NO_ORDERS, byDay: [], parts: new Map() },
  customerOrders: NO_ORDERS,
  revenue: new Map(),
};

/**
 * The platform over `range`, closed days, from counters that are maintained on write: one small item a day and shard, whatever the
 * number of orders. Only what was booked on days up to the last of the range is read, and of those nothing changes any more. Figures that stand for fewer than `minimum` shops or buyers, or would give such a figure away, are withheld.
 * Only what is selected is read; what is not selected is zero in the answer.
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
  return { shops: [], customers: [] };
}

async function readShards(reader: Reader, sortKeys: SortKeys, info: GraphQLResolveInfo): Promise<readonly Row[]> {
  const partitions = Array.from({ length: STATISTICS_SHARDS }, (_, shard) => statisticsPartition(shard));
  const shards = await Promise.all(partitions.map((partition) => reader.rows(TYPE, partition, sortKeys, info)));
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
  const [before, byDay] = [addUp(months), addUpByDay(days, growthDay(''))];
  return {
    shops: runningCounts('shops', range, before, byDay),
    customers: runningCounts('customers', range, before, byDay),
  };
}

function runningCounts(name: string, range: DayRange, before: Counters, byDay: CountersByDay): number[] {
  const countOn = (day: string) => byDay.get(day)?.get(name) ?? 0n;
  const earlier = [...byDay.keys()].filter((day) => day < range.from);
  let count = earlier.reduce((sum, day) => sum + countOn(day), before.get(name) ?? 0n);
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
  const byDay = addUpByDay(rows, statisticsDay(''));
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
    orders: released(ORDER_COUNTERS, categories),
    customerOrders: customerOrdersOf(
      daysOf(range).map(kindsOf),
      cutAfter(past.map(kindsOf), start(KINDS), minimum),
      minimum,
    ),
    // Amounts in several currencies have no sum, so nothing can be told from the others.
    revenue: new Map(currencies.map((currency) => [currency, released(currencyCounters(currency), []).total])),
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
    amount: counters.get(amount) ?? 0n,
    shops: storedNumber(counters.get(shops) ?? 0n),
    buyers: storedNumber(counters.get(buyers) ?? 0n),
  };
}

function summarise(range: DayRange, growth: Growth, { orders, customerOrders, revenue }: Figures): PlatformStatistics {
  const days = daysOf(range);
  return {
    ...range,
    shopCount: growth.shops.at(-1) ?? 0,
    customerCount: growth.customers.at(-1) ?? 0,
    orderCount: countIn(orders.total),
    coverage: coverageOf(orders.total, days),
    averageOrdersPerShop: average(orders.total, growth.shops),
    customerOrders: { ...orderFigure(customerOrders), coverage: coverageOf(customerOrders, days) },
    averageOrdersPerCustomer: average(customerOrders, growth.customers),
    revenue: [...revenue].map(([currencyCode, cell]) => ({
      currencyCode,
      amount: cell.amount === null ? null : toMoney(cell.amount, currencyCode),
      suppressed: cell.suppressed,
      coverage: coverageOf(cell, days),
    })),
    ordersByDay: days.flatMap((day, index) => orderCells(orders.byDay[index], { day })),
    ordersByCategory: Object.values(ShopCategory).flatMap((category) => {
      const cell = orders.parts.get(category);
      return cell ? orderCells(cell, { category, coverage: coverageOf(cell, days) }) : [];
    }),
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

function orderCells<Group>(
  cell: Cell | undefined,
  group: Group,
): (Group & { orderCount: number | null; suppressed: boolean })[] {
  return cell ? [{ ...group, ...orderFigure(cell) }] : [];
}

function orderFigure(cell: Cell): { orderCount: number | null; suppressed: boolean } {
  return { orderCount: countIn(cell), suppressed: cell.suppressed };
}

function addUpByDay(rows: readonly Row[], prefix: string): CountersByDay {
  const byDay = new Map<string, Row[]>();
  for (const row of rows) {
    const day = String(row.sk).slice(prefix.length);
    byDay.set(day, [...(byDay.get(day) ?? []), row]);
  }
  return new Map([...byDay].map(([day, shards]) => [day, addUp(shards)]));
}

/** The shards' counters, name by name. Whatever else stands in the place of one is a fault. */
function addUp(rows: readonly Row[]): Counters {
  const sums = new Map<string, bigint>();
  for (const { pk: _pk, sk: _sk, ...counters } of rows)
    for (const [name, value] of Object.entries(counters)) sums.set(name, (sums.get(name) ?? 0n) + storedInteger(value));
  return sums;
}

function dayKey(day: string, later = 0): string {
  return statisticsDay(toDay(Date.parse(day) + later * DAY_MS));
}

/** The month before another, both as "YYYY-MM". */
function monthBefore(month: string): string {
  return new Date(Date.parse(`${month}-01`) - DAY_MS).toISOString().slice(0, 'YYYY-MM'.length);
}
