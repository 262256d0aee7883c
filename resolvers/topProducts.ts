import { isDeepStrictEqual } from 'node:util';
import { soldKey } from '../schema/keys';
import { toMoney, type CurrencyCode } from '../schema/Money';
import type { ProductSales } from '../schema/ShopSales';
import { ArgumentError } from '../src/loading/ListReader';
import type { SortRange } from '../src/storage/expressions';
import { matchKey } from '../src/storage/keys';
import { storedInteger, storedNumber } from '../src/storage/storedInteger';
import { daysOf, type DayRange } from './dayRange';

type Row = Readonly<Record<string, unknown>>;

/** A product has an item for each month, so that the days asked for say how many are read. */
export const MAX_TOP_DAYS = 92;

/** Throws {@link ArgumentError} where products cannot be counted over so many days. */
export function assertFewDays(days: DayRange): void {
  const count = daysOf(days).length;
  if (count <= MAX_TOP_DAYS) return;
  const message = `Expected sales of at most ${String(MAX_TOP_DAYS)} days where topProducts is asked for, got ${String(count)} days.`;
  throw new ArgumentError('from', message);
}

/** The sort keys of all products' months that have any of these days. */
export function monthsRange({ from, to }: DayRange): SortRange {
  // `$` is the character after `#`: beyond whatever product there is in the last month.
  return { from: `SOLD#${monthOf(from)}#`, to: `SOLD#${monthOf(to)}$` };
}

/** Adds up what was sold of each product, row by row, so that no more is kept than a sum for each product. */
export class ProductSums {
  private readonly units = new Map<string, bigint>();
  private readonly totals = new Map<string, bigint>();

  constructor(private readonly days: DayRange) {}

  /** One product's month: those of its days that are asked for. */
  addMonth(row: Row): void {
    const { month, productId } = matchKey(soldKey, { pk: String(row.pk), sk: String(row.sk) }) ?? {};
    if (month === undefined || productId === undefined) throw new TypeError('expected the month of a product');
    const [units, totals] = [row.unitsByDay, row.totalByDay].map((map) =>
      entriesOf(map).filter(([day]) => this.isAsked(month, day)),
    );
    this.add(
      (units ?? []).map(([, value]) => [productId, value]),
      (totals ?? []).map(([, value]) => [productId, value]),
    );
    assertSameNames(row.unitsByDay, row.totalByDay);
  }

  /** A shop's day, where release 0.2 counted products. */
  addDay({ unitsByProduct, totalByProduct }: Row): void {
    this.add(entriesOf(unitsByProduct), entriesOf(totalByProduct));
    assertSameNames(unitsByProduct, totalByProduct);
  }

  /** By quantity, the most sold first; ties by product, so that the order is the same each time, and whatever the language of the server. */
  sales(shopId: string, currencyCode: CurrencyCode): ProductSales[] {
    return [...this.units]
      .filter(([, quantity]) => quantity > 0n)
      .sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x < y ? 1 : -1))
      .map(([productId, quantity]) => ({
        shopId,
        productId,
        quantity: storedNumber(quantity),
        total: toMoney(storedInteger(this.totals.get(productId)), currencyCode),
      }));
  }

  private add(units: readonly [string, unknown][], totals: readonly [string, unknown][]): void {
    for (const [name, value] of units) this.units.set(name, (this.units.get(name) ?? 0n) + storedInteger(value));
    for (const [name, value] of totals) this.totals.set(name, (this.totals.get(name) ?? 0n) + storedInteger(value));
  }

  private isAsked(month: string, day: string): boolean {
    if (!/^\d\d$/.test(day)) throw new TypeError('expected the days of a month to have two digits');
    const date = `${month}-${day}`;
    return this.days.from <= date && date <= this.days.to;
  }
}

function monthOf(day: string): string {
  return day.slice(0, 'YYYY-MM'.length);
}

/** What is sold is counted in pieces and in money: with one of the two missing, the other is no figure. */
function assertSameNames(units: unknown, totals: unknown): void {
  const [inPieces, inMoney] = [units, totals].map((map) => entriesOf(map).map(([name]) => name));
  if (isDeepStrictEqual(inPieces?.sort(), inMoney?.sort())) return;
  throw new TypeError('expected the same to be counted in pieces and in money');
}

/** One that is not there has counted nothing. */
function entriesOf(map: unknown): [string, unknown][] {
  if (map === undefined) return [];
  if (typeof map === 'object' && map !== null && Object.getPrototypeOf(map) === Object.prototype)
    return Object.entries(map);
  throw new TypeError('expected a map of counters');
}
