import { growthDay, growthMonth, type BuyerKind } from '../../schema/platformCounters';
import { add, addTo, countersOf, integer, numbersOf, type Counters } from './counters';
import { difference, differencesOf, type Difference } from './differences';
import {
  dayOf,
  isCounterItem,
  kindOf,
  kindOfPartition,
  monthOf,
  ordersOf,
  partitionOfBuyer,
  PRODUCTS_OF_FORMER_RELEASE,
  salesOf,
  soldKeyOf,
  soldOf,
  soldOn,
  withoutShard,
} from './recountedItems';
import type { Item } from './write';

interface ShopDay {
  readonly shop: string;
  readonly day: string;
  readonly counters: Counters;
}

/** What the platform counted of a shop on a day: orders that were taken off later are still in it. */
interface PlatformShopDay {
  readonly shop: string;
  readonly day: string;
  readonly ordersByKind: Counters;
  readonly totalByCurrency: Counters;
}

/** An order that was taken off on a later day than its own. */
interface LateWithdrawal {
  readonly shop: string;
  readonly day: string;
  readonly currency: string;
  readonly kind: BuyerKind;
  readonly total: bigint;
}

/** What is still missing of an order: its lines, and what they come to. */
interface OpenOrder {
  /** `null`: rejected or cancelled, so it is in no figure. */
  readonly shopDay: ShopDay | null;
  lines: bigint;
  total: bigint;
}

type Line = Pick<Item, 'productId' | 'quantity' | 'lineTotal'>;

const [GROWTH_DAYS, GROWTH_MONTHS] = [`STATISTICS/${growthDay('')}`, `STATISTICS/${growthMonth('')}`] as const;

const UNCOUNTED: readonly unknown[] = ['REJECTED', 'CANCELLED'];

/**
 * Counts everything that is maintained on write anew, from shops, customers, orders and lines: sales by shop and day, buyers' days,
 * the platform's counters. Of customers who erased their data nobody knows when they came: their days are only added up, and compared
 * with how many customers there are. Shares no code with what maintains them. Items may come in any order; an order's lines are let go as
 * soon as they are counted.
 */
export class Recount {
  orderCount = 0;
  private readonly categories = new Map<string, string>();
  private readonly shopGrowth = new Map<string, Counters>();
  private readonly platformShopDays = new Map<string, PlatformShopDay>();
  private readonly withdrawals: LateWithdrawal[] = [];
  private readonly shopDays = new Map<string, ShopDay>();
  /** By product and month: pieces and money by day. */
  private readonly sold = new Map<string, Counters>();
  /** By buyer and day: how many orders by shop and by currency. */
  private readonly buyerDays = new Map<string, { readonly shops: Counters; readonly currencies: Counters }>();
  private readonly orders = new Map<string, OpenOrder>();
  private readonly early = new Map<string, Line[]>();
  private readonly stored = new Map<string, Counters>();
  private customers = 0n;

  add(item: Item): void {
    const { pk, sk } = item;
    const [kind = '', id = ''] = sk.split('#');
    if (sk === 'SHOP' && pk.startsWith('SHOP#')) this.shop(item);
    // Who erased their data is a customer no more.
    else if (sk === 'PROFILE') this.customers += item.erasedAt === undefined ? 1n : 0n;
    else if (kind === 'ORDER') this.order(item, `${pk}/${id}`);
    else if (kind === 'LINE') this.line(item, `${pk}/${id}`);
    else if (kind === 'SALES') this.sales(item, id);
    else if (kind === 'SOLD') addTo(this.stored, `${pk}/${sk}`, soldOf(item));
    else if (isCounterItem(item)) addTo(this.stored, `${withoutShard(pk)}/${sk}`, numbersOf(item));
  }

  /** Where the stored numbers are not the counted ones; a number that is not there is zero. By item, then by counter. */
  differences(): Difference[] {
    const counted = this.counted();
    const stored = new Map([...this.stored].map(([key, counters]) => [key, withoutCustomers(key, counters)]));
    const items = [...new Set([...counted.keys(), ...stored.keys()])].sort();
    return [
      ...items.flatMap((item) => differencesOf(item, stored.get(item) ?? {}, counted.get(item) ?? {})),
      ...this.differencesInCustomers(),
      ...this.differencesInsideOrders(),
    ];
  }

  /** What release 0.2 counted of products in a shop's day counts along with their months, and is told apart. */
  private sales(item: Item, day: string): void {
    const { pk, sk, unitsByProduct, totalByProduct } = item;
    const [units, totals] = [countersOf(unitsByProduct), countersOf(totalByProduct)];
    const products = new Set([...Object.keys(units), ...Object.keys(totals)]);
    for (const product of products)
      addTo(this.stored, soldKeyOf(pk, day, product), soldOn(day, units[product] ?? 0n, totals[product] ?? 0n));
    const former = { [PRODUCTS_OF_FORMER_RELEASE]: BigInt(products.size) };
    addTo(this.stored, `${pk}/${sk}`, { ...salesOf(item), ...former });
  }

  private shop({ pk, category, createdAt }: Item): void {
    this.categories.set(pk, String(category));
    const day = String(createdAt).slice(0, 'YYYY-MM-DD'.length);
    for (const sk of [growthDay(day), growthMonth(monthOf(day))])
      addTo(this.shopGrowth, `STATISTICS/${sk}`, { shops: 1n });
  }

  private order(item: Item, key: string): void {
    this.orderCount += 1;
    const isWithdrawn = UNCOUNTED.includes(item.status);
    // One that was taken off while its day was open is in no figure.
    if (!isWithdrawn || item.withdrawnOn !== undefined) this.countForPlatform(item);
    if (isWithdrawn && item.withdrawnOn !== undefined) this.withdrawals.push(lateWithdrawalOf(item));
    const shopDay = isWithdrawn ? null : this.countForShop(item);
    const open = { shopDay, lines: integer(item.lineCount), total: integer(item.total) };
    this.orders.set(key, open);
    for (const line of this.early.get(key) ?? []) this.countLine(open, line);
    this.early.delete(key);
  }

  private countForShop(item: Item): ShopDay {
    const shopDay = this.shopDay(item.pk, dayOf(item));
    add(shopDay.counters, { orderCount: 1n, [ordersOf(kindOf(item))]: 1n, total: integer(item.total) });
    return shopDay;
  }

  private countForPlatform(item: Item): void {
    const [day, currency] = [dayOf(item), String(item.currencyCode)];
    const key = `${item.pk}/${day}`;
    const shopDay = this.platformShopDays.get(key) ?? { shop: item.pk, day, ordersByKind: {}, totalByCurrency: {} };
    add(shopDay.ordersByKind, { [kindOf(item)]: 1n });
    add(shopDay.totalByCurrency, { [currency]: integer(item.total) });
    this.platformShopDays.set(key, shopDay);
    const buyer = `${partitionOfBuyer(item)}/DAY#${day}`;
    const buyerDay = this.buyerDays.get(buyer) ?? { shops: {}, currencies: {} };
    add(buyerDay.shops, { [item.pk]: 1n });
    add(buyerDay.currencies, { [currency]: 1n });
    this.buyerDays.set(buyer, buyerDay);
  }

  private shopDay(shop: string, day: string): ShopDay {
    const key = `${shop}/SALES#${day}`;
    const known = this.shopDays.get(key) ?? { shop, day, counters: {} };
    this.shopDays.set(key, known);
    return known;
  }

  private line({ productId, quantity, lineTotal }: Item, key: string): void {
    const line = { productId, quantity, lineTotal };
    const open = this.orders.get(key);
    if (open) this.countLine(open, line);
    else this.early.set(key, [...(this.early.get(key) ?? []), line]);
  }

  private countLine(open: OpenOrder, { productId, quantity, lineTotal }: Line): void {
    const [units, total] = [integer(quantity), integer(lineTotal)];
    // The order is the recount's own record.
    Object.assign(open, { lines: open.lines - 1n, total: open.total - total });
    if (!open.shopDay) return;
    const { shop, day } = open.shopDay;
    addTo(this.sold, soldKeyOf(shop, day, String(productId)), soldOn(day, units, total));
  }

  private counted(): Map<string, Counters> {
    const counted = new Map([...this.shopGrowth, ...this.sold]);
    for (const [key, shopDay] of this.shopDays) addTo(counted, key, shopDay.counters);
    for (const shopDay of this.platformShopDays.values())
      addTo(
        counted,
        `STATISTICS/DAY#${shopDay.day}`,
        platformOfShop(shopDay, String(this.categories.get(shopDay.shop))),
      );
    for (const { shop, day, currency, kind, total } of this.withdrawals)
      addTo(counted, `STATISTICS/DAY#${day}`, {
        orders: -1n,
        [`orders#${String(this.categories.get(shop))}`]: -1n,
        [ordersOf(kind)]: -1n,
        [`revenue#${currency}`]: -total,
      });
    for (const [key, { shops, currencies }] of this.buyerDays) {
      const counters: Counters = {};
      for (const [shop, count] of Object.entries(shops))
        add(counters, { orders: count, [`orders#${String(this.categories.get(shop))}`]: count });
      for (const [currency, count] of Object.entries(currencies)) add(counters, { [`orders#${currency}`]: count });
      addTo(counted, key, counters);
      const kind = ordersOf(kindOfPartition(key));
      addTo(
        counted,
        `STATISTICS/${key.slice(key.indexOf('/') + 1)}`,
        platformOfBuyer([...Object.keys(counters), kind]),
      );
    }
    return counted;
  }

  /** Each month is the sum of its days, and all days together are the customers there are. */
  private differencesInCustomers(): Difference[] {
    const [months, days]: [Counters, Counters] = [{}, {}];
    for (const [key, { customers = 0n }] of this.stored) {
      if (key.startsWith(GROWTH_DAYS)) add(days, { [monthOf(key.slice(GROWTH_DAYS.length))]: customers });
      if (key.startsWith(GROWTH_MONTHS)) add(months, { [key.slice(GROWTH_MONTHS.length)]: customers });
    }
    const stored = Object.values(days).reduce((sum, each) => sum + each, 0n);
    const all = [difference('STATISTICS', 'customers of all days', stored, this.customers)];
    const byMonth = [...new Set([...Object.keys(months), ...Object.keys(days)])]
      .sort()
      .map((month) =>
        difference(GROWTH_MONTHS + month, 'customers, and those of its days', months[month], days[month]),
      );
    return [...all, ...byMonth].filter((each) => each.stored !== each.counted);
  }

  private differencesInsideOrders(): Difference[] {
    const incomplete = [...this.orders].flatMap(([item, { lines, total }]) => [
      difference(item, 'lines that the order says it has, less those there are', lines, 0n),
      difference(item, 'total of the order, less that of its lines', total, 0n),
    ]);
    const orphans = [...this.early].map(([item, lines]) => ({
      item,
      counter: 'lines without an order',
      stored: lines.length,
      counted: 0,
    }));
    return [...incomplete.filter(({ stored }) => stored !== 0), ...orphans];
  }
}

function platformOfShop({ ordersByKind, totalByCurrency }: PlatformShopDay, category: string): Counters {
  const orders = Object.values(ordersByKind).reduce((sum, each) => sum + each, 0n);
  const platform: Counters = { orders, shops: 1n, [`orders#${category}`]: orders, [`shops#${category}`]: 1n };
  for (const [kind, count] of Object.entries(ordersByKind))
    add(platform, { [`orders#${kind}`]: count, [`shops#${kind}`]: 1n });
  for (const [currency, total] of Object.entries(totalByCurrency))
    add(platform, { [`revenue#${currency}`]: total, [`shops#${currency}`]: 1n });
  return platform;
}

/** Each buyer counts once for each thing that they bought any of. */
function platformOfBuyer(counters: readonly string[]): Counters {
  return Object.fromEntries(counters.map((name) => [name.replace(/^orders/, 'buyers'), 1n]));
}

function lateWithdrawalOf(item: Item): LateWithdrawal {
  const { pk, withdrawnOn, currencyCode, total } = item;
  const kind = kindOf(item);
  return { shop: pk, day: String(withdrawnOn), currency: String(currencyCode), kind, total: integer(total) };
}

function withoutCustomers(key: string, { customers, ...counters }: Counters): Counters {
  return key.startsWith(GROWTH_DAYS) || key.startsWith(GROWTH_MONTHS) || customers === undefined
    ? counters
    : { ...counters, customers };
}
