import * as fc from 'fast-check';
import { ALPHA, customerNode, orderNode, productNode } from '../abuse/scene';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { ADVANCE, ANNOTATE, CANCEL } from '../support/ordering';
import { baseWorld, customer, order, product, SUBJECTS } from '../support/world';
import { callsIn, type Explained } from './explained';

/*
 * An item that the caller may not know of is explained as one that is not there: the same decisions, the same calls, and nothing
 * of their size. The forbidden ones here are large, so that reading them costs more than reading nothing.
 */

const LARGE = { note: 'x'.repeat(20_000), description: 'y'.repeat(20_000), displayName: 'z'.repeat(20_000) };
const [OF_CUSTOMER_2, IN_BETA, MINE] = [1, 2, 3];

let api: ApiUnderTest;
let callers: Record<string, RequestHeaders>;

beforeAll(async () => {
  const large = ({ shopId, number }: { shopId: string; number: number }) =>
    order({ shopId, number, customerId: SUBJECTS.customer2 }).map((item) => ({ ...item, ...LARGE }));
  api = await ApiUnderTest.start(
    [
      ...baseWorld(),
      ...order({ shopId: 'alpha', number: MINE, customerId: SUBJECTS.customer1 }),
      ...large({ shopId: 'alpha', number: OF_CUSTOMER_2 }),
      ...large({ shopId: 'beta', number: IN_BETA }),
    ],
    { EXPLAIN: 'all' },
  );
  await api.replace({ ...product('beta', 'beta-p1'), ...LARGE });
  await api.replace({ ...customer(SUBJECTS.customer2), ...LARGE });
  const guest = await api.guest();
  callers = {
    visitor: {},
    guest: { ...guest.headers, ...(await api.visit('alpha')) },
    customer1: { ...(await api.customer1()), ...(await api.visit('alpha')) },
    ownerA: await api.ownerA(),
    both: await api.signedIn(SUBJECTS.ownerA, 'shop-owners', 'customers'),
    admin: await api.admin(),
  };
  await api.execute(`{ shop(id: "${ALPHA}") { name } }`);
});
afterAll(async () => api.close());

const FORBIDDEN: Record<string, { id: string; missing: string; to: readonly string[] }> = {
  'an order of somebody': {
    id: orderNode('alpha', OF_CUSTOMER_2),
    missing: orderNode('alpha', 404),
    to: ['visitor', 'guest', 'customer1', 'admin'],
  },
  'an order elsewhere': {
    id: orderNode('beta', IN_BETA),
    missing: orderNode('beta', 404),
    to: ['visitor', 'guest', 'customer1', 'ownerA', 'both', 'admin'],
  },
  'a product elsewhere': {
    id: productNode('beta', 1),
    missing: productNode('beta', 404),
    to: ['visitor', 'guest', 'customer1', 'ownerA', 'both', 'admin'],
  },
  somebody: {
    id: customerNode(SUBJECTS.customer2),
    missing: customerNode('customer-404'),
    to: ['visitor', 'guest', 'customer1', 'ownerA', 'both', 'admin'],
  },
};

const FIELDS = [
  'id',
  '... on Order { number note }',
  '... on Order { internalNote shop { name taxId } }',
  '... on Order { lines { name unitCost { amount } product { name } } }',
  '... on Order { customer { email } }',
  '... on Product { name stock }',
  '... on Customer { displayName orders(first: 2) { nodes { number } } }',
];

/** The same question of any id, alone, beside one's own, and in a list. */
const askedAs: Record<string, (id: string, fields: string) => string> = {
  alone: (id, fields) => `{ node(id: "${id}") { ${fields} } }`,
  'beside one’s own': (id, fields) =>
    `{ mine: node(id: "${orderNode('alpha', MINE)}") { ${fields} } other: node(id: "${id}") { ${fields} } }`,
  'in a list': (id, fields) => `{ nodes(ids: ["${orderNode('alpha', MINE)}", "${id}", "${ALPHA}"]) { ${fields} } }`,
};

async function explainedWithoutTimes(query: string, headers: RequestHeaders): Promise<string> {
  const { body } = await api.execute(query, { ...headers, 'x-explain': '1' });
  return withoutTimes(body.extensions.explain as Explained);
}

function withoutTimes(explained: Explained): string {
  return JSON.stringify(explained, (name, value: unknown) => (name === 'milliseconds' ? '*' : value));
}

it('forbidden_is_explained_as_missing', async () => {
  const scenario = fc.constantFrom(...Object.values(FORBIDDEN)).chain(({ id, missing, to }) =>
    fc.record({
      ids: fc.constant([id, missing] as const),
      caller: fc.constantFrom(...to),
      ask: fc.constantFrom(...Object.keys(askedAs)),
      fields: fc.subarray(FIELDS, { minLength: 1 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(scenario, async ({ ids, caller, ask, fields }) => {
      const [forbidden, missing] = await Promise.all(
        ids.map(async (id) => explainedWithoutTimes(askedAs[ask]!(id, fields.join(' ')), callers[caller]!)),
      );
      expect(forbidden).toBe(missing);
    }),
    { numRuns: 30 },
  );
});

it('what is one’s own is told in full, so that the law says something', async () => {
  const query = askedAs.alone!(orderNode('alpha', OF_CUSTOMER_2), 'id ... on Order { number }');
  const { body } = await api.execute(query, { ...(await api.customer2()), 'x-explain': '1' });
  const calls = callsIn(body.extensions.explain as Explained);
  expect(calls).toMatchObject([
    { facts: ['customerId'], keys: 1, consumedCapacity: expect.any(Number), milliseconds: expect.any(Number) },
    { projection: ['sk', 'number'], keys: 1, consumedCapacity: expect.any(Number) },
  ]);
});

it('a guarded read that shows nothing says neither keys nor units nor time', async () => {
  const query = askedAs.alone!(orderNode('alpha', OF_CUSTOMER_2), 'id ... on Order { number }');
  const { body } = await api.execute(query, { ...callers.customer1, 'x-explain': '1' });
  expect(callsIn(body.extensions.explain as Explained)).toEqual([
    {
      operation: 'GetItem',
      projection: ['sk', 'customerId'],
      facts: ['customerId'],
      attempts: 1,
      withheld: 'Keys, capacity and time would tell an item that is not yours from one that is not there.',
    },
  ]);
});

it.each([
  ['cancelling', CANCEL, {}, 'customer1'],
  ['advancing', ADVANCE, { to: 'ACCEPTED' }, 'ownerA'],
  ['a note on', ANNOTATE, { internalNote: 'a note' }, 'ownerA'],
])('%s another’s item is explained as doing it to a missing one', async (_what, mutation, input, caller) => {
  const place = caller === 'ownerA' ? 'beta' : 'alpha';
  const [forbidden, missing] = await Promise.all(
    [orderNode(place, place === 'beta' ? IN_BETA : OF_CUSTOMER_2), orderNode(place, 404)].map(async (orderId) => {
      const variables = { input: { orderId, ...input } };
      const { body } = await api.execute(mutation, { ...callers[caller], 'x-explain': '1' }, variables);
      const explained = body.extensions.explain as Explained;
      const measured = callsIn(explained).filter(({ purpose, keys }) => purpose === 'write' && keys !== undefined);
      expect(measured).toEqual([]);
      return withoutTimes(explained);
    }),
  );
  expect(forbidden).toBe(missing);
});
