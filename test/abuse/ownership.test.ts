import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { baseWorld, order, orderId, ownership, SUBJECTS, type WorldItem } from '../support/world';
import { eventually, masked, post, serverBeside } from './requests';
import { ALPHA, BETA, customerNode, orderNode } from './scene';
import { besideOwnership, placesRead, wireText } from './traffic';

let api: ApiUnderTest;
let guest: Awaited<ReturnType<ApiUnderTest['guest']>>;

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
  guest = await api.guest();
});
afterAll(async () => api.close());

/** The head of an order with these attributes in the place of its owner's. */
function ownedBy(number: number, owner: Record<string, unknown>): WorldItem {
  const [head] = order({ shopId: 'alpha', number, customerId: 'to be replaced' });
  const { customerId: _customerId, gsi1pk: _gsi1pk, gsi1sk: _gsi1sk, ...rest } = head!;
  return { ...rest, ...owner };
}

describe('Objects: an item whose owner is not said is nobody’s', () => {
  const owners: Record<string, Record<string, unknown>> = {
    'no owner attribute': {},
    'an empty customer': { customerId: '' },
    'a customer that is null': { customerId: null },
    'an empty guest session': { guestSessionId: '' },
    'a list with the customer in it': { customerId: [SUBJECTS.customer1] },
    'a map': { customerId: { S: SUBJECTS.customer1 } },
    'a number': { customerId: 0 },
    'a boolean': { customerId: true, guestSessionId: true },
    'the text undefined': { customerId: 'undefined', guestSessionId: 'undefined' },
    'the text null': { customerId: 'null', guestSessionId: 'null' },
    'the customer with a blank': { customerId: `${SUBJECTS.customer1} ` },
    'the customer in another case': { customerId: SUBJECTS.customer1.toUpperCase() },
    'the customer as guest session': { guestSessionId: SUBJECTS.customer1 },
  };
  const numbers = new Map(Object.keys(owners).map((name, index) => [name, index + 1]));

  beforeAll(async () => api.put(Object.entries(owners).map(([name, owner]) => ownedBy(numbers.get(name)!, owner))));

  it.each(Object.keys(owners))('%s', async (name) => {
    const number = numbers.get(name)!;
    const query = `{ order(id: "${orderNode('alpha', number)}") { number note } }`;
    const callers: RequestHeaders[] = [
      {},
      guest.headers,
      await api.customer1(),
      await api.signedIn('nobody'),
      await api.ownerB(),
      await api.signedIn(SUBJECTS.ownerB, 'customers', 'shop-owners'),
    ];
    for (const headers of callers) {
      const answer = await api.execute(query, headers);
      expect(answer.body.data).toEqual({ order: null });
      expect(wireText(answer.calls)).not.toContain('canary-note');
    }
    const { body } = await api.execute(query, await api.ownerA());
    expect(body.data.order).toEqual({ number: `number-${number}`, note: `canary-note-${orderId(number)}` });
  });
});

describe('Objects: a caller whose subject has signs that keys are made of is nobody else', () => {
  const texts: Record<string, string> = {
    'a#b': 'a=23b',
    '../customer-1': '..=2Fcustomer-1',
    'customer-1#': 'customer-1=23',
    'customer-1\u0000': 'customer-1=00',
    'ｃustomer-1': '=EF=BD=83ustomer-1',
    ' customer-1': '=20customer-1',
    '*': '=2A',
    '{subject}': '=7Bsubject=7D',
  };
  const QUERY = `{ viewer { customer { id } shops { id } } shop(id: "${ALPHA}") { taxId } }`;

  it.each(Object.entries(texts))(
    '%j owns nothing, and nothing but what is of this name is read',
    async (subject, text) => {
      const headers = await api.signedIn(subject, 'customers', 'shop-owners');
      const answer = await api.execute(QUERY, headers);
      expect(answer.body.data).toEqual({
        viewer: { customer: { id: customerNode(subject) }, shops: [] },
        shop: { taxId: null },
      });
      expect(placesRead(answer.calls)).toEqual(['SHOP#alpha / SHOP', `USER#${text}`]);
    },
  );

  it('one that is too long for a key owns nothing, and nothing is read of it', async () => {
    const answer = await api.execute(QUERY, await api.signedIn('x'.repeat(769), 'customers', 'shop-owners'));
    expect(answer.body.data).toEqual({ viewer: { customer: null, shops: [] }, shop: { taxId: null } });
    expect(placesRead(answer.calls)).toEqual(['SHOP#alpha / SHOP']);
  });

  it('a subject that begins like another’s is another', async () => {
    const headers = await api.signedIn(`${SUBJECTS.ownerA}2`, 'shop-owners');
    const answer = await api.execute('{ viewer { shops { id } } }', headers);
    expect(answer.body.data).toEqual({ viewer: { shops: [] } });
  });

  it('ownership rows that are malformed give nothing; the good one beside them does', async () => {
    const rows = [
      'SHOP#',
      'SHOP#alpha#x',
      'SHOP#alpha/../beta',
      'SHOPS#alpha',
      'shop#alpha',
      'SHOP#ａlpha',
      'SHOP#beta',
    ];
    await api.put(rows.map((sk) => ({ pk: 'USER#owner-of-odd-rows', sk, grantedAt: '2025-12-31T01:02:03.004Z' })));
    const headers = await api.signedIn('owner-of-odd-rows', 'shop-owners');
    const { body } = await api.execute(`{ viewer { shops { id taxId } } shop(id: "${ALPHA}") { taxId } }`, headers);
    expect(body.data).toEqual({
      viewer: { shops: [{ id: BETA, taxId: 'canary-taxId-beta' }] },
      shop: { taxId: null },
    });
  });
});

describe('Objects: references in stored items lead nowhere else', () => {
  it('a line that names another shop’s product, or no key value, shows none', async () => {
    const [head, ...lines] = order({ shopId: 'alpha', number: 50, customerId: SUBJECTS.customer1, lines: 4 });
    const products = ['beta-p1', 'alpha-p1#', '../PRODUCT#alpha-p1', 'alpha-p1'];
    await api.put([head!, ...lines.map((line, index) => ({ ...line, productId: products[index] }))]);
    const query = `{ order(id: "${orderNode('alpha', 50)}") { lines { name product { name } } } }`;
    const answer = await api.execute(query, await api.ownerA());
    const shown = answer.body.data.order.lines as { product: unknown }[];
    expect(shown.map(({ product }) => product)).toEqual([null, null, null, { name: 'name of alpha-p1' }]);
    expect(placesRead(answer.calls).filter((place) => place.includes('beta'))).toEqual([
      'SHOP#alpha / PRODUCT#beta-p1',
    ]);
  });

  it('a customer’s record that is not there is empty to its owner and absent to everyone else', async () => {
    const id = customerNode('not-registered');
    const query = `{ node(id: "${id}") { id ... on Customer { email } } }`;
    const own = await api.execute(query, await api.signedIn('not-registered', 'customers'));
    expect(own.body.data.node).toEqual({ id, email: null });
    const other = await api.execute(query, await api.customer1());
    expect(other.body).toEqual({ data: { node: null } });
  });

  it('a shop that is gone leaves the rest of the order in place', async () => {
    await api.put([
      ...order({ shopId: 'closed', number: 60, customerId: SUBJECTS.customer1 }),
      ownership('owner-of-closed', 'closed'),
    ]);
    const { body } = await api.execute(
      `{ order(id: "${orderNode('closed', 60)}") { number shop { name } lines { name } } }`,
      await api.customer1(),
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.order).toMatchObject({ number: 'number-60', shop: null, lines: [{}, {}] });
  });
});

describe('Objects: a change of owner or role takes effect', () => {
  const taxId = `{ shop(id: "${ALPHA}") { taxId } }`;
  const A = 'canary-taxId-alpha';
  const seenBy = async (url: string, headers: RequestHeaders) =>
    (await post(url, taxId, headers)).body.data.shop.taxId as string | null;
  const transfer = async (from: string, to: string) => {
    await api.replace(ownership(to, 'alpha'));
    await api.remove(ownership(from, 'alpha'));
  };

  afterEach(async () => transfer(SUBJECTS.ownerB, SUBJECTS.ownerA));

  it('with the next request, where nothing is remembered', async () => {
    expect(await seenBy(api.url, await api.ownerA())).toBe(A);
    await transfer(SUBJECTS.ownerA, SUBJECTS.ownerB);
    expect(await seenBy(api.url, await api.ownerA())).toBeNull();
    expect(await seenBy(api.url, await api.ownerB())).toBe(A);
  });

  it('within OWNERSHIP_CACHE_SECONDS where it is remembered, also for somebody who asks all the time', async () => {
    const server = await serverBeside(api, { OWNERSHIP_CACHE_SECONDS: '1' });
    const [ownerA, ownerB] = [await api.ownerA(), await api.ownerB()];
    expect(await seenBy(server.url, ownerA)).toBe(A);
    expect(await seenBy(server.url, ownerB)).toBeNull();
    await transfer(SUBJECTS.ownerA, SUBJECTS.ownerB);
    await eventually(async () => (await seenBy(server.url, ownerA)) === null);
    await eventually(async () => (await seenBy(server.url, ownerB)) === A);
    await server.close();
  });

  it('what is remembered of one owner is of no use to another', async () => {
    const server = await serverBeside(api, { OWNERSHIP_CACHE_SECONDS: '300' });
    const before = api.recorder.calls.length;
    const seen = [];
    for (const headers of [await api.ownerA(), await api.ownerB(), await api.ownerA(), await api.ownerB()])
      seen.push(await seenBy(server.url, headers));
    expect(seen).toEqual([A, null, A, null]);
    // It is remembered at all: each was looked up once.
    const lookUps = api.recorder.calls.slice(before).filter((call) => besideOwnership([call]).length === 0);
    expect(lookUps).toHaveLength(2);
    const withoutRole = await api.signedIn(SUBJECTS.ownerA, 'customers');
    expect(await seenBy(server.url, withoutRole)).toBeNull();
    await server.close();
  });

  it('a role that the token does not carry any more is gone, whatever the table says', async () => {
    for (const groups of [[], ['customers'], ['platform-admins']]) {
      const answer = await api.execute(
        `{ viewer { shops { taxId } } }`,
        await api.signedIn(SUBJECTS.ownerA, ...groups),
      );
      expect(answer.text).not.toContain(A);
      expect(answer.calls).toEqual([]);
    }
    expect(await seenBy(api.url, await api.ownerA())).toBe(A);
  });

  it('an order that a guest session gave to a customer is the customer’s alone', async () => {
    const number = 70;
    const query = `{ order(id: "${orderNode('alpha', number)}") { number } }`;
    const [asGuest] = order({ shopId: 'alpha', number, guestSessionId: guest.sessionId });
    await api.replace(asGuest!);
    expect((await api.execute(query, guest.headers)).body.data.order).not.toBeNull();
    const before = await api.execute(query, await api.customer1());
    const [asCustomer] = order({ shopId: 'alpha', number, customerId: SUBJECTS.customer1 });
    await api.replace(asCustomer!);
    const after = await api.execute(query, guest.headers);
    expect(masked(after.text)).toBe(masked(before.text));
    expect((await api.execute(query, await api.customer1())).body.data.order).not.toBeNull();
    const lists = await api.execute('{ viewer { guestOrders { nodes { id } } } }', guest.headers);
    expect(lists.body.data.viewer.guestOrders.nodes).toEqual([]);
  });

  it('an order that was deleted is like one that never was', async () => {
    const [head] = order({ shopId: 'alpha', number: 71, customerId: SUBJECTS.customer1, lines: 0 });
    await api.replace(head!);
    const ask = async (number: number) =>
      api.execute(`{ order(id: "${orderNode('alpha', number)}") { number } }`, await api.customer1());
    expect((await ask(71)).body.data.order).not.toBeNull();
    await api.remove(head!);
    expect((await ask(71)).text).toBe((await ask(999)).text);
  });
});
