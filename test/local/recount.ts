import type { Item } from '../../src/local/write';

type Counters = Record<string, number>;

/** Every counter item, by key, with its numbers. */
export type CounterItems = Record<string, Counters>;

/** The counters that the items hold; those of the platform summed over their shards. */
export function countersIn(items: readonly Item[]): CounterItems {
  const found: CounterItems = {};
  for (const item of items) {
    if (item.sk.startsWith('SALES#')) put(found, `${item.pk}/${item.sk}`, sales(item));
    if (item.sk.startsWith('DAY#') && !item.pk.startsWith('WORLD#')) put(found, keyOfDay(item), numbersOf(item));
    if (item.sk === 'TOTAL' && item.pk.startsWith('STATISTICS#')) put(found, 'STATISTICS/TOTAL', numbersOf(item));
  }
  return found;
}

/** What the counters should be, counted anew from shops, customers, orders and lines: written without the generator's code. */
export function recount(items: readonly Item[]): CounterItems {
  const expected: CounterItems = {};
  const shops = new Map(items.filter(({ sk }) => sk === 'SHOP').map((shop) => [shop.pk, shop]));
  const orders = items.filter(
    ({ sk, status }) => sk.startsWith('ORDER#') && status !== 'REJECTED' && status !== 'CANCELLED',
  );
  const lines = new Map<string, Item[]>();
  for (const line of items.filter(({ sk }) => sk.startsWith('LINE#'))) {
    const order = `${line.pk}/${line.sk.split('#')[1]!}`;
    lines.set(order, [...(lines.get(order) ?? []), line]);
  }
  for (const order of orders)
    countOrder(order, shops.get(order.pk)!, lines.get(`${order.pk}/${order.sk.split('#')[1]!}`)!, expected);
  // Who erased their data is a customer no more.
  const customers = items.filter(({ sk, erasedAt }) => sk === 'PROFILE' && erasedAt === undefined).length;
  put(expected, 'STATISTICS/TOTAL', { shops: shops.size, customers });
  return expected;
}

function countOrder(order: Item, shop: Item, lines: readonly Item[], expected: CounterItems): void {
  const day = String(order.placedAt).slice(0, 10);
  const category = String(shop.category);
  const currency = String(order.currencyCode);
  const sums = { orderCount: 1, total: Number(order.total) };
  const salesKey = `${order.pk}/SALES#${day}`;
  const buyerKey = `${String(order.gsi1pk)}/DAY#${day}`;
  const platform = `STATISTICS/DAY#${day}`;
  if (!expected[salesKey]) put(expected, platform, { shops: 1, [`shops#${category}`]: 1, [`shops#${currency}`]: 1 });
  const known = expected[buyerKey] ?? {};
  const firsts = [
    ['orders', 'buyers'],
    [`orders#${category}`, `buyers#${category}`],
    [`orders#${currency}`, `buyers#${currency}`],
  ];
  for (const [mine, platforms] of firsts) if (!known[mine!]) put(expected, platform, { [platforms!]: 1 });
  put(expected, buyerKey, { orders: 1, [`orders#${category}`]: 1, [`orders#${currency}`]: 1 });
  put(expected, platform, { orders: 1, [`orders#${category}`]: 1, [`revenue#${currency}`]: Number(order.total) });
  put(expected, salesKey, sums);
  for (const { productId, quantity, lineTotal } of lines) {
    put(expected, salesKey, {
      [`units ${String(productId)}`]: Number(quantity),
      [`total ${String(productId)}`]: Number(lineTotal),
    });
  }
}

function keyOfDay({ pk, sk }: Item): string {
  return `${pk.startsWith('STATISTICS#') ? 'STATISTICS' : pk}/${sk}`;
}

function sales({ orderCount, total, unitsByProduct, totalByProduct }: Item): Counters {
  const byProduct = (prefix: string, map: unknown): Counters =>
    Object.fromEntries(Object.entries(map as Counters).map(([product, value]) => [`${prefix} ${product}`, value]));
  return {
    orderCount: Number(orderCount),
    total: Number(total),
    ...byProduct('units', unitsByProduct),
    ...byProduct('total', totalByProduct),
  };
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
