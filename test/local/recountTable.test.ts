import { randomUUID } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { CUSTOMER_1, CUSTOMER_2 } from '../../src/local/localUsers';
import { worldItems } from '../../src/local/demo/world';
import { Recount } from '../../src/local/recount';
import { PRODUCTS_OF_FORMER_RELEASE } from '../../src/local/recountedItems';
import { approximateSize, moveSold, recountTable, repairKinds } from '../../src/local/recountTable';
import { withStore, type Store } from '../../src/local/store';
import { createTable } from '../../src/local/table';
import { writeItems, type Item } from '../../src/local/write';

const world = worldItems({
  shops: 3,
  products: 20,
  orders: 40,
  customers: 5,
  seed: 'recount',
  now: new Date('2026-11-21T14:30:00.000Z'),
  generation: 0,
  subjects: { customers: [CUSTOMER_1, CUSTOMER_2], owners: ['owner-1'] },
});

function differences(items: readonly Item[]) {
  const recount = new Recount();
  for (const item of items) recount.add(item);
  return recount.differences();
}

function without(index: number): Item[] {
  return world.filter((_, each) => each !== index);
}

/** The world with one item in it changed. */
function changed(index: number, more: Record<string, unknown>): Item[] {
  return world.map((item, each) => (each === index ? { ...item, ...more } : item));
}

/** The same sales as release 0.2 wrote them: a day holds its products. */
function inFormerForm(items: readonly Item[]): Item[] {
  const days = new Map(
    items.filter(({ sk }) => sk.startsWith('SALES#')).map((day) => [`${day.pk}/${day.sk}`, { ...day }]),
  );
  for (const { pk, sk, unitsByDay, totalByDay } of items.filter(({ sk: each }) => each.startsWith('SOLD#'))) {
    const [, month = '', product = ''] = sk.split('#');
    for (const [date, units] of Object.entries(unitsByDay as Record<string, number>)) {
      const day: Record<string, unknown> = days.get(`${pk}/SALES#${month}-${date}`)!;
      day.unitsByProduct = { ...(day.unitsByProduct as object), [product]: units };
      const total = (totalByDay as Record<string, number>)[date];
      day.totalByProduct = { ...(day.totalByProduct as object), [product]: total };
    }
  }
  return [...items.filter(({ sk }) => !/^(SOLD|SALES)#/.test(sk)), ...days.values()];
}

async function itemsOf({ client, tableName }: Store): Promise<Item[]> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new ScanCommand({ TableName: tableName, ConsistentRead: true }),
  );
  expect(LastEvaluatedKey).toBeUndefined();
  return Items as Item[];
}

const sorted = (items: readonly Item[]): Item[] =>
  [...items].sort((one, other) => (`${one.pk}/${one.sk}` < `${other.pk}/${other.sk}` ? -1 : 1));

const indexOf = (prefix: string, isWanted: (item: Item) => boolean = () => true): number =>
  world.findIndex((item) => item.sk.startsWith(prefix) && isWanted(item));
const COUNTED = indexOf('ORDER#', ({ status }) => status === 'COMPLETED');
const UNCOUNTED = indexOf('ORDER#', ({ status }) => status === 'CANCELLED' || status === 'REJECTED');

describe('the recount', () => {
  it('agrees with figures that are right, in whatever order the items come', () => {
    expect(differences(world)).toEqual([]);
    expect(differences([...world].reverse())).toEqual([]);
  });

  it('finds every single number of every counter item that is off by one', () => {
    let numbers = 0;
    for (const [index, item] of world.entries()) {
      if (!/^(SALES|DAY|GROWTH_DAY|GROWTH_MONTH)#/.test(item.sk)) continue;
      for (const [name, value] of Object.entries(item)) {
        // Customers come and go for good, so their days are compared in sum: see below.
        if (typeof value !== 'number' || name === 'customers') continue;
        numbers += 1;
        expect(differences(changed(index, { [name]: value + 1 }))).toEqual([
          {
            item: expect.stringContaining(item.sk),
            counter: name,
            stored: expect.any(Number),
            counted: expect.any(Number),
          },
        ]);
      }
    }
    expect(numbers).toBeGreaterThan(300);
  });

  it('finds a product that sold otherwise than its month says', () => {
    const index = indexOf('SOLD#');
    const { pk, sk, unitsByDay } = world[index]!;
    const [day, units] = Object.entries(unitsByDay as Record<string, number>)[0]!;
    const more = { ...(unitsByDay as object), [day]: units + 2 };
    const counter = `units of ${sk.split('#')[1]!}-${day}`;
    expect(differences(changed(index, { unitsByDay: more }))).toEqual([
      { item: `${pk}/${sk}`, counter, stored: units + 2, counted: units },
    ]);
  });

  it('finds orders that change sides without the figures, missing counters, lines and orders', () => {
    const counters = (items: Item[]): number => differences(items).length;
    expect(UNCOUNTED).toBeGreaterThan(0);
    expect(counters(changed(COUNTED, { status: 'REJECTED' }))).toBeGreaterThan(5);
    expect(counters(changed(UNCOUNTED, { status: 'COMPLETED' }))).toBeGreaterThan(5);
    for (const prefix of [
      'SALES#',
      'SOLD#',
      'DAY#',
      'LINE#',
      'ORDER#',
      'SHOP',
      'PROFILE',
      'GROWTH_DAY#',
      'GROWTH_MONTH#',
    ])
      expect(counters(without(indexOf(prefix)))).toBeGreaterThan(0);
    expect(differences(without(indexOf('LINE#'))).map(({ counter }) => counter)).toContain(
      'lines that the order says it has, less those there are',
    );
  });

  it('takes zero and absent for the same, and an erased customer for none', () => {
    const index = indexOf('SOLD#');
    const maps = { unitsByDay: { ...(world[index]?.unitsByDay as object), 31: 0 } };
    expect(differences(changed(index, maps))).toEqual([]);
    expect(differences(changed(indexOf('PROFILE'), { erasedAt: '2026-11-21T00:00:00.000Z' }))).toEqual([
      { item: 'STATISTICS', counter: 'customers of all days', stored: 5, counted: 4 },
    ]);
  });

  it('finds a day of customers that is off by one, and a month that is not the sum of its days', () => {
    const off = (prefix: string) => {
      const index = indexOf(prefix, ({ customers }) => customers !== undefined);
      return differences(changed(index, { customers: Number(world[index]?.customers) + 1 }));
    };
    const ofMonth = { item: expect.stringContaining('GROWTH_MONTH#'), counter: 'customers, and those of its days' };
    expect(off('GROWTH_DAY#')).toEqual([
      { item: 'STATISTICS', counter: 'customers of all days', stored: 6, counted: 5 },
      expect.objectContaining(ofMonth),
    ]);
    expect(off('GROWTH_MONTH#')).toEqual([expect.objectContaining(ofMonth)]);
  });

  it('finds an order that was taken off its own day instead of a later one, and a buyer who was exchanged later', () => {
    expect(differences(changed(COUNTED, { status: 'CANCELLED', withdrawnOn: '2026-11-21' }))).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ item: 'STATISTICS/DAY#2026-11-21', counter: 'orders' }),
        expect.objectContaining({ item: expect.stringContaining('/SALES#'), counter: 'orderCount' }),
      ]),
    );
    const countedFor = world[COUNTED]?.gsi1pk;
    const claimed = { customerId: 'somebody-else', guestSessionId: undefined };
    expect(differences(changed(COUNTED, { ...claimed, countedFor }))).toEqual([]);
    expect(differences(changed(COUNTED, claimed))).not.toEqual([]);
  });
});

describe('the recount of a table', () => {
  const address = () => ({
    endpoint: process.env.FIELDGATE_TEST_ENDPOINT,
    region: 'eu-central-1',
    tableName: `recount-${randomUUID()}`,
  });

  it('looks at every item once, and tells how many those were', () =>
    withStore(address(), async (store) => {
      await createTable(store.client, store.tableName);
      const growth = indexOf('GROWTH_MONTH#', ({ shops }) => shops !== undefined);
      const shops = Number(world[growth]?.shops);
      await writeItems([changed(growth, { shops: shops + 1 })], store);
      let read = 0;
      const result = await recountTable(store, (count) => (read += count));
      expect(result).toMatchObject({ items: world.length, orders: 40 });
      expect(result.differences).toEqual([
        { item: `STATISTICS/${world[growth]!.sk}`, counter: 'shops', stored: shops + 1, counted: shops },
      ]);
      expect(read).toBe(world.length);
    }));

  it('brings the counters by kind of buyer to days of before, of closed days alone', () =>
    withStore(address(), async (store) => {
      await createTable(store.client, store.tableName);
      const isOfKind = (name: string): boolean => /#(CUSTOMERS|GUESTS)$/.test(name);
      const before = world.map(
        (item) => Object.fromEntries(Object.entries(item).filter(([name]) => !isOfKind(name))) as Item,
      );
      await writeItems([before], store);
      const count = async () => (await recountTable(store, () => undefined)).differences;
      const differences = await count();
      expect(differences.length).toBeGreaterThan(0);
      expect(differences.filter(({ counter }) => !isOfKind(counter))).toEqual([]);
      const days = [...new Set(differences.map(({ item }) => item.slice(-10)))].sort();
      const last = days.at(-1)!;
      // The last day closes half an hour after its end.
      const end = Date.parse(last) + 86_400_000;
      await repairKinds(store, differences, new Date(end + 29 * 60_000));
      const left = await count();
      expect(new Set(left.map(({ item }) => item.slice(-10)))).toEqual(new Set([last]));
      expect(await repairKinds(store, left, new Date(end + 31 * 60_000))).toBeGreaterThan(0);
      expect(await count()).toEqual([]);
    }));

  it('tells what release 0.2 counted in shops’ days, and moves it to months of products, exactly once, also while others sell', () =>
    withStore(address(), async (store) => {
      await createTable(store.client, store.tableName);
      const before = inFormerForm(world);
      await writeItems([before], store);
      const count = async () => (await recountTable(store, () => undefined)).differences;
      const differences = await count();
      const days = before.filter(({ unitsByProduct }) => unitsByProduct !== undefined);
      expect(days.length).toBeGreaterThan(5);
      // The figures are right as they are: what is told is where they stand.
      expect(differences).toEqual(
        days
          .map(({ pk, sk, unitsByProduct }) => ({
            item: `${pk}/${sk}`,
            counter: PRODUCTS_OF_FORMER_RELEASE,
            stored: Object.keys(unitsByProduct as object).length,
            counted: 0,
          }))
          .sort((one, other) => (one.item < other.item ? -1 : 1)),
      );
      const results = await Promise.all([moveSold(store, differences), moveSold(store, differences)]);
      expect(results).toEqual([days.length, days.length]);
      expect(await count()).toEqual([]);
      expect(sorted(await itemsOf(store))).toEqual(sorted(world));
      expect(await moveSold(store, differences)).toBe(days.length);
      expect(sorted(await itemsOf(store))).toEqual(sorted(world));
    }));

  it('moves a day of more products than fit into a transaction, and adds to months that are there', () =>
    withStore(address(), async (store) => {
      await createTable(store.client, store.tableName);
      const products = Array.from({ length: 130 }, (_, index) => `p${String(index)}`);
      const mapOf = (value: (index: number) => unknown) =>
        Object.fromEntries(products.map((product, index) => [product, value(index)]));
      const key = { pk: 'SHOP#dear', sk: 'SALES#2026-11-01' };
      const huge = 9_007_199_254_740_993n;
      const day = {
        ...key,
        orderCount: 1,
        unitsByProduct: mapOf(() => 2),
        totalByProduct: mapOf((index) => huge + BigInt(index)),
      };
      const month = {
        pk: key.pk,
        sk: 'SOLD#2026-11#p7',
        unitsByDay: { '01': -1, '02': 4 },
        totalByDay: { '01': -1, '02': 4 },
      };
      await writeItems([[day, month]], store);
      const { differences } = await recountTable(store, () => undefined);
      expect(differences).toContainEqual({
        item: `${key.pk}/${key.sk}`,
        counter: PRODUCTS_OF_FORMER_RELEASE,
        stored: 130,
        counted: 0,
      });
      expect(await moveSold(store, differences)).toBe(1);
      const items = await itemsOf(store);
      expect(items).toHaveLength(131);
      expect(items.find(({ sk }) => sk === key.sk)).toEqual({ ...key, orderCount: 1 });
      expect(items.find(({ sk }) => sk === month.sk)).toEqual({
        ...month,
        unitsByDay: { '01': 1, '02': 4 },
        totalByDay: { '01': huge + 6n, '02': 4 },
      });
      expect(items.find(({ sk }) => sk === 'SOLD#2026-11#p8')).toMatchObject({ totalByDay: { '01': huge + 8n } });
    }));

  it('finds sums that are beyond JavaScript’s numbers, to the unit', () => {
    const total = 9_007_199_254_740_993n;
    const of = (sk: string, more: object) => ({ pk: 'SHOP#dear', sk, ...more });
    const order = { status: 'PENDING', placedAt: '2026-11-01T01:00:00.000Z', currencyCode: 'EUR', customerId: 'c' };
    const items = ['1', '2'].flatMap((id) => [
      of(`ORDER#${id}`, { ...order, total, lineCount: 1 }),
      of(`LINE#${id}#01`, { productId: 'p', quantity: 1, lineTotal: total }),
    ]) as Item[];
    const sums = { orderCount: 2, 'orders#CUSTOMERS': 2, total: 2n * total - 1n };
    const sales = of('SALES#2026-11-01', sums);
    const month = of('SOLD#2026-11#p', { unitsByDay: { '01': 2 }, totalByDay: { '01': 2n * total } });
    expect(differences([...items, sales, month]).filter(({ item }) => item.startsWith('SHOP#'))).toEqual([
      { item: 'SHOP#dear/SALES#2026-11-01', counter: 'total', stored: 2n * total - 1n, counted: 2n * total },
    ]);
  });

  it('says what to do where there is no table', () =>
    withStore(address(), async (store) => {
      await expect(approximateSize(store)).rejects.toThrow('`npm start` makes one');
    }));
});
