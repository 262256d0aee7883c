import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { hasRedis, RedisUnderTest } from '../support/RedisUnderTest';
import { ServerProcess } from '../support/ServerProcess';
import { baseWorld, order, SUBJECTS } from '../support/world';
import { ALPHA, orderNode } from '../abuse/scene';

/*
 * Two processes, one Redis: 1,000 subscribers, 200 changes, and the process that reads the stream is killed among them.
 */

const ORDERS = 100;
const SOCKETS_EACH = 20;
const FOLLOWED_EACH = 25;
const FOLLOW = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { status } }';
const FOLLOW_SHOP = 'subscription ($id: ID!) { shopOrderChanged(shopId: $id) { id status internalNote } }';
const ANNOTATE = `mutation ($id: ID!, $note: String!) {
  annotateOrder(input: { orderId: $id, internalNote: $note }) { order { internalNote } }
}`;
const ADVANCE = `mutation ($id: ID!, $to: OrderStatus!) {
  advanceOrder(input: { orderId: $id, to: $to }) { order { status } userErrors { code } }
}`;
/** An order that nobody else follows. */
const MARK = orderNode('alpha', 0);
const RANK = ['PENDING', 'ACCEPTED', 'READY'];

interface Follower {
  readonly number: number;
  readonly instance: 'first' | 'second';
  readonly seen: { readonly status: string; readonly at: number }[];
}

let api: ApiUnderTest;
let redis: RedisUnderTest;
let first: ServerProcess;
let second: ServerProcess;
let url: { first: string; second: string };
const clients: Client[] = [];
const followers: Follower[] = [];
const told: { readonly id: string; readonly status: string }[] = [];
/** Of the orders that the test advances. */
const ofShop = () => told.filter(({ id }) => id !== MARK);
const answeredAt = new Map<string, number>();
let heard: () => void = () => undefined;

const describeWithRedis = hasRedis() ? describe : describe.skip;

beforeAll(async () => {
  if (!hasRedis()) return;
  redis = await RedisUnderTest.start();
  const orders = Array.from({ length: ORDERS + 1 }, (_, number) =>
    order({ shopId: 'alpha', number, customerId: SUBJECTS.customer1, lines: 1 }),
  );
  api = await ApiUnderTest.start([...baseWorld(), ...orders.flat()]);
  await Promise.all([api.withStream(), api.withChangesTable()]);
  const environment = {
    ...api.environment,
    // Past the recorder, which is a proxy in this busy process.
    DYNAMODB_ENDPOINT: process.env.FIELDGATE_TEST_ENDPOINT ?? '',
    DYNAMODB_REQUEST_TIMEOUT_MS: '10000',
    LOG_LEVEL: 'warn',
    REALTIME_REDIS_URL: redis.url,
    CHANGES_LEASE_MS: '2000',
    SOCKETS_PER_CALLER: '1000',
    SUBSCRIPTIONS_PER_SOCKET: '100',
  };
  first = await ServerProcess.start(environment);
  // It leads: it was alone for as long as the other one takes to start.
  second = await ServerProcess.start(environment);
  url = { first: first.url, second: second.url };
});

afterAll(async () => {
  if (!hasRedis()) return;
  for (const client of clients) await client.dispose();
  await Promise.all([first.kill(), second.kill()]);
  await redis.stop();
  await api.close();
});

/** How many have heard how much. */
function principal(): string {
  const counts = new Map<string, number>();
  for (const { instance, seen } of followers) {
    const name = `${instance}: ${seen.map(({ status }) => status).join()}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return JSON.stringify({ ...Object.fromEntries(counts), ofShop: ofShop().length });
}

/** Looks again after each event that anybody hears of, and now and then. */
async function eventually(isSo: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`expected it to come to this in time; ${principal()}`);
    const looked = new AbortController();
    await Promise.race([
      new Promise<void>((resolve) => (heard = resolve)),
      fetch(api.url.replace('/graphql', '/livez'), { signal: looked.signal }).then(
        () => undefined,
        () => undefined,
      ),
    ]);
    looked.abort();
  }
}

async function follow(instance: 'first' | 'second', numbers: readonly number[]): Promise<void> {
  const client = createClient({
    url: () => url[instance].replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: await api.customer1(),
    retryAttempts: 20,
    retryWait: () => Promise.resolve(),
    shouldRetry: () => true,
  });
  clients.push(client);
  for (const number of numbers) {
    const follower: Follower = { number, instance, seen: [] };
    followers.push(follower);
    client.subscribe<{ orderChanged: { status: string } }>(
      { query: FOLLOW, variables: { id: orderNode('alpha', number) } },
      {
        next: ({ data }) => {
          follower.seen.push({ status: data?.orderChanged.status ?? 'nothing', at: performance.now() });
          heard();
        },
        error: () => undefined,
        complete: () => undefined,
      },
    );
  }
}

async function asOwner<D>(query: string, variables: object, through: string): Promise<D> {
  const response = await fetch(through, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(await api.ownerA()) },
    body: JSON.stringify({ query, variables }),
  });
  return ((await response.json()) as { data: D }).data;
}

async function advance(number: number, to: string, through: string): Promise<void> {
  const { advanceOrder } = await asOwner<{ advanceOrder: { order: { status: string } | null } }>(
    ADVANCE,
    { id: orderNode('alpha', number), to },
    through,
  );
  expect(advanceOrder.order?.status).toBe(to);
  answeredAt.set(`${String(number)} ${to}`, performance.now());
}

function latencies(status: string, of: readonly Follower[]): string {
  const times = of
    .flatMap(({ number, seen }) =>
      seen
        .filter((each) => each.status === status)
        .slice(0, 1)
        .map(({ at }) => at - (answeredAt.get(`${String(number)} ${status}`) ?? at)),
    )
    .sort((one, other) => one - other);
  const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  return `${String(times.length)} events; ms after the mutation's answer: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, max ${at(1)}`;
}

const numbers = Array.from({ length: ORDERS }, (_, index) => index + 1);

describeWithRedis('two instances and a Redis', () => {
  it('a thousand follow', async () => {
    for (let socket = 0; socket < SOCKETS_EACH; socket += 1) {
      const followed = Array.from(
        { length: FOLLOWED_EACH },
        (_, index) => ((socket * FOLLOWED_EACH + index) % ORDERS) + 1,
      );
      await follow('first', followed);
      await follow('second', followed);
      await eventually(() => followers.every(({ seen }) => seen.length === 1));
    }
    const owner = createClient({
      url: () => url.second.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: await api.ownerA(),
    });
    clients.push(owner);
    owner.subscribe<{ shopOrderChanged: { id: string; status: string } }>(
      { query: FOLLOW_SHOP, variables: { id: ALPHA } },
      {
        next: ({ data }) => {
          if (data) told.push(data.shopOrderChanged);
          heard();
        },
        error: () => undefined,
        complete: () => undefined,
      },
    );
    // A subscription does not say that it has begun: it has when it tells of a change. Those made before are not told.
    let notes = 0;
    await eventually(async () => {
      await asOwner(ANNOTATE, { id: MARK, note: `note ${String((notes += 1))}` }, url.second);
      return told.length > 0;
    });
    expect(followers).toHaveLength(1000);
  });

  it('each hears of each change of theirs, once, whichever instance made it', async () => {
    for (const number of numbers) await advance(number, 'ACCEPTED', number % 2 === 0 ? url.first : url.second);
    await eventually(() => followers.every(({ seen }) => seen.length >= 2));
    expect(followers.map(({ seen }) => seen.map(({ status }) => status).join())).toEqual(
      followers.map(() => 'PENDING,ACCEPTED'),
    );
    process.stdout.write(`both alive: ${latencies('ACCEPTED', followers)}\n`);
  });

  it('the one that reads the stream is killed in the middle: nothing is lost, and each order keeps its order', async () => {
    for (const number of numbers.slice(0, 30))
      await advance(number, 'READY', number % 2 === 0 ? url.first : url.second);
    first.signal('SIGKILL');
    await first.ended;
    url = { ...url, first: second.url };
    for (const number of numbers.slice(30)) await advance(number, 'READY', second.url);
    await eventually(() => followers.every(({ seen }) => seen.at(-1)?.status === 'READY'));
    await eventually(() => ofShop().length >= 2 * ORDERS);
    // What comes after everything else: had anything come twice, it would have come by now.
    await advance(ORDERS, 'COMPLETED', second.url);
    await eventually(() => ofShop().some(({ status }) => status === 'COMPLETED'));
    for (const { seen } of followers) {
      const ranks = seen.map(({ status }) => RANK.indexOf(status)).filter((rank) => rank >= 0);
      expect(ranks).toEqual([...ranks].sort());
    }
    const stayed = followers.filter(({ instance, number }) => instance === 'second' && number !== ORDERS);
    expect(stayed.map(({ seen }) => seen.length)).toEqual(stayed.map(() => 3));
    expect(ofShop()).toHaveLength(2 * ORDERS + 1);
    process.stdout.write(`leader killed: ${latencies('READY', stayed)}\n`);
    expect(second.words).toBe('');
  });

  it('a Redis that goes away and comes back ends nobody’s following for good, and loses nothing', async () => {
    const { port } = redis;
    await redis.stop();
    await advance(50, 'COMPLETED', url.second);
    redis = await RedisUnderTest.start(port);
    await eventually(() =>
      followers.filter(({ number }) => number === 50).every(({ seen }) => seen.at(-1)?.status === 'COMPLETED'),
    );
    await advance(51, 'COMPLETED', url.second);
    await eventually(() =>
      followers.filter(({ number }) => number === 51).every(({ seen }) => seen.at(-1)?.status === 'COMPLETED'),
    );
    expect(second.words).toBe('');
  });
});
