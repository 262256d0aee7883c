import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { shopNode, productNode } from '../support/ordering';
import { TableBeside } from '../support/TableBeside';
import { baseWorld, order, orderId, SUBJECTS } from '../support/world';
import { toGlobalId } from '../../src/model/globalId';

const ORDER = { pk: 'SHOP#alpha', sk: `ORDER#${orderId(1)}` };
const SHOP = { pk: 'SHOP#alpha', sk: 'SHOP' };
const PRODUCT = { pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p1' };
const CUSTOMER = { pk: `CUSTOMER#${SUBJECTS.customer1}`, sk: 'PROFILE' };
const LINE = { pk: 'SHOP#alpha', sk: `LINE#${orderId(1)}#01` };
const SOLD = { pk: 'SHOP#alpha', sk: 'SOLD#2026-01#alpha-p1' };
const SALES = { pk: 'SHOP#alpha', sk: 'SALES#2026-01-01' };

const orderNode = toGlobalId('Order', 'alpha', orderId(1));
const node = (id: string, type: string, selection: string): string =>
  `{ node(id: "${id}") { ... on ${type} { ${selection} } } }`;
const inShop = (selection: string): string => node(shopNode('alpha'), 'Shop', selection);
const inOrder = (selection: string): string => node(orderNode, 'Order', selection);
const inProduct = (selection: string): string => node(productNode('alpha', 1), 'Product', selection);
const TOP = inShop(
  'sales(from: "2026-01-01", to: "2026-01-02") { orderCount topProducts { quantity total { amount } } }',
);

let api: ApiUnderTest;
let table: TableBeside;
let owner: RequestHeaders;
let customer: RequestHeaders;
const world = [...baseWorld(), ...order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 })];

beforeAll(async () => {
  api = await ApiUnderTest.start([]);
  table = new TableBeside(api);
  [owner, customer] = [await api.ownerA(), await api.customer1()];
});
afterAll(async () => {
  table.close();
  await api.close();
});
beforeEach(async () => table.reset(world));

const errorsOf = async (query: string, headers: RequestHeaders): Promise<string[]> => {
  const { body } = await api.execute(query, headers);
  const errors = (body.errors ?? []) as { path: unknown[]; extensions: { code: string } }[];
  return errors.map(({ path, extensions }) => `${extensions.code} ${path.join('.')}`);
};
const FAULTY_TIMES = [
  12.5,
  -3,
  0,
  1767229323004,
  true,
  'yesterday',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  [],
];

describe('a moment that is none is shown nowhere', () => {
  it.each(FAULTY_TIMES)('stored as %p', async (value) => {
    const places = [
      [SHOP, 'createdAt', inShop('createdAt'), 'node.createdAt'],
      [SHOP, 'visitTokenRotatedAt', inShop('visitTokenRotatedAt'), 'node.visitTokenRotatedAt'],
      [PRODUCT, 'updatedAt', inProduct('updatedAt'), 'node.updatedAt'],
      [ORDER, 'placedAt', inOrder('placedAt'), 'node.placedAt'],
    ] as const;
    for (const [key, attribute, query, path] of places) {
      await table.set(key, attribute, value);
      expect(await errorsOf(query, owner)).toEqual([`INTERNAL_SERVER_ERROR ${path}`]);
    }
    await table.set(CUSTOMER, 'memberSince', value);
    const { body } = await api.execute('{ viewer { customer { email memberSince displayName } } }', customer);
    expect(body.data.viewer.customer).toEqual({
      email: expect.stringContaining('@'),
      memberSince: null,
      displayName: expect.any(String),
    });
    expect(body.errors).toHaveLength(1);
  });

  it.each([
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59.000Z'],
    ['2026-01-31T12:00:00.25+01:00', '2026-01-31T11:00:00.250Z'],
  ])('written in another way it is: %s', async (stored, shown) => {
    await table.set(SHOP, 'createdAt', stored);
    const { body } = await api.execute(inShop('createdAt'), owner);
    expect(body).toEqual({ data: { node: { createdAt: shown } } });
  });
});

describe('a value of another type is an error of its place, and neither nothing nor zero', () => {
  it.each([1.5, -3, '7', true, 10n ** 20n])('visitSerial stored as %p', async (value) => {
    await table.set(SHOP, 'visitSerial', value);
    expect(await errorsOf(inShop('name visitToken'), owner)).toEqual(['INTERNAL_SERVER_ERROR node.visitToken']);
  });

  it.each([12, true, null, ['alpha-p1']])('productId of a line stored as %p', async (value) => {
    await table.set(LINE, 'productId', value);
    const [error, ...more] = await errorsOf(inOrder('lines { position product { id } }'), owner);
    expect([error, more]).toEqual(['INTERNAL_SERVER_ERROR node.lines.0.product', []]);
  });

  it.each([0, -1, 100])('lineCount stored as %p', async (value) => {
    await table.set(ORDER, 'lineCount', value);
    expect(await errorsOf(inOrder('number lines { position }'), owner)).toEqual(['INTERNAL_SERVER_ERROR node.lines']);
  });

  it.each([
    ['totalByDay', {}],
    ['totalByDay', { '01': 2500, '02': 1 }],
    ['unitsByDay', { '01': 2, 2: 1 }],
    ['unitsByDay', { '01': '2' }],
    ['unitsByDay', [2]],
  ])('what was sold is counted in pieces and in money: %s stored as %p', async (attribute, value) => {
    expect(await errorsOf(TOP, owner)).toEqual([]);
    await table.set(SOLD, attribute, value);
    expect(await errorsOf(TOP, owner)).toEqual(['INTERNAL_SERVER_ERROR node.sales.topProducts']);
  });

  it.each([
    ['totalByProduct', { 'alpha-p1': 2500 }],
    ['unitsByProduct', { 'alpha-p1': 2 }],
  ])('and so it was in the form of release 0.2: %s stored as %p', async (attribute, value) => {
    await table.set(SALES, attribute, value);
    expect(await errorsOf(TOP, owner)).toEqual(['INTERNAL_SERVER_ERROR node.sales.topProducts']);
  });

  it('a list is stored as a list', async () => {
    await table.set(PRODUCT, 'allergens', new Set(['GLUTEN']));
    expect(await errorsOf(inProduct('name allergens'), owner)).toEqual(['INTERNAL_SERVER_ERROR node.allergens']);
  });
});
