import type { Fault } from '../support/DynamoRecorder';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { baseWorld, order, orderId, ownership, SUBJECTS } from '../support/world';
import { deniedCoordinates, masked, postWithRawHeaders } from './requests';
import { ALPHA, BETA, orderNode, productNode } from './scene';
import { askedOf, askedOfAnything, besideOwnership, placesRead, wireText } from './traffic';

const MINE = [1, 2, 3];
const OTHERS = 9;
const OF_BOTH = 20;
const BOTH = 'customer-and-owner';

let api: ApiUnderTest;

beforeAll(async () => {
  api = await ApiUnderTest.start([
    ...baseWorld(),
    ...MINE.flatMap((number) => order({ shopId: 'alpha', number, customerId: SUBJECTS.customer1 })),
    ...order({ shopId: 'alpha', number: OTHERS, customerId: SUBJECTS.customer2 }),
    ...order({ shopId: 'beta', number: OF_BOTH, customerId: BOTH }),
    ownership(BOTH, 'alpha'),
  ]);
});
afterEach(() => {
  api.recorder.faults = undefined;
});
afterAll(async () => api.close());

interface Denied {
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

const OWNER_OF_SHOP = 'SHOP_OWNER as the owner of this shop';
const IN_SHOP = `GUEST or CUSTOMER with a current visit token of this shop (header x-visit-token), or ${OWNER_OF_SHOP}`;

/** A customer's own orders, with three fields that are denied on each of them, and one on each line. */
const LISTED = `{ viewer { customer { orders { nodes {
  number internalNote fee: platformFee { amount } again: platformFee { amount } lines { name unitCost { amount } } } } } } }`;
const LISTED_DENIALS = [
  { coordinate: 'Order.internalNote', code: 'FORBIDDEN', requires: OWNER_OF_SHOP, count: 3 },
  { coordinate: 'Order.platformFee', code: 'FORBIDDEN', requires: OWNER_OF_SHOP, count: 6 },
  { coordinate: 'OrderLine.unitCost', code: 'FORBIDDEN', requires: OWNER_OF_SHOP, count: 6 },
];

const wishing = (wish: string, caller: RequestHeaders = {}): RequestHeaders => ({ ...caller, 'x-on-denied': wish });
const byCoordinate = (a: { coordinate?: unknown }, b: { coordinate?: unknown }) =>
  String(a.coordinate).localeCompare(String(b.coordinate));

describe('Denied fields as errors', () => {
  it('are told once a coordinate, however many rows, at the first path, with how often', async () => {
    const { status, body } = await api.execute(LISTED, await api.customer1());
    expect(status).toBe(200);
    const errors = body.errors as Denied[];
    const told = errors.map(({ extensions: { requestId: _requestId, ...rest } }) => rest);
    expect(told.sort(byCoordinate)).toEqual(LISTED_DENIALS);
    const paths = errors.map(({ path }) => path?.join('.')).sort();
    const first = 'viewer.customer.orders.nodes.0';
    expect(paths).toEqual([`${first}.fee`, `${first}.internalNote`, `${first}.lines.0.unitCost`]);
  });

  it('leave siblings intact: the answer is the one without them, but for nulls', async () => {
    const customer = await api.customer1();
    const { body } = await api.execute(LISTED, customer);
    const without = await api.execute(
      '{ viewer { customer { orders { nodes { number lines { name } } } } } }',
      customer,
    );
    expect(JSON.parse(JSON.stringify(body.data, (_key, value: unknown) => value ?? undefined))).toEqual(
      without.body.data,
    );
    expect(without.body.data.viewer.customer.orders.nodes).toHaveLength(3);
  });

  it('carry the request’s id, which no header of the client’s can set', async () => {
    const headers = { ...(await api.customer1()), 'x-request-id': 'chosen', 'request-id': 'chosen' };
    const ids = async () => {
      const { body } = await api.execute(LISTED, headers);
      return [...new Set((body.errors as Denied[]).map(({ extensions }) => extensions.requestId))];
    };
    const [one, two] = [await ids(), await ids()];
    expect([...one, ...two]).toEqual([
      expect.stringMatching(/^[\da-f-]{36}$/),
      expect.stringMatching(/^[\da-f-]{36}$/),
    ]);
    expect(one).not.toEqual(two);
  });

  it('say nothing of values, keys and attributes', async () => {
    const { body } = await api.execute(LISTED, await api.customer1());
    for (const { message, ...rest } of body.errors as { message: string }[]) {
      expect(message).toMatch(/^You may not see \w+\.\w+; it takes [\w ]+\.$/);
      expect(Object.keys(rest).sort()).toEqual(['extensions', 'path']);
      expect(JSON.stringify(rest)).not.toMatch(/SHOP#|customer-1|canary|alpha/);
    }
  });

  const codes: readonly [string, string, () => Promise<RequestHeaders>, string, string, string][] = [
    [
      'a visitor',
      'owners’ fields',
      async () => Promise.resolve({}),
      `{ shop(id: "${ALPHA}") { taxId } }`,
      'UNAUTHENTICATED',
      OWNER_OF_SHOP,
    ],
    [
      'a guest',
      'owners’ fields',
      async () => (await api.guest()).headers,
      `{ shop(id: "${ALPHA}") { taxId } }`,
      'UNAUTHENTICATED',
      OWNER_OF_SHOP,
    ],
    [
      'a customer',
      'owners’ fields',
      async () => api.customer1(),
      `{ shop(id: "${ALPHA}") { taxId } }`,
      'FORBIDDEN',
      OWNER_OF_SHOP,
    ],
    [
      'another owner',
      'owners’ fields',
      async () => api.ownerB(),
      `{ shop(id: "${ALPHA}") { taxId } }`,
      'FORBIDDEN',
      OWNER_OF_SHOP,
    ],
    [
      'a visitor',
      'the catalogue',
      async () => Promise.resolve({}),
      `{ shop(id: "${ALPHA}") { products { nodes { id } } } }`,
      'FORBIDDEN',
      IN_SHOP,
    ],
    [
      'a customer',
      'the catalogue',
      async () => api.customer1(),
      `{ shop(id: "${ALPHA}") { products { nodes { id } } } }`,
      'FORBIDDEN',
      IN_SHOP,
    ],
    [
      'an owner',
      'the person behind an order',
      async () => api.ownerA(),
      `{ order(id: "${orderNode('alpha', 1)}") { customer { id } } }`,
      'FORBIDDEN',
      'CUSTOMER as the customer whose it is',
    ],
    [
      'a visitor',
      'the platform’s figures',
      async () => Promise.resolve({}),
      '{ platformStatistics { orderCount } }',
      'UNAUTHENTICATED',
      'PLATFORM_ADMIN',
    ],
    [
      'an owner',
      'the platform’s figures',
      async () => api.ownerA(),
      '{ platformStatistics { orderCount } }',
      'FORBIDDEN',
      'PLATFORM_ADMIN',
    ],
    [
      'an administrator',
      'a shop',
      async () => api.admin(),
      `{ shop(id: "${ALPHA}") { name } }`,
      'FORBIDDEN',
      'GUEST or CUSTOMER or SHOP_OWNER',
    ],
    [
      'a person in no group',
      'a shop',
      async () => api.signedIn('nobody'),
      `{ shop(id: "${ALPHA}") { name } }`,
      'FORBIDDEN',
      'GUEST or CUSTOMER or SHOP_OWNER',
    ],
  ];

  it.each(codes)('%s on %s', async (_who, _what, headers, query, code, requires) => {
    const { body } = await api.execute(query, await headers());
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0].extensions).toMatchObject({ code, requires, count: 1 });
  });
});

describe('Denied fields masked', () => {
  it('are in the extensions and nowhere in errors; the data is the same', async () => {
    const customer = await api.customer1();
    const masking = await api.execute(LISTED, wishing('mask', customer));
    expect(masking.status).toBe(200);
    const { denied } = masking.body.extensions.authorization as { denied: { coordinate: string }[] };
    expect(masking.body).toEqual({ data: expect.anything(), extensions: { authorization: { denied } } });
    expect(denied.sort(byCoordinate)).toEqual(LISTED_DENIALS);
    const telling = await api.execute(LISTED, wishing('error', customer));
    expect(masking.body.data).toEqual(telling.body.data);
  });

  it('there is no extension where nothing was denied', async () => {
    const { body } = await api.execute(`{ shop(id: "${ALPHA}") { name } }`, wishing('mask'));
    expect(body).toEqual({ data: { shop: { name: 'name of alpha' } } });
  });

  it.each(['error', 'mask'])('other failures stay errors beside them (%s)', async (wish) => {
    const body = {
      __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
      message: 'arn:aws:dynamodb:x:table/secret',
    };
    api.recorder.faults = ({ request }): Fault =>
      JSON.stringify(request).includes('ORDER#') ? { status: 400, body } : undefined;
    const query = `{ shop(id: "${ALPHA}") { name taxId } order(id: "${orderNode('alpha', 1)}") { number } }`;
    const answer = await api.execute(query, wishing(wish, await api.customer1()));
    expect(answer.body.data).toEqual({ shop: { name: 'name of alpha', taxId: null }, order: null });
    const codes = (answer.body.errors as Denied[]).map(({ extensions }) => extensions.code).sort();
    expect(codes).toEqual(wish === 'error' ? ['FORBIDDEN', 'INTERNAL_SERVER_ERROR'] : ['INTERNAL_SERVER_ERROR']);
    expect(answer.text).not.toMatch(/arn:|secret|ResourceNotFound/);
  });
});

describe('Denied fields reject the operation', () => {
  const rejected = async (query: string, headers: RequestHeaders) => {
    const answer = await api.execute(query, wishing('reject', headers));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ errors: expect.anything() });
    return { ...answer, coordinates: deniedCoordinates(answer) };
  };

  it('without data, and nothing is read where the role already tells', async () => {
    const answer = await rejected(LISTED, await api.customer1());
    expect(answer.coordinates).toEqual(LISTED_DENIALS.map(({ coordinate }) => coordinate));
    expect(answer.calls).toEqual([]);
    expect(answer.text).not.toMatch(/number-|line 1/);
  });

  it('nothing but what the caller owns is read where the key already tells', async () => {
    const answer = await rejected(`{ shop(id: "${ALPHA}") { name taxId } }`, await api.ownerB());
    expect(answer.coordinates).toEqual(['Shop.taxId']);
    expect(placesRead(answer.calls)).toEqual([`USER#${SUBJECTS.ownerB}`]);
  });

  it.each([
    [
      'first',
      `a: shop(id: "${ALPHA}") { taxId } b: shop(id: "${BETA}") { name taxId } c: shop(id: "${ALPHA}") { name }`,
    ],
    [
      'last',
      `c: shop(id: "${ALPHA}") { name } b: shop(id: "${BETA}") { name taxId } a: shop(id: "${ALPHA}") { taxId }`,
    ],
    ['in a list', `nodes(ids: ["${BETA}", "${ALPHA}"]) { ... on Shop { taxId } } b: shop(id: "${BETA}") { name }`],
    [
      'beside a visit',
      `b: shop(id: "${BETA}") { products(first: 1) { nodes { name } } } a: shop(id: "${ALPHA}") { products(first: 1) { nodes { name } } }`,
    ],
  ])('nor is anything of its permitted siblings read (denied %s)', async (_place, fields) => {
    const answer = await rejected(`{ ${fields} }`, await api.ownerB());
    expect(placesRead(besideOwnership(answer.calls))).toEqual([]);
    expect(answer.text).not.toMatch(/name of|canary/);
  });

  it('where only a fact of the item tells, no more than that is read', async () => {
    const both = await api.signedIn(BOTH, 'customers', 'shop-owners');
    const query = `{ order(id: "${orderNode('beta', OF_BOTH)}") { number note internalNote } }`;
    const answer = await rejected(query, both);
    expect(answer.coordinates).toEqual(['Order.internalNote']);
    expect(askedOfAnything(besideOwnership(answer.calls))).toEqual(['customerId']);
    expect(wireText(answer.calls)).not.toContain(`canary-note-${orderId(OF_BOTH)}`);
  });

  it('a visit to another shop rejects before the catalogue is touched', async () => {
    const answer = await rejected(
      `{ shop(id: "${ALPHA}") { name products { nodes { name } } } }`,
      await api.visit('beta'),
    );
    expect(answer.coordinates).toEqual(['Shop.products']);
    expect(askedOfAnything(answer.calls)).toEqual(['visitSerial']);
  });

  it('in fragments and below the interface as well, and not for what is skipped', async () => {
    const query = `query ($s: Boolean!) { node(id: "${ALPHA}") { ...N } } fragment N on Node { id ... on Shop { name ...S @skip(if: $s) } } fragment S on Shop { taxId }`;
    const headers = wishing('reject', await api.customer1());
    expect((await api.execute(query, headers, { s: false })).body.data).toBeUndefined();
    expect((await api.execute(query, headers, { s: true })).body).toEqual({
      data: { node: { id: ALPHA, name: 'name of alpha' } },
    });
  });

  it('an operation in which nothing is denied is answered as ever', async () => {
    const query = `{ shop(id: "${ALPHA}") { name taxId orders(first: 1) { nodes { internalNote } } } }`;
    const owner = await api.ownerA();
    expect((await api.execute(query, wishing('reject', owner))).text).toBe((await api.execute(query, owner)).text);
  });

  it('what is merely absent rejects nothing', async () => {
    const query = `{ order(id: "${orderNode('alpha', OTHERS)}") { number } node(id: "${productNode('alpha', 1)}") { id } }`;
    const { body } = await api.execute(query, wishing('reject', await api.customer1()));
    expect(body).toEqual({ data: { order: null, node: null } });
  });
});

describe('Absent or reported', () => {
  it('an object that the caller may not see at all is absent: null, and no entry', async () => {
    const query = `{ order(id: "${orderNode('alpha', OTHERS)}") { number internalNote } node(id: "${productNode('alpha', 1)}") { ... on Product { name stock } } }`;
    for (const wish of ['error', 'mask']) {
      const { body } = await api.execute(query, wishing(wish, await api.customer1()));
      expect(body).toEqual({ data: { order: null, node: null } });
    }
  });

  it('a field that is denied on an object that the caller sees is reported, on that object alone', async () => {
    const ids = [orderNode('alpha', OTHERS), orderNode('alpha', 1), orderNode('alpha', 404), orderNode('alpha', 2)];
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { number internalNote } } }';
    const { body } = await api.execute(query, await api.customer1(), { ids });
    expect(body.data.nodes).toMatchObject([null, { number: 'number-1' }, null, { number: 'number-2' }]);
    expect(body.errors).toMatchObject([{ path: ['nodes', 1, 'internalNote'], extensions: { count: 2 } }]);
  });

  it('without a visit the catalogue is reported on the shop, the product on the line; with one neither', async () => {
    const query = `{ shop(id: "${ALPHA}") { products(first: 1) { nodes { name } } } order(id: "${orderNode('alpha', 1)}") { lines { product { name } } } }`;
    const outside = await api.execute(query, await api.customer1());
    expect(deniedCoordinates(outside)).toEqual(['OrderLine.product', 'Shop.products']);
    expect(askedOfAnything(outside.calls)).not.toContain('productId');
    const inside = await api.execute(query, { ...(await api.customer1()), ...(await api.visit('alpha')) });
    expect(inside.body.errors).toBeUndefined();
    expect(inside.body.data.order.lines[0].product).toEqual({ name: 'name of alpha-p1' });
  });

  it('a product that the shop does not have any more is absent, not denied', async () => {
    const [head, line] = order({ shopId: 'alpha', number: 30, customerId: SUBJECTS.customer1, lines: 1 });
    await api.put([head!, { ...line!, productId: 'gone' }]);
    const headers = { ...(await api.customer1()), ...(await api.visit('alpha')) };
    const { body } = await api.execute(
      `{ order(id: "${orderNode('alpha', 30)}") { lines { product { stock } } } }`,
      headers,
    );
    expect(body).toEqual({ data: { order: { lines: [{ product: null }] } } });
  });

  it('a root field that is denied to the role is reported, and the others run', async () => {
    const { body, calls } = await api.execute(
      `{ shop(id: "${ALPHA}") { name } visitedShop { name } viewer { roles } }`,
      await api.admin(),
    );
    expect(body.data).toEqual({ shop: null, visitedShop: null, viewer: { roles: ['PLATFORM_ADMIN'] } });
    expect(deniedCoordinates({ body })).toEqual(['Query.shop', 'Query.visitedShop']);
    expect(calls).toEqual([]);
  });
});

describe('How denials are told is one of three words', () => {
  const query = `{ shop(id: "${ALPHA}") { name taxId } }`;

  it.each([
    'MASK',
    'Mask',
    'none',
    'ignore',
    'false',
    '0',
    'mask, reject',
    'mask;error',
    'constructor',
    '__proto__',
    'x'.repeat(5_000),
  ])('not %j: HTTP 400, and nothing is read', async (wish) => {
    const answer = await api.execute(query, wishing(wish, await api.ownerA()));
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) })],
    });
    expect(answer.body.errors[0].message).not.toContain(wish);
    expect(answer.calls).toEqual([]);
  });

  it('two headers are not one of them', async () => {
    const { status } = await postWithRawHeaders(api.url, query, [
      ['x-on-denied', 'mask'],
      ['X-On-Denied', 'reject'],
    ]);
    expect(status).toBe(400);
  });

  it('none of them shows the field, or asks for it', async () => {
    for (const wish of ['error', 'mask', 'reject']) {
      const answer = await api.execute(query, wishing(wish, await api.ownerB()));
      expect(answer.text + wireText(answer.calls)).not.toContain('canary-taxId');
      expect(askedOf(answer.calls, 'SHOP#alpha')).not.toContain('taxId');
    }
  });

  it('error is what counts where nothing is said', async () => {
    const owner = await api.ownerB();
    const [said, unsaid] = [await api.execute(query, wishing('error', owner)), await api.execute(query, owner)];
    expect(masked(unsaid.text)).toBe(masked(said.text));
  });

  it('answers of a caller are not to be stored', async () => {
    for (const wish of ['error', 'mask', 'reject', 'bad'])
      expect((await api.execute(query, wishing(wish))).headers.get('cache-control')).toBe('no-store');
  });
});
