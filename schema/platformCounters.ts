import type { CurrencyCode } from './Money';
import type { ShopCategory } from './ShopCategory';

/** Counters are spread over this many partitions, so that no item takes every write; the sum over all of them is the truth. */
export const STATISTICS_SHARDS = 8;

/** The partition of one shard, from 0. */
export function statisticsPartition(shard: number): string {
  return `STATISTICS#${shard}`;
}

/** The sort key of the counters of one day ("YYYY-MM-DD"). */
export function statisticsDay(day: string): string {
  return `DAY#${day}`;
}

/**
 * The sort key of how many `shops` and `customers` came on one day, less those that went. All days added up to one of them are how many
 * there were at its end.
 */
export function growthDay(day: string): string {
  return `GROWTH_DAY#${day}`;
}

/** The same for one month ("YYYY-MM"): the sum of its days, so that nobody has to read the days of all months. */
export function growthMonth(month: string): string {
  return `GROWTH_MONTH#${month}`;
}

/** The attributes of a day's item behind one figure: its amount, and the distinct shops and buyers that it stands for. */
export interface CounterNames {
  readonly amount: string;
  readonly shops: string;
  readonly buyers: string;
}

export const ORDER_COUNTERS: CounterNames = { amount: 'orders', shops: 'shops', buyers: 'buyers' };

export function categoryCounters(category: ShopCategory): CounterNames {
  return { amount: `orders#${category}`, shops: `shops#${category}`, buyers: `buyers#${category}` };
}

/** `amount` is in minor units of the currency. */
export function currencyCounters(currency: CurrencyCode): CounterNames {
  return { amount: `revenue#${currency}`, shops: `shops#${currency}`, buyers: `buyers#${currency}` };
}

/** Who placed an order: somebody who was signed in, or a guest. Every order is one of either. */
export enum BuyerKind {
  CUSTOMERS = 'CUSTOMERS',
  GUESTS = 'GUESTS',
}

export function buyerKindCounters(kind: BuyerKind): CounterNames {
  return { amount: `orders#${kind}`, shops: `shops#${kind}`, buyers: `buyers#${kind}` };
}

/** A shop's day counts the orders of each kind under the same names. They change where an order changes hands. */
export const SALES_BY_KIND: readonly string[] = Object.values(BuyerKind).map((kind) => buyerKindCounters(kind).amount);
