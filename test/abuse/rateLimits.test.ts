import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { createCountersTable } from '../support/countersTable';
import { DynamoRecorder } from '../support/DynamoRecorder';
import { SocketClient } from '../support/SocketClient';
import { laterByEveryClock, stopTheClock } from '../support/stillTime';
import { baseWorld } from '../support/world';
import { post, serverBeside, type HttpAnswer } from './requests';
import { ALPHA } from './scene';

const COUNTERS = `counters-${process.pid}`;

let api: ApiUnderTest;
let client: DynamoDBClient;
/** Between the servers of this file that share counters and the engine. */
let counters: DynamoRecorder;

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
  counters = await DynamoRecorder.start({ target: process.env.FIELDGATE_TEST_ENDPOINT });
  client = new DynamoDBClient({
    region: 'eu-central-1',
    endpoint: process.env.FIELDGATE_TEST_ENDPOINT ?? '',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await createCountersTable(COUNTERS);
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});
afterAll(async () => {
  client.destroy();
  await counters.close();
  await api.close();
});

/** Long enough for no window to end within a test. */
const WINDOW = { RATE_LIMIT_WINDOW_SECONDS: '3600', RATE_LIMIT_ATTEMPTS_WINDOW_SECONDS: '3600' };
const QUERY = `{ shop(id: "${ALPHA}") { name } }`;

function expectTooFast({ status, headers, body }: HttpAnswer): void {
  expect(status).toBe(429);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(3600);
  expect(body).toEqual({
    errors: [
      {
        message: expect.stringMatching(/^Too fast: ask again in \d+ seconds\.$/),
        extensions: expect.objectContaining({ code: 'RATE_LIMITED', requestId: expect.any(String) }),
      },
    ],
  });
}

async function answers(url: string, headers: RequestHeaders, count: number, query = QUERY): Promise<HttpAnswer[]> {
  const all: HttpAnswer[] = [];
  for (let each = 0; each < count; each += 1) all.push(await post(url, query, headers));
  return all;
}

const statuses = (all: readonly HttpAnswer[]): number[] => all.map(({ status }) => status);

describe('Abuse: one caller at ten times the rate', () => {
  it('is told to wait, reads nothing meanwhile, and slows nobody else', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_POINTS: '10' });
    const [greedy, other] = [await api.customer1(), await api.customer2()];
    const asked = await Promise.all(Array.from({ length: 100 }, async () => post(url, QUERY, greedy)));
    expect(statuses(asked).filter((status) => status === 200)).toHaveLength(10);
    for (const answer of asked.filter(({ status }) => status !== 200)) expectTooFast(answer);
    api.recorder.take();
    expectTooFast(await post(url, QUERY, greedy));
    expect(api.recorder.take()).toEqual([]);
    expect((await post(url, QUERY, other)).status).toBe(200);
  });

  it('is limited by role', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_POINTS: '100,GUEST=2' });
    const { headers } = await api.guest();
    expect(statuses(await answers(url, headers, 3))).toEqual([200, 200, 429]);
    expect(statuses(await answers(url, await api.customer1(), 3))).toEqual([200, 200, 200]);
  });

  it('is charged what the answer did cost, not what it could have', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_POINTS: '150' });
    const owner = await api.ownerA();
    const page = `{ shop(id: "${ALPHA}") { orders(first: 100) { nodes { number } } } }`;
    // Each may answer 102 objects, and answers two.
    expect(statuses(await answers(url, owner, 10, page))).toEqual(new Array(10).fill(200));
    const left = await fetchCost(url, owner);
    expect(left.throttleStatus.currentlyAvailable).toBe(150 - 10 * 2 - 1);
  });

  it('a refusal still tells the cost, so that a client can wait for as much', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_POINTS: '1' });
    const customer = await api.customer1();
    await post(url, QUERY, customer);
    const cost = await fetchCost(url, customer);
    expect(cost).toMatchObject({
      requestedQueryCost: 1,
      actualQueryCost: null,
      throttleStatus: { currentlyAvailable: 0 },
    });
  });
});

describe('Abuse: one caller in an office', () => {
  it('over their own limit takes nothing from those who share the address: no points, no requests, no tries', async () => {
    const { url } = await serverBeside(api, {
      ...WINDOW,
      RATE_LIMIT_POINTS: '10',
      RATE_LIMIT_ADDRESS_POINTS: '20',
      RATE_LIMIT_ADDRESS_REQUESTS: '40',
      RATE_LIMIT_ATTEMPTS: '2',
    });
    const [greedy, other, third] = [await api.customer1(), await api.customer2(), await api.guest()];
    expect(statuses(await answers(url, greedy, 200)).filter((status) => status === 200)).toHaveLength(10);
    expect(statuses(await answers(url, other, 10))).toEqual(new Array(10).fill(200));
    expect(statuses(await answers(url, third.headers, 1))).toEqual([429]);
    const claim = 'mutation { claimGuestOrders(input: { guestSessionToken: "guess" }) { claimedCount } }';
    const tries = await serverBeside(api, { ...WINDOW, RATE_LIMIT_ATTEMPTS: '2', RATE_LIMIT_ADDRESS_REQUESTS: '60' });
    await answers(tries.url, greedy, 100, claim);
    expect(statuses(await answers(tries.url, other, 3, claim))).toEqual([400, 400, 429]);
  });

  it('whose expensive query is refused may still ask cheap ones', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_POINTS: '50' });
    const owner = await api.ownerA();
    const page = `{ shop(id: "${ALPHA}") { orders(first: 100) { nodes { number } } } }`;
    expect(statuses(await answers(url, owner, 5, page))).toEqual(new Array(5).fill(429));
    expect((await fetchCost(url, owner)).throttleStatus.currentlyAvailable).toBe(49);
    expect(statuses(await answers(url, owner, 50))).toEqual([...new Array<number>(49).fill(200), 429]);
  });

  it('gets back their own points where the address has none left', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_POINTS: '100', RATE_LIMIT_ADDRESS_POINTS: '4' });
    await answers(url, await api.customer1(), 4);
    const refused = await fetchCost(url, await api.customer2());
    expect(refused.throttleStatus).toMatchObject({ maximumAvailable: 100, currentlyAvailable: 100 });
  });

  it('pays nothing for what is refused before it is served', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_POINTS: '100' });
    const customer = await api.customer1();
    const left = async () => (await fetchCost(url, customer)).throttleStatus.currentlyAvailable;
    expect(await left()).toBe(99);
    await post(url, '{ platformStatistics { shopCount } }', { ...customer, 'x-on-denied': 'reject' });
    await post(url, '{ nothing }', customer);
    await post(url, `mutation { placeOrder(input: { shopId: "${ALPHA}" }) { order { id } } }`, customer);
    await post(url, 'query ($id: ID!) { shop(id: $id) { name } }', customer, { variables: {} });
    expect(await left()).toBe(98);
  });

  it('who goes on all the same is held at the door, unread, and pays for it alone', async () => {
    const { url } = await serverBeside(api, {
      ...WINDOW,
      RATE_LIMIT_POINTS: '1',
      RATE_LIMIT_ADDRESS_REQUESTS: '50',
    });
    const greedy = await api.customer1();
    const all = await answers(url, greedy, 300);
    expect(statuses(all)).toEqual([200, ...new Array<number>(299).fill(429)]);
    // Nothing of it is read any more: not who asks, not what, not whether it is JSON.
    const unread = await fetch(url, { method: 'POST', headers: { ...greedy, 'content-type': 'x' }, body: '{' });
    expect([unread.status, Number(unread.headers.get('retry-after'))]).toEqual([429, expect.any(Number)]);
    expect((await post(url, QUERY, await api.customer2())).status).toBe(200);
  });

  it('who writes their credential in ever new ways while they are held pays with their address', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_POINTS: '1', RATE_LIMIT_ADDRESS_REQUESTS: '60' });
    const { authorization = '' } = await api.customer1();
    const written = (number: number) => ({ authorization: authorization.replace(' ', ' '.repeat(1 + number)) });
    for (let number = 0; number < 200; number += 1) await post(url, QUERY, written(number));
    expect((await post(url, QUERY)).status).toBe(429);
  });

  it('the same on sockets, each of which takes two requests of the address', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_POINTS: '1', RATE_LIMIT_ADDRESS_REQUESTS: '100' });
    const greedy = await api.customer1();
    await answers(url, greedy, 21);
    // One request was served and twenty were given back: 99 are left, and twenty more are forgiven.
    let sockets = 0;
    for (; sockets < 100; sockets += 1) {
      const client = await SocketClient.open(url).catch(() => null);
      if (!client) break;
      client.send({ type: 'connection_init', payload: greedy });
      await client.closed;
    }
    expect(sockets).toBeGreaterThan(50);
    expect(sockets).toBeLessThanOrEqual((99 + 20) / 2 + 1);
  });

  it('is held no longer than the window that refused them', async () => {
    stopTheClock();
    const { url } = await serverBeside(api, { RATE_LIMIT_WINDOW_SECONDS: '60', RATE_LIMIT_POINTS: '5' });
    const customer = await api.customer1();
    await answers(url, customer, 5);
    laterByEveryClock(45_000);
    const refused = await answers(url, customer, 40);
    const waits = refused.map(({ headers }) => Number(headers.get('retry-after')));
    expect(waits.every((wait) => wait > 0 && wait <= 15)).toBe(true);
    laterByEveryClock(15_000);
    expect(statuses(await answers(url, customer, 5))).toEqual(new Array(5).fill(200));
  });

  it('is not held for what others have used up', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_ADDRESS_POINTS: '10' });
    await answers(url, await api.customer1(), 10);
    const other = await api.customer2();
    expect(statuses(await answers(url, other, 40))).toEqual(new Array(40).fill(429));
    // Told by the operation, and not at the door.
    expect((await fetchCost(url, other)).throttleStatus).toBeDefined();
  });

  it('cannot give their address more requests than it has, by many tries in one', async () => {
    const { url } = await serverBeside(api, {
      ...WINDOW,
      RATE_LIMIT_ADDRESS_REQUESTS: '20',
      RATE_LIMIT_ATTEMPTS: '1',
    });
    const claims = Array.from(
      { length: 30 },
      (_, index) => `c${index}: claimGuestOrders(input: { guestSessionToken: "guess" }) { claimedCount }`,
    );
    const customer = await api.customer1();
    for (let times = 0; times < 3; times += 1) await post(url, `mutation { ${claims.join(' ')} }`, customer);
    expect(statuses(await answers(url, {}, 30)).filter((status) => status === 200).length).toBeLessThanOrEqual(20);
  });

  it('pays for whatever is served, also for what was looked for in vain or has no object', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_POINTS: '100' });
    const owner = await api.ownerA();
    const left = async () => (await fetchCost(url, owner)).throttleStatus.currentlyAvailable;
    expect(await left()).toBe(99);
    await post(url, '{ __typename }', owner);
    expect(await left()).toBe(97);
    const ids = Array.from({ length: 30 }, (_, number) => toGlobalId('Shop', `none-${number}`));
    await post(url, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', owner, { variables: { ids } });
    expect(await left()).toBe(66);
  });

  it('pays nothing for a subscription that is refused', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_POINTS: '100' });
    const { headers } = await api.guest();
    const before = (await fetchCost(url, headers)).throttleStatus.currentlyAvailable;
    const client = await SocketClient.connect(url, {}, { headers });
    const id = client.subscribe(`subscription { shopOrderChanged(shopId: "${ALPHA}") { id } }`);
    await client.message((message) => message.id === id);
    client.close();
    expect((await fetchCost(url, headers)).throttleStatus.currentlyAvailable).toBe(before - 1);
  });

  it('is sent away from a socket on which they go on', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_POINTS: '1' });
    const { headers } = await api.guest();
    await post(url, QUERY, headers);
    const client = await SocketClient.connect(url, {}, { headers });
    for (let number = 0; number < 30; number += 1)
      client.subscribe(`subscription { shopOrderChanged(shopId: "${ALPHA}") { id } }`);
    expect((await client.closed).code).toBe(1013);
  });
});

describe('Abuse: one address', () => {
  it('is limited in points, whoever asks from there', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_ADDRESS_POINTS: '4' });
    const [one, two] = [await api.customer1(), await api.customer2()];
    expect(
      statuses([...(await answers(url, one, 2)), ...(await answers(url, two, 2)), ...(await answers(url, {}, 1))]),
    ).toEqual([200, 200, 200, 200, 429]);
  });

  it('is limited in requests, whatever they are, but for the load balancer’s probes', async () => {
    const { url } = await serverBeside(api, { ...WINDOW, RATE_LIMIT_ADDRESS_REQUESTS: '3' });
    const bad = { authorization: 'Bearer nonsense' };
    expect(statuses(await answers(url, bad, 3))).toEqual([401, 401, 401]);
    expectTooFast(await post(url, QUERY, bad));
    expect((await fetch(new URL('/nothing', url))).status).toBe(429);
    expect((await fetch(new URL('/livez', url))).status).toBe(200);
  });

  it('is the one that a trusted proxy tells, and no other', async () => {
    const forwarded = (address: string): RequestHeaders => ({ 'x-forwarded-for': address });
    const limits = { ...WINDOW, RATE_LIMIT_ADDRESS_POINTS: '1' };
    const trusting = await serverBeside(api, { ...limits, TRUSTED_PROXIES: '127.0.0.0/8' });
    expect((await post(trusting.url, QUERY, forwarded('203.0.113.7'))).status).toBe(200);
    expect((await post(trusting.url, QUERY, forwarded('203.0.113.8'))).status).toBe(200);
    // What the client itself wrote stands to the left, and does not count.
    expect((await post(trusting.url, QUERY, forwarded('198.51.100.1, 203.0.113.8'))).status).toBe(429);
    const plain = await serverBeside(api, limits);
    expect((await post(plain.url, QUERY, forwarded('203.0.113.7'))).status).toBe(200);
    expect((await post(plain.url, QUERY, forwarded('203.0.113.8'))).status).toBe(429);
  });

  async function addressedServer(more: Readonly<Record<string, string>> = {}) {
    const limits = { ...WINDOW, RATE_LIMIT_ADDRESS_POINTS: '1', TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8', ...more };
    const { url } = await serverBeside(api, limits);
    return {
      url,
      from: async (address: string) => (await post(url, QUERY, { 'x-forwarded-for': address })).status,
    };
  }

  it('is one however it is written: with ports, in brackets, within IPv6', async () => {
    const { from } = await addressedServer();
    expect(await from('203.0.113.7:40001')).toBe(200);
    for (const again of ['203.0.113.7:40002', '203.0.113.7', '::ffff:203.0.113.7', '[::ffff:cb00:7107]:1'])
      expect(await from(again)).toBe(429);
    expect(await from('203.0.113.8, 10.0.0.1:443')).toBe(200);
    expect(await from('203.0.113.8:1, 10.9.9.9:444')).toBe(429);
  });

  it('is the peer’s where no address was told: junk is not a new one each time', async () => {
    const { from } = await addressedServer();
    expect(await from('junk-1')).toBe(200);
    for (const junk of [
      'junk-2',
      'unknown',
      '_hidden',
      '999.1.1.1',
      '203.0.113',
      '0xcb007107',
      'a, b, c',
      '2001:db8::g',
    ])
      expect(await from(junk)).toBe(429);
    expect(await from('junk, 203.0.113.7')).toBe(200);
    expect(await from('other junk, 203.0.113.7')).toBe(429);
  });

  it('of one /48 of IPv6 are sixteen together', async () => {
    const { from } = await addressedServer();
    const each = Array.from({ length: 40 }, (_, number) => `2001:db8:7:${number.toString(16)}::1`);
    const all: number[] = [];
    for (const address of each) all.push(await from(address));
    expect(all.filter((status) => status === 200)).toHaveLength(16);
    expect(await from('2001:db8:8::1')).toBe(200);
  });

  it('holds sockets for itself alone, and not for its neighbours', async () => {
    const { url } = await addressedServer({ SOCKETS_PER_ADDRESS: '1' });
    const open = async (address: string) => SocketClient.open(url, { headers: { 'x-forwarded-for': address } });
    const sockets = [await open('203.0.113.7'), await open('203.0.113.8')];
    await expect(open('203.0.113.7:5')).rejects.toThrow('429');
    const of48 = Array.from({ length: 16 }, (_, number) => `2001:db8:1:${number.toString(16)}::1`);
    for (const address of of48) sockets.push(await open(address));
    await expect(open('2001:db8:1:ff::1')).rejects.toThrow('429');
    for (const socket of sockets) socket.close();
  });

  it('is a whole /64 of IPv6', async () => {
    const { from } = await addressedServer();
    expect(await from('2001:db8:1:2:3:4:5:6')).toBe(200);
    expect(await from('2001:db8:1:2::9')).toBe(429);
    expect(await from('2001:db8:1:3::9')).toBe(200);
    expect(await from('::ffff:203.0.113.9')).toBe(200);
    expect(await from('203.0.113.9')).toBe(429);
  });
});

describe('Abuse: what could be guessed', () => {
  const strict = { ...WINDOW, RATE_LIMIT_ATTEMPTS: '3' };

  it('forged visit tokens: nothing is granted, and soon nothing is answered; expired ones are no guesses', async () => {
    const { url } = await serverBeside(api, strict);
    const { headers } = await api.guest();
    const forged = {
      ...headers,
      'x-visit-token': `${(await api.visit('alpha'))['x-visit-token']?.slice(0, -4) ?? ''}AAAA`,
    };
    expect(statuses(await answers(url, forged, 4))).toEqual([200, 200, 200, 429]);
    const other = await api.guest();
    const token = await api.visitTokens.issue({ tenant: 'alpha', serial: 1 }, new Date(Date.now() - 7_200_000));
    expect(statuses(await answers(url, { ...other.headers, 'x-visit-token': token }, 6))).toEqual(
      new Array(6).fill(200),
    );
  });

  it('claimGuestOrders: each alias is a try', async () => {
    const { url } = await serverBeside(api, strict);
    const claim = (alias: string) =>
      `${alias}: claimGuestOrders(input: { guestSessionToken: "guess" }) { claimedCount }`;
    const customer = await api.customer1();
    const first = await post(url, `mutation { ${['a', 'b', 'c'].map(claim).join(' ')} }`, customer);
    expect(first.status).toBe(400);
    const next = await post(url, `mutation { ${claim('a')} }`, customer);
    expect([next.status, next.body.errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(next.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await post(url, `mutation { ${claim('a')} }`, await api.customer2())).status).toBe(400);
  });
});

describe('Abuse: several instances', () => {
  const shared = () => ({
    // Past the recorder: whole items of counters are read here, which the audit of the API's own table forbids.
    DYNAMODB_ENDPOINT: counters.url,
    ...WINDOW,
    RATE_LIMIT_STORE: 'dynamodb',
    RATE_LIMIT_TABLE_NAME: COUNTERS,
    RATE_LIMIT_POINTS: '4',
    // A table that a busy machine keeps waiting is not away.
    RATE_LIMIT_TIMEOUT_MS: '10000',
  });

  it('count together through the table, which holds no address and no subject', async () => {
    const [one, two] = [await serverBeside(api, shared()), await serverBeside(api, shared())];
    const customer = await api.customer1();
    expect(statuses([...(await answers(one.url, customer, 2)), ...(await answers(two.url, customer, 3))])).toEqual([
      200, 200, 200, 200, 429,
    ]);
    const { Items = [] } = await client.send(new ScanCommand({ TableName: COUNTERS }));
    expect(Items.length).toBeGreaterThan(0);
    expect(JSON.stringify(Items)).not.toMatch(/127\.0\.0\.1|customer/);
  });

  it('who has used up everything is refused from memory, without a call', async () => {
    const { url } = await serverBeside(api, { ...shared(), RATE_LIMIT_POINTS: '5' });
    const customer = await api.customer2();
    await answers(url, customer, 7);
    counters.take();
    expectTooFast(await post(url, QUERY, customer));
    expect(counters.take()).toEqual([]);
  });

  it('each counts for itself while the table is away: nobody is refused for that', async () => {
    const { url } = await serverBeside(api, { ...shared(), RATE_LIMIT_TABLE_NAME: 'not-there-at-all' });
    expect(statuses(await answers(url, await api.customer1(), 5))).toEqual([200, 200, 200, 200, 429]);
  });
});

async function fetchCost(url: string, headers: RequestHeaders) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: QUERY }),
  });
  const { extensions } = (await response.json()) as {
    extensions: { cost: { throttleStatus: { currentlyAvailable: number } } };
  };
  return extensions.cost;
}
