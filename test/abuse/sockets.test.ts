import { randomUUID } from 'node:crypto';
import { createCookies } from '../../src/identity/cookies';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { Refused, SocketClient } from '../support/SocketClient';
import { baseWorld, order, ownership, shop, SUBJECTS, type OrderSpec } from '../support/world';
import { ALPHA, orderNode, productNode } from './scene';

const ALLOWED = 'https://app.example.com';
const FOLLOW = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { status note } }';
const FOLLOW_SHOP = 'subscription ($id: ID!) { shopOrderChanged(shopId: $id) { status internalNote } }';

let api: ApiUnderTest;
let guest: Awaited<ReturnType<ApiUnderTest['guest']>>;
const open: SocketClient[] = [];

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld(), { CORS_ORIGINS: ALLOWED });
  await api.withStream();
  guest = await api.guest();
  await api.put([
    ...[1, 2, 3].flatMap((number) => order({ shopId: 'alpha', number, customerId: SUBJECTS.customer1 })),
    ...order({ shopId: 'alpha', number: 4, guestSessionId: guest.sessionId }),
  ]);
});

afterEach(() => {
  for (const client of open.splice(0)) client.close();
});

afterAll(() => api.close());

async function connect(
  payload: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<SocketClient> {
  const client = await SocketClient.connect(api.url, payload, { headers });
  open.push(client);
  return client;
}

/** What becomes of a socket whose `connection_init` is this. */
async function closedAfter(payload: unknown, headers: Readonly<Record<string, string>> = {}) {
  const client = await SocketClient.open(api.url, { headers });
  open.push(client);
  client.send({ type: 'connection_init', payload });
  const closed = await client.closed;
  return { ...closed, messages: client.messages };
}

async function statusOf(headers: Readonly<Record<string, string>>, path = ''): Promise<number> {
  return SocketClient.open(api.url + path, { headers }).then(
    (client) => (open.push(client), 101),
    (cause: unknown) => (cause as Refused).status,
  );
}

async function change(spec: OrderSpec, more: Record<string, unknown> = {}): Promise<void> {
  const [head] = order(spec);
  await api.replace({ ...head!, ...more });
}

const alphas = { shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 };
const cookie = () =>
  `${createCookies({ FIELDGATE_MODE: 'local', GUEST_COOKIE: 'same-site' }).guest.name}=${guest.headers.authorization!.slice(7)}`;
async function errorOf(client: SocketClient, query: string, variables?: object, more?: object) {
  const [error] = (await client.refusal(client.subscribe(query, variables as never, more))) as {
    extensions: Record<string, unknown>;
  }[];
  return error!;
}

describe('Sockets: who opens them', () => {
  it('a page of an allowed origin brings the guest’s cookie', async () => {
    const client = await connect({}, { cookie: cookie(), origin: ALLOWED });
    const followed = client.subscribe(FOLLOW, { id: orderNode('alpha', 4) });
    expect((await client.next(followed)).data.orderChanged.status).toBe('PENDING');
  });

  it('the API’s own page brings it, too', async () => {
    expect(await statusOf({ cookie: cookie(), origin: new URL(api.url).origin })).toBe(101);
  });

  it.each([
    ['a foreign origin', { origin: 'https://evil.example.com' }],
    ['an origin that ends alike', { origin: `${ALLOWED}.evil.com` }],
    ['an origin without TLS', { origin: 'http://app.example.com' }],
    ['null', { origin: 'null' }],
    ['no origin', {}],
    ['a foreign site', { 'sec-fetch-site': 'cross-site' }],
  ])('a cookie with %s is refused before there is a socket', async (_from, headers) => {
    const refused = await SocketClient.open(api.url, {
      headers: { cookie: cookie(), ...headers },
    }).catch((cause: unknown) => cause as Refused);
    expect(refused).toBeInstanceOf(Refused);
    expect((refused as Refused).status).toBe(403);
    expect(JSON.parse((refused as Refused).body).errors[0].extensions.code).toBe('FORBIDDEN');
    await api.log.line({ kind: 'cross_site_request' });
  });

  it('a token in connection_init is taken by the names of its header', async () => {
    const { authorization } = await api.customer1();
    for (const payload of [{ authorization }, { Authorization: authorization }]) {
      const client = await connect(payload);
      const followed = client.subscribe(FOLLOW, { id: orderNode('alpha', 1) });
      expect((await client.next(followed)).data.orderChanged.status).toBe('PENDING');
    }
  });

  it.each<[string, () => Promise<Readonly<Record<string, unknown>>>, number]>([
    ['no token at all', () => Promise.resolve({ authorization: 'Bearer nonsense' }), 4401],
    ['another scheme', () => Promise.resolve({ authorization: 'Basic abc' }), 4401],
    ['a number', () => Promise.resolve({ authorization: 7 }), 4401],
    ['a list', async () => ({ authorization: [(await api.customer1()).authorization] }), 4401],
    ['a visit token', async () => ({ authorization: `Bearer ${(await api.visit('alpha'))['x-visit-token']!}` }), 4401],
    [
      'two that differ',
      () => Promise.resolve({ authorization: guest.headers.authorization, Authorization: 'Bearer a.b.c' }),
      4401,
    ],
    ['one that has expired', async () => ({ authorization: `Bearer ${await expired()}` }), 4403],
  ])('a credential that is %s closes the socket, and makes no guest', async (_what, payload, code) => {
    const { code: came, messages } = await closedAfter(await payload());
    expect(came).toBe(code);
    expect(messages).toEqual([]);
  });

  it('a bad token beside a valid cookie is no guest either', async () => {
    const { code } = await closedAfter({ authorization: 'Bearer a.b.c' }, { cookie: cookie(), origin: ALLOWED });
    expect(code).toBe(4401);
  });

  it('a role in the payload is nothing', async () => {
    const client = await connect({ role: 'SHOP_OWNER', roles: ['SHOP_OWNER'], 'x-role': 'PLATFORM_ADMIN' });
    expect((await errorOf(client, FOLLOW_SHOP, { id: ALPHA })).extensions.code).toBe('UNAUTHENTICATED');
  });

  it('nothing is taken before connection_init', async () => {
    const client = await SocketClient.open(api.url);
    open.push(client);
    client.subscribe(FOLLOW, { id: orderNode('alpha', 1) });
    expect((await client.closed).code).toBe(4401);
    expect(client.messages).toEqual([]);
  });

  it('another protocol and another path are none of ours', async () => {
    const client = await SocketClient.open(api.url, {}, 'graphql-ws').catch(() => null);
    expect(client === null || (await client.closed).code === 4406).toBe(true);
    expect(await statusOf({}, 'x')).toBe(404);
  });
});

async function expired(): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return api.identityProvider.token({
    subject: SUBJECTS.customer1,
    groups: ['customers'],
    claims: { iat: now - 7200, exp: now - 10 },
  });
}

describe('Sockets: what is refused', () => {
  const nested = (levels: number): string =>
    levels === 0 ? 'id' : `shop { products(first: 1) { nodes { ${nested(levels - 1)} } } }`;
  const asked = (inside: string) => `subscription { orderChanged(orderId: "x") { ${inside} } }`;
  const times = (count: number, text: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => text(index)).join(' ');

  it.each([
    ['a query', '{ viewer { roles } }', 'BAD_USER_INPUT'],
    ['a mutation', 'mutation { startGuestSession { token } }', 'BAD_USER_INPUT'],
    ['introspection', '{ __schema { types { name } } }', 'BAD_USER_INPUT'],
    [
      'two root fields',
      'subscription { orderChanged(orderId: "a") { id } shopOrderChanged(shopId: "b") { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['no root field', 'subscription { orderChanged(orderId: "a") @skip(if: true) { id } }', 'BAD_USER_INPUT'],
    ['its type’s name', 'subscription { __typename }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a typo', asked('statis'), 'GRAPHQL_VALIDATION_FAILED'],
    ['no GraphQL', 'subscription { orderChanged(', 'GRAPHQL_PARSE_FAILED'],
    ['nothing', '', 'BAD_USER_INPUT'],
    ['depth', asked(nested(8)), 'QUERY_TOO_COMPLEX'],
    ['aliases', asked(times(40, (i) => `a${String(i)}: id`)), 'QUERY_TOO_COMPLEX'],
    ['aliases of __typename', asked(times(40, (i) => `a${String(i)}: __typename`)), 'QUERY_TOO_COMPLEX'],
    ['directives', asked(times(40, () => 'id @include(if: true)')), 'QUERY_TOO_COMPLEX'],
    ['tokens', asked(times(5000, () => 'id')), 'GRAPHQL_PARSE_FAILED'],
    [
      'cost',
      asked(
        'shop { a: products(first: 100) { nodes { shop { products(first: 100) { nodes { shop { products(first: 100) { nodes { id } } } } } } } } }',
      ),
      'QUERY_TOO_COMPLEX',
    ],
    [
      '2^25 spreads',
      `${asked('...F0')} ${times(25, (i) => `fragment F${String(i)} on Order { ...F${String(i + 1)} ...F${String(i + 1)} }`)} fragment F25 on Order { id }`,
      'QUERY_TOO_COMPLEX',
    ],
    [
      'a circle',
      `${asked('...A')} fragment A on Order { ...B } fragment B on Order { ...A }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['100 operations', times(100, (i) => `subscription S${String(i)} { __typename }`), 'QUERY_TOO_COMPLEX'],
  ])('%s', async (_what, query, code) => {
    const client = await connect(await api.ownerA());
    api.takeCalls();
    const error = await errorOf(client, query);
    expect(error.extensions).toEqual(expect.objectContaining({ code, requestId: expect.any(String) }));
    expect(JSON.stringify(error)).not.toMatch(/did you mean|stack|node_modules/i);
    expect(
      api.takeCalls().filter(({ operation }) => /^(Get|Batch|Query)/.test(operation) && operation !== 'GetRecords'),
    ).toEqual([]);
  });

  it.each(['query', 'mutation'])('a %s is told where it is taken, over a socket and as events', async (operation) => {
    const query = `${operation} { __typename }`;
    const message = `Expected a subscription here, got a ${operation}. Send queries and mutations by HTTP POST to /graphql.`;
    expect(await errorOf(await connect(), query)).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
    const streamed = await fetch(`${api.url}/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query }),
    });
    expect([streamed.status, await streamed.json()]).toMatchObject([400, { errors: [{ message }] }]);
  });

  it.each([
    ['an object as id', { id: { secretly: 'canary-variable' } }, undefined],
    ['null', { id: null }, undefined],
    ['an operation that is not there', undefined, { operationName: 'Canary' }],
  ])('%s, without an echo', async (_what, variables, more) => {
    const client = await connect(await api.ownerA());
    const error = await errorOf(client, FOLLOW, variables, more);
    expect(error.extensions.code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/);
    expect(JSON.stringify(error)).not.toContain('canary-variable');
  });

  it('a subscription by HTTP is told where to go', async () => {
    const { status, body, calls } = await api.execute(FOLLOW, await api.customer1(), { id: orderNode('alpha', 1) });
    expect([status, body.errors[0].extensions.code, calls]).toEqual([400, 'BAD_USER_INPUT', []]);
    expect(body.errors[0].message).toContain('graphql-transport-ws');
  });

  it.each([
    ['no JSON', 'hello'],
    ['another type', JSON.stringify({ type: 'start', id: '1', payload: {} })],
    ['no type', '{}'],
    ['a list', '[]'],
    ['no payload', JSON.stringify({ type: 'subscribe', id: '1' })],
    [
      'a list of variables',
      JSON.stringify({ type: 'subscribe', id: '1', payload: { query: FOLLOW, variables: ['x'] } }),
    ],
    ['no id', JSON.stringify({ type: 'subscribe', payload: { query: FOLLOW } })],
    ['__proto__', '{"type":"subscribe","id":"__proto__","payload":{"query":7}}'],
  ])('a message that is %s closes that socket alone', async (_what, text) => {
    const [client, other] = await Promise.all([connect(await api.customer1()), connect(await api.customer1())]);
    client.socket.send(text);
    expect((await client.closed).code).toBe(4400);
    const followed = other.subscribe(FOLLOW, { id: orderNode('alpha', 1) });
    await other.next(followed);
  });

  it('a frame of 20 MB closes the socket before it is read', async () => {
    const client = await connect(await api.customer1());
    client.socket.send('x'.repeat(20_000_000));
    expect((await client.closed).code).toBe(1009);
  });

  it('an id that is taken closes the socket', async () => {
    const client = await connect(await api.customer1());
    const id = client.subscribe(FOLLOW, { id: orderNode('alpha', 1) });
    await client.next(id);
    client.send({ id, type: 'subscribe', payload: { query: FOLLOW } });
    expect((await client.closed).code).toBe(4409);
  });

  it('an id that is taken, and longer than a close can say, closes the socket alike', async () => {
    const client = await connect(await api.customer1());
    const subscription = { id: 'é'.repeat(200), type: 'subscribe', payload: { query: FOLLOW } };
    client.send({ ...subscription, payload: { query: FOLLOW, variables: { id: orderNode('alpha', 1) } } });
    await client.next(subscription.id);
    client.send(subscription);
    const { code, reason } = await client.closed;
    expect(code).toBe(4409);
    expect(reason).toMatch(/^Subscriber for é{50,}$/);
    expect(api.log.lines({ level: 'error' })).toEqual([]);
  });

  it('a second connection_init closes the socket', async () => {
    const client = await connect(await api.customer1());
    client.send({ type: 'connection_init', payload: await api.ownerA() });
    expect((await client.closed).code).toBe(4429);
  });
});

describe('Sockets: while they are open', () => {
  it('an event shows the new value, and only to whom it belongs', async () => {
    const owners = [await connect(await api.customer1()), await connect(await api.ownerA())];
    const others = [
      await connect(await api.customer2()),
      await connect(await api.ownerB()),
      await connect(guest.headers),
      await connect(),
    ];
    const followed = owners.map((client) => ({ client, id: client.subscribe(FOLLOW, { id: orderNode('alpha', 1) }) }));
    await Promise.all(followed.map(({ client, id }) => client.next(id)));
    for (const client of others) await client.completed(client.subscribe(FOLLOW, { id: orderNode('alpha', 1) }));
    const note = `canary-${randomUUID()}`;
    await change(alphas, { note });
    for (const { client, id } of followed) expect((await client.next(id, 2)).data.orderChanged.note).toBe(note);
    for (const client of others) expect(JSON.stringify(client.messages)).not.toContain(note);
  });

  it('ownership that is revoked ends what follows the shop, with nothing of the event', async () => {
    await api.put([ownership('owner-x', 'alpha')]);
    const client = await connect(await api.signedIn('owner-x', 'shop-owners'));
    const [shopwide, one] = [
      client.subscribe(FOLLOW_SHOP, { id: ALPHA }),
      client.subscribe(FOLLOW, { id: orderNode('alpha', 2) }),
    ];
    await client.next(one);
    await api.remove({ pk: 'USER#owner-x', sk: 'SHOP#alpha' });
    await change(
      { ...alphas, number: 2 },
      { internalNote: 'canary-after-revocation', note: 'canary-after-revocation' },
    );
    await Promise.all([client.completed(shopwide), client.completed(one)]);
    expect((await client.next(shopwide)).data).toEqual({ shopOrderChanged: null });
    expect((await client.next(one, 2)).data).toEqual({ orderChanged: null });
    expect(JSON.stringify(client.messages)).not.toContain('canary-after-revocation');
  });

  it('a visit token that is rotated shows no more of what it opened', async () => {
    const client = await connect({ ...(await api.customer1()), ...(await api.visit('alpha')) });
    const query = `subscription ($id: ID!) {
      orderChanged(orderId: $id, initial: true) { status lines { product { name } } }
    }`;
    const followed = client.subscribe(query, { id: orderNode('alpha', 3) });
    const [line] = (await client.next(followed)).data.orderChanged.lines;
    expect(line.product).toEqual({ name: 'name of alpha-p1' });
    await api.replace(shop('alpha', 'EUR', { visitSerial: 2 }));
    await change({ ...alphas, number: 3, status: 'READY' });
    const after = await client.next(followed, 2);
    expect(after.data.orderChanged).toMatchObject({ status: 'READY', lines: [{ product: null }, { product: null }] });
    expect(after.errors[0].extensions).toMatchObject({
      coordinate: 'OrderLine.product',
      requires: expect.stringContaining('visit'),
    });
    await api.replace(shop('alpha'));
  });

  it('a token that ends closes the socket at that second', async () => {
    const exp = Math.floor(Date.now() / 1000) + 2;
    const token = await api.identityProvider.token({
      subject: SUBJECTS.customer1,
      groups: ['customers'],
      claims: { exp },
    });
    const client = await connect({ authorization: `Bearer ${token}` });
    const followed = client.subscribe(FOLLOW, { id: orderNode('alpha', 1) });
    await client.next(followed);
    expect(await client.closed).toEqual({ code: 4403, reason: 'Credential expired' });
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
    expect(Date.now()).toBeLessThan((exp + 4) * 1000);
  });

  it('every edge of an event decides as a query does', async () => {
    const inside = `id status internalNote platformFee { amount } customer { email }
      shop { name taxId orders(first: 1) { nodes { id } } } lines { name unitCost { amount } product { name costPrice { amount } } }`;
    for (const headers of [await api.customer1(), await api.ownerA()]) {
      const id = orderNode('alpha', 1);
      const asked = await api.execute(`query ($id: ID!) { order(id: $id) { ${inside} } }`, headers, { id });
      const client = await connect(headers);
      const followed = client.subscribe(
        `subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { ${inside} } }`,
        { id },
      );
      const told = await client.next(followed);
      expect(told.data.orderChanged).toEqual(asked.body.data.order);
      const coordinates = (errors: readonly { extensions: { coordinate: string } }[]) =>
        errors.map(({ extensions }) => extensions.coordinate).sort();
      expect(coordinates(told.errors ?? [])).toEqual(coordinates(asked.body.errors ?? []));
    }
  });

  it.each([
    ['mask', 'extensions'],
    ['reject', 'errors'],
  ])('x-on-denied: %s holds here, too', async (wish, where) => {
    const client = await connect({ ...(await api.customer1()), 'x-on-denied': wish });
    const query = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { status internalNote } }';
    const id = client.subscribe(query, { id: orderNode('alpha', 1) });
    if (wish === 'reject') {
      const [error] = await client.refusal(id);
      expect(error.extensions).toMatchObject({ code: 'FORBIDDEN', coordinate: 'Order.internalNote' });
    } else {
      const told = await client.next(id);
      expect(Object.keys(told).sort()).toEqual(['data', where]);
      expect(told.extensions.authorization.denied[0].coordinate).toBe('Order.internalNote');
    }
  });

  it('a failing store is told as such, with nothing of it, and ends nothing', async () => {
    const client = await connect(await api.customer1());
    const followed = client.subscribe(FOLLOW, { id: orderNode('alpha', 1) });
    await client.next(followed);
    api.recorder.faults = ({ operation }) =>
      operation === 'GetItem' || operation === 'BatchGetItem'
        ? {
            status: 400,
            body: { __type: 'com.amazonaws.dynamodb.v20120810#AccessDeniedException', message: 'arn:aws:secret' },
          }
        : undefined;
    await change({ ...alphas, status: 'ACCEPTED' });
    const failed = await client.next(followed, 2);
    api.recorder.faults = undefined;
    expect(failed.errors[0]).toMatchObject({ message: 'Internal server error' });
    expect(JSON.stringify(failed)).not.toMatch(/arn|secret|Access/i);
    await change({ ...alphas, status: 'READY' });
    expect((await client.next(followed, 3)).data.orderChanged.status).toBe('READY');
  });

  it('ids of other kinds lead nowhere', async () => {
    const client = await connect(await api.ownerA());
    for (const id of [productNode('alpha', 1), ALPHA, 'ORDER#1', '../alpha', 'x'.repeat(10_000)]) {
      const followed = client.subscribe(FOLLOW, { id });
      await client.completed(followed);
      expect(client.of(followed)[0]!.payload).toEqual({ data: { orderChanged: null } });
    }
  });
});
