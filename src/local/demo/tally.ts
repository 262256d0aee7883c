import { createHash } from 'node:crypto';
import type { Item } from '../write';
import { totalOf } from './orderItems';
import type { OrderDay, OrderPlan } from './orders';
import type { CustomerPlan, ShopPlan } from './plan';
import { growthDay, growthMonth, STATISTICS_SHARDS } from '../../../schema/platformCounters';

export type Counters = Record<string, number>;

/** What a shop sold on a day. */
export interface ShopDay {
  readonly shop: ShopPlan;
  readonly day: string;
  orderCount: number;
  /** The same by kind of buyer. */
  readonly byKind: Counters;
  total: number;
  /** In pieces, and in money. */
  readonly unitsByProduct: Counters;
  readonly totalByProduct: Counters;
}

/** How many orders a buyer placed on a day: `orders`, and the same by shop category and by currency. */
export interface BuyerDay {
  readonly pk: string;
  readonly day: string;
  readonly counters: Counters;
}

export interface DayTally {
  readonly shopDays: readonly ShopDay[];
  readonly buyerDays: readonly BuyerDay[];
}

/** Orders that were rejected or cancelled are in no figure. */
function counts({ status }: Pick<OrderPlan, 'status'>): boolean {
  return status !== 'REJECTED' && status !== 'CANCELLED';
}

export function tallyDay({ day, orders }: OrderDay): DayTally {
  const shopDays = new Map<string, ShopDay>();
  const buyerDays = new Map<string, BuyerDay>();
  for (const order of orders.filter(counts)) {
    addToShop(order, day, shopDays);
    addToBuyer(order, day, buyerDays);
  }
  return { shopDays: [...shopDays.values()], buyerDays: [...buyerDays.values()] };
}

function addToShop(order: OrderPlan, day: string, shopDays: Map<string, ShopDay>): void {
  const { shop } = order;
  const known = shopDays.get(shop.slug) ?? {
    shop,
    day,
    orderCount: 0,
    byKind: {},
    total: 0,
    unitsByProduct: {},
    totalByProduct: {},
  };
  known.orderCount += 1;
  add(known.byKind, { [`orders#${order.buyer.kind}S`]: 1 });
  known.total += totalOf(order);
  for (const { product, quantity } of order.lines) {
    add(known.unitsByProduct, { [product.id]: quantity });
    add(known.totalByProduct, { [product.id]: quantity * product.price });
  }
  shopDays.set(shop.slug, known);
}

function addToBuyer({ shop, buyer }: OrderPlan, day: string, buyerDays: Map<string, BuyerDay>): void {
  const pk = `${buyer.kind}#${buyer.id}`;
  const known = buyerDays.get(pk) ?? { pk, day, counters: {} };
  add(known.counters, { orders: 1, [`orders#${shop.kind.category}`]: 1, [`orders#${shop.currencyCode}`]: 1 });
  buyerDays.set(pk, known);
}

/** Adds `more` to `counters`, name by name. */
export function add(counters: Counters, more: Counters): void {
  for (const [name, value] of Object.entries(more)) counters[name] = (counters[name] ?? 0) + value;
}

/** What a shop's day adds to the platform's counters. `isFirst`: the day's counter of this name had counted no order before. */
export function platformCountersOfShop(
  { shop, orderCount, byKind, total }: ShopDay,
  isFirst: (counter: string) => boolean,
): Counters {
  const { category } = shop.kind;
  const firsts = Object.keys(byKind).filter(isFirst);
  return {
    ...byKind,
    ...Object.fromEntries(firsts.map((counter) => [counter.replace(/^orders/, 'shops'), 1])),
    orders: orderCount,
    [`orders#${category}`]: orderCount,
    [`revenue#${shop.currencyCode}`]: total,
    ...(isFirst('orderCount') && { shops: 1, [`shops#${category}`]: 1, [`shops#${shop.currencyCode}`]: 1 }),
  };
}

/** What a buyer's day adds to the platform's counters, for a buyer who had no order on that day before. */
export function platformCountersOfBuyer({ pk, counters }: BuyerDay): Counters {
  const [kind = ''] = pk.split('#');
  return Object.fromEntries(
    [...Object.keys(counters), `orders#${kind}S`].map((name) => [name.replace(/^orders/, 'buyers'), 1]),
  );
}

export function salesItem({ shop, day, byKind, orderCount, total }: ShopDay): Item {
  const { slug, currencyCode } = shop;
  return { pk: `SHOP#${slug}`, sk: `SALES#${day}`, currencyCode, orderCount, total, ...byKind };
}

/** What a shop sold on a day, product by product: each is counted in an item for its month. */
export function soldItems({ shop, day, unitsByProduct, totalByProduct }: ShopDay): SoldItem[] {
  const [month, date] = [day.slice(0, 'YYYY-MM'.length), day.slice('YYYY-MM-'.length)];
  return Object.keys(unitsByProduct).map((product) => ({
    pk: `SHOP#${shop.slug}`,
    sk: `SOLD#${month}#${product}`,
    unitsByDay: { [date]: unitsByProduct[product] ?? 0 },
    totalByDay: { [date]: totalByProduct[product] ?? 0 },
  }));
}

/** A product's month, by the days on which it sold ("01" to "31"). */
export interface SoldItem extends Item {
  readonly unitsByDay: Counters;
  readonly totalByDay: Counters;
}

/** The months of all products, from what was sold day by day. */
export class SoldMonths {
  private readonly months = new Map<string, SoldItem>();

  addDay({ shopDays }: DayTally): void {
    for (const { unitsByDay, totalByDay, ...key } of shopDays.flatMap(soldItems)) {
      const name = `${key.pk}/${key.sk}`;
      const month = this.months.get(name) ?? { ...key, unitsByDay: {}, totalByDay: {} };
      add(month.unitsByDay, unitsByDay);
      add(month.totalByDay, totalByDay);
      this.months.set(name, month);
    }
  }

  items(): Item[] {
    return [...this.months.values()];
  }
}

export function buyerDayItem({ pk, day, counters }: BuyerDay): Item {
  return { pk, sk: `DAY#${day}`, ...counters };
}

export function statisticsKey(shard: number, sk: string): { pk: string; sk: string } {
  return { pk: `STATISTICS#${shard}`, sk };
}

/** Which of the shards a string falls to. */
export function shardOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt8(0) % STATISTICS_SHARDS;
}

/** The platform's counters of a day from nothing, spread over the shards. */
export function statisticsItems(day: string, { shopDays, buyerDays }: DayTally): Item[] {
  const shards = Array.from({ length: STATISTICS_SHARDS }, (): Counters => ({}));
  for (const shopDay of shopDays)
    add(
      shards[shardOf(shopDay.shop.slug + day)] ?? {},
      platformCountersOfShop(shopDay, () => true),
    );
  for (const buyerDay of buyerDays) add(shards[shardOf(buyerDay.pk + day)] ?? {}, platformCountersOfBuyer(buyerDay));
  return shards.flatMap((counters, shard) =>
    counters.orders === undefined && counters.buyers === undefined
      ? []
      : [{ ...statisticsKey(shard, `DAY#${day}`), ...counters }],
  );
}

/** How many shops and customers came on each day and in each month: counters by sort key. */
export function growthOf(shops: readonly ShopPlan[], customers: readonly CustomerPlan[]): Map<string, Counters> {
  const growth = new Map<string, Counters>();
  const count = (name: string, moment: Date): void => {
    const day = moment.toISOString().slice(0, 'YYYY-MM-DD'.length);
    for (const sk of [growthDay(day), growthMonth(day.slice(0, 'YYYY-MM'.length))]) {
      const counters = growth.get(sk) ?? {};
      add(counters, { [name]: 1 });
      growth.set(sk, counters);
    }
  };
  for (const { createdAt } of shops) count('shops', createdAt);
  for (const { memberSince } of customers) count('customers', memberSince);
  return growth;
}

/** The same from nothing, spread over the shards. */
export function growthItems(shops: readonly ShopPlan[], customers: readonly CustomerPlan[]): Item[] {
  return [...growthOf(shops, customers)].map(([sk, counters]) => ({ ...statisticsKey(shardOf(sk), sk), ...counters }));
}
