import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { freshKey, orderingWorld, PATIENT, PLACE, placeInput, productNode, shopNode } from '../support/ordering';
import { TableBeside } from '../support/TableBeside';
import { stopTheClock } from '../support/stillTime';
import { product, sold } from '../support/world';

/** The highest price that an owner can set, less a cent. */
const HIGHEST = 999_999_999_999;
const LINES = 10;
const SALES = `query ($id: ID!, $from: Date) { shop(id: $id) { name sales(from: $from) { total { amount } orderCount averageOrderValue { amount }
  byDay { day total { amount } } topProducts { quantity total { amount } } } } }`;

let api: ApiUnderTest;
let table: TableBeside;
let guest: RequestHeaders;
let owner: RequestHeaders;

// What is counted for today is asked for as today's, whenever the test runs.
beforeAll(stopTheClock);
beforeAll(async () => {
  api = await ApiUnderTest.start([], { ...PATIENT, MAX_LINE_QUANTITY: '999' });
  table = new TableBeside(api);
  guest = { ...(await api.guest()).headers, ...(await api.visit('alpha')) };
  owner = await api.ownerA();
});
afterAll(async () => {
  table.close();
  await api.close();
  jest.useRealTimers();
});
beforeEach(async () => {
  const dear = Array.from({ length: LINES }, (_, index) =>
    product('alpha', `alpha-p${index + 1}`, { price: HIGHEST, stock: 1_000_000 }),
  );
  await table.reset([...orderingWorld({ products: LINES }).filter(({ sk }) => !isOfAlpha(sk)), ...dear]);
});

const isOfAlpha = (sk: string): boolean => sk.startsWith('PRODUCT#alpha');
const today = (): string => new Date().toISOString().slice(0, 10);
const place = async (lines: number, quantity: number): Promise<GraphQLAnswer> => {
  const input = {
    idempotencyKey: freshKey(),
    lines: Array.from({ length: lines }, (_, index) => ({ productId: productNode('alpha', index + 1), quantity })),
  };
  return api.execute(PLACE, guest, { input: placeInput(input) });
};
const sales = async (from?: string): Promise<GraphQLAnswer> =>
  api.execute(SALES, owner, { id: shopNode('alpha'), from });
interface Told {
  readonly path: readonly unknown[];
  readonly extensions: { readonly code: string };
}
const errorsOf = ({ body }: GraphQLAnswer): string[][] =>
  ((body.errors ?? []) as Told[]).map(({ path, extensions }) => [path.join('.'), extensions.code]);

describe('an order that comes to more than can be reckoned with', () => {
  it('is refused in words, and nothing is written', async () => {
    const before = await table.items();
    expect((await place(LINES, 999)).body.data.placeOrder).toEqual({
      order: null,
      userErrors: [
        {
          field: ['lines'],
          code: 'TOTAL_TOO_LARGE',
          message: 'An order may cost at most 9999999999999.99 EUR. Order less, or place several orders.',
        },
      ],
    });
    expect(await table.items()).toEqual(before);
  });

  it('is made up to that, with a fee that is exact', async () => {
    const { order } = (await place(1, 999)).body.data.placeOrder;
    expect(order.total.amount).toBe('9989999999990.01');
    const [stored] = await table.items('ORDER#');
    expect(stored).toMatchObject({ total: 998_999_999_999_001, platformFee: 77_622_299_999_922 });
  });
});

describe('sums', () => {
  it('are exact beyond what JavaScript’s numbers can hold', async () => {
    for (let count = 0; count < 10; count += 1) await place(1, 999);
    const { body } = await sales();
    expect(body.errors).toBeUndefined();
    expect(body.data.shop.sales).toMatchObject({
      total: { amount: '99899999999900.10' },
      orderCount: 10,
      averageOrderValue: { amount: '9989999999990.01' },
      topProducts: [{ quantity: 9990, total: { amount: '99899999999900.10' } }],
    });
    expect(body.data.shop.sales.byDay.at(-1)).toEqual({ day: today(), total: { amount: '99899999999900.10' } });
  });

  it('are exact over days of which each is', async () => {
    const totals = [9_007_199_254_740_993n, 12_345_678_901_234_567_890_123n];
    // In two months, whatever day it is.
    const days = totals.map((_, index) => new Date(Date.now() - 31 * index * 86_400_000).toISOString().slice(0, 10));
    await api.put(
      totals.flatMap((total, index) => [
        { pk: 'SHOP#alpha', sk: `SALES#${days[index]!}`, orderCount: 1, total },
        sold('alpha', days[index]!, 'alpha-p1', 1, total),
      ]),
    );
    const { shop } = (await sales(days.at(-1))).body.data;
    const sum = totals.reduce((all, total) => all + total, 0n);
    expect(shop.sales.total.amount.replace('.', '')).toBe(String(sum));
    expect(shop.sales.topProducts[0].total).toEqual(shop.sales.total);
    expect(shop.sales.averageOrderValue.amount.replace('.', '')).toBe(String((sum + 1n) / 2n));
  });
});

describe('a counter that is none', () => {
  it.each([
    ['a fraction', 12.5],
    ['a string', '12'],
    ['a map', { N: 12 }],
    ['a truth', true],
  ])('is a fault of the figures that it is in, never zero: %s', async (_, total) => {
    await place(1, 1);
    await table.set({ pk: 'SHOP#alpha', sk: `SALES#${today()}` }, 'total', total);
    const answer = await sales();
    expect(answer.body.data).toEqual({ shop: { name: expect.any(String), sales: null } });
    expect(errorsOf(answer)).toEqual([['shop.sales.total', 'INTERNAL_SERVER_ERROR']]);
    const others =
      'query ($id: ID!) { shop(id: $id) { sales { orderCount byDay { orderCount } topProducts { quantity } } } }';
    const { body } = await api.execute(others, owner, { id: shopNode('alpha') });
    expect(body.errors).toBeUndefined();
    expect(body.data.shop.sales).toMatchObject({ orderCount: 1, topProducts: [{ quantity: 1 }] });
  });

  const PLATFORM = `shopCount orderCount averageOrdersPerShop averageOrdersPerCustomer customerOrders { orderCount }
    revenue { currencyCode amount { amount } } ordersByDay { day orderCount } ordersByCategory { category orderCount }`;

  it.each([
    [
      'orders',
      [
        'orderCount',
        'averageOrdersPerShop',
        'averageOrdersPerCustomer',
        'customerOrders',
        'ordersByDay',
        'ordersByCategory',
      ],
    ],
    ['orders#BAR', ['ordersByCategory']],
    ['buyers#CUSTOMERS', ['averageOrdersPerCustomer', 'customerOrders']],
    ['revenue#EUR', ['revenue']],
    ['shops#EUR', ['revenue']],
    ['customers', ['averageOrdersPerCustomer']],
  ])('is a fault of the figures of the platform that it is in, and of no other: %s', async (counter, faulty) => {
    const of = async (selection: string): Promise<GraphQLAnswer> =>
      api.execute(`{ platformStatistics(from: "2026-01-02", to: "2026-01-03") { ${selection} } }`, await api.admin());
    const sortKey = counter === 'customers' ? 'GROWTH_MONTH#2025-01' : 'DAY#2026-01-02';
    const good = (await of(PLATFORM)).body.data.platformStatistics;
    await api.put([{ pk: 'STATISTICS#3', sk: sortKey, [counter]: 7.5 }]);
    const answer = await of(PLATFORM);
    const { platformStatistics } = answer.body.data;
    const isFaulty = (name: string): boolean => faulty.includes(name);
    for (const name of Object.keys(good).filter((each) => !isFaulty(each)))
      expect([name, platformStatistics[name]]).toEqual([name, good[name]]);
    const places = errorsOf(answer).map(([path = '', code]) => [path.split('.')[1], code]);
    expect(new Set(places.map(([name]) => name)).size).toBeGreaterThan(0);
    expect(places.every(([name = '', code]) => isFaulty(name) && code === 'INTERNAL_SERVER_ERROR')).toBe(true);
    expect(JSON.stringify(platformStatistics)).not.toContain('7.5');
  });

  it('takes of the amounts of the platform that of its own currency alone', async () => {
    await api.put([{ pk: 'STATISTICS#3', sk: 'DAY#2026-01-02', 'revenue#EUR': '7' }]);
    const query =
      '{ platformStatistics(from: "2026-01-02", to: "2026-01-02") { revenue { currencyCode amount { amount } } } }';
    const answer = await api.execute(query, await api.admin());
    const amounts = answer.body.data.platformStatistics.revenue as { currencyCode: string; amount: unknown }[];
    for (const { currencyCode, amount } of amounts)
      expect([currencyCode, amount]).toEqual([
        currencyCode,
        currencyCode === 'EUR' ? null : { amount: expect.any(String) },
      ]);
    expect(errorsOf(answer)).toEqual([['platformStatistics.revenue.1.amount', 'INTERNAL_SERVER_ERROR']]);
  });

  it.each([
    ['price', 12.5, '{ price { amount } }'],
    ['price', '1250', '{ price { amount } }'],
    ['costPrice', '833', '{ margin { amount } }'],
    ['stock', '4711', '{ stock }'],
    ['version', '1', '{ version }'],
    ['name', 5, '{ name }'],
    ['available', 1, '{ available }'],
  ])('shows no value in its place: %s stored as %p', async (attribute, value, selection) => {
    await table.set({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p1' }, attribute, value);
    const query = `query ($id: ID!) { node(id: $id) { ... on Product ${selection} } }`;
    const answer = await api.execute(query, owner, { id: productNode('alpha', 1) });
    expect(JSON.stringify(answer.body.data)).not.toMatch(/"[0-9.]+"|\d|true/);
    expect(errorsOf(answer).map(([, code]) => code)).toEqual(['INTERNAL_SERVER_ERROR']);
  });

  it.each([
    ['price', '1250'],
    ['price', 12.5],
    ['costPrice', '833'],
  ])('sells nothing: a %s of %p', async (attribute, value) => {
    await table.set({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p1' }, attribute, value);
    const before = await table.items();
    const answer = await place(1, 1);
    expect(errorsOf(answer)).toEqual([['placeOrder', 'INTERNAL_SERVER_ERROR']]);
    expect(await table.items()).toEqual(before);
  });
});
