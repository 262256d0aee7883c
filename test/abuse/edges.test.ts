import { ApiUnderTest } from '../support/ApiUnderTest';
import { baseWorld, order, orderId, ownership, SUBJECTS } from '../support/world';
import { masked, post } from './requests';
import { ALPHA, BETA, customerNode, orderNode, productNode } from './scene';
import { askedOf, askedOfAnything, placesRead, wireText } from './traffic';

const MINE = 1;
const MINE_IN_BETA = 2;
const OTHERS = 3;
const OF_GUEST = 4;
const OF_BOTH = 5;
/** Owns alpha, and is a customer, too. */
const BOTH = 'customer-and-owner';

let api: ApiUnderTest;
let guest: Awaited<ReturnType<ApiUnderTest['guest']>>;

beforeAll(async () => {
  api = await ApiUnderTest.start([
    ...baseWorld(),
    ...order({ shopId: 'alpha', number: MINE, customerId: SUBJECTS.customer1 }),
    ...order({ shopId: 'beta', number: MINE_IN_BETA, customerId: SUBJECTS.customer1 }),
    ...order({ shopId: 'alpha', number: OTHERS, customerId: SUBJECTS.customer2 }),
    ...order({ shopId: 'beta', number: OF_BOTH, customerId: BOTH }),
    ownership(BOTH, 'alpha'),
  ]);
  guest = await api.guest();
  await api.put(order({ shopId: 'alpha', number: OF_GUEST, guestSessionId: guest.sessionId }));
});
afterAll(async () => api.close());

const TAX = 'canary-taxId-alpha';

/** Every object with this id in an answer, however deep. */
function objectsWithId(value: unknown, id: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap((each) => objectsWithId(each, id));
  return 'id' in value && value.id === id ? [value, ...inside] : inside;
}

const PRODUCT = productNode('alpha', 1);
const ORDER = orderNode('alpha', MINE);

interface Reached {
  readonly type: string;
  readonly id: string;
  readonly fields: string;
  readonly buyer: object;
  readonly owner: object | null;
  readonly hidden: readonly string[];
}

const reached: Record<string, Reached> = {
  Shop: {
    type: 'Shop',
    id: ALPHA,
    fields: 'name taxId commissionRate',
    buyer: { id: ALPHA, name: 'name of alpha', taxId: null, commissionRate: null },
    owner: { id: ALPHA, name: 'name of alpha', taxId: TAX, commissionRate: '0.0777' },
    hidden: ['taxId', 'commissionRate'],
  },
  Product: {
    type: 'Product',
    id: PRODUCT,
    fields: 'name stock margin { amount }',
    buyer: { id: PRODUCT, name: 'name of alpha-p1', stock: null, margin: null },
    owner: { id: PRODUCT, name: 'name of alpha-p1', stock: 4711, margin: { amount: '4.17' } },
    hidden: ['stock', 'costPrice'],
  },
  Order: {
    type: 'Order',
    id: ORDER,
    fields: 'number internalNote platformFee { amount }',
    buyer: { id: ORDER, number: `number-${MINE}`, internalNote: null, platformFee: null },
    owner: {
      id: ORDER,
      number: `number-${MINE}`,
      internalNote: `canary-internalNote-${orderId(MINE)}`,
      platformFee: { amount: '97.19' },
    },
    hidden: ['internalNote', 'platformFee'],
  },
  Customer: {
    type: 'Customer',
    id: customerNode(SUBJECTS.customer1),
    fields: 'displayName',
    buyer: { id: customerNode(SUBJECTS.customer1), displayName: `canary-displayName-${SUBJECTS.customer1}` },
    owner: null,
    hidden: ['displayName'],
  },
};

/** Edge → who can walk it: the buyer in the shop, the owner of the shop, or both. */
const edges: readonly [type: string, who: 'buyer' | 'owner' | 'both', query: string][] = [
  ['Shop', 'both', `{ node(id: "${ALPHA}") { ...F } }`],
  ['Shop', 'both', `{ nodes(ids: ["${BETA}", "${ALPHA}"]) { ...F } }`],
  ['Shop', 'both', `{ shop(id: "${ALPHA}") { ...F } }`],
  ['Shop', 'buyer', `{ visitedShop { ...F } }`],
  ['Shop', 'buyer', `{ viewer { visitedShop { ...F } } }`],
  ['Shop', 'owner', `{ viewer { shops { ...F } } }`],
  ['Shop', 'both', `{ order(id: "${ORDER}") { shop { ...F } } }`],
  ['Shop', 'both', `{ order(id: "${ORDER}") { lines { product { shop { ...F } } } } }`],
  ['Shop', 'both', `{ node(id: "${PRODUCT}") { ... on Product { shop { ...F } } } }`],
  ['Shop', 'both', `{ shop(id: "${ALPHA}") { products(first: 1) { nodes { shop { ...F } } } } }`],
  ['Shop', 'both', `{ shop(id: "${ALPHA}") { products(first: 1) { edges { node { shop { ...F } } } } } }`],
  ['Shop', 'buyer', `{ viewer { customer { orders { nodes { shop { ...F } } } } } }`],
  ['Shop', 'buyer', `{ order(id: "${ORDER}") { customer { orders { edges { node { shop { ...F } } } } } } }`],
  ['Shop', 'owner', `{ shop(id: "${ALPHA}") { orders { nodes { shop { ...F } } } } }`],
  [
    'Shop',
    'owner',
    `{ shop(id: "${ALPHA}") { sales(from: "2026-01-01", to: "2026-01-01") { topProducts { product { shop { ...F } } } } } }`,
  ],
  ['Product', 'both', `{ node(id: "${PRODUCT}") { ...F } }`],
  ['Product', 'both', `{ nodes(ids: ["${PRODUCT}"]) { ...F } }`],
  ['Product', 'both', `{ shop(id: "${ALPHA}") { products { nodes { ...F } } } }`],
  ['Product', 'both', `{ shop(id: "${ALPHA}") { products(category: "Mains") { edges { node { ...F } } } } }`],
  ['Product', 'buyer', `{ visitedShop { products(availableOnly: true) { nodes { ...F } } } }`],
  ['Product', 'both', `{ order(id: "${ORDER}") { lines { product { ...F } } } }`],
  ['Product', 'buyer', `{ viewer { customer { orders { nodes { lines { product { ...F } } } } } } }`],
  ['Product', 'owner', `{ viewer { shops { orders { nodes { lines { product { ...F } } } } } } }`],
  [
    'Product',
    'owner',
    `{ shop(id: "${ALPHA}") { sales(from: "2026-01-01", to: "2026-01-01") { topProducts { product { ...F } } } } }`,
  ],
  ['Order', 'both', `{ order(id: "${ORDER}") { ...F } }`],
  ['Order', 'both', `{ node(id: "${ORDER}") { ...F } }`],
  ['Order', 'both', `{ nodes(ids: ["${ORDER}"]) { ...F } }`],
  ['Order', 'buyer', `{ viewer { customer { orders { nodes { ...F } } } } }`],
  ['Order', 'buyer', `{ viewer { customer { orders(status: PENDING) { edges { node { ...F } } } } } }`],
  ['Order', 'buyer', `{ order(id: "${ORDER}") { customer { orders { nodes { ...F } } } } }`],
  ['Order', 'owner', `{ shop(id: "${ALPHA}") { orders { nodes { ...F } } } }`],
  ['Order', 'owner', `{ viewer { shops { orders(status: PENDING) { edges { node { ...F } } } } } }`],
  ['Customer', 'buyer', `{ viewer { customer { ...F } } }`],
  ['Customer', 'buyer', `{ order(id: "${ORDER}") { customer { ...F } } }`],
  ['Customer', 'buyer', `{ node(id: "${customerNode(SUBJECTS.customer1)}") { ...F } }`],
  ['Customer', 'buyer', `{ viewer { customer { orders { nodes { customer { ...F } } } } } }`],
];

describe('Selection: every edge that reaches a type gives the same answer', () => {
  const buyer = async () => ({ ...(await api.customer1()), ...(await api.visit('alpha')) });

  it.each(edges.filter(([, who]) => who !== 'owner'))('%s as buyer (%s): %s', async (type, _who, edge) => {
    const { id, fields, hidden, ...expected } = reached[type]!;
    const answer = await api.execute(`${edge} fragment F on ${type} { id ${fields} }`, await buyer());
    const found = objectsWithId(answer.body.data, id);
    expect(found.length).toBeGreaterThan(0);
    found.forEach((each) => expect(each).toMatchObject(expected.buyer));
    if (type !== 'Customer') expect(askedOfAnything(answer.calls)).not.toEqual(expect.arrayContaining([...hidden]));
    for (const name of type === 'Customer' ? [] : hidden) expect(askedOfAnything(answer.calls)).not.toContain(name);
  });

  it.each(edges.filter(([, who]) => who !== 'buyer'))('%s as owner (%s): %s', async (type, _who, edge) => {
    const { id, fields, hidden, owner } = reached[type]!;
    const answer = await api.execute(`${edge} fragment F on ${type} { id ${fields} }`, await api.ownerA());
    const found = objectsWithId(answer.body.data, id);
    expect(found.length).toBeGreaterThan(0);
    found.forEach((each) => expect(each).toMatchObject(owner!));
    expect(askedOfAnything(answer.calls)).toEqual(expect.arrayContaining([...hidden]));
  });

  it('a guest session reaches its order by three edges, and each gives the same', async () => {
    const id = orderNode('alpha', OF_GUEST);
    const edgesOfGuest = [
      `{ order(id: "${id}") { ...F } }`,
      `{ node(id: "${id}") { ...F } }`,
      `{ viewer { guestOrders { nodes { ...F } } } }`,
    ];
    for (const edge of edgesOfGuest) {
      const answer = await api.execute(
        `${edge} fragment F on Order { id note internalNote customer { id } }`,
        guest.headers,
      );
      expect(objectsWithId(answer.body.data, id)).toEqual([
        { id, note: `canary-note-${orderId(OF_GUEST)}`, internalNote: null, customer: null },
      ]);
      expect(askedOfAnything(answer.calls)).not.toContain('internalNote');
    }
  });
});

describe('Selection: what decisions need', () => {
  it('a fact is read although it is not selected, and is not shown', async () => {
    const answer = await api.execute(`{ order(id: "${orderNode('alpha', MINE)}") { number } }`, await api.customer1());
    expect(answer.body).toEqual({ data: { order: { number: `number-${MINE}` } } });
    expect(askedOfAnything(answer.calls)).toEqual(['customerId', 'number']);
    expect(answer.text).not.toContain(SUBJECTS.customer1);
  });

  it('the fact is read alone, and the rest only after it grants', async () => {
    const query = `{ order(id: "${orderNode('alpha', OTHERS)}") { number note } }`;
    const denied = await api.execute(query, await api.customer1());
    expect(denied.body).toEqual({ data: { order: null } });
    expect(askedOfAnything(denied.calls)).toEqual(['customerId']);
    const allowed = await api.execute(query, await api.customer2());
    expect(allowed.body.data.order).toEqual({ number: `number-${OTHERS}`, note: `canary-note-${orderId(OTHERS)}` });
  });

  it('the same for a guest session', async () => {
    const query = `{ order(id: "${orderNode('alpha', OF_GUEST)}") { number } }`;
    const allowed = await api.execute(query, guest.headers);
    expect(allowed.body.data.order).toEqual({ number: `number-${OF_GUEST}` });
    expect(allowed.text).not.toContain(guest.sessionId);
    const other = await api.execute(query, (await api.guest()).headers);
    expect(other.body).toEqual({ data: { order: null } });
    expect(askedOfAnything(other.calls)).toEqual(['guestSessionId']);
  });

  it('where the key tells, the fact is not read at all', async () => {
    const answer = await api.execute(
      `{ order(id: "${orderNode('alpha', MINE)}") { number customer { email } } }`,
      await api.ownerA(),
    );
    expect(answer.body.data.order).toEqual({ number: `number-${MINE}`, customer: null });
    expect(wireText(answer.calls)).not.toContain(SUBJECTS.customer1);
    expect(askedOfAnything(answer.calls)).toEqual(['number']);
  });

  it('a fact that a second role needs does not lead to the person behind it', async () => {
    const both = await api.signedIn(BOTH, 'customers', 'shop-owners');
    const query = (number: number, shopId: string) =>
      `{ order(id: "${orderNode(shopId, number)}") { number customer { id email } } }`;
    const others = await api.execute(query(MINE, 'alpha'), both);
    expect(others.body.data.order).toEqual({ number: `number-${MINE}`, customer: null });
    expect(others.text).not.toContain(SUBJECTS.customer1);
    expect(placesRead(others.calls)).not.toContain(`CUSTOMER#${SUBJECTS.customer1} / PROFILE`);
    const own = await api.execute(query(OF_BOTH, 'beta'), both);
    expect(own.body.data.order.customer).toEqual({ id: customerNode(BOTH), email: null });
  });

  it('a field computed from a hidden one is as hidden', async () => {
    const query = `{ node(id: "${productNode('alpha', 1)}") { ... on Product { price { amount } margin { amount } } } }`;
    const customer = await api.execute(query, { ...(await api.customer1()), ...(await api.visit('alpha')) });
    expect(customer.body.data.node).toEqual({ price: { amount: '12.50' }, margin: null });
    expect(customer.body.errors).toMatchObject([{ extensions: { coordinate: 'Product.margin' } }]);
    expect(askedOfAnything(customer.calls)).toEqual(['archivedAt', 'currencyCode', 'price', 'visitSerial']);
    const owner = await api.execute(query, await api.ownerA());
    expect(owner.body.data.node).toEqual({ price: { amount: '12.50' }, margin: { amount: '4.17' } });
    const alone = await api.execute(query.replace('price { amount }', ''), await api.ownerA());
    expect(alone.body.data.node).toEqual({ margin: { amount: '4.17' } });
    expect(alone.text).not.toContain('8.33');
  });
});

describe('Selection: what is not in the schema cannot be asked for', () => {
  const names = [
    ...['riskScore', 'platformNotes', 'visitSerial', 'pk', 'sk', 'owner', 'item', 'accessCode'].map((n) => ['Shop', n]),
    ...['riskScore', 'platformNotes', 'customerId', 'guestSessionId', 'gsi1pk', 'lineCount', 'currencyCode'].map(
      (n) => ['Order', n],
    ),
    ...['supplierContract', 'gsi1sk', 'currencyCode'].map((n) => ['Product', n]),
    ...['marketingProfile', 'sub', 'pk'].map((n) => ['Customer', n]),
  ] as const;

  it.each(names)('%s.%s', async (type, name) => {
    const answer = await api.execute(`{ node(id: "${ALPHA}") { ... on ${type} { ${name} } } }`, await api.ownerA());
    expect(answer.status).toBe(400);
    expect(answer.body.data).toBeUndefined();
    expect(answer.body.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    expect(answer.text).not.toMatch(/did you mean/i);
    expect(answer.calls).toEqual([]);
  });

  it('address.accessCode is not in the schema, and the whole address does not bring it', async () => {
    const answer = await api.execute(
      `{ shop(id: "${ALPHA}") { address { street city postalCode countryCode } } }`,
      await api.ownerA(),
    );
    expect(answer.body.data.shop.address).toEqual({
      street: 'street of alpha',
      city: 'city of alpha',
      postalCode: 'postal alpha',
      countryCode: 'DE',
    });
    expect(askedOf(answer.calls, 'SHOP#alpha')).not.toContain('address');
    expect(wireText(answer.calls)).not.toContain('accessCode');
  });

  it('no scalar can carry a whole item, but in the export of one’s own data; composite types want a selection', async () => {
    const { body } = await api.execute(
      '{ __schema { types { name kind fields { name type { name ofType { name ofType { name } } } } } } }',
    );
    const types = body.data.__schema.types as { name: string; kind: string; fields: object[] | null }[];
    const known = [
      'Boolean',
      'Date',
      'DateTime',
      'Decimal',
      'EmailAddress',
      'Float',
      'ID',
      'Int',
      'PhoneNumber',
      'String',
    ];
    const others = types.filter(({ name, kind }) => kind === 'SCALAR' && !known.includes(name)).map(({ name }) => name);
    const carriers = types.filter(({ fields }) => others.some((name) => JSON.stringify(fields).includes(`"${name}"`)));
    expect(carriers.map(({ name }) => name).filter((name) => name !== 'ExportMyDataPayload')).toEqual([]);
    for (const field of ['address', 'openingHours', 'orders', 'sales', 'products']) {
      const answer = await api.execute(`{ shop(id: "${ALPHA}") { ${field} } }`, await api.ownerA());
      expect(answer.status).toBe(400);
      expect(answer.calls).toEqual([]);
    }
  });
});

describe('Selection: callers at the same time', () => {
  it('see their own each, however requests for one item mix', async () => {
    const callers = await Promise.all([
      api.ownerA(),
      api.ownerB(),
      api.customer1(),
      Promise.resolve({}),
      api.ownerA(),
      api.admin(),
    ]);
    const asking = Array.from({ length: 10 }, () => callers)
      .flat()
      .map((headers) => api.execute(`{ node(id: "${ALPHA}") { id ... on Shop { taxId } } }`, headers));
    const answers = await Promise.all(asking);
    const seen = answers.map(({ body }) => (body.data.node as { taxId: string | null } | null)?.taxId ?? null);
    expect(seen).toEqual(Array.from({ length: 10 }, () => [TAX, null, null, null, TAX, null]).flat());
    expect(masked(answers[1]!.text)).toBe(masked(answers[7]!.text));
  });

  it('an operation that is not chosen does not run', async () => {
    const query = `query Harmless { shop(id: "${ALPHA}") { name } } query Curious { shop(id: "${ALPHA}") { taxId } }`;
    const headers = { ...(await api.customer1()), 'x-on-denied': 'reject' };
    const ask = async (operationName: string): Promise<unknown> =>
      (await post(api.url, query, headers, { operationName })).body;
    expect(await ask('Harmless')).toEqual({ data: { shop: { name: 'name of alpha' } } });
    expect(await ask('Curious')).toMatchObject({ errors: [{ extensions: { coordinate: 'Shop.taxId' } }] });
    expect(await ask('Neither')).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(askedOf(api.recorder.calls, 'SHOP#alpha')).toEqual(['name']);
  });

  it('an empty name chooses no operation, and is none', async () => {
    const [one, two] = ['query Only { viewer { roles } }', 'query A { viewer { roles } } query B { viewer { roles } }'];
    const ask = async (query: string) => (await post(api.url, query, {}, { operationName: '' })).status;
    expect([await ask(one), await ask(two)]).toEqual([200, 400]);
    const inUrl = `${api.url}?${new URLSearchParams({ query: one, operationName: '' }).toString()}`;
    expect((await fetch(inUrl, { headers: { 'apollo-require-preflight': '1' } })).status).toBe(200);
  });
});
