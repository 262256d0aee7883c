import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { baseWorld, order, orderId, placedAt, product, SUBJECTS } from '../support/world';
import { masked } from './requests';
import { ALPHA, orderNode } from './scene';
import { besideOwnership, placesRead, shapeOf, wireText } from './traffic';

const RARE = 'A heading that stands nowhere else';

let api: ApiUnderTest;
let guest: Awaited<ReturnType<ApiUnderTest['guest']>>;

beforeAll(async () => {
  const others = [11, 12, 13].flatMap((number) =>
    order({ shopId: 'alpha', number, customerId: SUBJECTS.customer2, status: 'READY' }),
  );
  const mine = order({ shopId: 'alpha', number: 10, customerId: SUBJECTS.customer1 });
  const rare = product('alpha', 'alpha-p6', { category: RARE, available: false });
  api = await ApiUnderTest.start([...baseWorld(), ...mine, ...others, rare]);
  guest = await api.guest();
  await api.put(order({ shopId: 'alpha', number: 14, guestSessionId: guest.sessionId }));
});
afterAll(async () => api.close());

type Who = readonly [who: string, headers: () => Promise<RequestHeaders>];
const outsiders: readonly Who[] = [
  ['a visitor', async () => Promise.resolve({})],
  ['a guest with an order there', async () => Promise.resolve(guest.headers)],
  ['a customer with an order there', async () => api.customer1()],
  ['a customer in another shop', async () => ({ ...(await api.customer1()), ...(await api.visit('beta')) })],
  ['the owner of another shop', async () => api.ownerB()],
  [
    'the owner of another shop who is in this one',
    async () => ({ ...(await api.ownerB()), ...(await api.visit('alpha')) }),
  ],
  ['an administrator', async () => api.admin()],
  ['a person in no group', async () => api.signedIn('nobody')],
];

const arguments_: Record<string, readonly string[]> = {
  orders: [
    'first: 1',
    'status: PENDING',
    'status: REJECTED',
    `placedFrom: "${placedAt(10)}", placedTo: "${placedAt(11)}"`,
    'placedFrom: "2031-01-01T00:00:00Z"',
    'placedFrom: "2031-01-01T00:00:00Z", placedTo: "2030-01-01T00:00:00Z"',
    'first: 0',
    'first: 101',
    'after: "not a cursor"',
  ],
  products: [
    'first: 1',
    'category: "Mains"',
    `category: "${RARE}"`,
    'category: "No such heading"',
    'availableOnly: true',
    'first: -1',
    'after: "not a cursor"',
  ],
  sales: [
    'from: "2026-01-01", to: "2026-01-01"',
    'from: "2020-01-01", to: "2020-01-01"',
    'from: "2020-01-01", to: "2026-01-01"',
    'from: "2026-01-02", to: "2026-01-01"',
  ],
};
const insideOf: Record<string, string> = {
  orders: '{ nodes { id status } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }',
  products: '{ nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } }',
  sales: '{ orderCount total { amount } }',
};

describe.each(Object.keys(arguments_))('Arguments as oracles: Shop.%s for somebody who may not read it', (list) => {
  const queries = (arguments_[list] ?? []).map(
    (args) => `{ shop(id: "${ALPHA}") { ${list}(${args}) ${insideOf[list]} } }`,
  );

  it.each(outsiders)(
    '%s gets one and the same answer whatever the arguments, and nothing of the list is read',
    async (_who, headers) => {
      const asking = await headers();
      const answers: GraphQLAnswer[] = [];
      for (const query of queries) answers.push(await api.execute(query, asking));
      expect(new Set(answers.map(({ text }) => masked(text))).size).toBe(1);
      expect(new Set(answers.map(({ calls }) => shapeOf(calls).join())).size).toBe(1);
      expect(answers[0]!.body.data.shop?.[list] ?? null).toBeNull();
      const places = answers.flatMap(({ calls }) => placesRead(besideOwnership(calls)));
      expect(places).not.toContain('SHOP#alpha');
      expect(places).not.toContain('CATALOGUE#alpha');
    },
  );

  it('the owner gets several different ones', async () => {
    const owner = await api.ownerA();
    const answers: string[] = [];
    for (const query of queries) answers.push(masked((await api.execute(query, owner)).text));
    expect(new Set(answers).size).toBeGreaterThan(2);
  });
});

describe('Arguments as oracles: figures of the platform', () => {
  it.each(outsiders.filter(([who]) => who !== 'an administrator'))(
    '%s gets one answer whatever the days, and nothing is read',
    async (_who, headers) => {
      const asking = await headers();
      const ranges = [
        'from: "2026-01-01", to: "2026-01-01"',
        'from: "2020-01-01", to: "2026-01-01"',
        'to: "2019-01-01"',
      ];
      const answers: GraphQLAnswer[] = [];
      for (const range of ranges)
        answers.push(await api.execute(`{ platformStatistics(${range}) { orderCount } }`, asking));
      expect(new Set(answers.map(({ text }) => masked(text))).size).toBe(1);
      expect(answers[0]!.body.data).toEqual({ platformStatistics: null });
      expect(answers.flatMap(({ calls }) => calls)).toEqual([]);
    },
  );
});

describe('Arguments as oracles: pages tell of nothing but what may be seen', () => {
  const page = '{ nodes { id } pageInfo { hasNextPage endCursor } }';

  it('others’ orders make no next page of mine', async () => {
    const { body } = await api.execute(`{ viewer { customer { orders(first: 1) ${page} } } }`, await api.customer1());
    expect(body.data.viewer.customer.orders.nodes).toEqual([{ id: orderNode('alpha', 10) }]);
    expect(body.data.viewer.customer.orders.pageInfo.hasNextPage).toBe(false);
  });

  it('nor of a guest session’s', async () => {
    const { body } = await api.execute(`{ viewer { guestOrders(first: 1) ${page} } }`, guest.headers);
    expect(body.data.viewer.guestOrders.nodes).toEqual([{ id: orderNode('alpha', 14) }]);
    expect(body.data.viewer.guestOrders.pageInfo.hasNextPage).toBe(false);
  });

  it('rows that a filter leaves out make no next page', async () => {
    const query = (first: number) => `{ shop(id: "${ALPHA}") { orders(status: READY, first: ${first}) ${page} } }`;
    const all = (await api.execute(query(3), await api.ownerA())).body.data.shop.orders;
    expect(all.nodes).toHaveLength(3);
    expect(all.pageInfo.hasNextPage).toBe(false);
    const some = (await api.execute(query(2), await api.ownerA())).body.data.shop.orders;
    expect(some.pageInfo.hasNextPage).toBe(true);
  });

  it('a list without a match is empty, not missing, and says the same as one of a shop without any', async () => {
    const empty = `{ viewer { customer { orders(status: REJECTED) ${page} } } }`;
    const mine = await api.execute(empty, await api.customer1());
    const fresh = await api.execute(empty, await api.signedIn('customer-without-orders', 'customers'));
    expect(mine.text).toBe(fresh.text);
  });

  it('whoever has no session gets no list of guest orders, and nothing is read', async () => {
    for (const headers of [{}, await api.customer1(), await api.ownerA(), await api.admin()]) {
      const answer = await api.execute(`{ viewer { guestOrders(status: PENDING) ${page} } }`, headers);
      expect(answer.body).toEqual({ data: { viewer: { guestOrders: null } } });
      expect(answer.calls).toEqual([]);
    }
  });

  it('no connection has a count', async () => {
    const { body } = await api.execute('{ __schema { types { name fields { name } } } }');
    const types: { name: string; fields: { name: string }[] | null }[] = body.data.__schema.types;
    const connections = types.filter(({ name }) => /(Connection|Edge|PageInfo)$/.test(name));
    expect(connections.length).toBeGreaterThan(3);
    const names = connections.flatMap(({ fields }) => (fields ?? []).map(({ name }) => name));
    expect([...new Set(names)].sort()).toEqual([
      'cursor',
      'edges',
      'endCursor',
      'hasNextPage',
      'hasPreviousPage',
      'node',
      'nodes',
      'pageInfo',
      'startCursor',
    ]);
  });
});

describe('Arguments as oracles: arguments that are not there', () => {
  const tries = [
    'where: { internalNote: "x" }',
    'filter: { or: [{ status: READY }, { not: { internalNote: { eq: "x" } } }] }',
    'internalNote: "x"',
    'orderBy: internalNote',
    'sort: { by: "platformFee" }',
    'groupBy: "customerId"',
    'search: "canary"',
    'customer: { email: "customer-1@example.com" }',
    'last: 5',
    'before: "x"',
    'status: { eq: PENDING }',
    'status: [PENDING, READY]',
    'status: "PENDING"',
    'status: riskScore',
  ];

  it.each(tries)('orders(%s) is refused before anything is read', async (argument) => {
    const answer = await api.execute(
      `{ shop(id: "${ALPHA}") { orders(${argument}) { nodes { id } } } }`,
      await api.ownerA(),
    );
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(answer.text).not.toMatch(/did you mean/i);
    expect(answer.calls).toEqual([]);
  });
});

describe('Arguments as oracles: what is compared with is a value and nothing else', () => {
  const injections = [
    'x OR attribute_exists(riskScore)',
    '#n0',
    ':v0',
    'Mains" OR "1" = "1',
    'begins_with(platformNotes, hidden)',
    'ＭＡＩＮＳ',
    '__proto__',
  ];

  it.each(injections)('category %j finds nothing', async (category) => {
    const query = `query ($c: String) { shop(id: "${ALPHA}") { products(category: $c) { nodes { id } } } }`;
    const owner = await api.ownerA();
    const answer = await api.execute(query, owner, { c: category });
    expect(answer.body).toEqual({ data: { shop: { products: { nodes: [] } } } });
    const [list] = answer.calls.filter(({ request }) => 'FilterExpression' in request);
    expect(list?.request.FilterExpression).toMatch(/^#\w+ = :\w+$/);
    expect(Object.values(list?.request.ExpressionAttributeValues as object)).toContainEqual({ S: category });
    const found = await api.execute(query, owner, { c: RARE });
    expect(found.body.data.shop.products.nodes).toHaveLength(1);
  });
});

it('a category with a control character is refused, and nothing is asked for', async () => {
  const query = `query ($c: String) { shop(id: "${ALPHA}") { products(category: $c) { nodes { id } } } }`;
  const { status, body, calls } = await api.execute(query, await api.ownerA(), { c: 'Mains\u0000' });
  expect([status, body.data, body.errors[0].extensions.code]).toEqual([400, undefined, 'BAD_USER_INPUT']);
  expect(calls.filter(({ request }) => 'FilterExpression' in request)).toEqual([]);
});

describe('Arguments as oracles: coercion', () => {
  const orders = (type: string, name = 's') =>
    `query ($${name}: ${type}) { shop(id: "${ALPHA}") { orders(${name === 's' ? 'status' : 'first'}: $${name}) { nodes { status } } } }`;

  it.each([
    ['a list for one status', 'OrderStatus', ['PENDING']],
    ['a word that is no status', 'OrderStatus', 'canary-not-a-status'],
    ['a word of JavaScript', 'OrderStatus', '__proto__'],
    ['an object', 'OrderStatus', { eq: 'canary-value' }],
    ['a number', 'OrderStatus', 7],
    ['another case', 'OrderStatus', 'pending'],
  ])('%s is refused without an echo', async (_what, type, value) => {
    const answer = await api.execute(orders(type), await api.ownerA(), { s: value });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) })],
    });
    expect(answer.text).not.toContain('canary');
    expect(answer.text).not.toMatch(/did you mean|PENDING/i);
    expect(answer.calls).toEqual([]);
  });

  it.each([['5'], [2 ** 31], [1.5], [true], [[5]]])('first of %j is refused as a variable', async (value) => {
    const answer = await api.execute(orders('Int', 'f'), await api.ownerA(), { f: value });
    expect(answer.status).toBe(400);
    expect(answer.calls).toEqual([]);
  });

  it('a default is a filter like any other; null is none', async () => {
    const ask = async (type: string, variables?: Record<string, unknown>) => {
      const { body } = await api.execute(orders(type), await api.ownerA(), variables);
      return (body.data.shop.orders.nodes as { status: string }[]).map(({ status }) => status);
    };
    expect(await ask('OrderStatus = READY')).toEqual(['READY', 'READY', 'READY']);
    expect(await ask('OrderStatus = READY', { s: 'REJECTED' })).toEqual([]);
    expect(await ask('OrderStatus = READY', { s: null })).toHaveLength(5);
    expect(await ask('OrderStatus')).toHaveLength(5);
  });

  it('one id in the place of a list of ids is judged like a list of one', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { note } } }';
    for (const ids of [orderNode('alpha', 11), [orderNode('alpha', 11)]]) {
      const other = await api.execute(query, await api.customer1(), { ids });
      expect(other.body).toEqual({ data: { nodes: [null] } });
      expect(wireText(other.calls)).not.toContain('canary-note');
      const own = await api.execute(query, await api.customer2(), { ids });
      expect(own.body.data.nodes).toEqual([{ note: `canary-note-${orderId(11)}` }]);
    }
  });

  it('more ids than 100 are refused as a whole, before anything is read', async () => {
    const ids = Array.from({ length: 101 }, () => ALPHA);
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const tooMany = await api.execute(query, await api.ownerA(), { ids });
    expect(tooMany.body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'ids' } }]);
    expect(tooMany.calls).toEqual([]);
    const enough = await api.execute(query, await api.ownerA(), { ids: ids.slice(1) });
    expect(enough.body.data.nodes).toHaveLength(100);
  });
});
