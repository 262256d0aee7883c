import { toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { isRead } from '../support/RecordedCall';
import { SocketClient } from '../support/SocketClient';
import { baseWorld, order, orderId, SUBJECTS, type OrderSpec } from '../support/world';

/*
 * Who is told of what, over a socket: each event is read afresh as whoever follows, and shows what a query of theirs would show.
 */

const FOLLOW = `subscription ($id: ID!, $initial: Boolean = true) {
  orderChanged(orderId: $id, initial: $initial) { id status internalNote lines { name unitCost { amount } } }
}`;
const FOLLOW_SHOP = 'subscription ($id: ID!) { shopOrderChanged(shopId: $id) { id status internalNote } }';

let api: ApiUnderTest;
let guest: Awaited<ReturnType<ApiUnderTest['guest']>>;
const open: SocketClient[] = [];

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
  await api.withStream();
  guest = await api.guest();
  await api.put([
    ...order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 }),
    ...order({ shopId: 'alpha', number: 2, guestSessionId: guest.sessionId }),
    ...order({ shopId: 'beta', number: 3, customerId: SUBJECTS.customer2 }),
    ...order({ shopId: 'alpha', number: 4, customerId: SUBJECTS.customer2 }),
  ]);
});

afterEach(() => {
  for (const client of open.splice(0)) client.close();
});

afterAll(() => api.close());

const idOf = (number: number, shopId = 'alpha') => toGlobalId('Order', shopId, orderId(number));
const shopIdOf = (shopId: string) => toGlobalId('Shop', shopId);

async function connect(headers: Readonly<Record<string, string>> = {}): Promise<SocketClient> {
  const client = await SocketClient.connect(api.url, headers);
  open.push(client);
  return client;
}

/** Begins to follow, and waits until it has begun: what changes before is not told. */
async function follow(client: SocketClient, query: string, variables: Record<string, unknown>): Promise<string> {
  const begun = () => api.log.lines({ method: 'SUBSCRIBE' }).length;
  const before = begun();
  const followed = client.subscribe(query, variables);
  await api.log.until(() => begun() > before);
  return followed;
}

/** Writes the head of an order again, as a mutation does. */
async function change(spec: OrderSpec, more: Record<string, unknown> = {}): Promise<void> {
  const [head] = order(spec);
  await api.replace({ ...head!, ...more });
}

const alphas = { shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 };

describe('orderChanged', () => {
  it('tells the buyer of each change, in order, with what they may see of it', async () => {
    const client = await connect(await api.customer1());
    const followed = client.subscribe(FOLLOW, { id: idOf(1) });
    const first = await client.next(followed);
    expect(first.data.orderChanged).toMatchObject({ id: idOf(1), status: 'PENDING', internalNote: null });
    expect(first.data.orderChanged.lines[0]).toEqual({ name: expect.stringContaining('line 1'), unitCost: null });
    expect(first.errors.map(({ extensions }: never) => (extensions as { coordinate: string }).coordinate)).toEqual([
      'Order.internalNote',
      'OrderLine.unitCost',
    ]);
    for (const status of ['ACCEPTED', 'READY', 'COMPLETED']) {
      await change({ ...alphas, status });
      const position = ['', 'ACCEPTED', 'READY', 'COMPLETED'].indexOf(status) + 1;
      expect((await client.next(followed, position)).data.orderChanged.status).toBe(status);
    }
  });

  it('shows the shop’s owner what the buyer does not see, of the same event', async () => {
    const [buyer, owner] = await Promise.all([connect(await api.customer1()), connect(await api.ownerA())]);
    const [asBuyer, asOwner] = [buyer.subscribe(FOLLOW, { id: idOf(1) }), owner.subscribe(FOLLOW, { id: idOf(1) })];
    await Promise.all([buyer.next(asBuyer), owner.next(asOwner)]);
    await change({ ...alphas, status: 'REJECTED' }, { internalNote: 'canary-changed-note' });
    expect((await buyer.next(asBuyer, 2)).data.orderChanged).toMatchObject({ status: 'REJECTED', internalNote: null });
    expect((await owner.next(asOwner, 2)).data.orderChanged).toMatchObject({
      status: 'REJECTED',
      internalNote: 'canary-changed-note',
    });
    expect(JSON.stringify(buyer.messages)).not.toContain('canary-changed-note');
  });

  it('tells a guest of the order of their session', async () => {
    const client = await connect(guest.headers);
    const followed = client.subscribe(FOLLOW, { id: idOf(2) });
    await client.next(followed);
    await change({ shopId: 'alpha', number: 2, guestSessionId: guest.sessionId, status: 'READY' });
    expect((await client.next(followed, 2)).data.orderChanged.status).toBe('READY');
  });

  it('is told of changes alone unless it asks for the order as it is', async () => {
    const client = await connect(await api.customer1());
    const [quiet, live] = [
      client.subscribe(FOLLOW, { id: idOf(1), initial: false }),
      client.subscribe(FOLLOW, { id: idOf(1) }),
    ];
    await client.next(live);
    await api.log.until(() => api.log.lines({ method: 'SUBSCRIBE' }).length >= 2);
    await change({ ...alphas, status: 'READY' });
    expect((await client.next(quiet)).data.orderChanged.status).toBe('READY');
    expect(client.of(quiet)).toHaveLength(1);
  });

  it('answers alike, and ends, for an order that is not there and one that is another’s', async () => {
    const client = await connect(await api.customer1());
    const ids = [idOf(4), idOf(99), idOf(3, 'beta'), 'not-an-id', shopIdOf('alpha')];
    const answers = await Promise.all(
      ids.map(async (each) => {
        const followed = client.subscribe(FOLLOW, { id: each });
        await client.completed(followed);
        return client.of(followed).map(({ id: _, ...message }) => message);
      }),
    );
    expect(answers[0]).toEqual([{ type: 'next', payload: { data: { orderChanged: null } } }, { type: 'complete' }]);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('ends when the order is no longer theirs', async () => {
    await change({ ...alphas, number: 5 });
    const client = await connect(await api.customer1());
    const followed = client.subscribe(FOLLOW, { id: idOf(5) });
    await client.next(followed);
    await change({ shopId: 'alpha', number: 5, customerId: SUBJECTS.customer2, status: 'READY' });
    expect((await client.next(followed, 2)).data).toEqual({ orderChanged: null });
    await client.completed(followed);
    expect(JSON.stringify(client.messages)).not.toContain('READY');
  });

  it('ends when the client ends it, also while nothing happens', async () => {
    const client = await connect(await api.customer1());
    const followed = client.subscribe(FOLLOW, { id: idOf(1) });
    await client.next(followed);
    client.send({ id: followed, type: 'complete' });
    const again = client.subscribe(FOLLOW, { id: idOf(1) });
    await client.next(again);
    await change({ ...alphas, status: 'ACCEPTED' });
    await client.next(again, 2);
    expect(client.of(followed)).toHaveLength(1);
  });
});

describe('shopOrderChanged', () => {
  it('tells the owner of every order of the shop, and of no other’s', async () => {
    const client = await connect(await api.ownerA());
    const followed = await follow(client, FOLLOW_SHOP, { id: shopIdOf('alpha') });
    await change({ shopId: 'beta', number: 3, customerId: SUBJECTS.customer2, status: 'READY' });
    await change({ shopId: 'alpha', number: 4, customerId: SUBJECTS.customer2, status: 'READY' });
    await change({ ...alphas, status: 'READY' });
    await client.next(followed, 2);
    const told = client.of(followed).map(({ payload }) => payload.data.shopOrderChanged as unknown);
    expect(told).toEqual([
      { id: idOf(4), status: 'READY', internalNote: expect.stringContaining('canary-internalNote') },
      { id: idOf(1), status: 'READY', internalNote: expect.stringContaining('canary-internalNote') },
    ]);
  });

  it('answers alike, and ends, for another’s shop and for none', async () => {
    const client = await connect(await api.ownerA());
    const answers = await Promise.all(
      [shopIdOf('beta'), shopIdOf('nowhere'), 'no-id', idOf(1)].map(async (each) => {
        const followed = client.subscribe(FOLLOW_SHOP, { id: each });
        await client.completed(followed);
        return client.of(followed).map(({ id: _, ...message }) => message);
      }),
    );
    expect(answers[0]).toEqual([{ type: 'next', payload: { data: { shopOrderChanged: null } } }, { type: 'complete' }]);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('goes on when an order is removed', async () => {
    await change({ ...alphas, number: 6 });
    const client = await connect(await api.ownerA());
    const followed = await follow(client, FOLLOW_SHOP, { id: shopIdOf('alpha') });
    const beside = client.subscribe(FOLLOW, { id: idOf(6) });
    await client.next(beside);
    await api.remove({ pk: 'SHOP#alpha', sk: `ORDER#${orderId(6)}` });
    await client.completed(beside);
    await change({ ...alphas, status: 'COMPLETED' });
    expect((await client.next(followed)).data.shopOrderChanged).toMatchObject({ id: idOf(1), status: 'COMPLETED' });
  });

  it('begins with the newest orders as they are, the newest one last, where that is asked for', async () => {
    for (const number of [90, 91]) await change({ ...alphas, number, status: 'READY' });
    const client = await connect(await api.ownerA());
    const followed = client.subscribe(FOLLOW_SHOP.replace('$id)', '$id, initial: true)'), { id: shopIdOf('alpha') });
    const told = () => client.of(followed).map(({ payload }) => payload.data.shopOrderChanged as { id: string });
    for (let count = 1; told().at(-1)?.id !== idOf(91); count += 1) await client.next(followed, count);
    expect(told().slice(-2)).toMatchObject([
      { id: idOf(90), status: 'READY' },
      { id: idOf(91), status: 'READY' },
    ]);
    const begun = told().length;
    await change({ ...alphas, number: 90, status: 'COMPLETED' });
    await client.next(followed, begun + 1);
    expect(told().slice(begun)).toMatchObject([{ id: idOf(90), status: 'COMPLETED' }]);
  });

  it('tells of many orders at once to whoever follows, who is not closed for that', async () => {
    const client = await connect(await api.ownerB());
    const followed = await follow(client, FOLLOW_SHOP, { id: shopIdOf('beta') });
    const numbers = Array.from({ length: 250 }, (_, index) => 1000 + index);
    await api.put(numbers.flatMap((number) => order({ ...alphas, shopId: 'beta', number })));
    await client.next(followed, numbers.length);
    const told = client.of(followed).map(({ payload }) => payload.data.shopOrderChanged.id as string);
    expect(told.sort()).toEqual(numbers.map((number) => idOf(number, 'beta')).sort());
  });

  it.each([
    ['a guest', () => Promise.resolve(guest.headers), 'UNAUTHENTICATED'],
    ['a customer', () => api.customer1(), 'FORBIDDEN'],
    ['an administrator', () => api.admin(), 'FORBIDDEN'],
  ])('is denied to %s, as a query would be', async (_who, headers, code) => {
    const client = await connect(await headers());
    const [error] = await client.refusal(client.subscribe(FOLLOW_SHOP, { id: shopIdOf('alpha') }));
    expect(error.extensions).toMatchObject({ code, coordinate: 'Subscription.shopOrderChanged', count: 1 });
  });
});

describe('a change of what is hidden is silent', () => {
  const QUERY =
    'subscription ($id: ID!, $initial: Boolean) { orderChanged(orderId: $id, initial: $initial) { status total { amount } } }';
  const hidden = [
    { riskScore: 99 },
    { riskScore: 98, platformNotes: 'canary-notes' },
    { internalNote: 'canary-silent' },
  ];

  it.each([true, false])('to the buyer who follows the order (initial: %s)', async (initial) => {
    const spec = { ...alphas, number: initial ? 20 : 21 };
    await change(spec);
    const client = await connect({ ...(await api.customer1()), 'x-on-denied': 'mask' });
    const followed = await follow(client, QUERY, { id: idOf(spec.number), initial });
    if (initial) await client.next(followed);
    for (const more of hidden) await change(spec, more);
    await change({ ...spec, status: 'READY' });
    const told = await client.next(followed, initial ? 2 : 1);
    expect(told.data.orderChanged.status).toBe('READY');
    for (const more of hidden) await change({ ...spec, status: 'READY' }, more);
    await change({ ...spec, status: 'COMPLETED' });
    await client.next(followed, initial ? 3 : 2);
    const statuses = client.of(followed).map(({ payload }) => payload.data.orderChanged.status as string);
    expect(statuses).toEqual([...(initial ? ['PENDING'] : []), 'READY', 'COMPLETED']);
  });

  it('to the owner who follows the shop, of orders that nothing was told of yet', async () => {
    const spec = { ...alphas, number: 22 };
    await change(spec);
    const client = await connect(await api.ownerA());
    const followed = await follow(client, FOLLOW_SHOP, { id: shopIdOf('alpha') });
    await change(spec, { riskScore: 99 });
    await change({ ...spec, number: 23 });
    const told = await client.next(followed);
    expect(told.data.shopOrderChanged.id).toBe(idOf(23));
    await change({ ...spec, status: 'READY' });
    expect((await client.next(followed, 2)).data.shopOrderChanged).toMatchObject({ id: idOf(22), status: 'READY' });
  });

  it.each([
    ['a list that is asked for wrongly', 'status customer { orders(first: 1000) { nodes { id } } }', {}],
    ['a cursor of nowhere', 'status customer { orders(after: "x") { nodes { id } } }', {}],
    ['a faulty value', 'status note', { note: 12 }],
  ])('also where %s is told with each event', async (_, selected, faulty) => {
    const spec = { ...alphas, number: 25 };
    await change(spec, faulty);
    const client = await connect(await api.customer1());
    const query = `subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { ${selected} } }`;
    const followed = client.subscribe(query, { id: idOf(25) });
    expect((await client.next(followed)).errors).toHaveLength(1);
    for (const riskScore of [1, 2, 3]) await change(spec, { ...faulty, riskScore });
    await change({ ...spec, status: 'READY' }, faulty);
    expect((await client.next(followed, 2)).data.orderChanged.status).toBe('READY');
  });

  it('and what is refused as a whole is refused at the beginning, not when something hidden is written', async () => {
    const customer = { ...(await api.customer1()), ...(await api.visit('beta')), 'x-on-denied': 'reject' };
    const both = { ...(await api.signedIn(SUBJECTS.ownerA, 'customers', 'shop-owners')), 'x-on-denied': 'reject' };
    const [buyer, owner] = [await connect(customer), await connect(both)];
    const refused = [
      await buyer.refusal(
        buyer.subscribe('subscription ($id: ID!) { orderChanged(orderId: $id) { lines { product { name } } } }', {
          id: idOf(1),
        }),
      ),
      await owner.refusal(
        owner.subscribe('subscription ($id: ID!) { shopOrderChanged(shopId: $id) { status customer { id } } }', {
          id: shopIdOf('alpha'),
        }),
      ),
    ];
    expect(refused).toMatchObject([
      [{ extensions: { coordinate: 'OrderLine.product' } }],
      [{ extensions: { coordinate: 'Order.customer' } }],
    ]);
  });

  it('and what a failure kept from being told is told', async () => {
    const spec = { ...alphas, number: 24 };
    await change(spec);
    const client = await connect(await api.customer1());
    const followed = client.subscribe(QUERY, { id: idOf(24), initial: true });
    await client.next(followed);
    await change({ ...spec, status: 'NONSENSE' });
    expect((await client.next(followed, 2)).errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
    await change(spec);
    await change({ ...spec, status: 'READY' });
    expect((await client.next(followed, 3)).data.orderChanged.status).toBe('READY');
  });
});

describe('what changes while a subscription begins', () => {
  /** Writes once, while the nth read of this kind is on its way. */
  function writingDuring(text: string, nth: number, write: () => Promise<void>): Promise<void> {
    let reads = 0;
    return new Promise((resolve) => {
      api.recorder.faults = (call) => {
        if (!isRead(call) || !JSON.stringify(call.request).includes(text)) return undefined;
        reads += 1;
        if (reads === nth) void write().then(resolve);
        return undefined;
      };
    });
  }
  afterEach(() => {
    api.recorder.faults = undefined;
  });

  // Twice two reads say whose the order is, and how it stands: the subscription has begun by then.
  it.each([5, 6])('of an order is told to its buyer (read %i)', async (nth) => {
    const spec = { ...alphas, number: 30 + nth };
    await change(spec);
    const client = await connect(await api.customer1());
    // Of this order alone: what was told of another may still be read.
    const written = writingDuring(orderId(spec.number), nth, async () => change({ ...spec, status: 'READY' }));
    const followed = client.subscribe('subscription ($id: ID!) { orderChanged(orderId: $id) { status } }', {
      id: idOf(spec.number),
    });
    await written;
    expect((await client.next(followed)).data.orderChanged.status).toBe('READY');
    await change({ ...spec, status: 'COMPLETED' });
    expect((await client.next(followed, 2)).data.orderChanged.status).toBe('COMPLETED');
  });

  it('of a shop, an order that is placed is told once', async () => {
    const spec = { ...alphas, number: 42 };
    const client = await connect(await api.ownerA());
    const written = writingDuring('"ORDER#"', 2, async () => api.put(order(spec)));
    const followed = client.subscribe(FOLLOW_SHOP, { id: shopIdOf('alpha') });
    await written;
    expect((await client.next(followed)).data.shopOrderChanged.id).toBe(idOf(spec.number));
    await change({ ...alphas, number: 48 });
    expect((await client.next(followed, 2)).data.shopOrderChanged.id).toBe(idOf(48));
  });

  it('looks at so many orders as are paid for, and no more', async () => {
    await api.put(Array.from({ length: 30 }, (_, n) => order({ ...alphas, number: 60 + n, lines: 1 })).flat());
    const client = await connect(await api.ownerA());
    const lists = Array.from({ length: 10 }, (_, n) => `l${n}: orders(first: 100) { nodes { status } }`).join(' ');
    api.takeCalls();
    await follow(client, `subscription ($id: ID!) { shopOrderChanged(shopId: $id) { shop { ${lists} } } }`, {
      id: shopIdOf('alpha'),
    });
    const queries = api.takeCalls().filter(({ operation }) => operation === 'Query');
    // Twice the one order that its price allows, with its ten lists, the keys of the newest and what the owner owns; that once more at first.
    expect(queries.length).toBeLessThanOrEqual(2 * 12 + 1);
  });
});

describe('what an event reads', () => {
  it('is read once for all who may see the same of it', async () => {
    const query = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { status note } }';
    const other = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { number status } }';
    const [one, two, owner] = await Promise.all([
      connect(await api.customer1()),
      connect(await api.customer1()),
      connect(await api.ownerA()),
    ]);
    const followed = [
      ...[1, 2, 3].map(() => ({ client: one, id: one.subscribe(query, { id: idOf(1) }) })),
      ...[1, 2, 3].map(() => ({ client: two, id: two.subscribe(query, { id: idOf(1) }) })),
      ...[1, 2].map(() => ({ client: owner, id: owner.subscribe(query, { id: idOf(1) }) })),
      { client: two, id: two.subscribe(other, { id: idOf(1) }) },
    ];
    await Promise.all(followed.map(({ client, id }) => client.next(id)));
    api.takeCalls();
    await change({ ...alphas, status: 'ACCEPTED' });
    await Promise.all(followed.map(({ client, id }) => client.next(id, 2)));
    const reads = api
      .takeCalls()
      .filter(isRead)
      .map(({ operation, request }) =>
        [operation, ...Object.values((request.ExpressionAttributeNames ?? {}) as Record<string, string>).sort()].join(
          ' ',
        ),
      );
    // The facts that tell whose it is, each of the two projections, and what the owner owns: each once, for nine followers.
    expect(reads.sort()).toEqual([
      'GetItem customerId sk',
      'GetItem note sk status',
      'GetItem number sk status',
      'Query pk sk',
    ]);
  });
});
