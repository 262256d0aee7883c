import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { baseWorld, order, product, SUBJECTS } from '../support/world';
import { keyDigest } from '../../src/storage/keys';
import { ALPHA, orderNode, productNode } from './scene';

/*
 * Data that is not as it should be is a fault of its own place: HTTP 200, null there, INTERNAL_SERVER_ERROR at its path, everything else
 * as ever; the log names the field and, by a digest, the item.
 */
const [SOUND, ODD_STATUS, ODD_LINE] = [1, 2, 3];

let api: ApiUnderTest;
let owner: RequestHeaders;

beforeAll(async () => {
  const [head, line, other] = order({ shopId: 'alpha', number: ODD_LINE, customerId: SUBJECTS.customer1, lines: 2 });
  const { name: _, ...unnamed } = line!;
  api = await ApiUnderTest.start([
    ...baseWorld(),
    ...order({ shopId: 'alpha', number: SOUND, customerId: SUBJECTS.customer1 }),
    ...order({ shopId: 'alpha', number: ODD_STATUS, customerId: SUBJECTS.customer1, status: 'NONSENSE' }),
    head!,
    unnamed,
    other!,
  ]);
  owner = await api.ownerA();
});
afterAll(async () => api.close());

const faults = (errors: { path: unknown; extensions: { code: string } }[]) =>
  errors.map(({ path, extensions }) => [extensions.code, path]);

it('a product without a name costs nobody else their place', async () => {
  const { name: _, ...unnamed } = product('alpha', 'alpha-p2');
  await api.replace(unnamed);
  const query = `{ shop(id: "${ALPHA}") { products(first: 4) { nodes { name } edges { cursor node { name } } pageInfo { endCursor } } } }`;
  const { body, status } = await api.execute(query, owner);
  const { nodes, edges, pageInfo } = body.data.shop.products;
  const at = nodes.indexOf(null);
  expect([status, nodes.filter(Boolean).length, edges.length]).toEqual([200, 3, 4]);
  expect(edges[at]).toEqual({ cursor: expect.any(String), node: null });
  expect(edges.at(-1).cursor).toBe(pageInfo.endCursor);
  expect(faults(body.errors).sort()).toEqual([
    ['INTERNAL_SERVER_ERROR', ['shop', 'products', 'edges', at, 'node', 'name']],
    ['INTERNAL_SERVER_ERROR', ['shop', 'products', 'nodes', at, 'name']],
  ]);
  const [logged] = api.log.lines({ event: 'fault' });
  const item = keyDigest({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p2' });
  expect(logged).toMatchObject({ coordinate: 'Product.name', item });
  await api.replace(product('alpha', 'alpha-p2'));
});

it('a status that there is not is null in its own order', async () => {
  const { body, status } = await api.execute(
    `{ shop(id: "${ALPHA}") { orders(first: 5) { nodes { id status } } } }`,
    owner,
  );
  const { nodes } = body.data.shop.orders;
  expect([status, nodes.length]).toEqual([200, 3]);
  expect(nodes).toContainEqual({ id: orderNode('alpha', SOUND), status: 'PENDING' });
  expect(faults(body.errors)).toEqual([['INTERNAL_SERVER_ERROR', expect.arrayContaining(['nodes', 'status'])]]);
});

it('a line without a name is null among the others', async () => {
  const query = `{ order(id: "${orderNode('alpha', ODD_LINE)}") { number lines { name quantity } } }`;
  const { body, status } = await api.execute(query, await api.customer1());
  expect(status).toBe(200);
  expect(body.data.order.lines).toEqual([null, { name: expect.any(String), quantity: expect.any(Number) }]);
  expect(faults(body.errors)).toEqual([['INTERNAL_SERVER_ERROR', ['order', 'lines', 0, 'name']]]);
});

it('one key that the store keeps back is the only one that is missing', async () => {
  const held = 'PRODUCT#alpha-p3';
  api.recorder.faults = ({ operation, request }) => {
    if (operation !== 'BatchGetItem' || !JSON.stringify(request).includes(held)) return undefined;
    const [[table, asked]] = Object.entries(
      request.RequestItems as Record<string, { Keys: { sk: { S: string } }[] }>,
    ) as [[string, { Keys: { sk: { S: string } }[] }]];
    const items = asked.Keys.filter(({ sk }) => sk.S !== held);
    const kept = asked.Keys.filter(({ sk }) => sk.S === held);
    return {
      status: 200,
      body: {
        Responses: { [table]: items.map((key) => ({ ...key, name: { S: `kept ${key.sk.S}` } })) },
        UnprocessedKeys: { [table]: { ...asked, Keys: kept } },
      },
    };
  };
  const query = `{ shop(id: "${ALPHA}") { products(first: 4) { nodes { name } } } nodes(ids: ["${productNode('alpha', 3)}", "${productNode('alpha', 1)}"]) { ... on Product { name } } }`;
  const { body, status } = await api.execute(query, owner);
  api.recorder.faults = undefined;
  expect(status).toBe(200);
  expect(body.data.shop.products.nodes.filter(Boolean)).toHaveLength(3);
  expect(body.data.nodes).toEqual([null, { name: 'kept PRODUCT#alpha-p1' }]);
  expect(body.errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code)).toEqual([
    'TRY_AGAIN',
    'TRY_AGAIN',
  ]);
});

it('a row whose key is that of no item is null in its place, and the log names the list and the row', async () => {
  const key = { pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p2#more' };
  await api.replace({ ...product('alpha', 'alpha-p2'), ...key });
  const before = api.log.lines({ event: 'fault' }).length;
  const query = (first: number) => `{ shop(id: "${ALPHA}") { products(first: ${first}) { nodes { id name } } } }`;
  const { body, status } = await api.execute(query(20), owner);
  const { nodes } = body.data.shop.products;
  const at = nodes.indexOf(null);
  expect([status, nodes.filter((node: unknown) => node === null).length]).toEqual([200, 1]);
  expect(nodes.length).toBeGreaterThan(4);
  expect(faults(body.errors)).toEqual([['INTERNAL_SERVER_ERROR', ['shop', 'products', 'nodes', at]]]);
  const [logged] = api.log.lines({ event: 'fault' }).slice(before);
  expect(logged).toMatchObject({ fault: 'RowKeyError', list: 'productsOfShop', item: keyDigest(key) });
  expect(JSON.stringify(logged)).not.toContain('alpha-p2');
});
