import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { serverBeside } from '../abuse/requests';
import { ApiUnderTest } from '../support/ApiUnderTest';
import type { GatewayCors } from '../support/gatewayCors';
import { LocalGateway } from '../support/LocalGateway';
import { ADVANCE, freshKey, orderingWorld, PATIENT, PLACE, placeInput, shopNode } from '../support/ordering';
import { PRODUCTION_ENVIRONMENT } from '../support/productionEnvironment';
import { SocketClient } from '../support/SocketClient';
import { SUBJECTS } from '../support/world';
import { LocalEdge } from './LocalEdge';
import { ofType } from './templates';

/*
 * A guest's way through everything that stands between a page and the table as it is deployed: CloudFront, the gateway and its function, the
 * tasks with their sockets; in the mode of production, and as the committed templates say.
 */

const NAME = 'api.example.com';
const APP = 'https://app.example.com';
const FOREIGN = 'https://evil.test';
const KEY = 'the-key-of-the-edge-of-this-test-0001';
const ISSUER = `https://cognito-idp.eu-central-1.amazonaws.com/${PRODUCTION_ENVIRONMENT.COGNITO_USER_POOL_ID}`;
/** So many that an answer with all of them is worth compressing. */
const PRODUCTS = 30;
const START = 'mutation { startGuestSession { expiresAt } }';
const FOLLOW = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { id status } }';
const WHO = '{ viewer { guestSessionExpiresAt } }';

const variables = ofType('AWS::Lambda::Function').find(
  ({ Properties }) => Properties.Environment?.Variables?.CORS_ORIGINS,
)!.Properties.Environment.Variables as Readonly<Record<string, string>>;
const cors = ofType('AWS::ApiGatewayV2::Api')[0]!.Properties.CorsConfiguration as GatewayCors;

type Headers = Readonly<Record<string, string>>;

interface Asked {
  readonly method?: string;
  readonly headers?: Headers;
  readonly body?: object;
  /** One of this machine's addresses, which the edge sees as the client's. */
  readonly from?: string;
}

let api: ApiUnderTest;
let folder: string;
let environment: Readonly<Record<string, string>>;
let gateway: LocalGateway;
let tasks: string;
let edge: LocalEdge;
const opened: SocketClient[] = [];

beforeAll(async () => {
  api = await ApiUnderTest.start(orderingWorld({ products: PRODUCTS }));
  await api.withStream();
  folder = await mkdtemp(join(tmpdir(), 'fieldgate-whole-way-'));
  const COGNITO_JWKS_FILE = join(folder, 'jwks.json');
  await writeFile(COGNITO_JWKS_FILE, JSON.stringify({ keys: [api.identityProvider.jwk] }));
  environment = {
    ...api.environment,
    ...PRODUCTION_ENVIRONMENT,
    ...PATIENT,
    COGNITO_JWKS_FILE,
    COMPRESSION: variables.COMPRESSION!,
    CORS_ORIGINS: variables.CORS_ORIGINS!,
    EDGE_KEY: KEY,
  };
  gateway = await LocalGateway.start(environment, { logDestination: api.log }, cors);
  // The tasks believe the load balancer, which here is nobody but this machine.
  tasks = (await serverBeside(api, { ...environment, TRUSTED_PROXIES: '127.0.0.0/8' })).url;
  edge = await LocalEdge.start({ function: gateway.url, tasks }, KEY);
});
afterEach(() => {
  for (const client of opened.splice(0)) client.close();
});
afterAll(async () => {
  await edge.close();
  await gateway.close();
  await api.close();
  await rm(folder, { recursive: true });
});

/** As a browser asks for the API's name: a page of the shop's own, unless told. */
async function ask(path: string, { method = 'POST', headers = {}, body, from = '127.0.0.1' }: Asked, at = edge.url) {
  const sent = {
    host: NAME,
    'content-type': 'application/json',
    origin: APP,
    'sec-fetch-site': 'same-site',
    ...headers,
  };
  return new Promise<{ status: number; headers: Readonly<Record<string, unknown>>; bytes: Buffer }>(
    (resolve, reject) => {
      const asked = request(
        new URL(path, at),
        { method, headers: sent, localAddress: from, agent: false },
        (answer) => {
          buffer(answer).then(
            (bytes) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes }),
            reject,
          );
        },
      );
      asked.once('error', reject).end(body && JSON.stringify(body));
    },
  );
}

async function execute(query: string, headers: Headers = {}, values: object = {}, at = edge.url) {
  const {
    status,
    bytes,
    headers: answered,
  } = await ask('/graphql', { headers, body: { query, variables: values } }, at);
  const text = bytes.toString('utf8');
  return { status, headers: answered, body: JSON.parse(text) as { data: Record<string, never>; errors?: unknown } };
}

const cookieOf = (headers: Readonly<Record<string, unknown>>) => String((headers['set-cookie'] as string[])[0]);

/** A guest whose session a page has started, by the cookie alone. */
async function guest(): Promise<Headers> {
  const { headers } = await execute(START);
  return { cookie: cookieOf(headers).split(';')[0]! };
}

async function owner(): Promise<Headers> {
  const claims = { iss: ISSUER };
  const token = await api.identityProvider.token({ subject: SUBJECTS.ownerA, groups: ['shop-owners'], claims });
  return { authorization: `Bearer ${token}` };
}

async function placed(by: Headers): Promise<string> {
  const input = placeInput({ idempotencyKey: freshKey() });
  const { body } = await execute(PLACE, { ...by, ...(await api.visit('alpha')) }, { input });
  const { placeOrder } = body.data as unknown as { placeOrder: { order: { id: string } } };
  return placeOrder.order.id;
}

async function advance(orderId: string, to: string): Promise<void> {
  const { body } = await execute(ADVANCE, await owner(), { input: { orderId, to } });
  expect(body).toMatchObject({ data: { advanceOrder: { order: { status: to }, userErrors: [] } } });
}

async function socket(headers: Headers, path = '/graphql/socket'): Promise<SocketClient> {
  const client = await SocketClient.open(`${edge.url}${path}`, { headers: { host: NAME, origin: APP, ...headers } });
  opened.push(client);
  return client;
}

describe('a guest, from a page of the shop’s app', () => {
  it('keeps a session in a cookie that no script and no other host reads', async () => {
    const { status, headers } = await execute(START);
    expect(status).toBe(200);
    expect(cookieOf(headers)).toMatch(
      /^__Host-fieldgate_guest=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$/,
    );
    expect(headers).toMatchObject({
      'access-control-allow-origin': APP,
      'access-control-allow-credentials': 'true',
      'cache-control': 'no-store',
    });
    const { body } = await execute(WHO, { cookie: cookieOf(headers).split(';')[0]! });
    expect(body.data).toEqual({ viewer: { guestSessionExpiresAt: expect.any(String) } });
  });

  it('hears of their order over a socket, by that cookie, when the owner advances it', async () => {
    const session = await guest();
    const id = await placed(session);
    const client = await socket(session);
    client.send({ type: 'connection_init' });
    await client.message(({ type }) => type === 'connection_ack');
    const followed = client.subscribe(FOLLOW, { id });
    expect(await client.next(followed)).toEqual({ data: { orderChanged: { id, status: 'PENDING' } } });
    await advance(id, 'ACCEPTED');
    expect(await client.next(followed, 2)).toEqual({ data: { orderChanged: { id, status: 'ACCEPTED' } } });
    const [other, theirs] = [await guest(), await placed(session)];
    const stranger = await socket(other);
    stranger.send({ type: 'connection_init' });
    await stranger.message(({ type }) => type === 'connection_ack');
    const absent = stranger.subscribe(FOLLOW, { id: theirs });
    expect(await stranger.next(absent)).toEqual({ data: { orderChanged: null } });
    await stranger.completed(absent);
  });

  it('hears of it as server-sent events, by that cookie', async () => {
    const session = await guest();
    const id = await placed(session);
    const statuses: string[] = [];
    const headers = {
      host: NAME,
      origin: APP,
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...session,
    };
    const asked = request(`${edge.url}/graphql/stream`, { method: 'POST', headers, agent: false });
    asked.end(JSON.stringify({ query: FOLLOW, variables: { id } }));
    await new Promise<void>((resolve, reject) => {
      asked.once('error', reject).once('response', (answer) => {
        expect([answer.statusCode, answer.headers['access-control-allow-origin']]).toEqual([200, APP]);
        answer.setEncoding('utf8').on('data', (text: string) => {
          const [status] = /PENDING|ACCEPTED/.exec(text) ?? [];
          if (status !== undefined) statuses.push(status);
          if (statuses.length === 1) void advance(id, 'ACCEPTED').catch(reject);
          if (statuses.length === 2) resolve();
        });
      });
    });
    asked.on('error', () => undefined).destroy();
    expect(statuses).toEqual(['PENDING', 'ACCEPTED']);
  });
});

describe('pages of other origins', () => {
  const preflight = async (path: string, origin: string) =>
    ask(path, {
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
    const session = await guest();
    expect((await execute(WHO, { ...page, ...session })).status).toBe(403);
    expect((await execute(START, page)).headers).not.toHaveProperty('set-cookie');
    await expect(socket({ ...session, ...page })).rejects.toMatchObject({ status: 403 });
    // Nor is one that says the name of the gateway of this origin.
    const origin = new URL(gateway.url).origin.replace('http:', 'https:');
    expect((await execute(WHO, { origin, ...session })).status).toBe(403);
  });

  it('one of the API’s own name is no other, on both ways', async () => {
    const page = { origin: `https://${NAME}`, 'sec-fetch-site': 'same-origin' };
    const session = await guest();
    expect((await execute(WHO, { ...page, ...session })).status).toBe(200);
    const client = await socket({ ...session, ...page });
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
    const headers = { ...(await api.visit('alpha')), 'accept-encoding': accepted };
    const { bytes, headers: answered } = await ask('/graphql', { headers, body: { query: products } });
    expect(answered['content-encoding']).toBe(coding);
    const plain = decode(bytes);
    expect(bytes.length).toBeLessThan(plain.length / 2);
    expect(JSON.parse(plain.toString('utf8'))).toMatchObject({
      data: { shop: { products: { nodes: { length: PRODUCTS } } } },
    });
  });

  it('nobody goes around it', async () => {
    const session = await guest();
    const forged = { ...session, 'x-fieldgate-key': 'x'.repeat(KEY.length), 'x-fieldgate-address': '203.0.113.7' };
    for (const at of [gateway.url, tasks])
      for (const headers of [session, forged]) expect((await execute(WHO, headers, {}, at)).status).toBe(403);
    const opening = SocketClient.open(`${tasks}/socket`, { headers: { ...session, origin: APP } });
    await expect(opening).rejects.toMatchObject({ status: 403 });
    expect((await ask('/healthz', { method: 'GET' }, tasks)).status).toBe(200);
  });

  it('counts clients by the address that it sees, and by none that they write', async () => {
    const limits = { RATE_LIMIT_WINDOW_SECONDS: '3600', RATE_LIMIT_ADDRESS_REQUESTS: '1' };
    const limited = await LocalGateway.start({ ...environment, ...limits }, { logDestination: api.log }, cors);
    const strict = await serverBeside(api, { ...environment, ...limits, TRUSTED_PROXIES: '127.0.0.0/8' });
    const narrow = await LocalEdge.start({ function: limited.url, tasks: strict.url }, KEY);
    const statusOf = async (path: string, from: string, written: string) => {
      const headers = Object.fromEntries(
        ['x-fieldgate-address', 'x-fieldgate-key', 'x-forwarded-for', 'x-real-ip'].map((name) => [name, written]),
      );
      return (await ask(path, { headers, body: { query: WHO }, from }, narrow.url)).status;
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
    await limited.close();
  });

  it('sends sockets to the tasks by their own path alone', async () => {
    const opening = socket(await guest(), '/graphql');
    await expect(opening).rejects.toMatchObject({ status: 400 });
  });
});
