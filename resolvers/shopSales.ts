import type { GraphQLResolveInfo } from 'graphql';
import { toMoney, type CurrencyCode } from '../schema/Money';
import type { ProductSales, ShopSales } from '../schema/ShopSales';
import type { Reader } from '../src/loading/Reader';
import { withFacts, type Entity } from '../src/model/Model';
import { daysOf, type DayRange } from './dayRange';

type Row = Readonly<Record<string, unknown>>;
type Figures = Readonly<Record<string, number>>;

/** Sums the shop's daily figures, which are maintained on write: one item a day, whatever the number of orders. */
export async function readShopSales(
  reader: Reader,
  shop: Entity,
  days: DayRange,
  info: GraphQLResolveInfo,
): Promise<ShopSales> {
  const shopId = shop.param('shopId');
  const range = { from: `SALES#${days.from}`, to: `SALES#${days.to}` };
  const rows = await reader.rows('ShopSales', `SHOP#${shopId}`, range, info);
  return withFacts({ shopId }, summarise(shopId, shop.item.currencyCode as CurrencyCode, days, rows));
}

function summarise(shopId: string, currencyCode: CurrencyCode, days: DayRange, rows: readonly Row[]): ShopSales {
  const byDay = new Map(rows.map((row) => [String(row.sk).slice('SALES#'.length), row]));
  const total = sum(rows, 'total');
  const orderCount = sum(rows, 'orderCount');
  return {
    shopId,
    currencyCode,
    products: productSales(shopId, currencyCode, rows),
    total: toMoney(total, currencyCode),
    orderCount,
    averageOrderValue: orderCount === 0 ? null : toMoney(total / orderCount, currencyCode),
    byDay: daysOf(days).map((day) => ({
      day,
      orderCount: numberIn(byDay.get(day), 'orderCount'),
      total: toMoney(numberIn(byDay.get(day), 'total'), currencyCode),
    })),
  };
}

/** By quantity, the most sold first; ties by product, so that the order is the same each time, and whatever the language of the server. */
function productSales(shopId: string, currencyCode: CurrencyCode, rows: readonly Row[]): ProductSales[] {
  const units = addUp(rows.map((row) => row.unitsByProduct as Figures | undefined));
  const totals = addUp(rows.map((row) => row.totalByProduct as Figures | undefined));
  return [...units]
    .filter(([, quantity]) => quantity > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([productId, quantity]) => ({
      shopId,
      productId,
      quantity,
      total: toMoney(totals.get(productId) ?? 0, currencyCode),
    }));
}

function addUp(maps: readonly (Figures | undefined)[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [key, value] of maps.flatMap((map) => Object.entries(map ?? {})))
    sums.set(key, (sums.get(key) ?? 0) + value);
  return sums;
}

function sum(rows: readonly Row[], name: string): number {
  return rows.reduce((total, row) => total + numberIn(row, name), 0);
}

function numberIn(row: Row | undefined, name: string): number {
  const value = row?.[name];
  return typeof value === 'number' ? value : 0;
}
