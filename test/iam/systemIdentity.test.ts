import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { attributesNamedAnywhere, receivedAttributes } from '../support/attributesOfCall';
import { INTERNAL } from '../support/internalAttributes';
import {
  ADVANCE,
  CANCEL,
  freshKey,
  orderingWorld,
  outcomeOf,
  PATIENT,
  PLACE,
  placed,
  placeInput,
  productNode,
} from '../support/ordering';
import type { RecordedCall } from '../support/RecordedCall';
import { StsUnderTest } from '../support/StsUnderTest';

/*
 * What the platform itself must know to sell is read, required and written in the system's own name: no call in a caller's name names or
 * receives it, whatever came of the order.
 */

const PREFIX = 'arn:aws:iam::123456789012:role/fieldgate-test-';
const SYSTEM = 'SYSTEM-writes';
const CLAIM =
  'mutation ($input: ClaimGuestOrdersInput!) { claimGuestOrders(input: $input) { claimedCount userErrors { code } } }';
const REGISTER = `mutation { registerCustomer(input: { displayName: "Ada", marketingConsent: false }) {
  customer { id } userErrors { code } } }`;
const ERASE = 'mutation { eraseMyData(input: { confirm: true }) { complete userErrors { code } } }';

let sts: StsUnderTest;
let api: ApiUnderTest;
beforeAll(async () => {
  sts = await StsUnderTest.start();
  const roles = { ASSUME_ROLE_PER_ROLE: 'on', ROLE_ARN_PREFIX: PREFIX, STS_ENDPOINT: sts.url };
  const world = orderingWorld().map((item) => (item.sk === 'PRODUCT#alpha-p5' ? { ...item, stock: 10 } : item));
  api = await ApiUnderTest.start(world, { ...PATIENT, ...roles });
});
afterAll(async () => {
  await api.close();
  await sts.close();
});

function roleOf({ accessKeyId = '' }: RecordedCall): string {
  return sts.assumed.get(accessKeyId)?.role.slice(PREFIX.length) ?? 'server';
}

/** What calls in a caller's name named or received of what is not theirs, with the role and the operation. */
function crossings({ calls }: Pick<GraphQLAnswer, 'calls'>): string[] {
  const ofCallers = calls.filter((call) => ![SYSTEM, 'server'].includes(roleOf(call)));
  return ofCallers.flatMap((call) =>
    [...attributesNamedAnywhere(call), ...receivedAttributes(call)]
      .filter(([name = '']) => INTERNAL.has(name.split('#')[0] ?? ''))
      .map((path) => `${roleOf(call)} ${call.operation} ${path.join('.')}`),
  );
}

/** In whose names the transactions were made. */
function writersOf({ calls }: Pick<GraphQLAnswer, 'calls'>): string[] {
  const writes = calls.filter(({ operation }) => operation === 'TransactWriteItems');
  return [...new Set(writes.map(roleOf))];
}

const place = async (who: RequestHeaders, more: object = {}): Promise<GraphQLAnswer> =>
  api.execute(
    PLACE,
    { ...who, ...(await api.visit('alpha')) },
    { input: placeInput({ idempotencyKey: freshKey(), ...more }) },
  );

type Buyer = readonly [who: string, headers: () => Promise<RequestHeaders>];
const buyers: readonly Buyer[] = [
  ['a guest', async () => (await api.guest()).headers],
  ['a customer', async () => api.customer1()],
];

describe.each(buyers)('%s', (_who, headers) => {
  it('orders, and only the system looks at costs, rates, stock and counters', async () => {
    const answer = await place(await headers());
    expect([outcomeOf(answer), writersOf(answer), crossings(answer)]).toEqual(['done', [SYSTEM], []]);
    const seen = answer.calls
      .filter((call) => roleOf(call) === SYSTEM)
      .flatMap((call) => attributesNamedAnywhere(call));
    // Or the test would find nothing anywhere.
    expect(seen.flat()).toEqual(expect.arrayContaining(['costPrice', 'commissionRate', 'stock', 'orderCount']));
  });

  it('learns of a shortage, and asks for no stock', async () => {
    const answer = await place(await headers(), { lines: [{ productId: productNode('alpha', 5), quantity: 11 }] });
    expect([outcomeOf(answer), writersOf(answer), crossings(answer)]).toEqual(['OUT_OF_STOCK', [SYSTEM], []]);
  });

  it('sends an order again, after the visit as well', async () => {
    const who = await headers();
    const input = placeInput({ idempotencyKey: freshKey() });
    await api.execute(PLACE, { ...who, ...(await api.visit('alpha')) }, { input });
    const again = await api.execute(PLACE, who, { input });
    expect([outcomeOf(again), crossings(again)]).toEqual(['done', []]);
  });

  it('takes an order back', async () => {
    const who = await headers();
    const answer = await api.execute(CANCEL, who, { input: { orderId: await placed(api, who) } });
    expect([outcomeOf(answer), writersOf(answer), crossings(answer)]).toEqual(['done', [SYSTEM], []]);
  });
});

it('a shop that rejects an order moves no counter in its owner’s name; what it accepts is its own', async () => {
  const { headers } = await api.guest();
  const owner = await api.ownerA();
  const accepted = await api.execute(ADVANCE, owner, {
    input: { orderId: await placed(api, headers), to: 'ACCEPTED' },
  });
  expect(writersOf(accepted)).toEqual(['SHOP_OWNER-writes']);
  const rejected = await api.execute(ADVANCE, owner, {
    input: { orderId: await placed(api, headers), to: 'REJECTED' },
  });
  expect([outcomeOf(rejected), writersOf(rejected), crossings(rejected)]).toEqual(['done', [SYSTEM], []]);
});

it('a customer registers, claims the orders of a guest and is erased without touching a counter', async () => {
  const customer = await api.signedIn('newcomer', 'customers');
  const { headers } = await api.guest();
  await placed(api, headers);
  const token = (headers.authorization ?? '').slice('Bearer '.length);
  for (const [query, variables] of [
    [REGISTER, {}],
    [CLAIM, { input: { guestSessionToken: token } }],
    [ERASE, {}],
  ] as const) {
    const answer = await api.execute(query, customer, variables);
    expect([outcomeOf(answer), crossings(answer)]).toEqual(['done', []]);
    expect(writersOf(answer)).toContain(SYSTEM);
  }
});
