import type { Item } from '../../src/local/write';

type Counters = Record<string, number>;

/** Every counter item, by key, with its numbers. */
export type CounterItems = Record<string, Counters>;

/** The counters that the items hold; those of the platform summed over their shards. */
export function countersIn(items: readonly Item[]): CounterItems {
  const found: CounterItems = {};
  for (const item of items) {
    if (item.sk.startsWith('SALES#')) put(found, `${item.pk}/${item.sk}`, numbersOf(item));
    if (item.sk.startsWith('SOLD#')) put(found, `${item.pk}/${item.sk}`, sold(item));
    if (item.sk.startsWith('DAY#') && !item.pk.startsWith('WORLD#')) put(found, keyOfDay(item), numbersOf(item));
    if (item.sk.startsWith('GROWTH_')) growth(found, item);
  }
  return found;
}

/** What the counters should be, counted anew from shops, customers, orders and lines: written without the generator's code. */
export function recount(items: readonly Item[]): CounterItems {
  const expected: CounterItems = {};
  const shops = new Map(items.filter(({ sk }) => sk === 'SHOP').map((shop) => [shop.pk, shop]));
  const sold = new Set<string>();
  const orders = items.filter(({ sk }) => sk.startsWith('ORDER#'));
  const lines = new Map<string, Item[]>();
  for (const line of items.filter(({ sk }) => sk.startsWith('LINE#'))) {
    const order = `${line.pk}/${line.sk.split('#')[1]!}`;
    lines.set(order, [...(lines.get(order) ?? []), line]);
  }
  for (const order of orders) {
    const category = String(shops.get(order.pk)!.category);
    const isWithdrawn = order.status === 'REJECTED' || order.status === 'CANCELLED';
    if (!isWithdrawn) countSales(order, lines.get(`${order.pk}/${order.sk.split('#')[1]!}`)!, expected);
    // What was taken off once its day had closed stays in the platform's figures of its own day, and leaves those of a later one.
    if (!isWithdrawn || order.withdrawnOn !== undefined) countForPlatform(order, category, expected, sold);
    if (order.withdrawnOn !== undefined) takeOff(order, category, expected);
  }
  for (const shop of shops.values()) for (const sk of growthKeys(shop.createdAt)) put(expected, sk, { shops: 1 });
  // Who erased their data is a customer no more. When they came nobody knows any more, so only their number is compared.
  const customers = items.filter(({ sk, erasedAt }) => sk === 'PROFILE' && erasedAt === undefined).length;
  for (const each of ['DAY', 'MONTH']) put(expected, `STATISTICS/GROWTH_${each}`, { customers });
  return expected;
}

function growthKeys(moment: unknown): string[] {
  const day = String(moment).slice(0, 10);
  return [`STATISTICS/GROWTH_DAY#${day}`, `STATISTICS/GROWTH_MONTH#${day.slice(0, 7)}`];
}

/** Items of how many shops and customers there are, as if nobody had ever left. */
export function growthItems(items: readonly Item[]): Item[] {
  const found: CounterItems = {};
  for (const { sk, createdAt, memberSince, erasedAt } of items) {
    if (sk === 'SHOP') for (const key of growthKeys(createdAt)) put(found, key, { shops: 1 });
    if (sk === 'PROFILE' && erasedAt === undefined)
      for (const key of growthKeys(memberSince)) put(found, key, { customers: 1 });
  }
  return Object.entries(found).map(([key, counters]) => ({ pk: 'STATISTICS#3', sk: key.split('/')[1]!, ...counters }));
}

function growth(found: CounterItems, { pk, sk, shops = 0, customers = 0 }: Item): void {
  if (shops !== 0) put(found, `${pk.replace(/#.*/, '')}/${sk}`, { shops: Number(shops) });
  put(found, `STATISTICS/${sk.split('#')[0]!}`, { customers: Number(customers) });
}

function countSales(order: Item, lines: readonly Item[], expected: CounterItems): void {
  const day = String(order.placedAt).slice(0, 10);
  const salesKey = `${order.pk}/SALES#${day}`;
  put(expected, salesKey, { orderCount: 1, [`orders#${kindOf(order)}`]: 1, total: Number(order.total) });
  for (const { productId, quantity, lineTotal } of lines) {
    put(expected, `${order.pk}/SOLD#${day.slice(0, 7)}#${String(productId)}`, {
      [`units ${day.slice(8)}`]: Number(quantity),
      [`total ${day.slice(8)}`]: Number(lineTotal),
    });
  }
}

/** `sold`: which shops sold on which day, to count each once. */
function countForPlatform(order: Item, category: string, expected: CounterItems, sold: Set<string>): void {
  const day = String(order.placedAt).slice(0, 10);
  const currency = String(order.currencyCode);
  const buyerKey = `${String(order.countedFor ?? order.gsi1pk)}/DAY#${day}`;
  const platform = `STATISTICS/DAY#${day}`;
  if (!sold.has(`${order.pk}/${day}`))
    put(expected, platform, { shops: 1, [`shops#${category}`]: 1, [`shops#${currency}`]: 1 });
  sold.add(`${order.pk}/${day}`);
  const kind = kindOf(order);
  if (!sold.has(`${order.pk}/${day}/${kind}`)) put(expected, platform, { [`shops#${kind}`]: 1 });
  sold.add(`${order.pk}/${day}/${kind}`);
  const known = expected[buyerKey] ?? {};
  const firsts = [
    ['orders', 'buyers'],
    [`orders#${category}`, `buyers#${category}`],
    [`orders#${currency}`, `buyers#${currency}`],
  ];
  if (!known.orders) put(expected, platform, { [`buyers#${kind}`]: 1 });
  for (const [mine, platforms] of firsts) if (!known[mine!]) put(expected, platform, { [platforms!]: 1 });
  put(expected, buyerKey, { orders: 1, [`orders#${category}`]: 1, [`orders#${currency}`]: 1 });
  put(expected, platform, { [`orders#${kind}`]: 1 });
  put(expected, platform, { orders: 1, [`orders#${category}`]: 1, [`revenue#${currency}`]: Number(order.total) });
}

function takeOff(order: Item, category: string, expected: CounterItems): void {
  put(expected, `STATISTICS/DAY#${String(order.withdrawnOn)}`, {
    orders: -1,
    [`orders#${category}`]: -1,
    [`orders#${kindOf(order)}`]: -1,
    [`revenue#${String(order.currencyCode)}`]: -Number(order.total),
  });
}

/** Whether whoever the order is counted for was signed in. */
function kindOf({ countedFor, gsi1pk }: Item): string {
  return String(countedFor ?? gsi1pk).startsWith('CUSTOMER#') ? 'CUSTOMERS' : 'GUESTS';
}

function keyOfDay({ pk, sk }: Item): string {
  return `${pk.startsWith('STATISTICS#') ? 'STATISTICS' : pk}/${sk}`;
}

function sold({ unitsByDay, totalByDay }: Item): Counters {
  const byDay = (prefix: string, map: unknown): Counters =>
    Object.fromEntries(Object.entries(map as Counters).map(([day, value]) => [`${prefix} ${day}`, value]));
  return { ...byDay('units', unitsByDay), ...byDay('total', totalByDay) };
}

function numbersOf(item: Item): Counters {
  return Object.fromEntries(
    Object.entries(item).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

function put(into: CounterItems, key: string, more: Counters): void {
  const counters = (into[key] ??= {});
  for (const [name, value] of Object.entries(more)) counters[name] = (counters[name] ?? 0) + value;
}
