import { isDeepStrictEqual } from 'node:util';
import type { GraphQLResolveInfo } from 'graphql';
import { salesKey } from '../schema/keys';
import { currencyOf, toMoney, type CurrencyCode } from '../schema/Money';
import type { DailySales, ProductSales, ShopSales } from '../schema/ShopSales';
import type { Reader } from '../src/loading/Reader';
import { withFacts, type Entity } from '../src/model/Model';
import { fill } from '../src/storage/keys';
import { counterIn, storedInteger, storedNumber } from '../src/storage/storedInteger';
import { daysOf, type DayRange } from './dayRange';

type Row = Readonly<Record<string, unknown>>;

/** Sums the shop's daily figures, which are maintained on write: one item a day, whatever the number of orders. */
export async function readShopSales(
  reader: Reader,
  shop: Entity,
  days: DayRange,
  info: GraphQLResolveInfo,
): Promise<ShopSales> {
  const shopId = shop.param('shopId');
  const range = { from: `SALES#${days.from}`, to: `SALES#${days.to}` };
  const facts = { shopId };
  const rows = await reader.rows('ShopSales', fill(salesKey.pk, facts), range, info, facts);
  return withFacts(facts, summarise(shopId, currencyOf(shop.item.currencyCode), days, rows));
}

/** Each figure is made when it is asked for: a counter that is none is a fault of the figures that it is in, and of no other. */
function summarise(shopId: string, currencyCode: CurrencyCode, days: DayRange, rows: readonly Row[]): ShopSales {
  const byDay = new Map(rows.map((row) => [String(row.sk).slice('SALES#'.length), row]));
  const sum = (name: string) => rows.reduce((total, row) => total + counterIn(row, name), 0n);
  return {
    shopId,
    currencyCode,
    products: () => productSales(shopId, currencyCode, rows),
    total: () => toMoney(sum('total'), currencyCode),
    orderCount: () => storedNumber(sum('orderCount')),
    averageOrderValue: () => {
      const orders = sum('orderCount');
      return orders === 0n ? null : toMoney(quotient(sum('total'), orders), currencyCode);
    },
    byDay: daysOf(days).map((day) => dailySales(day, byDay.get(day), currencyCode)),
  };
}

function dailySales(day: string, row: Row | undefined, currencyCode: CurrencyCode): DailySales {
  return {
    day,
    orderCount: () => storedNumber(counterIn(row, 'orderCount')),
    total: () => toMoney(counterIn(row, 'total'), currencyCode),
  };
}

/** By quantity, the most sold first; ties by product, so that the order is the same each time, and whatever the language of the server. */
function productSales(shopId: string, currencyCode: CurrencyCode, rows: readonly Row[]): ProductSales[] {
  const units = addUp(rows.map((row) => row.unitsByProduct));
  const totals = addUp(rows.map((row) => row.totalByProduct));
  rows.forEach(assertSameProducts);
  return [...units]
    .filter(([, quantity]) => quantity > 0n)
    .sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x < y ? 1 : -1))
    .map(([productId, quantity]) => ({
      shopId,
      productId,
      quantity: storedNumber(quantity),
      total: toMoney(storedInteger(totals.get(productId)), currencyCode),
    }));
}

/** Maps of counters, name by name; a day without its map has counted nothing. */
function addUp(maps: readonly unknown[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const [key, value] of maps.flatMap(entriesOf)) sums.set(key, (sums.get(key) ?? 0n) + storedInteger(value));
  return sums;
}

/** What is sold is counted in pieces and in money: with one of the two missing, the other is no figure. */
function assertSameProducts({ unitsByProduct, totalByProduct }: Row): void {
  const [units, totals] = [unitsByProduct, totalByProduct].map((map) => entriesOf(map).map(([productId]) => productId));
  if (isDeepStrictEqual(units?.sort(), totals?.sort())) return;
  throw new TypeError('expected a day to count the same products in pieces and in money');
}

function entriesOf(map: unknown): [string, unknown][] {
  if (map === undefined) return [];
  if (typeof map === 'object' && map !== null && Object.getPrototypeOf(map) === Object.prototype)
    return Object.entries(map);
  throw new TypeError('expected a map of counters');
}

/** Rounded to the nearest integer, a half away from zero. */
function quotient(sum: bigint, count: bigint): bigint {
  const doubled = 2n * sum + (sum < 0n === count < 0n ? count : -count);
  return doubled / (2n * count);
}
