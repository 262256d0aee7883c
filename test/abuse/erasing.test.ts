import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { attributesNamedAnywhere, receivedAttributes } from '../support/attributesOfCall';
import { CLAIM, ERASE, ordersOf, profileOf, REGISTER, registeredWorld, UPDATE_PROFILE } from '../support/customers';
import { beforeTransaction, isTransaction, lagging } from '../support/faults';
import { ADVANCE, ANNOTATE, freshKey, orderKeyOf, outcomeOf, PLACE, placed, placeInput } from '../support/ordering';
import type { RecordedCall } from '../support/RecordedCall';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';

/* "Complete" is a promise: whatever else happens at the same time, and afterwards, nothing of the person is kept. */

const PERSONAL = ['customerName', 'phoneNumber', 'note', 'internalNote', 'riskScore', 'platformNotes'];

let api: ApiUnderTest;
let table: TableBeside;
let people = 0;

beforeAll(async () => {
  api = await ApiUnderTest.start(registeredWorld());
  table = new TableBeside(api);
});
afterEach(() => {
  api.recorder.faults = undefined;
});
afterAll(async () => {
  table.close();
  await api.close();
});

interface Person {
  readonly subject: string;
  readonly headers: RequestHeaders;
}

async function registered(): Promise<Person> {
  const subject = `erased-${(people += 1)}`;
  const headers = await api.signedIn(subject, 'customers');
  await api.execute(REGISTER, headers, { input: { displayName: 'Ada' } });
  return { subject, headers };
}

/** Where it stands that somebody has their data erased. */
const markOf = (subject: string) => ({ pk: `CUSTOMER#${subject}`, sk: 'ERASURE' });

const erase = async ({ headers }: Person): Promise<GraphQLAnswer> => api.execute(ERASE, headers);

/** Tries to place an order, and gives what became of it. */
async function tryOrdering({ headers }: { headers: RequestHeaders }): Promise<string> {
  const input = placeInput({ idempotencyKey: freshKey(), note: 'Ring twice.' });
  return outcomeOf(await api.execute(PLACE, { ...headers, ...(await api.visit('alpha')) }, { input }));
}

async function guestWithOrder(): Promise<{ token: string; id: string }> {
  const { token } = await api.guestSessions.issue();
  return { token, id: await placed(api, { authorization: `Bearer ${token}` }, { note: 'Ring twice.' }) };
}

/** What is left of a person, by order. */
async function left({ subject }: Person): Promise<string[][]> {
  const orders = (await table.items('ORDER#')).filter(({ customerId }) => customerId === subject);
  return orders.map((each) => PERSONAL.filter((name) => name in each)).filter((names) => names.length > 0);
}

/** Does something before each call that is made for what is looked at, one after the other; what it does makes calls as well, which are let through. */
function beforeEachCall(something: (call: Pick<RecordedCall, 'operation' | 'request'>) => Promise<unknown>): void {
  let isInside = false;
  let queue: Promise<unknown> = Promise.resolve();
  api.recorder.faults = async (call) => {
    if (isInside) return undefined;
    queue = queue.then(async () => {
      isInside = true;
      await something(call);
      isInside = false;
    });
    await queue;
    return undefined;
  };
}

describe('complete', () => {
  it('a device that orders before each call of the erasing: what came in time is erased, the rest is refused', async () => {
    const person = await registered();
    await tryOrdering(person);
    const outcomes: string[] = [];
    beforeEachCall(async () => outcomes.push(await tryOrdering(person)));
    const { body } = await erase(person);
    expect(body.data.eraseMyData).toMatchObject({ complete: true, customer: { displayName: null } });
    const inTime = outcomes.filter((outcome) => outcome === 'done').length;
    expect(outcomes.slice(inTime)).toEqual(outcomes.slice(inTime).map(() => 'DATA_ERASED'));
    expect(inTime).toBeGreaterThan(0);
    expect(outcomes.length - inTime).toBeGreaterThan(0);
    expect(body.data.eraseMyData.erasedOrderCount).toBe(inTime + 1);
    expect(await left(person)).toEqual([]);
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('two erasers and a device that goes on ordering: both are complete, and nothing is left', async () => {
    const person = await registered();
    await tryOrdering(person);
    const ordering = Array.from({ length: 12 }, async () => tryOrdering(person));
    const answers = await Promise.all([erase(person), erase(person)]);
    const outcomes = await Promise.all(ordering);
    expect(answers.map(({ body }) => body.data.eraseMyData.complete as boolean)).toEqual([true, true]);
    const counts = answers.map(({ body }) => body.data.eraseMyData.erasedOrderCount as number);
    const inTime = outcomes.filter((outcome) => outcome === 'done').length;
    expect(counts[0]! + counts[1]!).toBe(inTime + 1);
    expect(await left(person)).toEqual([]);
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('orders that the index does not list yet are erased, placed or claimed', async () => {
    const person = await registered();
    await tryOrdering(person);
    const { token } = await guestWithOrder();
    await api.execute(CLAIM, person.headers, { input: { guestSessionToken: token } });
    api.recorder.faults = lagging;
    const { body } = await erase(person);
    expect(body.data.eraseMyData).toMatchObject({ erasedOrderCount: 2, complete: true });
    expect(await left(person)).toEqual([]);
  });

  it('nothing can be claimed, before any call of the erasing after the first', async () => {
    const person = await registered();
    const claimed: number[] = [];
    const refused: string[] = [];
    beforeEachCall(async () => {
      const { token } = await guestWithOrder();
      const answer = await api.execute(CLAIM, person.headers, { input: { guestSessionToken: token } });
      const { claimedCount, complete, userErrors } = answer.body.data.claimGuestOrders;
      if (claimedCount === 1) claimed.push(1);
      else refused.push(`${userErrors[0].code} ${complete}`);
    });
    const { body } = await erase(person);
    expect(body.data.eraseMyData).toMatchObject({ erasedOrderCount: claimed.length, complete: true });
    expect(claimed.length).toBeGreaterThan(0);
    expect(new Set(refused)).toEqual(new Set(['DATA_ERASED false']));
    expect(await left(person)).toEqual([]);
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('who registers for the first time while they are erased is erased, or refused', async () => {
    const subject = `erased-${(people += 1)}`;
    const person = { subject, headers: await api.signedIn(subject, 'customers') };
    const outcomes: string[] = [];
    beforeEachCall(async () => {
      // When all is erased, who registers is somebody new.
      if ((await table.item(markOf(subject)))?.erasedAt !== undefined) return;
      outcomes.push(outcomeOf(await api.execute(REGISTER, person.headers, { input: { displayName: 'Ada' } })));
    });
    await erase(person);
    api.recorder.faults = undefined;
    expect(outcomes).toEqual(outcomes.map(() => 'done'));
    expect(outcomes.length).toBeGreaterThan(3);
    const item = await table.item(profileOf(subject));
    expect(Object.keys(item ?? {})).toEqual(expect.arrayContaining(['erasedAt']));
    expect(item).not.toHaveProperty('displayName');
  });

  it('while it is not complete nobody registers anew: what is not erased yet would stay', async () => {
    const subject = `erased-${(people += 1)}`;
    const person = { subject, headers: await api.signedIn(subject, 'customers') };
    await tryOrdering(person);
    let outcome = '';
    beforeTransaction(api, 2, async () => {
      outcome = outcomeOf(await api.execute(REGISTER, person.headers, { input: { displayName: 'Ada' } }));
    });
    expect((await erase(person)).body.data.eraseMyData).toMatchObject({ erasedOrderCount: 1, complete: true });
    expect(outcome).toBe('ERASURE_NOT_COMPLETE');
    expect(await table.item(profileOf(subject))).toBeUndefined();
  });

  it('a note of the shop that is under way is erased, or refused; one that comes later is refused', async () => {
    const person = await registered();
    const id = await placed(api, person.headers);
    const annotate = async (internalNote: string | null) =>
      outcomeOf(await api.execute(ANNOTATE, await api.ownerA(), { input: { orderId: id, internalNote } }));
    const outcomes: string[] = [];
    let transactions = 0;
    // Before the second transaction too: what was looked at is not what is there. Before each that follows it would never end.
    beforeEachCall(async (call) => {
      if (isTransaction(call) && (transactions += 1) !== 2) return;
      outcomes.push(await annotate('Always late.'));
    });
    await erase(person);
    api.recorder.faults = undefined;
    expect(new Set(outcomes)).toEqual(new Set(['done', 'DATA_ERASED']));
    expect(await left(person)).toEqual([]);
    expect(await annotate('Always late.')).toBe('DATA_ERASED');
    expect(await annotate(null)).toBe('done');
    expect(await left(person)).toEqual([]);
  });
});

describe('coming back', () => {
  it('orders and claims are refused until the person registers again, and in words that say so', async () => {
    const person = await registered();
    await erase(person);
    const { token, id } = await guestWithOrder();
    const input = { guestSessionToken: token };
    const refused = await api.execute(CLAIM, person.headers, { input });
    expect(refused.body.data.claimGuestOrders).toMatchObject({
      claimedCount: 0,
      complete: false,
      userErrors: [
        {
          field: null,
          code: 'DATA_ERASED',
          message:
            'You had your data erased, so nothing new is stored about you. To order again, register again (registerCustomer).',
        },
      ],
    });
    expect(refused.headers.get('set-cookie')).toBeNull();
    expect(await tryOrdering(person)).toBe('DATA_ERASED');
    expect(outcomeOf(await api.execute(REGISTER, person.headers, { input: { displayName: 'Ada' } }))).toBe('done');
    expect(await tryOrdering(person)).toBe('done');
    expect((await api.execute(CLAIM, person.headers, { input })).body.data.claimGuestOrders.claimedCount).toBe(1);
    expect(await ordersOf(api, person.headers)).toContain(id);
    expect((await erase(person)).body.data.eraseMyData).toMatchObject({ erasedOrderCount: 2, complete: true });
    expect(await left(person)).toEqual([]);
  });

  it('an order of before is answered to whoever sends it again, as it is now', async () => {
    const person = await registered();
    const input = placeInput({ idempotencyKey: freshKey() });
    const headers = { ...person.headers, ...(await api.visit('alpha')) };
    const first = await api.execute(PLACE, headers, { input });
    await erase(person);
    const again = await api.execute(PLACE, headers, { input });
    expect(again.body.data.placeOrder.order.id).toBe(first.body.data.placeOrder.order.id);
    expect(await left(person)).toEqual([]);
  });

  it('an eraser who was held up leaves who is back alone', async () => {
    const person = await registered();
    await tryOrdering(person);
    // After its look at the orders, and before it writes to them: another one erases all, and the person is back and orders.
    beforeTransaction(api, 2, async () => {
      await erase(person);
      await api.execute(REGISTER, person.headers, { input: { displayName: 'Ada again' } });
      await tryOrdering(person);
    });
    const { body } = await erase(person);
    expect(body.data.eraseMyData).toMatchObject({
      erasedOrderCount: 0,
      complete: true,
      customer: { displayName: 'Ada again' },
    });
    expect(await left(person)).toEqual([['customerName', 'phoneNumber', 'note']]);
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('likewise one who was held up before the profile', async () => {
    const person = await registered();
    beforeTransaction(api, 2, async () => {
      await erase(person);
      await api.execute(REGISTER, person.headers, { input: { displayName: 'Ada again' } });
    });
    const { body } = await erase(person);
    expect(body.data.eraseMyData).toMatchObject({ complete: true, customer: { displayName: 'Ada again' } });
    expect(await table.differences()).toEqual(NO_DIFFERENCES);
  });

  it('of a profile that was erased in the old way, without a mark, nothing stands in the way', async () => {
    const person = await registered();
    await erase(person);
    await api.remove(markOf(person.subject));
    expect(await tryOrdering(person)).toBe('done');
    const { body } = await api.execute(REGISTER, person.headers, { input: { displayName: 'Ada' } });
    expect(body.data.registerCustomer.customer).toMatchObject({ displayName: 'Ada', version: 2 });
    expect(outcomeOf(await api.execute(UPDATE_PROFILE, person.headers, { input: { displayName: 'A.' } }))).toBe('done');
  });
});

describe('a faulty version', () => {
  const FAULTY = [
    ['a string', 'abc'],
    ['a fraction', 1.5],
    ['too large a number', 9007199254740993n],
    ['a map', { a: 1 }],
  ] as const;

  it.each(FAULTY)('of the profile does not keep anything from being erased: %s', async (_, version) => {
    const person = await registered();
    const id = await placed(api, person.headers, { note: 'Ring twice.' });
    await table.set(profileOf(person.subject), 'version', version);
    await table.set(orderKeyOf(id), 'version', version);
    const { body } = await erase(person);
    expect(body.data.eraseMyData).toMatchObject({ erasedOrderCount: 1, complete: true });
    expect(await left(person)).toEqual([]);
    const profile = await table.item(profileOf(person.subject));
    expect([profile?.displayName, typeof profile?.erasedAt]).toEqual([undefined, 'string']);
    const again = await api.execute(REGISTER, person.headers, { input: { displayName: 'Ada again' } });
    expect(again.body.data.registerCustomer.customer).toMatchObject({ displayName: 'Ada again', version: 1 });
  });
});

describe('what others wrote', () => {
  it('is gone, and nobody has named or read it', async () => {
    const person = await registered();
    const [first, second] = [await placed(api, person.headers), await placed(api, person.headers)];
    await api.execute(ANNOTATE, await api.ownerA(), { input: { orderId: first, internalNote: 'Always late.' } });
    for (const name of ['riskScore', 'platformNotes', 'somethingNew'])
      await table.set(orderKeyOf(second), name, `hidden-${name}`);
    const { calls } = await erase(person);
    const seen = calls.flatMap((call) => [...attributesNamedAnywhere(call), ...receivedAttributes(call)]).flat();
    expect(seen.filter((name) => [...PERSONAL, 'somethingNew'].includes(name))).toEqual(
      // Of the profile, which is answered.
      seen.filter((name) => name === 'phoneNumber'),
    );
    expect(await left(person)).toEqual([]);
    expect(await table.item(orderKeyOf(second))).not.toHaveProperty('somethingNew');
  });

  it('of an order that was erased in the old way goes as well', async () => {
    const person = await registered();
    const id = await placed(api, person.headers);
    const { customerName: _name, phoneNumber: _phone, ...old } = { ...(await table.item(orderKeyOf(id))) };
    const others = { internalNote: 'Always late.', riskScore: 'hidden-riskScore' };
    await api.replace({ ...old, ...others, ...orderKeyOf(id), erasedAt: '2026-02-01T00:00:00.000Z' });
    expect((await erase(person)).body.data.eraseMyData).toMatchObject({ erasedOrderCount: 1, complete: true });
    expect(await left(person)).toEqual([]);
    const note = { orderId: id, internalNote: 'x' };
    expect(outcomeOf(await api.execute(ANNOTATE, await api.ownerA(), { input: note }))).toBe('DATA_ERASED');
  });
});

it('what is kept is told with its reason, and an erased order goes its way as any other', async () => {
  const person = await registered();
  const id = await placed(api, person.headers);
  const query = 'mutation { eraseMyData(input: { confirm: true }) { complete kept { what why } } }';
  const { body } = await api.execute(query, person.headers);
  const { kept } = body.data.eraseMyData;
  expect(kept.length).toBeGreaterThan(3);
  for (const each of kept)
    expect(each).toEqual({ what: expect.stringMatching(/\w/), why: expect.stringMatching(/\w/) });
  for (const to of ['ACCEPTED', 'REJECTED'])
    expect(outcomeOf(await api.execute(ADVANCE, await api.ownerA(), { input: { orderId: id, to } }))).toBe('done');
  expect(await table.differences()).toEqual(NO_DIFFERENCES);
});
