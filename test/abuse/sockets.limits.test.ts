import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ApiUnderTest } from '../support/ApiUnderTest';
import type { Refused } from '../support/SocketClient';
import { SocketClient } from '../support/SocketClient';
import { baseWorld, order, SUBJECTS } from '../support/world';
import { serverBeside } from './requests';
import { ALPHA, orderNode } from './scene';

const FOLLOW = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { status note } }';
const LIMITS = {
  SOCKETS_PER_CALLER: '2',
  SOCKETS_PER_ADDRESS: '4',
  SUBSCRIPTIONS_PER_SOCKET: '3',
  SOCKET_PING_SECONDS: '1',
  SHUTDOWN_GRACE_SECONDS: '0',
};

let api: ApiUnderTest;
let beside: Awaited<ReturnType<typeof serverBeside>>;
const open: SocketClient[] = [];
const clients: Client[] = [];

beforeAll(async () => {
  api = await ApiUnderTest.start([
    ...baseWorld(),
    ...order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 }),
  ]);
  await api.withStream();
  beside = await serverBeside(api, LIMITS);
});

afterEach(async () => {
  const gone = open.splice(0).map(async (client) => {
    client.close();
    await client.closed;
  });
  await Promise.all(gone);
  for (const client of clients.splice(0)) await client.dispose();
});

afterAll(async () => {
  await beside.close();
  await api.close();
});

async function opened(url: string, payload?: Readonly<Record<string, unknown>>): Promise<SocketClient> {
  const client = payload ? await SocketClient.connect(url, payload) : await SocketClient.open(url);
  open.push(client);
  return client;
}

async function advance(status: string): Promise<void> {
  const [head] = order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1, status });
  await api.replace(head!);
}

describe('Sockets: limits', () => {
  it('of one caller', async () => {
    const headers = await api.customer1();
    await Promise.all([opened(beside.url, headers), opened(beside.url, headers)]);
    const third = await opened(beside.url);
    third.send({ type: 'connection_init', payload: headers });
    expect(await third.closed).toEqual({ code: 1013, reason: 'Too many connections' });
    // Another caller is not held up.
    await opened(beside.url, await api.customer2());
  });

  it('a place is given back when its socket is gone', async () => {
    const headers = await api.customer1();
    for (let turn = 0; turn < 6; turn += 1) {
      const client = await opened(beside.url, headers);
      client.close();
      await client.closed;
      await eventuallyOpens(beside.url, headers);
    }
  });

  it('of one network', async () => {
    await Promise.all([1, 2, 3, 4].map(async () => opened(beside.url)));
    const refused = (await SocketClient.open(beside.url).catch((cause: unknown) => cause)) as Refused;
    expect(refused.status).toBe(429);
    expect(JSON.parse(refused.body).errors[0].extensions.code).toBe('RATE_LIMITED');
  });

  it('of subscriptions on one socket', async () => {
    const client = await opened(beside.url, await api.customer1());
    const ids = [1, 2, 3].map(() => client.subscribe(FOLLOW, { id: orderNode('alpha', 1) }));
    await Promise.all(ids.map((id) => client.next(id)));
    const [error] = await client.refusal(client.subscribe(FOLLOW, { id: orderNode('alpha', 1) }));
    expect(error.extensions.code).toBe('RATE_LIMITED');
    client.send({ id: ids[0]!, type: 'complete' });
    await client.next(client.subscribe(FOLLOW, { id: orderNode('alpha', 1) }));
  });

  it('of time until connection_init', async () => {
    const hasty = await serverBeside(api, { SOCKET_INIT_TIMEOUT_MS: '300' });
    const client = await opened(hasty.url);
    expect((await client.closed).code).toBe(4408);
    await hasty.close();
  });

  it('of silence: whoever does not answer a ping is gone, and so is their place', async () => {
    const strict = await serverBeside(api, { SOCKETS_PER_CALLER: '1', SOCKET_PING_SECONDS: '1' });
    const headers = await api.customer1();
    const client = await opened(strict.url, headers);
    // Neither reads nor answers from now on.
    client.socket.pause();
    await eventuallyOpens(strict.url, headers);
    client.socket.resume();
    expect((await client.closed).code).toBe(1006);
    await strict.close();
  });

  it('of messages: a flood closes its socket', async () => {
    const slow = await serverBeside(api, { RATE_LIMIT_ADDRESS_REQUESTS: '50' });
    const client = await opened(slow.url, await api.customer1());
    for (let each = 0; each < 100; each += 1) client.send({ type: 'ping' });
    expect((await client.closed).code).toBe(1013);
    await slow.close();
  });

  it('of texts: by their length, in the document and in variables, by socket and by event stream', async () => {
    const client = await opened(api.url, await api.customer1());
    const long = 'x'.repeat(20_000);
    const refusal = { code: 'BAD_USER_INPUT', limit: 'text', maximum: 16_384 };
    const asked = [
      { query: FOLLOW, variables: { id: long } },
      { query: FOLLOW, variables: { id: 'x', other: [{ [long]: 1 }] } },
      { query: `subscription { orderChanged(orderId: "${long}") { status } }` },
    ];
    for (const { query, variables } of asked) {
      const [error] = await client.refusal(client.subscribe(query, variables));
      expect(error.extensions).toMatchObject(refusal);
      const headers = { accept: 'text/event-stream', 'content-type': 'application/json', ...(await api.customer1()) };
      const body = JSON.stringify({ query, variables });
      const answer = await fetch(`${api.url}/stream`, { method: 'POST', headers, body });
      expect([answer.status, JSON.parse(await answer.text()).errors[0].extensions]).toEqual([
        400,
        expect.objectContaining(refusal),
      ]);
    }
  });

  it('of points: a subscription costs what an event of it may cost', async () => {
    const poor = await serverBeside(api, { RATE_LIMIT_POINTS: '20' });
    const client = await opened(poor.url, await api.customer1());
    const dear = `subscription ($id: ID!) { orderChanged(orderId: $id) { lines { name } shop { orders(first: 20) { nodes { id } } } } }`;
    const [first] = await client.refusal(client.subscribe(dear, { id: orderNode('alpha', 1) }));
    expect(first.extensions.code).toBe('RATE_LIMITED');
    await poor.close();
  });
});

/** A place that was given up is free as soon as the server has heard of it. */
async function eventuallyOpens(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  for (;;) {
    const client = await opened(url).catch(() => null);
    if (!client) continue;
    client.send({ type: 'connection_init', payload: headers });
    const isIn = await client.isAcknowledged();
    client.close();
    await client.closed;
    if (isIn) return;
  }
}

describe('Sockets: a server that ends', () => {
  it('says 1012, and a client that comes back has missed nothing', async () => {
    const first = await serverBeside(api, { SHUTDOWN_GRACE_SECONDS: '0' });
    const second = await serverBeside(api, {});
    let url = first.url;
    const codes: number[] = [];
    const client = createClient({
      url: () => url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: await api.customer1(),
      retryWait: () => Promise.resolve(),
      on: { closed: (event) => codes.push((event as { code: number }).code) },
    });
    clients.push(client);
    const answers = client.iterate<{ orderChanged: { status: string } }>({
      query: FOLLOW,
      variables: { id: orderNode('alpha', 1) },
    });
    expect((await answers.next()).value?.data?.orderChanged.status).toBe('PENDING');
    url = second.url;
    const closing = first.close();
    await advance('ACCEPTED');
    for (;;) {
      const status = (await answers.next()).value?.data?.orderChanged.status;
      if (status === 'ACCEPTED') break;
    }
    await closing;
    expect(codes).toEqual([1012]);
    await advance('READY');
    expect((await answers.next()).value?.data?.orderChanged.status).toBe('READY');
    await answers.return?.();
    await second.close();
    await advance('PENDING');
  });
});

describe('Server-sent events', () => {
  const ask = async (headers: Readonly<Record<string, string>>, query = FOLLOW, more: RequestInit = {}) =>
    fetch(`${api.url}/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
      body: JSON.stringify({ query, variables: { id: orderNode('alpha', 1) } }),
      ...more,
    });

  it('tells what a socket tells', async () => {
    const gone = new AbortController();
    const answer = await ask(await api.customer1(), FOLLOW, { signal: gone.signal });
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      200,
      expect.stringContaining('text/event-stream'),
      'no-store',
    ]);
    const events = eventsOf(answer);
    expect((await events.next()).value).toEqual({
      event: 'next',
      data: { data: { orderChanged: expect.objectContaining({ status: 'PENDING' }) } },
    });
    await advance('READY');
    expect((await events.next()).value?.data.data.orderChanged.status).toBe('READY');
    gone.abort();
    await advance('PENDING');
  });

  it('takes an empty operationName for none, as HTTP does', async () => {
    const named = (operationName: string) => ({
      body: JSON.stringify({ query: FOLLOW, variables: { id: orderNode('alpha', 1) }, operationName }),
    });
    const headers = await api.customer2();
    const answers = [await ask(headers, FOLLOW, named('')), await ask(headers, FOLLOW, named('Canary'))];
    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
    await Promise.all(answers.map(async ({ body }) => body?.cancel()));
  });

  it('completes where there is nothing to follow', async () => {
    const events = eventsOf(await ask(await api.customer2()));
    expect((await events.next()).value).toEqual({ event: 'next', data: { data: { orderChanged: null } } });
    expect((await events.next()).value?.event).toBe('complete');
    expect((await events.next()).done).toBe(true);
  });

  it.each<[string, Readonly<Record<string, string>>, string, number, string]>([
    ['a bad token', { authorization: 'Bearer a.b.c' }, FOLLOW, 401, 'UNAUTHENTICATED'],
    ['a query', {}, '{ viewer { roles } }', 400, 'BAD_USER_INPUT'],
    ['a mutation', {}, 'mutation { startGuestSession { token } }', 400, 'BAD_USER_INPUT'],
    ['a typo', {}, 'subscription { orderChangd { id } }', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['no GraphQL', {}, 'subscription {', 400, 'GRAPHQL_PARSE_FAILED'],
    ['another kind of answer', { accept: 'application/json' }, FOLLOW, 406, 'BAD_USER_INPUT'],
    [
      'a cookie of a foreign page',
      { cookie: 'fieldgate_guest=x', origin: 'https://evil.example.com' },
      FOLLOW,
      403,
      'FORBIDDEN',
    ],
  ])('%s is refused with a status', async (_what, headers, query, status, code) => {
    const answer = await ask(headers, query);
    expect([
      answer.status,
      ((await answer.json()) as never as { errors: [{ extensions: { code: string } }] }).errors[0].extensions.code,
    ]).toEqual([status, code]);
  });

  it('a denied root field is told as an error', async () => {
    const query = `subscription { shopOrderChanged(shopId: "${ALPHA}") { id } }`;
    const answer = await ask(await api.customer1(), query);
    expect(JSON.parse(await answer.text()).errors[0].extensions).toMatchObject({ code: 'FORBIDDEN' });
  });
});

interface ServerSentEvent {
  readonly event: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
}

async function* eventsOf({ body }: Response): AsyncGenerator<ServerSentEvent, undefined> {
  let text = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString('utf8');
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event] = /^event: (.*)$/m.exec(block) ?? [];
      const [, data = ''] = /^data: (.*)$/m.exec(block) ?? [];
      if (event !== undefined) yield { event, data: data === '' ? null : JSON.parse(data) };
    }
  }
  return undefined;
}
