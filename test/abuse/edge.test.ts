import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { rawRequest, type RawResponse } from '../support/rawRequest';
import { SocketClient, type Refused } from '../support/SocketClient';
import { deniedCoordinates, post, serverBeside } from './requests';

/* Where an edge stands in front: nobody goes around it, and nobody speaks in its name. */

const KEY = 'the-key-of-the-edge-of-this-test-0001';
const BEFORE = 'the-key-of-the-edge-of-this-test-0000';
const NAME = 'api.example.com';
const APP = 'https://app.example.com';
const WHO = '{ viewer { roles } }';
const START = 'mutation { startGuestSession { token } }';

let api: ApiUnderTest;
let url: string;

beforeAll(async () => {
  api = await ApiUnderTest.start([], { CORS_ORIGINS: APP });
  await api.withStream();
  url = (await serverBeside(api, { EDGE_KEY: KEY, EDGE_KEY_BEFORE: BEFORE })).url;
});
afterAll(async () => api.close());

const byEdge = (address = '203.0.113.7', key = KEY): RequestHeaders => ({
  'x-fieldgate-key': key,
  'x-fieldgate-address': address,
  'x-fieldgate-host': NAME,
});

async function raw(path: string, headers: RequestHeaders, method = 'GET'): Promise<RawResponse> {
  return rawRequest(new URL(path, url), { method, headers });
}

describe('a request that did not come through the edge', () => {
  it.each<[string, RequestHeaders]>([
    ['no key', {}],
    ['another key', byEdge('203.0.113.7', 'the-key-of-the-edge-of-this-test-0002')],
    ['a part of the key', byEdge('203.0.113.7', KEY.slice(0, -1))],
    ['more than the key', byEdge('203.0.113.7', `${KEY}0`)],
    ['an empty key', byEdge('203.0.113.7', '')],
    ['both keys', byEdge('203.0.113.7', `${KEY}, ${BEFORE}`)],
  ])('with %s is refused before it is looked at', async (_what, headers) => {
    const answer = await post(url, START, { ...headers, ...(await api.customer1()), origin: APP });
    expect([answer.status, answer.body]).toEqual([
      403,
      { errors: [{ message: expect.any(String), extensions: { code: 'FORBIDDEN', requestId: expect.any(String) } }] },
    ]);
    expect([deniedCoordinates(answer), answer.headers.get('set-cookie')]).toEqual([[], null]);
    // A page of an allowed origin can read why.
    expect(answer.headers.get('access-control-allow-origin')).toBe(APP);
    const opening = SocketClient.open(`${url}/socket`, { headers: { ...headers } });
    await expect(opening).rejects.toMatchObject({ status: 403 } satisfies Partial<Refused>);
    for (const path of ['/nothing', '/graphql/stream', '/schema.graphql'])
      expect((await raw(path, headers)).status).toBe(403);
  });

  it('may ask whether the server is well, as load balancers do', async () => {
    for (const path of ['/livez', '/healthz', '/readyz']) expect((await raw(path, {})).status).toBe(200);
  });

  it('takes nothing from those that do', async () => {
    const limited = await serverBeside(api, { EDGE_KEY: KEY, RATE_LIMIT_ADDRESS_REQUESTS: '1' });
    for (let turn = 0; turn < 3; turn += 1) expect((await post(limited.url, WHO)).status).toBe(403);
    expect((await post(limited.url, WHO, byEdge('127.0.0.1'))).status).toBe(200);
  });
});

describe('a request that came through it', () => {
  it('is served, by the key of today and by the one of before', async () => {
    for (const key of [KEY, BEFORE]) {
      expect((await post(url, WHO, byEdge('203.0.113.7', key))).status).toBe(200);
      const socket = await SocketClient.connect(`${url}/socket`, {}, { headers: byEdge('203.0.113.7', key) });
      socket.close();
    }
  });

  it('counts for the address that the edge says, whatever proxies say', async () => {
    const limits = { RATE_LIMIT_WINDOW_SECONDS: '3600', RATE_LIMIT_ADDRESS_REQUESTS: '1' };
    const limited = await serverBeside(api, { ...limits, EDGE_KEY: KEY, TRUSTED_PROXIES: '127.0.0.0/8' });
    const from = async (address: string, forwarded: string) =>
      (await post(limited.url, WHO, { ...byEdge(address), 'x-forwarded-for': forwarded })).status;
    expect(await from('203.0.113.7', '198.51.100.1')).toBe(200);
    expect(await from('203.0.113.7', '198.51.100.2')).toBe(429);
    expect(await from('203.0.113.8', '198.51.100.2')).toBe(200);
    // What is no address is not a new one each time.
    expect(await from('junk-1', '198.51.100.3')).toBe(200);
    expect(await from('junk-2', '198.51.100.3')).toBe(429);
  });

  it('is of the same origin as pages of the name that the client asked for', async () => {
    const start = async (origin: string) => post(url, START, { ...byEdge(), origin });
    // Locally there is no TLS.
    expect((await start(`http://${NAME}`)).headers.get('set-cookie')).toContain('fieldgate_guest=');
    expect((await start(new URL(url).origin)).headers.get('set-cookie')).toBeNull();
    expect((await start('https://evil.test')).headers.get('set-cookie')).toBeNull();
  });
});

test('without an edge, nobody’s word is taken for one’s', async () => {
  const limits = { RATE_LIMIT_WINDOW_SECONDS: '3600', RATE_LIMIT_ADDRESS_REQUESTS: '1' };
  const plain = await serverBeside(api, limits);
  expect((await post(plain.url, WHO, byEdge('203.0.113.7'))).status).toBe(200);
  expect((await post(plain.url, WHO, byEdge('203.0.113.8'))).status).toBe(429);
  const start = await post(api.url, START, { ...byEdge(), origin: `http://${NAME}` });
  expect(start.headers.get('set-cookie')).toBeNull();
});

test('sockets have a path of their own beside /graphql, and requests are told so there', async () => {
  for (const path of ['', '/socket']) {
    const socket = await SocketClient.connect(`${api.url}${path}`, {});
    socket.close();
  }
  const answer = await rawRequest(`${api.url}/socket`);
  expect([answer.status, answer.headers.upgrade]).toEqual([426, 'websocket']);
});
