import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { baseWorld, order, orderId, ownership, SUBJECTS } from '../support/world';
import { deniedCoordinates } from './requests';
import { ALPHA, BETA, orderNode, productNode } from './scene';
import { askedOf, askedOfAnything, wireText } from './traffic';

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

const strangers: readonly [who: string, code: string, headers: () => Promise<RequestHeaders>][] = [
  ['a visitor', 'UNAUTHENTICATED', async () => Promise.resolve({})],
  ['a guest in the shop', 'UNAUTHENTICATED', async () => ({ ...guest.headers, ...(await api.visit('alpha')) })],
  ['a customer', 'FORBIDDEN', async () => api.customer1()],
  ['the owner of another shop', 'FORBIDDEN', async () => api.ownerB()],
];

const TAX = 'canary-taxId-alpha';

/** In all three places: the answer, the request to the table, what came back from it. */
function expectNoTaxId({ text, calls }: GraphQLAnswer): void {
  expect(text).not.toContain('canary-taxId');
  expect(wireText(calls)).not.toContain('canary-taxId');
  expect(askedOf(calls, 'SHOP#alpha')).not.toContain('taxId');
}

describe('Selection: a hidden field stays hidden however it is written', () => {
  const spellings: Record<string, string> = {
    'by its name': `{ shop(id: "${ALPHA}") { taxId } }`,
    'under an alias': `{ shop(id: "${ALPHA}") { innocent: taxId } }`,
    'under the name of a field that may be seen': `{ shop(id: "${ALPHA}") { description: taxId } }`,
    'under two aliases': `{ shop(id: "${ALPHA}") { a: taxId b: taxId name } }`,
    'under aliases of the shop': `{ a: shop(id: "${ALPHA}") { name } b: shop(id: "${ALPHA}") { taxId } }`,
    'in a named fragment': `{ shop(id: "${ALPHA}") { ...F } } fragment F on Shop { name taxId }`,
    'in nested fragments': `{ shop(id: "${ALPHA}") { ...F } } fragment F on Shop { ...G } fragment G on Shop { taxId }`,
    'in an inline fragment': `{ shop(id: "${ALPHA}") { ... on Shop { taxId } } }`,
    'in an inline fragment without a type': `{ shop(id: "${ALPHA}") { ... { ... { taxId } } } }`,
    'below the interface': `{ node(id: "${ALPHA}") { id ... on Shop { taxId } } }`,
    'in a fragment on the interface': `{ node(id: "${ALPHA}") { ...N } } fragment N on Node { ... on Shop { taxId } }`,
    'from the type up to the interface and down again': `{ shop(id: "${ALPHA}") { ... on Node { ... on Shop { taxId } } } }`,
    'beside __typename': `{ __typename shop(id: "${ALPHA}") { __typename taxId } }`,
    'beside introspection': `{ __schema { queryType { name } } __type(name: "Shop") { name } shop(id: "${ALPHA}") { taxId } }`,
    'merged from two fragments': `{ shop(id: "${ALPHA}") { ...F ...G } } fragment F on Shop { taxId } fragment G on Shop { taxId name }`,
    'merged from two selections': `{ shop(id: "${ALPHA}") { name } shop(id: "${ALPHA}") { taxId } }`,
  };

  describe.each(Object.entries(spellings))('%s', (_name, query) => {
    it('the owner sees it', async () => {
      const answer = await api.execute(query, await api.ownerA());
      expect(answer.body.errors).toBeUndefined();
      expect(answer.text).toContain(TAX);
      expect(askedOf(answer.calls, 'SHOP#alpha')).toContain('taxId');
    });

    it.each(strangers)('%s does not, and is told %s', async (_who, code, headers) => {
      const answer = await api.execute(query, await headers());
      expectNoTaxId(answer);
      expect(answer.body.errors).toMatchObject([{ extensions: { code, coordinate: 'Shop.taxId' } }]);
    });
  });
});

describe('Selection: the same field on several paths', () => {
  it('is shown where it is permitted and nowhere else', async () => {
    const answer = await api.execute(
      `{ a: shop(id: "${ALPHA}") { name taxId } b: shop(id: "${BETA}") { name taxId } }`,
      await api.ownerA(),
    );
    expect(answer.body.data).toEqual({
      a: { name: 'name of alpha', taxId: TAX },
      b: { name: 'name of beta', taxId: null },
    });
    expect(askedOf(answer.calls, 'SHOP#alpha')).toEqual(['name', 'taxId']);
    expect(askedOf(answer.calls, 'SHOP#beta')).toEqual(['name']);
    expect(wireText(answer.calls)).not.toContain('canary-taxId-beta');
  });

  it('is judged per item where both come in one list', async () => {
    const ids = [orderNode('alpha', MINE), orderNode('beta', OF_BOTH), orderNode('beta', MINE_IN_BETA)];
    const answer = await api.execute(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { note internalNote } } }',
      await api.signedIn(BOTH, 'customers', 'shop-owners'),
      { ids },
    );
    expect(answer.body.data.nodes).toEqual([
      { note: `canary-note-${orderId(MINE)}`, internalNote: `canary-internalNote-${orderId(MINE)}` },
      { note: `canary-note-${orderId(OF_BOTH)}`, internalNote: null },
      null,
    ]);
    expect(askedOf(answer.calls, 'SHOP#beta', `ORDER#${orderId(OF_BOTH)}`)).not.toContain('internalNote');
    expect(askedOf(answer.calls, 'SHOP#beta', `ORDER#${orderId(MINE_IN_BETA)}`)).toEqual(['customerId']);
  });

  const roots = {
    a: `a: shop(id: "${ALPHA}") { name taxId }`,
    b: `b: shop(id: "${BETA}") { taxId orders(first: 1) { nodes { internalNote } } }`,
    c: `c: node(id: "${productNode('beta', 1)}") { ... on Product { stock } }`,
    d: `d: viewer { shops { taxId products(first: 1) { nodes { stock shop { payoutIban } } } } }`,
  };

  it.each(permutations(Object.keys(roots) as (keyof typeof roots)[]))(
    'the order of siblings changes nothing: %s %s %s %s',
    async (...names) => {
      const answer = await api.execute(`{ ${names.map((name) => roots[name]).join(' ')} }`, await api.ownerA());
      expect(answer.body.data).toEqual({
        a: { name: 'name of alpha', taxId: TAX },
        b: { taxId: null, orders: null },
        c: null,
        d: {
          shops: [
            { taxId: TAX, products: { nodes: [{ stock: 4711, shop: { payoutIban: 'canary-payoutIban-alpha' } }] } },
          ],
        },
      });
      expect(deniedCoordinates(answer)).toEqual(['Shop.orders', 'Shop.taxId']);
      expect(askedOf(answer.calls, 'SHOP#beta')).toEqual([]);
    },
  );
});

function permutations<T>(values: readonly T[]): T[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((value) =>
    permutations(values.filter((other) => other !== value)).map((rest) => [value, ...rest]),
  );
}

describe('Selection: @include and @skip', () => {
  const places: Record<string, (directives: string) => string> = {
    'on the field': (directives) => `{ name taxId ${directives} }`,
    'on an inline fragment': (directives) => `{ name ... ${directives} { taxId } }`,
    'on a fragment': (directives) => `{ name ...F ${directives} }`,
  };
  const cells = Object.keys(places).flatMap((place) =>
    [true, false].flatMap((include) => [true, false].map((skip) => [place, include, skip] as const)),
  );

  it.each(cells)('%s, include %s, skip %s: asked for if and only if it is selected', async (place, include, skip) => {
    const query =
      `query ($i: Boolean!, $s: Boolean = true) { shop(id: "${ALPHA}") ` +
      `${places[place]?.('@include(if: $i) @skip(if: $s)') ?? ''} } ` +
      (place === 'on a fragment' ? 'fragment F on Shop { taxId }' : '');
    // Skipping is left to the variable's default.
    const variables = skip ? { i: include } : { i: include, s: false };
    const isSelected = include && !skip;

    const mine = await api.execute(query, await api.ownerA(), variables);
    expect(mine.body).toEqual({
      data: { shop: isSelected ? { name: 'name of alpha', taxId: TAX } : { name: 'name of alpha' } },
    });
    expect(askedOf(mine.calls, 'SHOP#alpha')).toEqual(isSelected ? ['name', 'taxId'] : ['name']);

    const theirs = await api.execute(query, await api.ownerB(), variables);
    expectNoTaxId(theirs);
    expect(theirs.body.errors?.length ?? 0).toBe(isSelected ? 1 : 0);
    expect(theirs.body.data.shop).toEqual(
      isSelected ? { name: 'name of alpha', taxId: null } : { name: 'name of alpha' },
    );
  });

  it('a skipped edge reads nothing of what is below it', async () => {
    const query = `query ($s: Boolean!) { viewer { roles } order(id: "${orderNode('alpha', MINE)}") @skip(if: $s) { number } }`;
    expect((await api.execute(query, await api.customer1(), { s: true })).calls).toEqual([]);
    expect((await api.execute(query, await api.customer1(), { s: false })).calls).not.toEqual([]);
  });

  it.each(['error', 'reject'])(
    'a variable that is null is the client’s mistake, not a fault of ours (%s)',
    async (wish) => {
      const query = `query ($i: Boolean = true) { shop(id: "${ALPHA}") { name taxId @include(if: $i) } }`;
      const headers = { ...(await api.ownerA()), 'x-on-denied': wish };
      const answer = await api.execute(query, headers, { i: null });
      expect(answer.body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(answer.text).not.toContain(TAX);
      const missing = await api.execute(query.replace(' = true', '!'), headers);
      expect(missing.status).toBe(400);
      expect(missing.body).toEqual({
        errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) })],
      });
      expect(missing.calls).toEqual([]);
    },
  );

  it('nobody can make a denied field count as skipped by a null variable', async () => {
    const query = `query ($i: Boolean = true) { shop(id: "${ALPHA}") { taxId @include(if: $i) } }`;
    const answer = await api.execute(query, { ...(await api.customer1()), 'x-on-denied': 'reject' }, { i: null });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) })],
    });
    expect(answer.calls).toEqual([]);
  });
});

describe('Selection: fields merged from several places', () => {
  it('each selection gets what it asked for, and the item is asked once for all', async () => {
    const answer = await api.execute(
      `{ node(id: "${ALPHA}") { ...F ...G ... on Node { ... on Shop { x: taxId } } } }
       fragment F on Node { ... on Shop { a: address { city } } }
       fragment G on Shop { a: address { street } ... on Node { id ...H } }
       fragment H on Shop { payoutIban }`,
      await api.ownerA(),
    );
    expect(answer.body.data.node).toEqual({
      id: ALPHA,
      x: TAX,
      payoutIban: 'canary-payoutIban-alpha',
      a: { city: 'city of alpha', street: 'street of alpha' },
    });
    expect(askedOf(answer.calls, 'SHOP#alpha')).toEqual(['address.city', 'address.street', 'payoutIban', 'taxId']);
  });

  it('below a list, merged lines show each selection its own, and the hidden one of them stays hidden', async () => {
    const query = `{ order(id: "${orderNode('alpha', MINE)}") { ...F ...G lines { position } } }
      fragment F on Order { lines { unitCost { amount } } } fragment G on Order { lines { name unitCost { currencyCode } } }`;
    const mine = await api.execute(query, await api.customer1());
    expect(mine.body.data.order.lines[0]).toEqual({
      position: 1,
      name: `line 1 of ${orderId(MINE)}`,
      unitCost: null,
    });
    expect(askedOfAnything(mine.calls)).not.toContain('unitCost');
    const owners = await api.execute(query, await api.ownerA());
    expect(owners.body.data.order.lines[0].unitCost).toEqual({ amount: '83.39', currencyCode: 'EUR' });
  });

  it('a map of which only the type is selected is there, and nothing of it is asked for', async () => {
    const answer = await api.execute(`{ shop(id: "${ALPHA}") { name address { __typename } } }`);
    expect(answer.body).toEqual({ data: { shop: { name: 'name of alpha', address: { __typename: 'Address' } } } });
    expect(askedOf(answer.calls, 'SHOP#alpha')).toEqual(['name']);
  });
});
