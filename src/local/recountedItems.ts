import { CurrencyCode } from '../../schema/Money';
import {
  buyerKindCounters,
  BuyerKind,
  SALES_BY_KIND,
  categoryCounters,
  currencyCounters,
  ORDER_COUNTERS,
  type CounterNames,
} from '../../schema/platformCounters';
import { ShopCategory } from '../../schema/ShopCategory';
import { keyText } from '../storage/keyValues';
import { countersOf, integer, type Counters } from './counters';
import type { Item } from './write';

/* What the items say that a recount looks at, and under which names it is counted. */

const COUNTER_NAMES = [
  ORDER_COUNTERS,
  ...Object.values(ShopCategory).map(categoryCounters),
  ...Object.values(CurrencyCode).flatMap((currency) => [
    currencyCounters(currency),
    { ...currencyCounters(currency), amount: `orders#${currency}` },
  ]),
  ...Object.values(BuyerKind).map(buyerKindCounters),
].flatMap(({ amount, shops, buyers }: CounterNames) => [amount, shops, buyers]);

const OF_ORDERS = [
  ...['status', 'placedAt', 'total', 'currencyCode', 'lineCount', 'customerId', 'guestSessionId'],
  // Set where the order was taken off, or changed hands, after its day had closed.
  ...['withdrawnOn', 'countedFor'],
];

const OF_LINES = ['productId', 'quantity', 'lineTotal'];

const OF_SALES = ['orderCount', ...SALES_BY_KIND, 'unitsByDay', 'totalByDay'];

/** Where release 0.2 counted products. */
const OF_FORMER_SALES = ['unitsByProduct', 'totalByProduct'];

/** Of a shop's day: how many products it counts itself, which is for products' months to do. Never more than none. */
export const PRODUCTS_OF_FORMER_RELEASE = 'products that release 0.2 has counted here';

/** All that a recount looks at: nothing of persons, nothing hidden. */
export const RECOUNTED_ATTRIBUTES: readonly string[] = [
  ...new Set([
    ...OF_ORDERS,
    ...OF_LINES,
    ...OF_SALES,
    ...OF_FORMER_SALES,
    ...COUNTER_NAMES,
    'category',
    'createdAt',
    'customers',
    'erasedAt',
  ]),
];

/** Whether a counter is of orders, shops or buyers of one kind of buyer. */
export function isOfKind(counter: string): boolean {
  return Object.values<string>(BuyerKind).includes(counter.split('#')[1] ?? '');
}

/** Whose the order was on its day. */
export function partitionOfBuyer({ countedFor, customerId, guestSessionId }: Item): string {
  if (typeof countedFor === 'string') return countedFor;
  return typeof customerId === 'string'
    ? `CUSTOMER#${keyText(customerId) ?? ''}`
    : `GUEST#${keyText(guestSessionId as string) ?? ''}`;
}

export function kindOf(order: Item): BuyerKind {
  return kindOfPartition(partitionOfBuyer(order));
}

export function kindOfPartition(partition: string): BuyerKind {
  return partition.startsWith('CUSTOMER#') ? BuyerKind.CUSTOMERS : BuyerKind.GUESTS;
}

export function ordersOf(kind: BuyerKind): string {
  return `orders#${kind}`;
}

export function dayOf({ placedAt }: Item): string {
  return String(placedAt).slice(0, 'YYYY-MM-DD'.length);
}

export function monthOf(day: string): string {
  return day.slice(0, 'YYYY-MM'.length);
}

export function isCounterItem({ pk, sk }: Item): boolean {
  return (
    (sk.startsWith('DAY#') && /^(STATISTICS|CUSTOMER|GUEST)#/.test(pk)) ||
    (/^GROWTH_(DAY|MONTH)#/.test(sk) && pk.startsWith('STATISTICS#'))
  );
}

export function withoutShard(pk: string): string {
  return pk.replace(/^STATISTICS#.*$/, 'STATISTICS');
}

export function salesOf({ orderCount, total, ...others }: Item): Counters {
  return {
    orderCount: integer(orderCount),
    total: integer(total),
    ...Object.fromEntries(SALES_BY_KIND.map((name) => [name, integer(others[name])])),
  };
}

export function soldOf({ sk, unitsByDay, totalByDay }: Item): Counters {
  const [, month = ''] = sk.split('#');
  const named = (prefix: string, map: unknown) =>
    Object.entries(countersOf(map)).map(([day, value]) => [`${prefix} of ${month}-${day}`, value] as const);
  return Object.fromEntries([...named('units', unitsByDay), ...named('total', totalByDay)]);
}

export function soldKeyOf(shop: string, day: string, productId: string): string {
  return `${shop}/SOLD#${monthOf(day)}#${keyText(productId) ?? ''}`;
}

export function soldOn(day: string, units: bigint, total: bigint): Counters {
  return { [`units of ${day}`]: units, [`total of ${day}`]: total };
}
