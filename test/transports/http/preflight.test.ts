import {
  ANSWER_HEADERS,
  IGNORED_HEADERS,
  PREFLIGHT_HEADERS,
  READ_HEADERS,
  REQUEST_HEADERS,
} from '../../../src/transports/http/crossOriginHeaders';
import { serverBeside } from '../../abuse/requests';
import { ApiUnderTest } from '../../support/ApiUnderTest';
import { rawRequest, type RawResponse } from '../../support/rawRequest';

const ALLOWED = 'https://app.example.com';
const WHO = '{ viewer { roles } }';

type Headers = Readonly<Record<string, string>>;

let api: ApiUnderTest;
let credentials: Headers;

beforeAll(async () => {
  api = await ApiUnderTest.start([], { CORS_ORIGINS: ALLOWED });
  credentials = { ...(await api.customer1()), ...(await api.visit('alpha')) };
});
afterAll(async () => api.close());

const preflight = async (path: string, method: string, headers: readonly string[]) =>
  rawRequest(new URL(path, api.url), {
    method: 'OPTIONS',
    headers: {
      origin: ALLOWED,
      'access-control-request-method': method,
      'access-control-request-headers': headers.join(','),
    },
  });

const listed = ({ headers }: RawResponse, name: string): string[] => String(headers[name]).split(', ').sort();

describe('what a browser asks before it sends the request of another origin’s page', () => {
  it.each([
    ['/graphql', 'POST'],
    ['/graphql', 'GET'],
    ['/graphql/stream', 'POST'],
    ['/graphql/stream', 'GET'],
  ])('%s by %s: every header that clients send is admitted, and no other', async (path, method) => {
    for (const asked of [REQUEST_HEADERS, ['x-request-id', 'traceparent', 'tracestate', 'baggage'], ['x-of-nobody']]) {
      const answer = await preflight(path, method, asked);
      expect([answer.status, answer.bytes.length]).toEqual([204, 0]);
      expect(answer.headers['access-control-allow-origin']).toBe(ALLOWED);
      expect(answer.headers['access-control-allow-credentials']).toBe('true');
      expect(listed(answer, 'access-control-allow-headers')).toEqual([...REQUEST_HEADERS].sort());
      expect(listed(answer, 'access-control-allow-methods')).toContain(method);
    }
  });

  it('the id of a request stays ours, whatever a client calls it', async () => {
    const headers = { origin: ALLOWED, 'content-type': 'application/json', 'x-request-id': 'of-the-client' };
    const answer = await rawRequest(api.url, { method: 'POST', headers, body: JSON.stringify({ query: WHO }) });
    expect(answer.status).toBe(200);
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    const requestId = answer.headers['x-request-id'];
    await expect(api.log.line({ event: 'request', requestId })).resolves.toBeDefined();
    expect(api.log.written.join('')).not.toContain('of-the-client');
  });

  it('no header is read and ignored', () => {
    const read: readonly string[] = READ_HEADERS;
    expect(IGNORED_HEADERS.filter((name) => read.includes(name))).toEqual([]);
    expect(new Set(REQUEST_HEADERS).size).toBe(REQUEST_HEADERS.length);
  });
});

/** What browsers let every page read, what is for the browser itself, and what says nothing to a page. */
const NOT_FOR_PAGES =
  /^(cache-control|content-(language|length|type|encoding|security-policy)|access-control-.*|vary|date|connection|keep-alive|transfer-encoding|set-cookie|x-(content-type-options|dns-prefetch-control|download-options|frame-options|permitted-cross-domain-policies|xss-protection)|cross-origin-.*|origin-agent-cluster|referrer-policy|accept-encoding|upgrade)$/;

describe('what a page of another origin may read of an answer', () => {
  it('every header that says something to it', async () => {
    const tooFast = await serverBeside(api, { RATE_LIMIT_ADDRESS_REQUESTS: '1' });
    const json = { origin: ALLOWED, 'content-type': 'application/json' };
    const post = async (url: string, headers: Headers) =>
      rawRequest(url, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify({ query: WHO }) });
    const answers = [
      await post(api.url, {}),
      await post(api.url, { authorization: 'Bearer a.b.c' }),
      await post(api.url, { 'content-encoding': 'gzip' }),
      await post(tooFast.url, {}),
      await post(tooFast.url, {}),
      await rawRequest(api.url, { method: 'PUT', headers: json }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 415, 200, 429, 405]);
    const sent = new Set(answers.flatMap(({ headers }) => Object.keys(headers)));
    expect([...sent].filter((name) => !NOT_FOR_PAGES.test(name)).sort()).toEqual([...ANSWER_HEADERS].sort());
    for (const answer of answers)
      expect(listed(answer, 'access-control-expose-headers')).toEqual([...ANSWER_HEADERS].sort());
  });
});

describe('a query by GET', () => {
  const get = async (headers: Headers) =>
    rawRequest(`${api.url}?query=${encodeURIComponent(WHO)}`, { headers: { ...headers } });

  it.each(PREFLIGHT_HEADERS)('is answered where it has %s, which no page sends unasked', async (name) => {
    const answer = await get({ [name]: credentials[name] ?? '1' });
    expect([answer.status, JSON.parse(answer.bytes.toString('utf8'))]).toMatchObject([200, { data: { viewer: {} } }]);
  });

  it.each([
    ...REQUEST_HEADERS.filter((name) => !(PREFLIGHT_HEADERS as readonly string[]).includes(name)),
    'forwarded',
    'x-forwarded-for',
    'x-forwarded-proto',
    'x-amzn-trace-id',
    'x-cloud-trace-context',
    'x-b3-traceid',
    'via',
    'cookie',
  ])('is refused where it has no more than %s', async (name) => {
    const answer = await get({
      [name]: name === 'content-type' ? 'text/plain' : name === 'x-on-denied' ? 'mask' : '1',
    });
    expect([400, 415]).toContain(answer.status);
    expect(JSON.parse(answer.bytes.toString('utf8'))).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  it('is refused where what it has is empty', async () => {
    for (const name of ['apollo-require-preflight', 'x-visit-token', 'x-apollo-operation-name'])
      expect((await get({ [name]: '' })).status).toBe(400);
  });

  it('with a credential that is no good is refused for that', async () => {
    for (const authorization of ['Basic YTpi', 'Negotiate a', 'Bearer a.b.c'])
      expect((await get({ authorization })).status).toBe(401);
  });
});
