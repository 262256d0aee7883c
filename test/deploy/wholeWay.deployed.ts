import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { shopNode } from '../support/ordering';
import { SocketClient } from '../support/SocketClient';
import { LocalEdge } from './LocalEdge';
import { APP, cookieOf, FOLLOW, KEY, NAME, PRODUCTS, START, WholeWay } from './WholeWay';

/* A guest's way through everything that stands between a page and the table as it is deployed. */

const FOREIGN = 'https://evil.test';
const WHO = '{ viewer { guestSessionExpiresAt } }';

let way: WholeWay;

beforeAll(async () => {
  way = await WholeWay.start();
});
afterEach(() => way.closeSockets());
afterAll(async () => way.close());

describe('a guest, from a page of the shop’s app', () => {
  it('keeps a session in a cookie that no script and no other host reads', async () => {
    const { status, headers } = await way.execute(START);
    expect(status).toBe(200);
    expect(cookieOf(headers)).toMatch(
      /^__Host-fieldgate_guest=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$/,
    );
    expect(headers).toMatchObject({
      'access-control-allow-origin': APP,
      'access-control-allow-credentials': 'true',
      'cache-control': 'no-store',
    });
    const { body } = await way.execute(WHO, { cookie: cookieOf(headers).split(';')[0]! });
    expect(body.data).toEqual({ viewer: { guestSessionExpiresAt: expect.any(String) } });
  });

  it('hears of their order over a socket, by that cookie, when the owner advances it', async () => {
    const session = await way.guest();
    const id = await way.placed(session);
    const client = await way.socket(session);
    client.send({ type: 'connection_init' });
    await client.message(({ type }) => type === 'connection_ack');
    const followed = client.subscribe(FOLLOW, { id });
    expect(await client.next(followed)).toEqual({ data: { orderChanged: { id, status: 'PENDING' } } });
    await way.advance(id, 'ACCEPTED');
    expect(await client.next(followed, 2)).toEqual({ data: { orderChanged: { id, status: 'ACCEPTED' } } });
    const [other, theirs] = [await way.guest(), await way.placed(session)];
    const stranger = await way.socket(other);
    stranger.send({ type: 'connection_init' });
    await stranger.message(({ type }) => type === 'connection_ack');
    const absent = stranger.subscribe(FOLLOW, { id: theirs });
    expect(await stranger.next(absent)).toEqual({ data: { orderChanged: null } });
    await stranger.completed(absent);
  });

  it('hears of it as server-sent events, by that cookie', async () => {
    const session = await way.guest();
    const heard = await way.followAsEvents(await way.placed(session), session);
    expect(heard).toEqual(['PENDING', 'ACCEPTED']);
  });
});

describe('pages of other origins', () => {
  const preflight = async (path: string, origin: string) =>
    way.ask(path, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-visit-token' },
    });

  it.each(['/graphql', '/graphql/stream'])(
    '%s tells an allowed one what it may send, and a foreign one nothing',
    async (path) => {
      const allowed = await preflight(path, APP);
      expect(allowed.status).toBe(204);
      expect(allowed.headers['access-control-allow-origin']).toBe(APP);
      expect(allowed.headers['access-control-allow-credentials']).toBe('true');
      expect(allowed.headers['access-control-allow-headers']).toContain('x-visit-token');
      const foreign = await preflight(path, FOREIGN);
      expect(foreign.headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  it('a foreign one gets nothing by the cookie, and starts no session', async () => {
    const page = { origin: FOREIGN, 'sec-fetch-site': 'cross-site' };
    const session = await way.guest();
    expect((await way.execute(WHO, { ...page, ...session })).status).toBe(403);
    expect((await way.execute(START, page)).headers).not.toHaveProperty('set-cookie');
    await expect(way.socket({ ...session, ...page })).rejects.toMatchObject({ status: 403 });
    // Nor is one that says the name of the gateway of this origin.
    const origin = new URL(way.gateway.url).origin.replace('http:', 'https:');
    expect((await way.execute(WHO, { origin, ...session })).status).toBe(403);
  });

  it('one of the API’s own name is no other, on both ways', async () => {
    const page = { origin: `https://${NAME}`, 'sec-fetch-site': 'same-origin' };
    const session = await way.guest();
    expect((await way.execute(WHO, { ...page, ...session })).status).toBe(200);
    const client = await way.socket({ ...session, ...page });
    client.send({ type: 'connection_init' });
    expect(await client.isAcknowledged()).toBe(true);
  });
});

describe('what the edge is for', () => {
  it.each([
    ['br', 'gzip, br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
  ] as const)('answers come in %s where clients take it', async (coding, accepted, decode) => {
    const products = `{ shop(id: "${shopNode('alpha')}") { products(first: 100) { nodes { id name description price { amount } } } } }`;
    const headers = { ...(await way.api.visit('alpha')), 'accept-encoding': accepted };
    const { bytes, headers: answered } = await way.ask('/graphql', { headers, body: { query: products } });
    expect(answered['content-encoding']).toBe(coding);
    const plain = decode(bytes);
    expect(bytes.length).toBeLessThan(plain.length / 2);
    expect(JSON.parse(plain.toString('utf8'))).toMatchObject({
      data: { shop: { products: { nodes: { length: PRODUCTS } } } },
    });
  });

  it('nobody goes around it', async () => {
    const session = await way.guest();
    const forged = { ...session, 'x-fieldgate-key': 'x'.repeat(KEY.length), 'x-fieldgate-address': '203.0.113.7' };
    for (const at of [way.gateway.url, way.tasks])
      for (const headers of [session, forged]) expect((await way.execute(WHO, headers, {}, at)).status).toBe(403);
    const opening = SocketClient.open(`${way.tasks}/socket`, { headers: { ...session, origin: APP } });
    await expect(opening).rejects.toMatchObject({ status: 403 });
    expect((await way.ask('/healthz', { method: 'GET' }, way.tasks)).status).toBe(200);
  });

  it('counts clients by the address that it sees, and by none that they write', async () => {
    const limits = { RATE_LIMIT_WINDOW_SECONDS: '3600', RATE_LIMIT_ADDRESS_REQUESTS: '1' };
    const narrow = await way.beside(limits);
    const statusOf = async (path: string, from: string, written: string) => {
      const headers = Object.fromEntries(
        ['x-fieldgate-address', 'x-fieldgate-key', 'x-forwarded-for', 'x-real-ip'].map((name) => [name, written]),
      );
      return (await way.ask(path, { headers, body: { query: WHO }, from }, narrow.url)).status;
    };
    for (const [path, served] of [
      ['/graphql', 200],
      ['/graphql/stream', 406],
    ] as const) {
      expect(await statusOf(path, '127.0.0.2', '203.0.113.1')).toBe(served);
      expect(await statusOf(path, '127.0.0.2', '203.0.113.2')).toBe(429);
      expect(await statusOf(path, '127.0.0.3', '203.0.113.2')).toBe(served);
    }
    await narrow.close();
  });

  it('answers to the one name alone: CloudFront has another one for each distribution', async () => {
    const headers = { host: 'd111111abcdef8.cloudfront.net' };
    for (const path of ['/graphql', '/graphql/stream'])
      expect((await way.ask(path, { headers, body: { query: WHO } })).status).toBe(421);
    await expect(way.socket({ ...(await way.guest()), ...headers })).rejects.toMatchObject({ status: 421 });
  });

  it('tells one caller’s failure to nobody else', async () => {
    const statuses = [503, 404, 200];
    const failing = createServer((_request, answer) => answer.writeHead(statuses.shift() ?? 500).end());
    await new Promise<void>((resolve) => failing.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${String((failing.address() as AddressInfo).port)}`;
    const edge = await LocalEdge.start({ function: origin, tasks: origin }, KEY);
    const seen: number[] = [];
    for (const query of ['?id=1', '?id=2', '?id=3'])
      seen.push((await way.ask(`/graphql${query}`, { method: 'GET' }, edge.url)).status);
    expect(seen).toEqual([503, 404, 200]);
    await edge.close();
    await new Promise((resolve) => failing.close(resolve));
  });

  it('sends sockets to the tasks by their own path alone', async () => {
    const opening = way.socket(await way.guest(), '/graphql');
    await expect(opening).rejects.toMatchObject({ status: 400 });
  });
});
