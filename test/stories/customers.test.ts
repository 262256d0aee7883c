import { isDeepStrictEqual } from 'node:util';
import { fromGlobalId, toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import {
  ERASE,
  EXPORT,
  exportAll,
  manyOrders,
  ordersOf,
  profileOf,
  REGISTER,
  registeredWorld,
  UPDATE_PROFILE,
} from '../support/customers';
import { describeCalls } from '../support/describeCalls';
import { codeOf, placed } from '../support/ordering';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { customer as profile, orderId, SUBJECTS } from '../support/world';

const MANY = 300;
const ERASED = 120;
const ADA = { displayName: ' Ada Lovelace ', phoneNumber: '+49 30 654321', marketingConsent: true };

interface Edge {
  readonly cursor: string;
  readonly node: { readonly id: string };
}

interface Page {
  readonly customer?: unknown;
  readonly orders: readonly { readonly id: string }[];
}

let api: ApiUnderTest;
let table: TableBeside;
let newcomers = 0;

beforeAll(async () => {
  api = await ApiUnderTest.start(
    registeredWorld([
      profile('eraser'),
      ...manyOrders(MANY, { customerId: SUBJECTS.customer1 }),
      ...manyOrders(3, { customerId: SUBJECTS.customer2 }, MANY),
      ...manyOrders(ERASED, { customerId: 'eraser' }, MANY + 3),
    ]),
  );
  table = new TableBeside(api);
});
afterAll(async () => {
  table.close();
  await api.close();
});

/** Somebody who never called before. */
async function newcomer(): Promise<{ subject: string; headers: RequestHeaders }> {
  const subject = `newcomer-${(newcomers += 1)}`;
  return { subject, headers: await api.signedIn(subject, 'customers') };
}

/** The calls in lines, with one name for every newcomer. */
const described = ({ calls }: GraphQLAnswer) =>
  describeCalls(calls).map((line) => line.replaceAll(/newcomer-\d+/g, 'newcomer'));

describe('a customer registers', () => {
  it('makes a profile with the e-mail address of the token, and counts the customer in the same transaction', async () => {
    const { subject, headers } = await newcomer();
    const answer = await api.execute(REGISTER, headers, { input: ADA });
    const memberSince: unknown = expect.stringMatching(/^\d{4}-/);
    expect(answer.body.data.registerCustomer).toEqual({
      customer: {
        id: toGlobalId('Customer', subject),
        email: `${subject}@example.com`,
        displayName: 'Ada Lovelace',
        phoneNumber: '+4930654321',
        marketingConsent: true,
        memberSince,
        version: 1,
      },
      userErrors: [],
    });
    expect(described(answer)).toEqual([
      'GetItem CUSTOMER#newcomer/PROFILE: erasedAt erasedVersion version',
      'TransactWriteItems of 4',
      '  ConditionCheck CUSTOMER#newcomer/ERASURE IF (attribute_not_exists(erasure) OR attribute_type(erasure, "NULL"))',
      '  Put CUSTOMER#newcomer/PROFILE {"displayName":"Ada Lovelace","phoneNumber":"+4930654321","marketingConsent":true,"memberSince":"<time>","version":1} IF attribute_not_exists(pk)',
      '  Update STATISTICS#<shard>/GROWTH_DAY#<day> SET customers = if_not_exists(customers, 0) + 1 IF (attribute_not_exists(closedAt) OR attribute_type(closedAt, "NULL"))',
      '  Update STATISTICS#<shard>/GROWTH_MONTH#<month> SET customers = if_not_exists(customers, 0) + 1 IF (attribute_not_exists(closedAt) OR attribute_type(closedAt, "NULL"))',
      'GetItem CUSTOMER#newcomer/PROFILE: displayName marketingConsent memberSince phoneNumber version',
    ]);
  });

  it('asking again answers the profile that is there, unchanged, and writes nothing', async () => {
    const { headers } = await newcomer();
    const first = await api.execute(REGISTER, headers, { input: ADA });
    const again = await api.execute(REGISTER, headers, { input: { displayName: 'Somebody else' } });
    expect(again.body.data).toEqual(first.body.data);
    expect(again.calls.map(({ operation }) => operation)).toEqual(['GetItem', 'GetItem']);
  });

  it('without being asked, nobody agrees to marketing, and a phone number is not needed', async () => {
    const { subject, headers } = await newcomer();
    const { body } = await api.execute(REGISTER, headers, { input: { displayName: 'Ada' } });
    expect(body.data.registerCustomer.customer).toMatchObject({ marketingConsent: false, phoneNumber: null });
    expect(await table.item(profileOf(subject))).not.toHaveProperty('phoneNumber');
  });

  it.each([
    ['no address', { email: undefined }],
    ['an address that was not verified', { email_verified: false }],
  ])('a token with %s is told to confirm one, and nothing is written', async (_case, claims) => {
    const { subject } = await newcomer();
    const identity = { subject, groups: ['customers'], email: 'ada@example.com', claims };
    const token = await api.identityProvider.token(identity);
    const { body, calls } = await api.execute(REGISTER, { authorization: `Bearer ${token}` }, { input: ADA });
    expect(body.data.registerCustomer).toEqual({
      customer: null,
      userErrors: [
        {
          field: null,
          code: 'EMAIL_NOT_VERIFIED',
          message: 'Confirm your e-mail address, then sign in again: your ID token has no verified address.',
        },
      ],
    });
    expect(calls.map(({ operation }) => operation)).toEqual(['GetItem']);
  });

  it('may order before registering, and sees the orders then and afterwards', async () => {
    const { headers } = await newcomer();
    const id = await placed(api, headers);
    expect(await ordersOf(api, headers)).toEqual([id]);
    await api.execute(REGISTER, headers, { input: ADA });
    expect(await ordersOf(api, headers)).toEqual([id]);
  });
});

describe('a customer’s e-mail address', () => {
  const EMAIL = '{ viewer { customer { email } } }';
  const withEmail = async (subject: string, claims: Readonly<Record<string, unknown>>): Promise<RequestHeaders> => {
    const token = await api.identityProvider.token({ subject, groups: ['customers'], claims });
    return { authorization: `Bearer ${token}` };
  };

  it('is the verified one of the identity provider, as it is today, wherever it is shown; no copy is kept', async () => {
    const { subject, headers } = await newcomer();
    await api.execute(REGISTER, headers, { input: ADA });
    const today = await withEmail(subject, { email: 'ada@new.example', email_verified: true });
    const id = toGlobalId('Customer', subject);
    const query = `{ viewer { customer { email } } node(id: "${id}") { ... on Customer { email } } }`;
    const address = { email: 'ada@new.example' };
    expect((await api.execute(query, today)).body.data).toEqual({ viewer: { customer: address }, node: address });
    const { page } = (await api.execute(EXPORT, today)).body.data.exportMyData;
    expect(page.customer).toMatchObject(address);
    expect(await table.item(profileOf(subject))).not.toHaveProperty('email');
  });

  it.each([
    ['was not verified', { email: 'ada@new.example', email_verified: false }],
    ['is gone', {}],
  ])('is none where it %s', async (_case, claims) => {
    const { subject, headers } = await newcomer();
    await api.execute(REGISTER, headers, { input: ADA });
    const { body } = await api.execute(EMAIL, await withEmail(subject, claims));
    expect(body).toEqual({ data: { viewer: { customer: { email: null } } } });
  });

  it('that an older profile holds is not shown', async () => {
    const { subject, headers } = await newcomer();
    await api.execute(REGISTER, headers, { input: ADA });
    await table.set(profileOf(subject), 'email', 'first@example.com');
    const { body } = await api.execute(EMAIL, headers);
    expect(body.data.viewer.customer).toEqual({ email: `${subject}@example.com` });
  });

  it('is none before registering', async () => {
    const { body } = await api.execute(EMAIL, (await newcomer()).headers);
    expect(body.data.viewer.customer).toEqual({ email: null });
  });
});

describe('a customer changes the profile', () => {
  async function registered(): Promise<(input: Record<string, unknown>) => Promise<GraphQLAnswer>> {
    const { headers } = await newcomer();
    await api.execute(REGISTER, headers, { input: ADA });
    return async (input) => api.execute(UPDATE_PROFILE, headers, { input });
  }

  it('what is absent stays, null clears, and the version grows', async () => {
    const update = await registered();
    const named = await update({ displayName: 'Ada King', version: 1 });
    expect(named.body.data.updateProfile.customer).toMatchObject({
      displayName: 'Ada King',
      phoneNumber: '+4930654321',
      marketingConsent: true,
      version: 2,
    });
    expect(described(named)).toEqual([
      'GetItem CUSTOMER#newcomer/PROFILE: erasedAt erasedVersion version',
      'TransactWriteItems of 1',
      '  Update CUSTOMER#newcomer/PROFILE SET displayName = "Ada King", version = if_not_exists(version, 0) + 1 IF attribute_exists(pk) AND (attribute_not_exists(erasedAt) OR attribute_type(erasedAt, "NULL")) AND version = 1',
      'GetItem CUSTOMER#newcomer/PROFILE: displayName marketingConsent memberSince phoneNumber version',
    ]);
    const cleared = await update({ phoneNumber: null, marketingConsent: false });
    expect(cleared.body.data.updateProfile.customer).toMatchObject({
      displayName: 'Ada King',
      phoneNumber: null,
      marketingConsent: false,
      version: 3,
    });
  });

  it('nothing to change changes nothing, not even the version', async () => {
    const { body } = await (await registered())({ version: 1 });
    expect(body.data.updateProfile.customer).toMatchObject({ displayName: 'Ada Lovelace', version: 1 });
  });

  it('before registering there is nothing to change', async () => {
    const { headers } = await newcomer();
    const { body } = await api.execute(UPDATE_PROFILE, headers, { input: { displayName: 'Ada' } });
    expect([body.data.updateProfile, codeOf({ body })]).toEqual([null, 'NOT_FOUND']);
  });

  it('a version that is not the current one is a conflict, and tells the current one', async () => {
    const update = await registered();
    await update({ displayName: 'Ada King' });
    const { body } = await update({ displayName: 'Ada Byron', version: 1 });
    expect(body.errors[0].extensions).toMatchObject({ code: 'CONFLICT', currentVersion: 2 });
    expect((await update({})).body.data.updateProfile.customer.displayName).toBe('Ada King');
  });
});

describe('a customer takes their data with them', () => {
  let answers: GraphQLAnswer[];
  beforeAll(async () => {
    answers = await exportAll(api, await api.customer1());
  });

  it('the pages together are everything that queries show of them, and nothing else', async () => {
    const customer = await api.customer1();
    const pages = answers.map(({ body }) => body.data.exportMyData.page as Page);
    const query = '{ viewer { customer { id email displayName phoneNumber marketingConsent memberSince version } } }';
    expect(pages[0]?.customer).toEqual((await api.execute(query, customer)).body.data.viewer.customer);
    expect(pages.slice(1).every((page) => !('customer' in page))).toBe(true);
    const ids = pages.flatMap(({ orders }) => orders.map(({ id }) => id));
    expect(ids).toEqual(await ordersOf(api, customer));
    expect(new Set(ids).size).toBe(MANY);
  });

  it('a page begins and ends where the list of its orders does', async () => {
    const query = '{ viewer { customer { orders(first: 100) { edges { cursor node { id } } } } } }';
    const { edges } = (await api.execute(query, await api.customer1())).body.data.viewer.customer.orders;
    const cursors = new Map((edges as Edge[]).map(({ cursor, node: { id } }) => [id, cursor]));
    for (const { body } of answers.slice(0, 2)) {
      const { page, pageInfo } = body.data.exportMyData as { page: Page; pageInfo: Record<string, unknown> };
      expect(pageInfo).toEqual({
        hasNextPage: true,
        hasPreviousPage: !('customer' in page),
        startCursor: cursors.get(page.orders[0]!.id),
        endCursor: cursors.get(page.orders.at(-1)!.id),
      });
    }
  });

  it('an order is there as a customer sees it: with its lines and its shop, without what is the shop’s', () => {
    const last = (answers.at(-1)?.body.data.exportMyData.page as Page).orders.at(-1);
    const id = orderId(0);
    expect(last).toEqual({
      id: toGlobalId('Order', 'beta', id),
      number: 'number-0',
      status: 'PENDING',
      placedAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      total: { amount: '25.00', currencyCode: 'EUR' },
      note: `canary-note-${id}`,
      customerName: `canary-customerName-${id}`,
      phoneNumber: '+4930654321',
      shop: { id: toGlobalId('Shop', 'beta'), name: 'name of beta' },
      lines: [1, 2].map((position) => ({
        position,
        name: `line ${position} of ${id}`,
        quantity: 1,
        unitPrice: { amount: '12.50', currencyCode: 'EUR' },
        lineTotal: { amount: '12.50', currencyCode: 'EUR' },
      })),
    });
  });

  it('a page of 50 orders costs one query and batches, and asks for what is in it', () => {
    const lines = describeCalls(answers[0]?.calls ?? []).map((line) =>
      line.replace(/ (CUSTOMER|SHOP|ORDER)#.*: /, ': '),
    );
    expect([...lines].sort()).toEqual([
      'BatchGetItem: currencyCode customerId customerName lineCount note number phoneNumber placedAt status total updatedAt',
      'BatchGetItem: currencyCode lineTotal name position quantity unitPrice',
      'BatchGetItem: name',
      'GetItem: displayName marketingConsent memberSince phoneNumber version',
      'Query CUSTOMER#customer-1, ORDER#:',
    ]);
  });

  it('somebody who never registered or ordered has an export, too: it is empty', async () => {
    const { subject, headers } = await newcomer();
    const { body } = await api.execute(EXPORT, headers, { input: {} });
    const { page, pageInfo } = body.data.exportMyData;
    const { id, ...fields } = page.customer;
    expect(fromGlobalId(id as string)?.values).toEqual([subject]);
    expect(Object.values(fields as object)).toEqual([null, null, null, null, null, null]);
    expect(page.orders).toEqual([]);
    expect(pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null });
  });
});

describe('a customer has their data erased', () => {
  const NOBODY = {
    email: null,
    displayName: null,
    phoneNumber: null,
    marketingConsent: null,
    memberSince: null,
    version: null,
  };

  /** Somebody who registered and ordered once. */
  async function buyer(): Promise<{ subject: string; headers: RequestHeaders; id: string }> {
    const { subject, headers } = await newcomer();
    await api.execute(REGISTER, headers, { input: ADA });
    return { subject, headers, id: await placed(api, headers, { note: 'Ring twice.' }) };
  }

  it('nothing personal is left of the profile and of any order; what was sold, and for how much, is as before', async () => {
    const before = await table.items();
    const answer = await api.execute(ERASE, await api.signedIn('eraser', 'customers'));
    expect(answer.body.data.eraseMyData).toEqual({
      erasedOrderCount: ERASED,
      complete: true,
      customer: { id: toGlobalId('Customer', 'eraser'), ...NOBODY },
      userErrors: [],
    });
    const after = new Map((await table.items()).map((item) => [`${item.pk}/${item.sk}`, item]));
    for (const item of before.filter(({ customerId }) => customerId === 'eraser')) {
      const { customerName: _name, phoneNumber: _phone, note: _note, ...sold } = item;
      const { internalNote: _internal, riskScore: _risk, platformNotes: _notes, ...kept } = sold;
      const { erasedAt, erasure: _erasure, ...left } = after.get(`${item.pk}/${item.sk}`) ?? item;
      expect(left).toEqual({ ...kept, updatedAt: erasedAt, version: 94 });
    }
    const changed = before.filter((item) => !isDeepStrictEqual(item, after.get(`${item.pk}/${item.sk}`)));
    expect(changed.every(({ pk, sk, customerId }) => isOf('eraser', pk, customerId) || sk.startsWith('GROWTH_'))).toBe(
      true,
    );
    expect(after.get('CUSTOMER#eraser/PROFILE')).toEqual({
      ...profileOf('eraser'),
      erasedAt: expect.stringMatching(/^\d{4}-/) as unknown,
      erasedVersion: 94,
    });
  });

  it('queries of the customer and of the shop then show null in its place', async () => {
    const { headers, id } = await buyer();
    await api.execute(ERASE, headers);
    const query = `{ order(id: "${id}") { customerName phoneNumber note total { amount } } }`;
    const seen = { customerName: null, phoneNumber: null, note: null, total: { amount: '30.04' } };
    expect((await api.execute(query, headers)).body.data.order).toEqual(seen);
    expect((await api.execute(query, await api.ownerA())).body.data.order).toEqual(seen);
    const { page } = (await api.execute(EXPORT, headers)).body.data.exportMyData;
    expect(page.customer).toMatchObject(NOBODY);
    expect(page.orders).toMatchObject([seen]);
  });

  it('each order is bound to the customer, and orders and profile are replaced, so that none of their attributes has to be named', async () => {
    const { headers } = await buyer();
    expect(described(await api.execute(ERASE, headers))).toEqual([
      // The mark first: no order comes after it.
      'GetItem CUSTOMER#newcomer/ERASURE: erasedAt erasure',
      'TransactWriteItems of 1',
      '  Update CUSTOMER#newcomer/ERASURE SET erasure = "<order>" IF (attribute_not_exists(erasure) OR attribute_type(erasure, "NULL"))',
      'Query CUSTOMER#newcomer, ORDER#:',
      'GetItem SHOP#alpha/ORDER#<order>: claimedVersion countedFor currencyCode customerId erasure lineCount number placedAt platformFee status total version withdrawnOn',
      'TransactWriteItems of 2',
      '  ConditionCheck CUSTOMER#newcomer/ERASURE IF erasure = "<order>"',
      '  Put SHOP#alpha/ORDER#<order> {"customerId":"newcomer","gsi1pk":"CUSTOMER#newcomer","gsi1sk":"ORDER#<order>","number":"<number>","status":"PENDING","placedAt":"<time>","total":3004,"currencyCode":"EUR","lineCount":2,"platformFee":233,"version":2,"erasure":"<order>","erasedAt":"<time>","updatedAt":"<time>"} IF attribute_exists(pk) AND customerId = "newcomer" AND (attribute_not_exists(erasure) OR attribute_type(erasure, "NULL")) AND version = 1',
      // What the index may not list yet.
      'Query CUSTOMER#newcomer, IDEMPOTENCY#:',
      'GetItem CUSTOMER#newcomer/IDEMPOTENCY#<hash>: orderId shopId',
      'Query CUSTOMER#newcomer, CLAIM#:',
      'GetItem CUSTOMER#newcomer/PROFILE: erasedAt version',
      'TransactWriteItems of 4',
      '  Update CUSTOMER#newcomer/ERASURE SET erasedAt = "<time>" IF erasure = "<order>" AND (attribute_not_exists(erasedAt) OR attribute_type(erasedAt, "NULL"))',
      '  Put CUSTOMER#newcomer/PROFILE {"erasedAt":"<time>","erasedVersion":1} IF attribute_exists(pk) AND version = 1',
      '  Update STATISTICS#<shard>/GROWTH_DAY#<day> SET customers = if_not_exists(customers, 0) + -1 IF (attribute_not_exists(closedAt) OR attribute_type(closedAt, "NULL"))',
      '  Update STATISTICS#<shard>/GROWTH_MONTH#<month> SET customers = if_not_exists(customers, 0) + -1 IF (attribute_not_exists(closedAt) OR attribute_type(closedAt, "NULL"))',
      'GetItem CUSTOMER#newcomer/PROFILE: displayName marketingConsent memberSince phoneNumber version',
    ]);
  });

  it('asking twice is fine: nothing is left to do, and nothing is written', async () => {
    const { headers } = await buyer();
    await api.execute(ERASE, headers);
    const { body, calls } = await api.execute(ERASE, headers);
    expect(body.data.eraseMyData).toMatchObject({ erasedOrderCount: 0, complete: true, customer: NOBODY });
    expect(calls.filter(({ operation }) => operation === 'TransactWriteItems')).toEqual([]);
  });

  it('who ordered without registering is erased from the orders, and is counted nowhere', async () => {
    const { subject, headers } = await newcomer();
    await placed(api, headers);
    const { body } = await api.execute(ERASE, headers);
    expect(body.data.eraseMyData).toMatchObject({ erasedOrderCount: 1, complete: true });
    expect(await table.item(profileOf(subject))).toBeUndefined();
  });

  it('who comes back registers as somebody new, is counted once, and no version of before passes for theirs', async () => {
    const { headers } = await buyer();
    await api.execute(ERASE, headers);
    const update = await api.execute(UPDATE_PROFILE, headers, { input: { displayName: 'Ada' } });
    expect(codeOf(update)).toBe('NOT_FOUND');
    const { body } = await api.execute(REGISTER, headers, { input: { displayName: 'Ada' } });
    expect(body.data.registerCustomer.customer).toMatchObject({ displayName: 'Ada', phoneNumber: null, version: 2 });
  });
});

it('after all of that, every figure equals a recount', async () => {
  expect(await table.differences()).toEqual(NO_DIFFERENCES);
});

function isOf(subject: string, pk: string, customerId: unknown): boolean {
  return customerId === subject || pk === `CUSTOMER#${subject}`;
}
