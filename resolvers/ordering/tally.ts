import { fillKey, type Key } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import { counterIn } from '../../src/storage/storedInteger';
import { storedTime } from '../../src/storage/storedText';
import { EXISTS, MISSING, type Requirement, type Write } from '../../src/storage/writes';
import { salesKey } from '../../schema/keys';
import type { CurrencyCode } from '../../schema/Money';
import type { BuyerKind } from '../../schema/platformCounters';
import {
  buyerKindCounters,
  SALES_BY_KIND,
  categoryCounters,
  currencyCounters,
  ORDER_COUNTERS,
  STATISTICS_SHARDS,
  statisticsDay,
  statisticsPartition,
  type CounterNames,
} from '../../schema/platformCounters';
import type { ShopCategory } from '../../schema/ShopCategory';
import { dayAt } from '../closedDays';
import type { Buyer } from './buyers';
import { soldKeys, soldWrites, type SoldOrder } from './soldProducts';

/** What an order counts for, on the day (UTC) on which it was placed. */
export interface Countable extends SoldOrder {
  readonly shopCategory: ShopCategory;
  readonly currencyCode: CurrencyCode;
  /** Minor units. */
  readonly total: number;
}

/** What the counters were when they were read; the writes require that they still are, as far as it matters. */
export interface TallyState {
  /** `null`: the shop's day has no item yet. */
  readonly sales: Item | null;
  /** What was sold of each of the order's products in the month, in the order of the lines; `null`: nothing yet. */
  readonly sold: readonly (Item | null)[];
  readonly buyerDay: Item | null;
}

/** The counters of a shop's day that tell whether it was counted before: in all, and for each kind of buyer. */
export const SALES_FACTS: readonly string[] = ['orderCount', ...SALES_BY_KIND];

/** A shop's counter of the orders that buyers of this kind placed on the day. */
function ordersOf(kind: BuyerKind): string {
  return buyerKindCounters(kind).amount;
}

/** The day (UTC) on which the order was placed. */
export function dayOf({ placedAt }: Item): string {
  return dayAt(new Date(storedTime(placedAt)));
}

export function salesDayKey({ shopId, day }: Pick<Countable, 'shopId' | 'day'>): Key {
  return fillKey(salesKey, { shopId, day });
}

/** The shop's day and the months of the order's products: what an order is counted in, beside what is kept of buyers and of the platform. */
export function shopCounterKeys(of: Pick<Countable, 'shopId' | 'day'>, productIds: readonly string[]): Key[] {
  return [salesDayKey(of), ...soldKeys(of, productIds)];
}

export function buyerDayKey({ partition }: Buyer, day: string): Key {
  return { pk: partition, sk: `DAY#${day}` };
}

/** The counters of a buyer's day that tell whether they were counted before: in all, in the category, in the currency. */
export function buyerDayFacts({
  shopCategory,
  currencyCode,
}: Pick<Countable, 'shopCategory' | 'currencyCode'>): [string, string, string] {
  return ['orders', `orders#${shopCategory}`, `orders#${currencyCode}`];
}

/** Adds an order to every figure that it counts in (`sign` 1), or takes it out again (-1). */
export function tallyWrites(sign: 1 | -1, order: Countable, buyer: Buyer, state: TallyState, shard: number): Write[] {
  const buyerChanges = edgesOf(sign, order, state.buyerDay);
  const shopChange = edge(sign, 'orderCount', state.sales);
  const kindChange = kindEdge(sign, buyer.kind, state.sales);
  const isFirstOfDay = sign === 1 && state.sales === null;
  return [
    isFirstOfDay ? openSalesDay(order, buyer.kind) : salesWrite(sign, order, buyer.kind, [shopChange, kindChange]),
    buyerWrite(sign, order, buyer, buyerChanges),
    shardWrite(sign, order, buyer.kind, { shop: shopChange, kind: kindChange, buyer: buyerChanges }, shard),
    ...soldWrites(sign, order, state.sold),
  ];
}

/**
 * Takes an order of a closed day out of its shop's sales, and off the platform's figures of the day on which that happens: nobody sees
 * a closed day of the platform move. Of the platform's shops and buyers nobody leaves: on their day they bought and sold.
 * `buyer` is the one that the order is counted for.
 */
export function lateWithdrawalWrites(
  order: Countable,
  buyer: Buyer,
  sold: TallyState['sold'],
  bookedOn: string,
  shard: number,
): Write[] {
  const requirement: Requirement = { kind: 'atLeast', attribute: 'orderCount', value: 1 };
  const none: Edge = { distinct: 0, requirement };
  const edges = { shop: none, kind: none, buyer: [] };
  return [
    salesWrite(-1, order, buyer.kind, [none]),
    shardWrite(-1, { ...order, day: bookedOn }, buyer.kind, edges, shard),
    ...soldWrites(-1, order, sold),
  ];
}

/** What of an order matters for the counting of buyers. */
export type Purchase = Pick<Countable, 'shopId' | 'shopCategory' | 'currencyCode' | 'day'>;

/**
 * Takes an order from one buyer's day to another's, and what is counted by buyers along with it: an order and its revenue
 * were counted and stay so, whoever made it.
 */
export function handOverWrites(
  order: Purchase,
  from: Buyer,
  to: Buyer,
  state: { readonly from: Item | null; readonly to: Item | null; readonly sales: Item | null },
  shard: number,
): Write[] {
  const [left, joined] = [edgesOf(-1, order, state.from), edgesOf(1, order, state.to)];
  const names = [ORDER_COUNTERS, categoryCounters(order.shopCategory), currencyCounters(order.currencyCode)];
  const buyers = names.map((name, index) => [
    name.buyers,
    (left[index]?.distinct ?? 0) + (joined[index]?.distinct ?? 0),
  ]);
  const kinds = kindHandOver(order, { buyer: from, edge: left[0] }, { buyer: to, edge: joined[0] }, state.sales);
  const add = withoutZeros({ ...(Object.fromEntries(buyers) as Record<string, number>), ...kinds.add });
  return [
    buyerWrite(-1, order, from, left),
    buyerWrite(1, order, to, joined),
    ...kinds.writes,
    ...(Object.keys(add).length > 0 ? [countersWrite(order.day, add, shard)] : []),
  ];
}

interface Hand {
  readonly buyer: Buyer;
  /** Of all orders of the buyer's day. */
  readonly edge: Edge | undefined;
}

/** What of the shop's and of the platform's day goes from one kind of buyer to the other. */
function kindHandOver(order: Purchase, from: Hand, to: Hand, sales: Item | null) {
  const hands = [
    { sign: -1, ...from },
    { sign: 1, ...to },
  ] as const;
  const changes = hands.map(({ sign, buyer: { kind }, edge }) => ({
    sign,
    names: buyerKindCounters(kind),
    shop: kindEdge(sign, kind, sales),
    buyer: edge?.distinct ?? 0,
  }));
  const add = changes.map(({ sign, names, shop, buyer }) => ({
    [names.amount]: sign,
    [names.shops]: shop.distinct,
    [names.buyers]: buyer,
  }));
  const write: Write = {
    kind: 'update',
    key: salesDayKey(order),
    add: Object.fromEntries(changes.map(({ sign, names }) => [names.amount, sign])),
    require: [EXISTS, ...changes.map(({ shop }) => shop.requirement)],
  };
  return { writes: [write], add: Object.assign({}, ...add) as Record<string, number> };
}

/** Whether a counter starts or stops to count anything, and what must hold for that to be so. */
interface Edge {
  readonly distinct: number;
  readonly requirement: Requirement;
}

/** Of the three counters of a buyer's day. */
function edgesOf(sign: 1 | -1, order: Purchase, buyerDay: Item | null): Edge[] {
  return buyerDayFacts(order).map((name) => edge(sign, name, buyerDay));
}

function edge(sign: 1 | -1, attribute: string, item: Item | null): Edge {
  const before = counterIn(item, attribute);
  if (sign === 1) {
    return before === 0n
      ? { distinct: 1, requirement: { kind: 'absentOrZero', attribute } }
      : { distinct: 0, requirement: { kind: 'atLeast', attribute, value: 1 } };
  }
  return before <= 1n
    ? { distinct: -1, requirement: { kind: 'equals', attribute, value: 1 } }
    : { distinct: 0, requirement: { kind: 'atLeast', attribute, value: 2 } };
}

/**
 * The same for the orders that buyers of one kind placed in a shop. On the day of the upgrade it may have had more than were counted by
 * kinds, so that the counter falls below zero; a recount mends that day (`npm run verify -- --repair`).
 */
function kindEdge(sign: 1 | -1, kind: BuyerKind, sales: Item | null): Edge {
  const attribute = ordersOf(kind);
  if (counterIn(sales, attribute) >= 1n) return edge(sign, attribute, sales);
  return { distinct: sign === 1 ? 1 : 0, requirement: { kind: 'below', attribute, value: 1 } };
}

/**
 * The shop's first order of the day makes the item. Instances of release 0.2 count products in the two maps and cannot do without them; what
 * they count there is read as well. They go with the release after this one.
 */
function openSalesDay({ total, currencyCode, ...of }: Countable, kind: BuyerKind): Write {
  const maps = { unitsByProduct: {}, totalByProduct: {} };
  const item = { orderCount: 1, [ordersOf(kind)]: 1, total, currencyCode, ...maps };
  return { kind: 'put', key: salesDayKey(of), item, require: [MISSING] };
}

function salesWrite(sign: 1 | -1, order: Countable, kind: BuyerKind, edges: readonly Edge[]): Write {
  const add = { orderCount: sign, [ordersOf(kind)]: sign, total: sign * order.total };
  const require = [EXISTS, ...edges.map(({ requirement }) => requirement)] as const;
  return { kind: 'update', key: salesDayKey(order), add, require };
}

function buyerWrite(sign: 1 | -1, order: Purchase, buyer: Buyer, [all, category, currency]: readonly Edge[]): Write {
  if (!all || !category || !currency) throw new TypeError('a buyer’s day has three counters');
  const add = Object.fromEntries(buyerDayFacts(order).map((name) => [name, sign]));
  const require = [all.requirement, category.requirement, currency.requirement] as const;
  return { kind: 'update', key: buyerDayKey(buyer, order.day), add, require };
}

interface Edges {
  readonly shop: Edge;
  /** Of the shop's orders by buyers of this kind. */
  readonly kind: Edge;
  /** In all, in the category, in the currency. */
  readonly buyer: readonly Edge[];
}

function shardWrite(sign: 1 | -1, order: Countable, buyerKind: BuyerKind, edges: Edges, shard: number): Write {
  const { shop, kind, buyer } = edges;
  const [all, inCategory, inCurrency] = buyer;
  const figure = ({ amount, shops, buyers }: CounterNames, value: number, of: Edge, buyerEdge: Edge | undefined) => ({
    [amount]: sign * value,
    [shops]: of.distinct,
    [buyers]: buyerEdge?.distinct ?? 0,
  });
  const add = {
    ...figure(ORDER_COUNTERS, 1, shop, all),
    ...figure(categoryCounters(order.shopCategory), 1, shop, inCategory),
    ...figure(currencyCounters(order.currencyCode), order.total, shop, inCurrency),
    // A buyer is of one kind: who is new to the day is new to the kind.
    ...figure(buyerKindCounters(buyerKind), 1, kind, all),
  };
  return countersWrite(order.day, withoutZeros(add), shard);
}

/**
 * A random shard takes the change, so that no counter item takes more than its part of all writes; one shard may fall below zero, the
 * sum of all is the truth. A day whose books were closed takes no more.
 */
function countersWrite(day: string, add: Readonly<Record<string, number>>, shard: number): Write {
  const key = { pk: statisticsPartition(shard), sk: statisticsDay(day) };
  return { kind: 'update', key, add, require: [{ kind: 'absent', attribute: 'closedAt' }] };
}

function withoutZeros(add: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(add).filter(([, value]) => value !== 0));
}

export function anyShard(random: () => number = Math.random): number {
  return Math.floor(random() * STATISTICS_SHARDS);
}
