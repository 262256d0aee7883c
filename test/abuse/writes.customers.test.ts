import { otherwiseEnding } from '../identity/keyRings';
import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import {
  CLAIM,
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
import { beforeTransaction, isTransaction } from '../support/faults';
import { ADVANCE, CANCEL, codeOf, orderKeyOf, placed } from '../support/ordering';
import { writesIn } from '../support/recordedWrites';
import { isWrite, type RecordedCall } from '../support/RecordedCall';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { order, SUBJECTS } from '../support/world';
import { askedOfAnything } from './traffic';

/** More than one page of the index. */
const MANY = 130;
const NAME = 'Zaphod Beeblebrox';
const PHONE = '+4930777888';
const NOTE = 'Two heads, three arms.';

let api: ApiUnderTest;
let table: TableBeside;
let people = 0;
const recorded: RecordedCall[] = [];

beforeAll(async () => {
  api = await ApiUnderTest.start(
    registeredWorld([
      ...manyOrders(MANY, { customerId: SUBJECTS.customer1 }),
      ...manyOrders(MANY, { customerId: SUBJECTS.customer2 }, MANY),
      ...order({ shopId: 'alpha', number: 999_999, customerId: SUBJECTS.ownerA }),
    ]),
  );
  table = new TableBeside(api);
});
afterEach(() => {
  api.recorder.faults = undefined;
});
afterAll(async () => {
  table.close();
  await api.close();
});

async function execute(query: string, headers: RequestHeaders, input?: unknown): Promise<GraphQLAnswer> {
  const answer = await api.execute(query, headers, input === undefined ? undefined : { input });
  recorded.push(...answer.calls);
  return answer;
}

async function somebody(): Promise<{ subject: string; headers: RequestHeaders }> {
  const subject = `person-${(people += 1)}`;
  return { subject, headers: await api.signedIn(subject, 'customers') };
}

async function registered(): Promise<{ subject: string; headers: RequestHeaders }> {
  const person = await somebody();
  await execute(REGISTER, person.headers, { displayName: NAME, phoneNumber: PHONE });
  return person;
}

/** A guest who placed so many orders. */
async function guestWith(orders: number): Promise<{ token: string; headers: RequestHeaders; ids: string[] }> {
  const { token } = await api.guestSessions.issue();
  const headers = { authorization: `Bearer ${token}` };
  const ids: string[] = [];
  for (let n = 0; n < orders; n += 1)
    ids.push(await placed(api, headers, { customerName: NAME, phoneNumber: PHONE, note: NOTE }));
  return { token, headers, ids };
}

const claim = async (headers: RequestHeaders, guestSessionToken: string) =>
  execute(CLAIM, headers, { guestSessionToken });

/** Lets so many transactions pass; those after them, and their repetitions, go wrong. */
function failingAfter(passing: number, fault: 'reset' | 'lose-answer'): void {
  let left = passing;
  api.recorder.faults = (call) => {
    if (!isTransaction(call)) return undefined;
    left -= 1;
    return left < 0 ? fault : undefined;
  };
}

const OPERATIONS: readonly (readonly [string, string, unknown])[] = [
  ['registerCustomer', REGISTER, { displayName: NAME }],
  ['updateProfile', UPDATE_PROFILE, { displayName: NAME }],
  ['claimGuestOrders', CLAIM, { guestSessionToken: 'x' }],
  ['exportMyData', EXPORT, {}],
  ['eraseMyData', ERASE, undefined],
];

describe('the wrong role', () => {
  describe.each(OPERATIONS)('%s', (name, query, input) => {
    it.each([
      ['a visitor', async () => Promise.resolve({}), 'UNAUTHENTICATED'],
      ['a guest', async () => (await api.guest()).headers, 'UNAUTHENTICATED'],
      ['a shop owner', async () => api.ownerA(), 'FORBIDDEN'],
      ['an administrator', async () => api.admin(), 'FORBIDDEN'],
      ['somebody in no group', async () => api.signedIn('nobody'), 'FORBIDDEN'],
    ])('%s is refused before anything is read or written', async (_who, headers, code) => {
      const { body, calls } = await execute(query, await headers(), input);
      expect([body.data[name], codeOf({ body }), calls]).toEqual([null, code, []]);
    });
  });

  it('the same operations work for a customer', async () => {
    const { token } = await guestWith(0);
    const { headers } = await registered();
    for (const [name, query, input] of OPERATIONS) {
      const { body } = await execute(
        query,
        headers,
        name === 'claimGuestOrders' ? { guestSessionToken: token } : input,
      );
      expect(body.errors).toBeUndefined();
      expect(body.data[name].userErrors).toEqual([]);
    }
  });
});

describe('inputs', () => {
  it.each([
    ['email', REGISTER, { displayName: NAME, email: 'other@example.com' }],
    ['id', REGISTER, { displayName: NAME, id: 'customer-2' }],
    ['customerId', UPDATE_PROFILE, { displayName: NAME, customerId: SUBJECTS.customer2 }],
    ['memberSince', UPDATE_PROFILE, { memberSince: '2020-01-01T00:00:00Z' }],
    ['marketingProfile', UPDATE_PROFILE, { marketingProfile: 'x' }],
    ['__proto__', UPDATE_PROFILE, JSON.parse('{"__proto__": {"version": 1}}')],
    ['customerId', CLAIM, { guestSessionToken: 'x', customerId: SUBJECTS.customer2 }],
    ['subject', EXPORT, { subject: SUBJECTS.customer2 }],
  ])('nobody writes %s: it is no field of the input', async (_field, query, input) => {
    const { status, body, calls } = await execute(query, await api.customer1(), input);
    expect([status, body.data, calls]).toEqual([400, undefined, []]);
  });

  it.each([
    ['no name', { displayName: '' }],
    ['a name of blanks', { displayName: ' \t\n' }],
    ['a name of 81 characters', { displayName: 'x'.repeat(81) }],
    ['a name of fifty thousand characters', { displayName: 'x'.repeat(50_000) }],
    ['a name over two lines', { displayName: 'Ada\nLovelace' }],
    ['a name that is null', { displayName: null }],
    ['a phone number that is none', { displayName: NAME, phoneNumber: '123' }],
    ['a consent that is null', { displayName: NAME, marketingConsent: null }],
    ['a consent that is a word', { displayName: NAME, marketingConsent: 'yes' }],
  ])('%s is refused, in words, when registering and when updating', async (_case, input) => {
    for (const query of [REGISTER, UPDATE_PROFILE]) {
      const { status, body, calls } = await execute(query, await api.customer1(), input);
      expect([status, codeOf({ body }), calls.length]).toEqual([400, 'BAD_USER_INPUT', 0]);
      expect(body.errors[0].message).not.toContain(NAME);
    }
  });

  it('80 characters outside of the Basic Multilingual Plane are 80 characters', async () => {
    const { headers } = await somebody();
    const displayName = '𝔸'.repeat(80);
    const { body } = await execute(REGISTER, headers, { displayName });
    expect(body.data.registerCustomer.customer.displayName).toBe(displayName);
  });

  it('erasing without saying so is refused', async () => {
    const query = 'mutation { eraseMyData(input: { confirm: false }) { complete } }';
    const { status, body, calls } = await execute(query, await api.customer1());
    expect([status, codeOf({ body }), calls]).toEqual([400, 'BAD_USER_INPUT', []]);
  });
});

describe('a token that is no proof of a guest session', () => {
  it.each([
    ['made up', async () => Promise.resolve('x.y.z')],
    ['empty', async () => Promise.resolve('')],
    ['far too long', async () => Promise.resolve('x'.repeat(100_000))],
    ['the session’s bare id', async () => (await api.guest()).sessionId],
    ['with a flipped byte', async () => flipped((await api.guestSessions.issue()).token)],
    ['expired', async () => (await api.guestSessions.issue(new Date(Date.now() - 3_601_000))).token],
    ['a visit token', async () => api.visitTokens.issue({ tenant: 'alpha', serial: 1 })],
    ['the caller’s own identity token', async () => String((await api.customer1()).authorization).slice(7)],
  ])('%s: nothing is read or written', async (_case, token) => {
    const { status, body, calls } = await claim(await api.customer1(), await token());
    expect([status, codeOf({ body }), calls]).toEqual([400, 'BAD_USER_INPUT', []]);
  });

  function flipped(token: string): string {
    return token.slice(0, -5) + (token.at(-5) === 'A' ? 'B' : 'A') + token.slice(-4);
  }
});

describe('races', () => {
  it('twenty registrations at once make one profile, counted once', async () => {
    const { subject, headers } = await somebody();
    const names = Array.from({ length: 20 }, (_, n) => `${NAME} ${n}`);
    const answers = await Promise.all(names.map(async (displayName) => execute(REGISTER, headers, { displayName })));
    const profiles = answers.map(({ body }) => JSON.stringify(body.data.registerCustomer));
    expect(new Set(profiles).size).toBe(1);
    expect(await table.item(profileOf(subject))).toMatchObject({ version: 1 });
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('two customers who hold the same session’s token: each order goes to one of them', async () => {
    const { token, ids } = await guestWith(12);
    const [one, other] = [await somebody(), await somebody()];
    const answers = await Promise.all([claim(one.headers, token), claim(other.headers, token)]);
    const counts = answers.map(({ body }) => body.data.claimGuestOrders.claimedCount as number);
    const held = [await ordersOf(api, one.headers), await ordersOf(api, other.headers)];
    expect(held.map(({ length }) => length)).toEqual(counts);
    expect(held.flat().sort()).toEqual([...ids].sort());
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('one customer who asks five times at once has each order once', async () => {
    const { token, ids } = await guestWith(6);
    const { headers } = await somebody();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(async () => claim(headers, token)));
    const counts = answers.map(({ body }) => body.data.claimGuestOrders.claimedCount as number);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
    expect((await ordersOf(api, headers)).sort()).toEqual([...ids].sort());
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('the shop rejects an order while it is claimed: it leaves the figures of whoever has it by then', async () => {
    const { token, headers, ids } = await guestWith(3);
    const { headers: customer } = await somebody();
    beforeTransaction(api, 1, async () => {
      await claim(customer, token);
      // The guest’s day has orders again: nothing but the order itself tells whose it is now.
      await placed(api, headers);
      await placed(api, headers);
    });
    const { body } = await execute(ADVANCE, await api.ownerA(), { orderId: ids[0], to: 'REJECTED' });
    expect(body.data.advanceOrder.order.status).toBe('REJECTED');
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('an order is rejected between the look and the claim: it changes hands, and is in no figure', async () => {
    const { token, headers: guest, ids } = await guestWith(2);
    const { headers } = await somebody();
    beforeTransaction(api, 1, async () => {
      await execute(ADVANCE, await api.ownerA(), { orderId: ids[1], to: 'REJECTED' });
      // The guest’s day counts as many as before: nothing but the order’s status tells.
      await placed(api, guest);
    });
    const { body } = await claim(headers, token);
    // With the one that came in between: the session's own records tell of it.
    expect(body.data.claimGuestOrders).toMatchObject({ claimedCount: 3, complete: true });
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('the guest cancels an order while it is claimed: it is no longer theirs to cancel', async () => {
    const { token, headers, ids } = await guestWith(1);
    const { headers: customer } = await somebody();
    beforeTransaction(api, 1, async () => claim(customer, token));
    expect(codeOf(await execute(CANCEL, headers, { orderId: ids[0] }))).toBe('NOT_FOUND');
    expect((await table.item(orderKeyOf(ids[0] ?? '')))?.status).toBe('PENDING');
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('a profile that is erased while it is updated stays erased', async () => {
    const { subject, headers } = await registered();
    beforeTransaction(api, 1, async () => execute(ERASE, headers));
    expect(codeOf(await execute(UPDATE_PROFILE, headers, { displayName: NAME }))).toBe('NOT_FOUND');
    expect(Object.keys((await table.item(profileOf(subject))) ?? {}).sort()).toEqual([
      'erasedAt',
      'erasedVersion',
      'pk',
      'sk',
    ]);
  });

  it('a profile that is updated while it is erased is erased', async () => {
    const { subject, headers } = await registered();
    beforeTransaction(api, 1, async () => execute(UPDATE_PROFILE, headers, { displayName: 'Another' }));
    const { body } = await execute(ERASE, headers);
    expect(body.data.eraseMyData).toMatchObject({ complete: true, customer: { displayName: null } });
    expect(await table.item(profileOf(subject))).toMatchObject({ erasedVersion: 2 });
  });

  it('of two updates that saw the same version, one is a conflict', async () => {
    const { headers } = await registered();
    const update = async (displayName: string) => execute(UPDATE_PROFILE, headers, { displayName, version: 1 });
    const answers = await Promise.all([update('One'), update('Other')]);
    expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', undefined]);
  });

  it('five erasures at once take the customer out of the count once', async () => {
    const { headers } = await registered();
    await placed(api, headers);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(async () => execute(ERASE, headers)));
    const counts = answers.map(({ body }) => body.data.eraseMyData.erasedOrderCount as number);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });
});

describe.each(['reset', 'lose-answer'] as const)('interrupted (%s), then asked again', (fault) => {
  it('registering: one profile, counted once', async () => {
    const { headers } = await somebody();
    failingAfter(0, fault);
    expect(codeOf(await execute(REGISTER, headers, { displayName: NAME }))).toBe('TRY_AGAIN');
    api.recorder.faults = undefined;
    const { body } = await execute(REGISTER, headers, { displayName: NAME });
    expect(body.data.registerCustomer.customer).toMatchObject({ displayName: NAME, version: 1 });
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('claiming: the rest is claimed, and nothing twice', async () => {
    const { token, ids } = await guestWith(6);
    const { headers } = await somebody();
    failingAfter(3, fault);
    const interrupted = (await claim(headers, token)).body;
    expect(interrupted).toEqual({
      data: { claimGuestOrders: expect.objectContaining({ claimedCount: 3, complete: false, userErrors: [] }) },
    });
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
    api.recorder.faults = undefined;
    const { body } = await claim(headers, token);
    expect(body.data.claimGuestOrders).toMatchObject({ claimedCount: fault === 'reset' ? 3 : 2, complete: true });
    expect((await ordersOf(api, headers)).sort()).toEqual([...ids].sort());
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('erasing: the rest is erased, and the profile last', async () => {
    const customer = fault === 'reset' ? SUBJECTS.customer1 : SUBJECTS.customer2;
    const headers = await api.signedIn(customer, 'customers');
    // The first one sets the mark.
    failingAfter(3, fault);
    const interrupted = (await execute(ERASE, headers)).body;
    expect(interrupted).toEqual({
      data: { eraseMyData: expect.objectContaining({ erasedOrderCount: 50, complete: false, userErrors: [] }) },
    });
    expect(await table.item(profileOf(customer))).toHaveProperty('email');
    api.recorder.faults = undefined;
    const { body } = await execute(ERASE, headers);
    const left = MANY - (fault === 'reset' ? 50 : 75);
    expect(body.data.eraseMyData).toMatchObject({ erasedOrderCount: left, complete: true, customer: { email: null } });
    const orders = (await table.items('ORDER#')).filter(({ customerId }) => customerId === customer);
    expect(orders.filter((each) => 'customerName' in each || 'phoneNumber' in each || 'note' in each)).toEqual([]);
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });
});

describe('nothing was done before it failed', () => {
  it.each(['claiming', 'erasing', 'erasing what is marked already'])('%s: try again', async (what) => {
    const { token } = await guestWith(1);
    const { headers } = await registered();
    await placed(api, headers);
    if (what === 'erasing what is marked already') {
      failingAfter(1, 'reset');
      expect((await execute(ERASE, headers)).body.data.eraseMyData).toMatchObject({ complete: false });
    }
    failingAfter(0, 'reset');
    const answer = what === 'claiming' ? await claim(headers, token) : await execute(ERASE, headers);
    expect(codeOf(answer)).toBe('TRY_AGAIN');
  });
});

describe('one answer is lost, and the call repeated', () => {
  it.each([['claiming', async () => guestWith(3), { claimedCount: 3, complete: true }]])(
    '%s: nobody notices',
    async (_what, prepare, expected) => {
      const { token } = await prepare();
      const { headers } = await somebody();
      let lost = false;
      api.recorder.faults = (call) => {
        if (!isTransaction(call) || lost) return undefined;
        lost = true;
        return 'lose-answer';
      };
      const { body } = await claim(headers, token);
      expect(body.data.claimGuestOrders).toMatchObject(expected);
      expect(await table.differences()).toEqual(NO_DIFFERENCES);
    },
  );
});

describe('what is another’s', () => {
  it('erasing and claiming leave every item of everybody else as it was', async () => {
    const { token } = await guestWith(2);
    const bystander = await registered();
    await placed(api, bystander.headers);
    const { subject, headers } = await registered();
    await placed(api, headers);
    const before = await itemsOf(bystander.subject);
    expect(before.length).toBeGreaterThan(3);
    await claim(headers, token);
    await execute(ERASE, headers);
    expect(await itemsOf(bystander.subject)).toEqual(before);
    expect((await itemsOf(subject)).length).toBeGreaterThan(3);
  });

  it('a cursor of another’s export is refused, as is one that was tampered with or is for another list', async () => {
    const owner = await api.signedIn(SUBJECTS.customer1, 'customers');
    const [first] = await exportAll(api, owner);
    const cursor = String(first?.body.data.exportMyData.pageInfo.endCursor);
    const filtered = await execute(
      '{ viewer { customer { orders(first: 1, status: PENDING) { pageInfo { endCursor } } } } }',
      owner,
    );
    const attempts: [RequestHeaders, unknown][] = [
      [await api.signedIn(SUBJECTS.customer2, 'customers'), cursor],
      [await api.signedIn(SUBJECTS.customer1, 'customers', 'shop-owners'), cursor],
      [owner, otherwiseEnding(cursor)],
      [owner, filtered.body.data.viewer.customer.orders.pageInfo.endCursor],
      [owner, ''],
    ];
    for (const [headers, after] of attempts)
      expect(codeOf(await execute(EXPORT, headers, { after }))).toBe('BAD_USER_INPUT');
    expect((await execute(EXPORT, owner, { after: cursor })).body.errors).toBeUndefined();
  });

  it('an owner who is a customer, too, has in the export what a customer may see, and the shop’s secrets are not asked for', async () => {
    const both = await api.signedIn(SUBJECTS.ownerA, 'customers', 'shop-owners');
    const { body, calls } = await execute(EXPORT, both);
    expect(body.data.exportMyData.page.orders).toHaveLength(1);
    const secrets = ['internalNote', 'platformFee', 'unitCost', 'version', 'riskScore', 'platformNotes'];
    expect(Object.keys(body.data.exportMyData.page.orders[0] as object)).not.toEqual(
      expect.arrayContaining(['internalNote']),
    );
    const ofOrders = calls.filter(({ operation }) => operation === 'BatchGetItem' || operation === 'Query');
    expect(askedOfAnything(ofOrders).filter((name) => secrets.includes(name))).toEqual([]);
  });

  async function itemsOf(subject: string) {
    const items = await table.items();
    const orders = items.filter(({ customerId }) => customerId === subject).map(({ sk }) => sk.split('#')[1]);
    return items.filter(({ pk, sk }) => pk.endsWith(`#${subject}`) || orders.includes(sk.split('#')[1] ?? ''));
  }
});

describe('what is left of a person', () => {
  it('no item of the table holds a name, number, note or address of whoever erased their data, however they came by their orders', async () => {
    const { token } = await guestWith(2);
    const { subject, headers } = await registered();
    const personal = { customerName: `${NAME} of ${subject}`, phoneNumber: '+4930999111', note: `${NOTE} ${subject}` };
    await placed(api, headers, personal);
    await claim(headers, token);
    const erased = (await execute(ERASE, headers)).body.data.eraseMyData;
    expect(erased).toMatchObject({ erasedOrderCount: 3, complete: true });
    const text = JSON.stringify(await table.items());
    for (const each of [...Object.values(personal), `${subject}@example.com`]) expect(text).not.toContain(each);
    const records = (await table.items()).filter(({ pk }) => pk === `CUSTOMER#${subject}`);
    expect([...new Set(records.flatMap((record) => Object.keys(record)))].sort()).toEqual(
      [
        'contentHash',
        'erasedAt',
        'erasedVersion',
        'erasure',
        'expiresAt',
        'orderId',
        'orders',
        'orders#EUR',
        'orders#RESTAURANT',
      ]
        .concat(['pk', 'shopId', 'sk'])
        .sort(),
    );
  });

  it('the same order placed by two people leaves no hash by which one could be found from the other', async () => {
    const [one, other] = [await somebody(), await somebody()];
    await placed(api, one.headers, { customerName: NAME });
    await placed(api, other.headers, { customerName: NAME });
    const hashes = (await table.items('IDEMPOTENCY#'))
      .filter(({ pk }) => [`CUSTOMER#${one.subject}`, `CUSTOMER#${other.subject}`].includes(pk))
      .map(({ contentHash }) => contentHash);
    expect(new Set(hashes).size).toBe(2);
  });
});

describe('the traffic of all of that', () => {
  it('every write is in a transaction, brings no old item back, and is bound to what it writes to', () => {
    const calls = recorded.filter(isWrite);
    expect(calls.length).toBeGreaterThan(60);
    const unbound = writesIn(calls).filter((write) => write.returns !== 'NONE' || !isBound(write));
    expect(unbound).toEqual([]);
  });

  /** Profiles by a key that is the caller's own and by existence; orders by existence and owner; counters by what they were. */
  function isBound({ pk, sk, condition }: ReturnType<typeof writesIn>[number]): boolean {
    if (sk === 'PROFILE') return /^attribute_(not_)?exists\(pk\)|^erasedAt = "/.test(condition);
    if (sk.startsWith('ORDER#'))
      return /^attribute_exists\(pk\) AND .*(customerId|guestSessionId|status) (=|IN)/.test(condition);
    if (sk.startsWith('DAY#') && !pk.startsWith('STATISTICS#')) return condition.includes('orders');
    return condition !== '';
  }

  it('nothing hidden is named', () => {
    const wire = recorded.map(({ requestText, responseText }) => requestText + responseText).join('\n');
    expect(wire).toContain('erasedAt');
    expect(wire).not.toMatch(/marketingProfile|riskScore|platformNotes|supplierContract|accessCode|hidden-/);
  });
});
