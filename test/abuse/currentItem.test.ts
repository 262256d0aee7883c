import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { baseWorld, order, product, SUBJECTS, type WorldItem } from '../support/world';
import { ALPHA, orderNode, productNode } from './scene';
import { askedOf } from './traffic';

/*
 * An index lags behind its table. What it says of an item is a hint for what to read; who may see the item, the item says.
 */
const [CLAIMED, NOBODYS, MINE, MOVED] = [1, 2, 3, 4];

let api: ApiUnderTest;
let guest: Awaited<ReturnType<ApiUnderTest['guest']>>;

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
  guest = await api.guest();
  const ofGuest = { gsi1pk: `GUEST#${guest.sessionId}` };
  await api.put([
    ...changed({ number: CLAIMED, customerId: SUBJECTS.customer1 }, ofGuest),
    ...changed({ number: NOBODYS }, ofGuest),
    ...order({ shopId: 'alpha', number: MINE, guestSessionId: guest.sessionId }),
    ...changed({ number: MOVED, customerId: SUBJECTS.customer2 }, { gsi1pk: `CUSTOMER#${SUBJECTS.customer1}` }),
  ]);
});
afterAll(async () => api.close());

/** An order whose place in the index says something else than the order. */
function changed(spec: { number: number; customerId?: string }, index: { gsi1pk: string }): WorldItem[] {
  const [head, ...lines] = order({ shopId: 'alpha', ...spec });
  return [{ ...head!, ...index }, ...lines];
}

describe('a list shows of an order what the order by its id shows', () => {
  const LISTS = {
    guestOrders: 'viewer { guestOrders(first: 10) { nodes { SELECTED } edges { node { id } } } }',
    'customer.orders': 'viewer { customer { orders(first: 10) { nodes { SELECTED } edges { node { id } } } } }',
  };
  const SELECTIONS = [
    'id',
    'id status customerName phoneNumber',
    'id customer { id } lines { name }',
    'id note total { amount }',
  ];

  it.each(SELECTIONS)('guestOrders: %s', async (selected) => {
    const { body, text } = await api.execute(`{ ${LISTS.guestOrders.replace('SELECTED', selected)} }`, guest.headers);
    const { nodes, edges } = body.data.viewer.guestOrders;
    expect(nodes.map(({ id }: { id: string }) => id)).toEqual([orderNode('alpha', MINE)]);
    expect(edges).toEqual([{ node: { id: orderNode('alpha', MINE) } }]);
    expect(text).not.toContain(SUBJECTS.customer1);
    for (const number of [CLAIMED, NOBODYS]) {
      const alone = await api.execute(`{ order(id: "${orderNode('alpha', number)}") { ${selected} } }`, guest.headers);
      expect(alone.body.data.order).toBeNull();
    }
  });

  it.each(SELECTIONS)('customer.orders: %s', async (selected) => {
    const query = `{ ${LISTS['customer.orders'].replace('SELECTED', selected)} }`;
    const { body } = await api.execute(query, await api.customer1());
    expect(body.data.viewer.customer.orders.nodes).toEqual([]);
  });

  it('and asks for whose it is in the same batch', async () => {
    const { calls } = await api.execute('{ viewer { guestOrders { nodes { status } } } }', guest.headers);
    expect(calls.map(({ operation }) => operation)).toEqual(['Query', 'BatchGetItem']);
    expect(askedOf(calls, 'SHOP#alpha')).toContain('guestSessionId');
  });
});

describe('an archived product does not exist for visitors', () => {
  const GONE = 7;
  const odd = { 8: true, 9: 0, 10: [], 11: '' };
  beforeAll(async () => {
    await api.put([
      product('alpha', `alpha-p${GONE}`, { archivedAt: '2026-01-01T00:00:00.000Z', name: 'withdrawn' }),
      ...Object.entries(odd).map(([n, archivedAt]) =>
        product('alpha', `alpha-p${n}`, { archivedAt, name: 'withdrawn' }),
      ),
    ]);
    const [head, line, ...others] = order({ shopId: 'alpha', number: 20, customerId: SUBJECTS.customer1, lines: 2 });
    await api.put([head!, { ...line!, productId: `alpha-p${GONE}` }, ...others]);
  });

  const visitors: readonly [string, () => Promise<RequestHeaders>][] = [
    ['a visitor', async () => api.visit('alpha')],
    ['a guest', async () => ({ ...guest.headers, ...(await api.visit('alpha')) })],
    ['a customer', async () => ({ ...(await api.customer1()), ...(await api.visit('alpha')) })],
  ];

  it.each(visitors)('%s, on any path', async (_, headersOf) => {
    const headers = await headersOf();
    const ids = [GONE, ...Object.keys(odd)].map((n) => productNode('alpha', Number(n)));
    const query = `{
      node(id: "${ids[0]!}") { id ... on Product { name price { amount } } }
      nodes(ids: ${JSON.stringify([...ids, productNode('alpha', 1)])}) { ... on Product { name } }
      shop(id: "${ALPHA}") { products(first: 100) { nodes { name } edges { node { id } } } }
    }`;
    const { body, text } = await api.execute(query, headers);
    expect(body.data.node).toBeNull();
    expect(body.data.nodes).toEqual([null, null, null, null, null, { name: 'name of alpha-p1' }]);
    expect(body.data.shop.products.nodes.length).toBeGreaterThan(0);
    expect(text).not.toContain('withdrawn');
    expect(text).not.toContain('errors');
  });

  it('by its id nothing of it is asked for but whether it is there', async () => {
    const { calls } = await api.execute(
      `{ node(id: "${productNode('alpha', GONE)}") { ... on Product { name } } }`,
      await api.visit('alpha'),
    );
    expect(askedOf(calls, 'PRODUCT#')).not.toContain('name');
  });

  it('in an order the line keeps its name, and leads to nothing', async () => {
    const headers = { ...(await api.customer1()), ...(await api.visit('alpha')) };
    const { body } = await api.execute(
      `{ order(id: "${orderNode('alpha', 20)}") { lines { name product { name } } } }`,
      headers,
    );
    const [gone, other] = body.data.order.lines;
    expect(gone).toEqual({ name: expect.any(String), product: null });
    expect(other.product).not.toBeNull();
  });

  it('its owner sees it, also one who is a customer in the shop as well', async () => {
    const query = `{ node(id: "${productNode('alpha', GONE)}") { ... on Product { name archivedAt } } }`;
    const both = {
      ...(await api.signedIn(SUBJECTS.ownerA, 'shop-owners', 'customers')),
      ...(await api.visit('alpha')),
    };
    for (const headers of [await api.ownerA(), both])
      expect((await api.execute(query, headers)).body.data.node).toEqual({
        name: 'withdrawn',
        archivedAt: '2026-01-01T00:00:00.000Z',
      });
  });
});
