import { toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import {
  CLAIM,
  claimAll,
  ERASE,
  manyOrders,
  ordersOf,
  registeredWorld,
  takingTooLongAfter,
} from '../support/customers';
import { describeCalls } from '../support/describeCalls';
import { lagging } from '../support/faults';
import { ADVANCE, CANCEL, freshKey, placed } from '../support/ordering';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { customer as profile, SUBJECTS } from '../support/world';

const MANY = 300;
const SOME = 60;
const OWN = 5;

let api: ApiUnderTest;
let table: TableBeside;
let many: Awaited<ReturnType<typeof guest>>;
let some: Awaited<ReturnType<typeof guest>>;

async function guest(): Promise<{ token: string; sessionId: string; headers: RequestHeaders }> {
  const { token, session } = await api.guestSessions.issue();
  return { token, sessionId: session.id, headers: { authorization: `Bearer ${token}` } };
}

const claim = async (headers: RequestHeaders, guestSessionToken: string) =>
  api.execute(CLAIM, headers, { input: { guestSessionToken } });

beforeAll(async () => {
  api = await ApiUnderTest.start([]);
  [many, some] = [await guest(), await guest()];
  await api.put(
    registeredWorld([
      profile('slow'),
      ...manyOrders(MANY, { guestSessionId: many.sessionId }),
      ...manyOrders(OWN, { customerId: SUBJECTS.customer1 }, MANY),
      ...manyOrders(SOME, { guestSessionId: some.sessionId }, MANY + OWN),
      ...manyOrders(SOME, { customerId: 'slow' }, MANY + OWN + SOME),
    ]),
  );
  table = new TableBeside(api);
});
afterAll(async () => {
  table.close();
  await api.close();
});

describe('a customer takes over the orders of a guest session', () => {
  it('an order, its buyer’s day and the platform’s buyers change hands in one transaction', async () => {
    const { token, sessionId, headers } = await guest();
    const id = await placed(api, headers);
    const customer = await api.signedIn('first', 'customers');
    const { body, calls } = await claim(customer, token);
    expect(body.data.claimGuestOrders).toEqual({
      claimedCount: 1,
      complete: true,
      customer: { id: toGlobalId('Customer', 'first') },
      userErrors: [],
    });
    const described = describeCalls(calls);
    // Figures are asked for at once, and each in the session that its key takes: either may be sent first.
    const figures = described.splice(3, 2).sort();
    expect(described.toSpliced(3, 0, ...figures)).toEqual([
      'Query GUEST#<guest>, ORDER#:',
      'GetItem SHOP#alpha/ORDER#<order>: currencyCode guestSessionId placedAt status version',
      'GetItem SHOP#alpha/SHOP: category',
      'BatchGetItem GUEST#<guest>/DAY#<day>, CUSTOMER#first/DAY#<day>: orders orders#EUR orders#RESTAURANT',
      'GetItem SHOP#alpha/SALES#<day>: orders#CUSTOMERS orders#GUESTS',
      'TransactWriteItems of 7',
      '  ConditionCheck CUSTOMER#first/ERASURE IF (attribute_not_exists(erasure) OR attribute_type(erasure, "NULL"))',
      '  Update SHOP#alpha/ORDER#<order> SET customerId = "first", gsi1pk = "CUSTOMER#first", updatedAt = "<time>", claimedVersion = 2, version = if_not_exists(version, 0) + 1 REMOVE guestSessionId IF attribute_exists(pk) AND guestSessionId = "<guest>" AND status IN ("PENDING", "ACCEPTED", "READY", "COMPLETED") AND version = 1',
      '  Put CUSTOMER#first/CLAIM#alpha#<order> {"expiresAt":<epoch>} IF attribute_not_exists(pk)',
      '  Update GUEST#<guest>/DAY#<day> SET orders = if_not_exists(orders, 0) + -1, orders#RESTAURANT = if_not_exists(orders#RESTAURANT, 0) + -1, orders#EUR = if_not_exists(orders#EUR, 0) + -1 IF orders = 1 AND orders#RESTAURANT = 1 AND orders#EUR = 1',
      '  Update CUSTOMER#first/DAY#<day> SET orders = if_not_exists(orders, 0) + 1, orders#RESTAURANT = if_not_exists(orders#RESTAURANT, 0) + 1, orders#EUR = if_not_exists(orders#EUR, 0) + 1 IF (attribute_not_exists(orders) OR orders = 0) AND (attribute_not_exists(orders#RESTAURANT) OR orders#RESTAURANT = 0) AND (attribute_not_exists(orders#EUR) OR orders#EUR = 0)',
      '  Update SHOP#alpha/SALES#<day> SET orders#GUESTS = if_not_exists(orders#GUESTS, 0) + -1, orders#CUSTOMERS = if_not_exists(orders#CUSTOMERS, 0) + 1 IF attribute_exists(pk) AND orders#GUESTS = 1 AND (attribute_not_exists(orders#CUSTOMERS) OR orders#CUSTOMERS < 1)',
      '  Update STATISTICS#<shard>/DAY#<day> SET orders#GUESTS = if_not_exists(orders#GUESTS, 0) + -1, shops#GUESTS = if_not_exists(shops#GUESTS, 0) + -1, buyers#GUESTS = if_not_exists(buyers#GUESTS, 0) + -1, orders#CUSTOMERS = if_not_exists(orders#CUSTOMERS, 0) + 1, shops#CUSTOMERS = if_not_exists(shops#CUSTOMERS, 0) + 1, buyers#CUSTOMERS = if_not_exists(buyers#CUSTOMERS, 0) + 1 IF (attribute_not_exists(closedAt) OR attribute_type(closedAt, "NULL"))',
      // What the index may not list yet.
      'Query GUEST#<guest>, IDEMPOTENCY#:',
      'GetItem GUEST#<guest>/IDEMPOTENCY#<hash>: orderId shopId',
    ]);
    expect(await ordersOf(api, customer)).toEqual([id]);
    const gone = await api.execute(`{ order(id: "${id}") { id } viewer { guestOrders { nodes { id } } } }`, headers);
    expect(gone.body.data).toEqual({ order: null, viewer: { guestOrders: { nodes: [] } } });
    expect(JSON.stringify(await table.items('ORDER#'))).not.toContain(sessionId);
  });

  it('all of many orders, whatever their shop, day and status; then there is nothing left to claim', async () => {
    const customer = await api.customer1();
    const counts = await claimAll(api, customer, many.token);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(MANY);
    expect(await ordersOf(api, customer)).toHaveLength(MANY + OWN);
    expect(await claimAll(api, customer, many.token)).toEqual([0]);
  });

  it('an order that the guest places later is claimed by asking again', async () => {
    const { token, headers } = await guest();
    const customer = await api.signedIn('second', 'customers');
    const first = await placed(api, headers);
    expect(await claimAll(api, customer, token)).toEqual([1]);
    const second = await placed(api, headers, { idempotencyKey: freshKey() });
    expect(await claimAll(api, customer, token)).toEqual([1]);
    expect((await ordersOf(api, customer)).sort()).toEqual([first, second].sort());
  });

  it('an order that the index does not list yet is claimed as well', async () => {
    const { token, headers } = await guest();
    const id = await placed(api, headers);
    const customer = await api.signedIn('early', 'customers');
    api.recorder.faults = lagging;
    const { body } = await claim(customer, token);
    api.recorder.faults = undefined;
    expect(body.data.claimGuestOrders).toMatchObject({ claimedCount: 1, complete: true });
    expect(await ordersOf(api, customer)).toEqual([id]);
  });

  it('a cancelled order changes hands without moving a figure', async () => {
    const { token, headers } = await guest();
    const orderId = await placed(api, headers);
    await api.execute(CANCEL, headers, { input: { orderId } });
    const { body, calls } = await claim(await api.signedIn('third', 'customers'), token);
    expect(body.data.claimGuestOrders.claimedCount).toBe(1);
    expect(describeCalls(calls).filter((line) => line.startsWith('TransactWriteItems'))).toEqual([
      'TransactWriteItems of 3',
    ]);
  });

  it('the shop rejects a claimed order, the customer cancels another: both leave the figures', async () => {
    const { token, headers } = await guest();
    const [one, other] = [await placed(api, headers), await placed(api, headers)];
    const customer = await api.signedIn('fourth', 'customers');
    await claimAll(api, customer, token);
    const rejected = await api.execute(ADVANCE, await api.ownerA(), { input: { orderId: one, to: 'REJECTED' } });
    expect(rejected.body.data.advanceOrder.order.status).toBe('REJECTED');
    const cancelled = await api.execute(CANCEL, customer, { input: { orderId: other } });
    expect(cancelled.body.data.cancelOrder.order.status).toBe('CANCELLED');
  });
});

describe('a long work stops in time and says how far it came', () => {
  afterEach(() => {
    api.recorder.faults = undefined;
    jest.restoreAllMocks();
  });

  it('claiming: the next call goes on where this one stopped', async () => {
    const customer = await api.customer2();
    takingTooLongAfter(api, 7);
    const first = await claim(customer, some.token);
    expect(first.body.data.claimGuestOrders).toMatchObject({ claimedCount: 7, complete: false });
    jest.restoreAllMocks();
    const second = await claim(customer, some.token);
    expect(second.body.data.claimGuestOrders).toMatchObject({ claimedCount: SOME - 7, complete: true });
    expect(await ordersOf(api, customer)).toHaveLength(SOME);
  });

  it('erasing: the profile is there until the last order is erased', async () => {
    const customer = await api.signedIn('slow', 'customers');
    takingTooLongAfter(api, 2);
    const first = await api.execute(ERASE, customer);
    expect(first.body.data.eraseMyData).toMatchObject({
      erasedOrderCount: 25,
      complete: false,
      customer: { email: 'slow@example.com' },
    });
    jest.restoreAllMocks();
    const second = await api.execute(ERASE, customer);
    expect(second.body.data.eraseMyData).toMatchObject({
      erasedOrderCount: SOME - 25,
      complete: true,
      customer: { email: null },
    });
  });
});

it('after all of that, every figure equals a recount', async () => {
  expect(await table.differences()).toEqual(NO_DIFFERENCES);
});
