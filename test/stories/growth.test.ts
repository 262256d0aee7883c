import * as fc from 'fast-check';
import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { assertBounded, sizeOf } from '../support/itemBounds';
import {
  ADVANCE,
  CANCEL,
  freshKey,
  orderingWorld,
  PATIENT,
  PLACE,
  placed,
  placeInput,
  productNode,
  shopNode,
} from '../support/ordering';
import { isWrite } from '../support/RecordedCall';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { stopTheClock } from '../support/stillTime';
import { product, sales, sold, type WorldItem } from '../support/world';

const PRODUCTS = 10_000;
const SHARDS = 8;
/** Days stand in the document: a value of a variable must not be in the log, which has the date in each line. */
const top = async (from: string, to: string): Promise<GraphQLAnswer> =>
  api.execute(
    `query ($id: ID!) { shop(id: $id) { sales(from: "${from}", to: "${to}") {
      orderCount topProducts(first: 3) { quantity total { amount } } } } }`,
    owner,
    { id: shopNode('alpha') },
  );
const ONE_LINE = [{ productId: productNode('alpha', 1), quantity: 1 }];

let api: ApiUnderTest;
let table: TableBeside;
let owner: RequestHeaders;

// What is counted for today is asked for as today's, whenever the test runs.
beforeAll(stopTheClock);
beforeAll(async () => {
  api = await ApiUnderTest.start([], PATIENT);
  table = new TableBeside(api);
  owner = await api.ownerA();
});
afterAll(async () => {
  table.close();
  await api.close();
  jest.useRealTimers();
});

const today = (): string => new Date().toISOString().slice(0, 10);
const name = (number: number): string => `many-${String(number).padStart(5, '0')}`;

/** A day on which so many products were sold in the shop, and everything is counted that a day can count. */
function soldDay(products: number): WorldItem[] {
  const numbers = Array.from({ length: products }, (_, index) => index + 1);
  const day = { ...sales('alpha', today()), orderCount: 90_000, total: 900_000_000, 'orders#GUESTS': 45_000 };
  return [
    { ...day, 'orders#CUSTOMERS': 45_000 },
    ...numbers.map((number) => sold('alpha', today(), name(number), number, 1_000 * number)),
    ...Array.from({ length: SHARDS }, (_, shard) => ({
      pk: `STATISTICS#${shard}`,
      sk: `DAY#${today()}`,
      ...counters(),
    })),
  ];
}

function counters(): Record<string, number> {
  const categories = ['RESTAURANT', 'CAFE', 'BAKERY', 'BAR', 'BOOKS', 'GROCERY', 'FASHION', 'FLORIST'];
  const currencies = ['EUR', 'GBP', 'USD', 'JPY', 'CHF', 'SEK'];
  const names = ['', ...categories, ...currencies, 'CUSTOMERS', 'GUESTS'].map((each) =>
    each === '' ? '' : `#${each}`,
  );
  const amount = (each: string): string => (currencies.includes(each.slice(1)) ? `revenue${each}` : `orders${each}`);
  return Object.fromEntries(
    names.flatMap((each) => [amount(each), `shops${each}`, `buyers${each}`].map((counter) => [counter, 123_456])),
  );
}

/** Places an order and gives the units that its writes took, as the engine tells them. */
async function unitsOf(headers: RequestHeaders, lines: readonly object[]): Promise<number> {
  const answer = await place(headers, lines);
  expect(answer.body.data.placeOrder.userErrors).toEqual([]);
  return unitsTaken(answer);
}

function unitsTaken({ calls }: GraphQLAnswer): number {
  return sum(calls.filter(isWrite).map(({ response }) => sum(unitsIn(response))));
}

function unitsIn(response: unknown): number[] {
  const { ConsumedCapacity: taken } = response as { ConsumedCapacity: readonly { CapacityUnits: number }[] };
  return taken.map(({ CapacityUnits }) => CapacityUnits);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

async function place(headers: RequestHeaders, lines: readonly object[]): Promise<GraphQLAnswer> {
  const input = placeInput({ idempotencyKey: freshKey(), lines });
  return api.execute(PLACE, { ...headers, ...(await api.visit('alpha')) }, { input });
}

describe('on a day on which 10,000 products were sold', () => {
  let buyers: { readonly guest: RequestHeaders; readonly customer: RequestHeaders };

  beforeAll(async () => {
    buyers = { guest: (await api.guest()).headers, customer: await api.customer1() };
  });

  it('an order of one line takes at most 24 write units, and no more than on one on which ten were', async () => {
    const measured: number[][] = [];
    for (const products of [10, PRODUCTS]) {
      await table.reset([...orderingWorld(), ...soldDay(products)]);
      // Of each buyer the first order of the day, and another.
      const units = [];
      for (const headers of [buyers.guest, buyers.customer, buyers.guest, buyers.customer])
        units.push(await unitsOf(headers, ONE_LINE));
      measured.push(units);
    }
    const [few, many] = measured;
    expect(many).toEqual(few);
    expect(Math.max(...many!)).toBeLessThanOrEqual(24);
  });

  it('what sold most is found among all of them, and the largest order is one transaction', async () => {
    const { body } = await top(today(), today());
    expect(body.data.shop.sales.topProducts).toEqual(
      [10_000, 9_999, 9_998].map((units) => ({ quantity: units, total: { amount: `${String(units * 10)}.00` } })),
    );
    const many = Array.from({ length: 30 }, (_, index) => index + 1);
    await api.put(many.map((n) => product('alpha', `alpha-p${String(n)}`, { stock: 99 })));
    const lines = many.map((n) => ({ productId: productNode('alpha', n), quantity: 1 }));
    const { calls, body: made } = await place(buyers.customer, lines);
    expect(made.data.placeOrder.order.lines).toHaveLength(30);
    expect(calls.filter(isWrite).map(({ request }) => (request.TransactItems as unknown[]).length)).toEqual([97]);
  });
});

describe('whatever was sold before', () => {
  /** Sizes of the largest items of the kinds that a sale writes, and the units that these changes took. */
  async function measured(): Promise<{ sizes: Record<string, number>; units: number[] }> {
    const { headers } = await api.guest();
    const [first, second, third] = [
      await unitsOf(headers, ONE_LINE),
      await placed(api, headers),
      await placed(api, headers),
    ];
    const changes = [
      await api.execute(CANCEL, headers, { input: { orderId: second } }),
      await api.execute(ADVANCE, owner, { input: { orderId: third, to: 'REJECTED' } }),
    ];
    const items = await table.items();
    items.forEach(assertBounded);
    const largest = (prefix: string): number =>
      Math.max(...items.filter(({ pk, sk }) => pk === 'SHOP#alpha' && sk.startsWith(prefix)).map(sizeOf));
    const sizes = Object.fromEntries(
      ['SHOP', 'PRODUCT#', 'ORDER#', 'LINE#', 'SALES#', 'SOLD#'].map((each) => [each, largest(each)]),
    );
    return { sizes, units: [first, ...changes.map(unitsTaken)] };
  }

  /** Orders of 30 products each, no product in two of them. */
  async function sell(orders: number, firstProduct: number): Promise<void> {
    for (let order = 0; order < orders; order += 1) {
      const lines = Array.from({ length: 30 }, (_, index) => ({
        productId: productNode('alpha', firstProduct + 30 * order + index),
        quantity: 1,
      }));
      await placed(api, (await api.guest()).headers, { lines });
    }
  }

  it('items keep their sizes, and writes their units', async () => {
    await table.reset(orderingWorld({ products: 400 }));
    await sell(1, 101);
    const before = await measured();
    await sell(4, 131);
    expect(await measured()).toEqual(before);
    await sell(5, 251);
    expect(await measured()).toEqual(before);
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });
});

describe('topProducts', () => {
  const dayBefore = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

  it('is of the very days that are asked for, in whatever months they are', async () => {
    const day = fc.integer({ min: 0, max: 150 });
    const sale = fc.record({
      ago: day,
      product: fc.integer({ min: 1, max: 4 }),
      units: fc.integer({ min: 1, max: 9 }),
    });
    const range = fc.tuple(day, fc.integer({ min: 0, max: 91 }));
    await fc.assert(
      fc.asyncProperty(fc.array(sale, { maxLength: 30 }), range, async (made, [last, more]) => {
        await table.reset([...orderingWorld(), ...monthsOf(made)]);
        const { body } = await top(dayBefore(last + more), dayBefore(last));
        const sums = new Map<number, number>();
        for (const { ago, product: each, units } of made)
          if (ago >= last && ago <= last + more) sums.set(each, (sums.get(each) ?? 0) + units);
        const most = [...sums.values()].sort((one, other) => other - one).slice(0, 3);
        expect(body.data.shop.sales.topProducts.map(({ quantity }: { quantity: number }) => quantity)).toEqual(most);
      }),
      { numRuns: 25 },
    );
  });

  it('covers 92 days; sales of more have everything but that', async () => {
    await table.reset([
      ...orderingWorld(),
      sales('alpha', dayBefore(91)),
      sold('alpha', dayBefore(91), 'alpha-p1', 7, 70),
    ]);
    expect((await top(dayBefore(91), today())).body.data.shop.sales.topProducts).toMatchObject([{ quantity: 7 }]);
    const tooMany = await top(dayBefore(92), today());
    expect([tooMany.status, tooMany.body.data]).toEqual([400, undefined]);
    expect(tooMany.body.errors).toEqual([
      expect.objectContaining({
        message: 'Expected sales of at most 92 days where topProducts is asked for, got 93 days.',
        path: ['shop', 'sales', 'topProducts'],
        extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', argument: 'from' }),
      }),
    ]);
    const others = `query ($id: ID!) { shop(id: $id) { sales(from: "${dayBefore(365)}") { orderCount byDay { day } } } }`;
    const { body } = await api.execute(others, owner, { id: shopNode('alpha') });
    expect(body.data.shop.sales.byDay).toHaveLength(366);
  });

  it('is read once, under however many names it is asked for', async () => {
    const fields = ['a', 'b', 'c'].map((each) => `${each}: topProducts(first: 1) { quantity }`).join(' ');
    const { calls } = await api.execute(`{ shop(id: "${shopNode('alpha')}") { sales { ${fields} } } }`, owner);
    expect(
      calls.filter(({ operation, requestText }) => operation === 'Query' && requestText.includes('SOLD#')),
    ).toHaveLength(1);
  });

  it('adds what release 0.2 has counted in days, whoever takes orders of that time back', async () => {
    const former = { unitsByProduct: { 'alpha-p1': 5, gone: 9 }, totalByProduct: { 'alpha-p1': 5005, gone: 90 } };
    await table.reset([...orderingWorld(), { ...sales('alpha', today()), ...former, 'orders#GUESTS': 3 }]);
    const { headers } = await api.guest();
    const id = await placed(api, headers);
    const asked = async (): Promise<unknown> => (await top(today(), today())).body.data.shop.sales.topProducts;
    expect(await asked()).toEqual([
      { quantity: 9, total: { amount: '0.90' } },
      { quantity: 7, total: { amount: '70.07' } },
      { quantity: 1, total: { amount: '10.02' } },
    ]);
    // As an instance of release 0.2 does, which knows of no months.
    const day = { pk: 'SHOP#alpha', sk: `SALES#${today()}` };
    await table.set(day, 'unitsByProduct', { 'alpha-p1': 3, 'alpha-p2': -1, gone: 9 });
    await table.set(day, 'totalByProduct', { 'alpha-p1': 3003, 'alpha-p2': -1002, gone: 90 });
    expect(await asked()).toEqual([
      { quantity: 9, total: { amount: '0.90' } },
      { quantity: 5, total: { amount: '50.05' } },
    ]);
    await api.execute(CANCEL, headers, { input: { orderId: id } });
    expect((await table.item(day))?.unitsByProduct).toEqual({ 'alpha-p1': 3, 'alpha-p2': -1, gone: 9 });
    expect((await table.item({ ...day, sk: `SOLD#${today().slice(0, 7)}#alpha-p1` }))?.unitsByDay).toEqual({
      [today().slice(8)]: 0,
    });
  });

  /** The months of what was sold, as the table has them. */
  function monthsOf(made: readonly { ago: number; product: number; units: number }[]): WorldItem[] {
    const months = new Map<string, WorldItem & { unitsByDay: Counted; totalByDay: Counted }>();
    for (const { ago, product: number, units } of made) {
      const [day, key] = [dayBefore(ago), `SOLD#${dayBefore(ago).slice(0, 7)}#alpha-p${String(number)}`];
      const month = months.get(key) ?? { pk: 'SHOP#alpha', sk: key, unitsByDay: {}, totalByDay: {} };
      const date = day.slice(8);
      month.unitsByDay[date] = (month.unitsByDay[date] ?? 0) + units;
      month.totalByDay[date] = (month.totalByDay[date] ?? 0) + 10 * units;
      months.set(key, month);
    }
    return [...months.values()];
  }
});

type Counted = Record<string, number>;
