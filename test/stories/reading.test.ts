import { toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest, type GraphQLAnswer } from '../support/ApiUnderTest';
import { dotted, requestedAttributes } from '../support/attributesOfCall';
import { baseWorld, order, orderId, ownership, sold, SUBJECTS, type WorldItem } from '../support/world';

const ALPHA = toGlobalId('Shop', 'alpha');
const MONEY = '{ amount currencyCode }';

/** What was called, and what each call asked for beside the keys; a batch says its attributes once. */
function calls({ calls: recorded }: GraphQLAnswer): string[] {
  return recorded.map((call) => {
    const paths = requestedAttributes(call).flatMap(({ attributes }) =>
      attributes === 'ALL' ? ['*'] : attributes.map(dotted),
    );
    const names = [...new Set(paths)].filter((name) => !/^(pk|sk|gsi1pk|gsi1sk)$/.test(name)).sort();
    return `${call.operation}: ${names.join(' ')}`.trim();
  });
}

const OWNERSHIP_CHECK = 'Query:';

describe('what each question costs, and what it brings', () => {
  let api: ApiUnderTest;
  let guest: Awaited<ReturnType<ApiUnderTest['guest']>>;

  beforeAll(async () => {
    const numbers = Array.from({ length: 120 }, (_, index) => index + 1);
    const orders = numbers.flatMap((number) =>
      order({ shopId: number % 3 === 0 ? 'beta' : 'alpha', number, customerId: SUBJECTS.customer1, lines: 3 }),
    );
    const many = numbers.flatMap((number) =>
      order({ shopId: 'gamma', number, customerId: SUBJECTS.customer2, lines: 5 }),
    );
    api = await ApiUnderTest.start([...baseWorld(), ownership('owner-c', 'gamma'), ...orders, ...many]);
    guest = await api.guest();
    const guestOrders: WorldItem[] = [500, 501].flatMap((number) =>
      order({ shopId: 'alpha', number, guestSessionId: guest.sessionId }),
    );
    await api.put(guestOrders);
  });
  afterAll(async () => api.close());

  it('a shop by id is one GetItem of exactly the selected attributes', async () => {
    const answer = await api.execute(`{ shop(id: "${ALPHA}") { name address { city } } }`);
    expect(answer.body).toEqual({ data: { shop: { name: 'name of alpha', address: { city: 'city of alpha' } } } });
    expect(calls(answer)).toEqual(['GetItem: address.city name']);
  });

  it('a denied attribute is not asked for, and its sibling is', async () => {
    const answer = await api.execute(`{ shop(id: "${ALPHA}") { name taxId payoutIban } }`, await api.ownerB());
    expect(answer.body.data).toEqual({ shop: { name: 'name of alpha', taxId: null, payoutIban: null } });
    expect(calls(answer)).toEqual([OWNERSHIP_CHECK, 'GetItem: name']);
  });

  it('nothing is read for a visitor who asks who they are', async () => {
    const answer = await api.execute('{ viewer { roles guestSessionExpiresAt } }');
    expect(answer.body.data).toEqual({ viewer: { roles: ['GUEST'], guestSessionExpiresAt: null } });
    expect(calls(answer)).toEqual([]);
  });

  it('as owner: 20 orders, each with its shop, lines and the lines’ products are 5 calls beside the ownership check', async () => {
    const answer = await api.execute(
      `{ shop(id: "${ALPHA}") { orders(first: 20) { nodes {
          number total ${MONEY} internalNote shop { name currencyCode }
          lines { position name unitCost ${MONEY} product { name stock } } } } } }`,
      await api.ownerA(),
    );
    expect(answer.body.errors).toBeUndefined();
    expect(answer.body.data.shop.orders.nodes).toHaveLength(20);
    expect(calls(answer)).toEqual([
      OWNERSHIP_CHECK,
      // Whether the shop is there: who owns one that is gone still owns it.
      'GetItem:',
      'Query: currencyCode internalNote lineCount number total',
      'GetItem: currencyCode name',
      'BatchGetItem: currencyCode name position productId unitCost',
      'BatchGetItem: name stock',
    ]);
  });

  it('the same with the shop’s own fields above: what is asked of the shop further down is read along', async () => {
    const answer = await api.execute(
      `{ shop(id: "${ALPHA}") { name taxId orders(first: 20) { nodes { number shop { phoneNumber category } lines { name product { stock } } } } } }`,
      await api.ownerA(),
    );
    expect(answer.body.errors).toBeUndefined();
    expect(answer.body.data.shop.orders.nodes[0].shop).toEqual({ phoneNumber: '+4930123456', category: 'RESTAURANT' });
    expect(calls(answer)).toEqual([
      OWNERSHIP_CHECK,
      'GetItem: category name phoneNumber taxId',
      'Query: lineCount number',
      'BatchGetItem: name productId',
      'BatchGetItem: stock',
    ]);
  });

  it('as owner: 100 orders with 500 lines cost the same calls, plus the extra batches of 100', async () => {
    const answer = await api.execute(
      `{ viewer { shops { orders(first: 100) { nodes { number shop { name } lines { position product { stock } } } } } } }`,
      await api.signedIn('owner-c', 'shop-owners'),
    );
    expect(answer.body.errors).toBeUndefined();
    const [{ orders }] = answer.body.data.viewer.shops;
    expect(orders.nodes.flatMap(({ lines }: { lines: unknown[] }) => lines)).toHaveLength(500);
    expect(calls(answer)).toEqual([
      OWNERSHIP_CHECK,
      'GetItem:',
      'Query: lineCount number',
      'GetItem: name',
      ...Array.from({ length: 5 }, () => 'BatchGetItem: position productId'),
      'BatchGetItem: stock',
    ]);
  });

  it('as customer: 20 own orders with shop and lines are 4 calls', async () => {
    const answer = await api.execute(
      `{ viewer { customer { id orders(first: 20) { nodes { number status shop { name currencyCode } lines { name quantity } } } } } }`,
      await api.customer1(),
    );
    expect(answer.body.errors).toBeUndefined();
    expect(answer.body.data.viewer.customer.orders.nodes).toHaveLength(20);
    expect(calls(answer)).toEqual([
      'Query:',
      'BatchGetItem: customerId lineCount number status',
      'BatchGetItem: currencyCode name',
      'BatchGetItem: name quantity',
    ]);
  });

  it('order(id) of one’s own: the fact first, then what it grants', async () => {
    const id = toGlobalId('Order', 'alpha', orderId(1));
    const answer = await api.execute(`{ order(id: "${id}") { number note internalNote } }`, await api.customer1());
    expect(answer.body.data.order).toEqual({
      number: 'number-1',
      note: `canary-note-${orderId(1)}`,
      internalNote: null,
    });
    expect(calls(answer)).toEqual(['GetItem: customerId', 'GetItem: note number']);
  });

  it('order(id) of another customer is, call by call and byte by byte, an id that does not exist', async () => {
    const headers = await api.customer2();
    const ask = async (number: number) =>
      api.execute(`{ order(id: "${toGlobalId('Order', 'alpha', orderId(number))}") { number note } }`, headers);
    const [anothers, missing] = [await ask(1), await ask(9999)];
    expect(anothers.body).toEqual({ data: { order: null } });
    expect(missing.text).toBe(anothers.text);
    expect(calls(missing)).toEqual(calls(anothers));
    expect(calls(anothers)).toEqual(['GetItem: customerId']);
  });

  it('an owner’s order is decided by its key: another shop’s is not even looked for', async () => {
    const id = toGlobalId('Order', 'alpha', orderId(1));
    const mine = await api.execute(`{ order(id: "${id}") { number internalNote } }`, await api.ownerA());
    expect(mine.body.data.order).toEqual({ number: 'number-1', internalNote: `canary-internalNote-${orderId(1)}` });
    expect(calls(mine)).toEqual([OWNERSHIP_CHECK, 'GetItem: internalNote number']);
    const other = await api.execute(`{ order(id: "${id}") { number internalNote } }`, await api.ownerB());
    expect(other.body).toEqual({ data: { order: null } });
    expect(calls(other)).toEqual([OWNERSHIP_CHECK]);
  });

  it('a guest session sees its own orders, with products while visiting', async () => {
    const query = '{ viewer { guestOrders { nodes { number lines { name product { name } } } } } }';
    const without = await api.execute(query, guest.headers);
    expect(without.body.data.viewer.guestOrders.nodes.map(({ number }: { number: string }) => number)).toEqual([
      'number-501',
      'number-500',
    ]);
    expect(without.body.errors).toEqual([
      expect.objectContaining({
        path: ['viewer', 'guestOrders', 'nodes', 0, 'lines', 0, 'product'],
        extensions: expect.objectContaining({
          code: 'FORBIDDEN',
          coordinate: 'OrderLine.product',
          count: 4,
          requires: expect.stringContaining('visit token'),
        }),
      }),
    ]);
    expect(calls(without)).toEqual(['Query:', 'BatchGetItem: guestSessionId lineCount number', 'BatchGetItem: name']);
    const visiting = await api.execute(query, { ...guest.headers, ...(await api.visit('alpha')) });
    expect(visiting.body.errors).toBeUndefined();
    expect(visiting.body.data.viewer.guestOrders.nodes[0].lines[0].product).toEqual({ name: 'name of alpha-p1' });
    expect(calls(visiting)).toEqual([
      'Query:',
      'BatchGetItem: guestSessionId lineCount number',
      'GetItem: visitSerial',
      'BatchGetItem: name productId',
      // Whether the product is still there, before anything else of it.
      'BatchGetItem: archivedAt',
      'BatchGetItem: name',
    ]);
  });

  it('products of the shop one is in, by name: the serial, the index, one batch', async () => {
    const answer = await api.execute(
      `{ visitedShop { products(first: 3) { nodes { name price ${MONEY} } pageInfo { hasNextPage } } } }`,
      await api.visit('beta'),
    );
    expect(answer.body.data.visitedShop.products).toEqual({
      nodes: ['beta-p1', 'beta-p2', 'beta-p3'].map((id) => ({
        name: `name of ${id}`,
        price: { amount: '12.50', currencyCode: 'EUR' },
      })),
      pageInfo: { hasNextPage: true },
    });
    expect(calls(answer)).toEqual([
      'GetItem: visitSerial',
      'GetItem:',
      'Query:',
      'BatchGetItem: archivedAt currencyCode name price',
    ]);
  });

  it('100 nodes of mixed kinds are one batch a projection, each judged alone', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => toGlobalId('Order', 'gamma', orderId(index + 1)));
    const shops = ['alpha', 'beta', 'gamma'].map((shopId) => toGlobalId('Shop', shopId));
    const answer = await api.execute(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Order { number } ... on Shop { name } } }',
      await api.customer2(),
      { ids: [...ids, ...shops, toGlobalId('Order', 'alpha', orderId(1)), 'nonsense'] },
    );
    expect(answer.body.errors).toBeUndefined();
    expect(answer.body.data.nodes.slice(0, 50)).toEqual(
      ids.map((id, index) => ({ __typename: 'Order', id, number: `number-${String(index + 1)}` })),
    );
    expect(answer.body.data.nodes.slice(50)).toEqual([
      ...shops.map((id, index) => ({
        __typename: 'Shop',
        id,
        name: `name of ${['alpha', 'beta', 'gamma'][index] ?? ''}`,
      })),
      null,
      null,
    ]);
    expect(calls(answer).sort()).toEqual(['BatchGetItem: customerId', 'BatchGetItem: name', 'BatchGetItem: number']);
  });

  it('sales are one item a day, and one a product and month, whatever the number of orders', async () => {
    const answer = await api.execute(
      `{ shop(id: "${ALPHA}") { sales(from: "2025-12-31", to: "2026-01-02") {
          orderCount total ${MONEY} averageOrderValue ${MONEY} byDay { day orderCount } topProducts(first: 1) { quantity product { name } } } } }`,
      await api.ownerA(),
    );
    expect(answer.body.data.shop.sales).toEqual({
      orderCount: 3,
      total: { amount: '37.50', currencyCode: 'EUR' },
      averageOrderValue: { amount: '12.50', currencyCode: 'EUR' },
      byDay: [
        { day: '2025-12-31', orderCount: 0 },
        { day: '2026-01-01', orderCount: 3 },
        { day: '2026-01-02', orderCount: 0 },
      ],
      topProducts: [{ quantity: 2, product: { name: 'name of alpha-p1' } }],
    });
    expect(calls(answer)).toEqual([
      OWNERSHIP_CHECK,
      'GetItem: currencyCode',
      'Query: orderCount total totalByDay totalByProduct unitsByDay unitsByProduct',
      'Query: orderCount total totalByDay totalByProduct unitsByDay unitsByProduct',
      'GetItem: name',
    ]);
  });

  it('products that sold alike come by their ids, whatever the language of the server', async () => {
    const products = { b: [1, 104], Z: [1, 101], a1: [1, 103], 'a-1': [1, 102], c: [2, 100] };
    await api.put(
      Object.entries(products).map(([id, [units, total]]) => sold('alpha', '2026-01-03', id, units, total)),
    );
    const { body } = await api.execute(
      `{ shop(id: "${ALPHA}") { sales(from: "2026-01-03", to: "2026-01-03") { topProducts { total { amount } } } } }`,
      await api.ownerA(),
    );
    expect(body.data.shop.sales.topProducts).toEqual(
      ['1.00', '1.01', '1.02', '1.03', '1.04'].map((amount) => ({ total: { amount } })),
    );
  });

  it('lists go on where they stopped, and filters narrow them', async () => {
    const headers = await api.ownerA();
    const query = `query ($after: String, $from: DateTime) { shop(id: "${ALPHA}") {
      orders(first: 30, after: $after, placedFrom: $from, status: PENDING) { nodes { number } pageInfo { hasNextPage endCursor } } } }`;
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { body }: GraphQLAnswer = await api.execute(query, headers, { after, from: '2026-01-01T00:10:00Z' });
      const { nodes, pageInfo } = body.data.shop.orders;
      seen.push(...nodes.map(({ number }: { number: string }) => number));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    const expected = [
      501,
      500,
      ...Array.from({ length: 111 }, (_, index) => 120 - index).filter((number) => number % 3 !== 0),
    ];
    expect(seen).toEqual(expected.map((number) => `number-${String(number)}`));
  });

  it.each([
    ['nodes', 'nodes { number } pageInfo { hasNextPage }', false],
    ['a cursor', 'edges { at: cursor node { number } }', true],
    ['the end of the page', '...End', true],
    ['its start', 'nodes { number } pageInfo { startCursor }', true],
    ['a cursor that is left out', 'edges { cursor @skip(if: $without) node { number } }', false],
  ])('of a list from an index, %s: the keys of the index are brought only for cursors', async (_, fields, brings) => {
    const query = `query ($without: Boolean!) { viewer { customer { orders(first: 2) {
      ${fields} pageInfo { hasPreviousPage @include(if: $without) } } } } }`;
    const fragment = 'fragment End on OrderConnection { pageInfo { endCursor } }';
    const document = fields.includes('...') ? `${query} ${fragment}` : query;
    const answer = await api.execute(document, await api.customer1(), { without: true });
    expect(answer.body.errors).toBeUndefined();
    const [list] = answer.calls.filter(({ operation }) => operation === 'Query');
    const keys = ['pk', 'sk', ...(brings ? ['gsi1sk'] : [])];
    expect(requestedAttributes(list!)).toMatchObject([{ attributes: keys.map((name) => [name]) }]);
  });
});
