import { originsOfOtherSites } from '../../../src/transports/http/cookieSites';
import { serverBeside } from '../../abuse/requests';
import { ApiUnderTest } from '../../support/ApiUnderTest';
import { LogRecorder } from '../../support/LogRecorder';
import { PRODUCTION_ENVIRONMENT } from '../../support/productionEnvironment';
import { rawRequest, type RawResponse } from '../../support/rawRequest';
import { readConfiguration } from '../../../src/configuration/configuration';
import { startServer } from '../../../src/server';

const ALLOWED = 'https://app.example.com';
const FOREIGN = 'https://evil.test';
const START = 'mutation { startGuestSession { token } }';
const WHO = '{ viewer { guestSessionExpiresAt } }';

type Headers = Readonly<Record<string, string>>;

let api: ApiUnderTest;
let crossSite: string;
let guest: string;

beforeAll(async () => {
  api = await ApiUnderTest.start([], { CORS_ORIGINS: ALLOWED, ACCESS_PAGE: 'on' });
  crossSite = (await serverBeside(api, { GUEST_COOKIE: 'cross-site' })).url;
  const { token } = await api.guestSessions.issue();
  guest = `fieldgate_guest=${token}`;
});
afterAll(async () => api.close());

const post = async (url: string, query: string, headers: Headers = {}) =>
  rawRequest(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });

const bodyOf = ({ bytes }: RawResponse): unknown => JSON.parse(bytes.toString('utf8'));
const byPage = (origin: string): Headers => ({ origin, 'sec-fetch-site': 'cross-site' });

describe('cookies for pages of other sites', () => {
  it('are set for an allowed page, and count when it sends them', async () => {
    const started = await post(crossSite, START, byPage(ALLOWED));
    const [cookie = ''] = started.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(
      /^fieldgate_guest=[^;]+; Path=\/; HttpOnly; SameSite=None; Secure; Partitioned; Max-Age=\d+$/,
    );
    const answer = await post(crossSite, WHO, { ...byPage(ALLOWED), cookie: cookie.split(';')[0] ?? '' });
    expect(bodyOf(answer)).toMatchObject({ data: { viewer: { guestSessionExpiresAt: expect.any(String) } } });
    expect(answer.headers['access-control-allow-credentials']).toBe('true');
  });

  it.each(['fieldgate_guest', 'fieldgate_device'])('%s is refused from a page that is not allowed', async (name) => {
    const cookie = name === 'fieldgate_guest' ? guest : `${name}=x`;
    for (const url of [crossSite, api.url])
      for (const page of [
        byPage(FOREIGN),
        { origin: FOREIGN },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
      ]) {
        const answer = await post(url, START, { ...page, cookie });
        expect([answer.status, answer.headers['set-cookie']]).toEqual([403, undefined]);
        expect(bodyOf(answer)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
      }
  });

  it('are not set for a page that is not allowed', async () => {
    const answer = await post(crossSite, START, byPage(FOREIGN));
    expect(answer.headers['set-cookie']).toBeUndefined();
  });
});

describe('a link from another site', () => {
  it('leads to what is the same for everybody, although the cookie comes along', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', cookie: guest };
    expect((await rawRequest(new URL('/access', api.url), { headers })).status).toBe(200);
    expect((await rawRequest(new URL('/readyz', api.url), { headers })).status).toBe(403);
  });
});

describe('a stream that is asked for by GET', () => {
  const begin = async (headers: Headers) => {
    const url = new URL('/graphql/stream', api.url);
    // No subscription: whoever gets past the door is told so.
    url.searchParams.set('query', '{ viewer { roles } }');
    return rawRequest(url, { headers: { accept: 'text/event-stream', ...headers } });
  };

  it.each<[string, Headers]>([
    ['a page of another origin', { origin: FOREIGN }],
    ['a page that hides its origin', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another origin, through a proxy that traces', { origin: FOREIGN, traceparent: '00-a-b-01' }],
  ])('is refused where %s asks', async (_who, headers) => {
    const answer = await begin(headers);
    expect([answer.status, bodyOf(answer)]).toMatchObject([403, { errors: [{ extensions: { code: 'FORBIDDEN' } }] }]);
  });

  it.each<[string, Headers]>([
    ['no browser', {}],
    ['an allowed page', byPage(ALLOWED)],
    ['a page of its own', { 'sec-fetch-site': 'same-origin' }],
    ['what made the browser ask before', { origin: FOREIGN, 'apollo-require-preflight': '1' }],
  ])('is begun for %s', async (_who, headers) => {
    const answer = await begin(headers);
    expect([answer.status, bodyOf(answer)]).toMatchObject([
      400,
      { errors: [{ message: expect.stringMatching(/^Expected a subscription here, got a query/) }] },
    ]);
  });
});

describe('origins of other sites', () => {
  const SAME_SITE = { GUEST_COOKIE: 'same-site' } as const;

  it.each<[string[], string[]]>([
    [[], []],
    [['http://localhost:5173', 'http://localhost'], []],
    [['http://localhost:5173', 'http://127.0.0.1:5173'], ['http://127.0.0.1:5173']],
    [['https://localhost:5173'], ['https://localhost:5173']],
    [[ALLOWED], [ALLOWED]],
  ])('locally, of %j: %j', (CORS_ORIGINS, expected) => {
    expect(originsOfOtherSites({ ...SAME_SITE, CORS_ORIGINS, FIELDGATE_MODE: 'local' })).toEqual(expected);
  });

  it.each<[string[], boolean]>([
    [[], false],
    [[ALLOWED], false],
    [[ALLOWED, 'https://admin.example.com:8443', 'https://example.com'], false],
    [[ALLOWED, 'https://app.example.org'], true],
    [['https://a.co.uk', 'https://b.co.uk'], true],
    [['https://one.github.io', 'https://two.github.io'], true],
  ])('in production, %j: %s', (CORS_ORIGINS, isKnown) => {
    const production = { ...SAME_SITE, CORS_ORIGINS, FIELDGATE_MODE: 'production' } as const;
    expect(originsOfOtherSites(production)).toEqual(isKnown ? CORS_ORIGINS : []);
    expect(originsOfOtherSites({ ...production, GUEST_COOKIE: 'cross-site' })).toEqual([]);
  });

  const logOf = async (overrides: Headers, ask?: (url: string) => Promise<unknown>) => {
    const log = new LogRecorder();
    const environment = { ...api.environment, ...PRODUCTION_ENVIRONMENT, ...overrides };
    const server = await startServer(readConfiguration(environment), { logDestination: log });
    await ask?.(server.url.replace('localhost', '127.0.0.1'));
    await server.close();
    return log.lines({ event: 'cookie_site' });
  };

  it('are told at the start, by their places in CORS_ORIGINS', async () => {
    const lines = await logOf({ CORS_ORIGINS: `${ALLOWED},https://app.example.org` });
    expect(lines).toMatchObject([{ origins: [1, 2], msg: expect.stringMatching(/unless GUEST_COOKIE is cross-site/) }]);
  });

  it('are told once where only a browser knows', async () => {
    const startTwice = async (url: string) => {
      await post(url, START, { origin: ALLOWED, 'sec-fetch-site': 'same-site' });
      await post(url, WHO, byPage(ALLOWED));
      for (const _ of [1, 2]) expect((await post(url, START, byPage(ALLOWED))).headers['set-cookie']).toHaveLength(1);
    };
    expect(await logOf({}, startTwice)).toMatchObject([{ origins: [1] }]);
    expect(await logOf({ GUEST_COOKIE: 'cross-site' }, startTwice)).toEqual([]);
  });
});
