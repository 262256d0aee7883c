import type { GraphQLResolveInfo } from 'graphql';
import { salesKey } from '../schema/keys';
import { currencyOf, toMoney, type CurrencyCode } from '../schema/Money';
import type { DailySales, ProductSales, ShopSales } from '../schema/ShopSales';
import type { Reader } from '../src/loading/Reader';
import { withFacts, type Entity } from '../src/model/Model';
import { fill } from '../src/storage/keys';
import { counterIn, storedNumber } from '../src/storage/storedInteger';
import { Memoized } from '../src/waiting/Memoized';
import { daysOf, type DayRange } from './dayRange';
import { assertFewDays, monthsRange, ProductSums } from './topProducts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Sums the shop's daily figures, which are maintained on write: one item a day, whatever the number of orders. What was sold of each product
 * stands in items of its own, which are read where they are asked for.
 */
export async function readShopSales(
  reader: Reader,
  shop: Entity,
  days: DayRange,
  info: GraphQLResolveInfo,
): Promise<ShopSales> {
  const shopId = shop.param('shopId');
  const range = { from: `SALES#${days.from}`, to: `SALES#${days.to}` };
  const facts = { shopId };
  const partition = fill(salesKey.pk, facts);
  const rows = await reader.rows('ShopSales', partition, range, info, facts);
  const currencyCode = currencyOf(shop.item.currencyCode);
  const products = new Memoized(async (): Promise<readonly ProductSales[]> => {
    assertFewDays(days);
    const sums = new ProductSums(days);
    rows.forEach((row) => sums.addDay(row));
    for await (const page of reader.rowPages('ShopSales', partition, monthsRange(days), info, facts))
      page.forEach((row) => sums.addMonth(row));
    return sums.sales(shopId, currencyCode);
  });
  const summary = summarise(shopId, currencyCode, days, rows);
  return withFacts(facts, { ...summary, products: async () => products.get() });
}

/** Each figure is made when it is asked for: a counter that is none is a fault of the figures that it is in, and of no other. */
function summarise(
  shopId: string,
  currencyCode: CurrencyCode,
  days: DayRange,
  rows: readonly Row[],
): Omit<ShopSales, 'products'> {
  const byDay = new Map(rows.map((row) => [String(row.sk).slice('SALES#'.length), row]));
  const sum = (name: string) => rows.reduce((total, row) => total + counterIn(row, name), 0n);
  return {
    shopId,
    currencyCode,
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

/** Rounded to the nearest integer, a half away from zero. */
function quotient(sum: bigint, count: bigint): bigint {
  const doubled = 2n * sum + (sum < 0n === count < 0n ? count : -count);
  return doubled / (2n * count);
}
