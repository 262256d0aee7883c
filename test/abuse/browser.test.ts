import fc from 'fast-check';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { PRODUCTION_ENVIRONMENT } from '../support/productionEnvironment';
import { baseWorld } from '../support/world';
import { head, postOf, sendRaw, type RawAnswer } from './rawHttp';
import { masked, post, serverBeside } from './requests';

const ALLOWED = 'https://app.example.com';
const COOKIE = 'fieldgate_guest';
const WHO = '{ viewer { roles guestSessionExpiresAt } }';
const START = 'mutation { startGuestSession { token } }';
/** The origin of the API itself, as a browser would write it for the Host that `head` sends. */
const OWN = 'http://api.test';

/** Origins that look like the allowed one, or like none. */
const FOREIGN = [
  'null',
  'https://evil.test',
  'http://app.example.com',
  'https://app.example.com.evil.test',
  'https://xapp.example.com',
  'https://evil.test/https://app.example.com',
  'https://app.example.com:8443',
  'https://app.example.com:443',
  'https://app.example.com/',
  'https://APP.example.com',
  'https://app.example.com, https://evil.test',
  'https://evil.test https://app.example.com',
  'https://app.ex%D0%B0mple.com',
  'https://*.example.com',
  '*',
  'file://',
  '.example.com',
];

let api: ApiUnderTest;
let cookie: string;
let production: { url: string };
let productionCookie: string;

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld(), { CORS_ORIGINS: `${ALLOWED},https://admin.example.com` });
  production = await serverBeside(api, PRODUCTION_ENVIRONMENT);
  const { token } = await api.guestSessions.issue();
  cookie = `${COOKIE}=${token}`;
  productionCookie = `__Host-${cookie}`;
});
afterAll(async () => api.close());

const ask = async (headers: readonly string[], query = WHO) =>
  sendRaw(api.url, ...postOf(JSON.stringify({ query }), headers));

const corsHeaders = ({ headers }: RawAnswer) => headers['access-control-allow-origin'];

function expectForbidden(answer: RawAnswer): void {
  expect(answer.status).toBe(403);
  expect(answer.body).toEqual({
    errors: [
      {
        message: expect.stringMatching(/cookie.*expected a page of this API’s own origin/),
        extensions: { code: 'FORBIDDEN', requestId: expect.any(String) },
      },
    ],
  });
  expect(answer.headers['set-cookie']).toBeUndefined();
}

describe('Browser: which pages may read answers', () => {
  const preflight = async (origin: string, asked = 'content-type') =>
    sendRaw(
      api.url,
      head('OPTIONS /graphql', [
        `origin: ${origin}`,
        'access-control-request-method: POST',
        `access-control-request-headers: ${asked}`,
      ]),
    );

  it.each([ALLOWED, 'https://admin.example.com'])('%s, which is allowed, may, and may send cookies', async (origin) => {
    for (const answer of [await preflight(origin), await ask([`origin: ${origin}`])]) {
      expect(corsHeaders(answer)).toBe(origin);
      expect(answer.headers['access-control-allow-credentials']).toBe('true');
    }
  });

  it('an allowed page may send every header that clients need, and read when to come back', async () => {
    const { headers, status } = await preflight(ALLOWED);
    expect(status).toBe(204);
    expect(headers['access-control-allow-headers']?.split(', ')).toEqual(
      expect.arrayContaining([
        'authorization',
        'content-type',
        'x-visit-token',
        'x-step-up-token',
        'x-on-denied',
        'x-cost-debug',
        'x-explain',
        'apollo-require-preflight',
      ]),
    );
    expect(headers['access-control-allow-methods']).toBe('GET, POST');
    expect(headers['access-control-expose-headers']).toMatch(/retry-after/);
    expect((await preflight(ALLOWED, 'x-of-nobody')).headers['access-control-allow-headers']).not.toContain(
      'x-of-nobody',
    );
  });

  it.each(FOREIGN)('%s may not', async (origin) => {
    for (const answer of [await preflight(origin), await ask([`origin: ${origin}`])])
      expect(corsHeaders(answer)).toBeUndefined();
  });

  it('law: whatever is not exactly an allowed origin is foreign', async () => {
    await fc.assert(
      fc.asyncProperty(nearlyAllowed, async (origin) => {
        expect(corsHeaders(await preflight(origin))).toBeUndefined();
        expectForbidden(await ask([`origin: ${origin}`, `cookie: ${cookie}`]));
      }),
      { numRuns: 60 },
    );
  });

  it('unless some are configured, no page of another origin may', async () => {
    const { url } = await serverBeside(api, { CORS_ORIGINS: '' });
    for (const origin of [ALLOWED, OWN, 'null', ...FOREIGN]) {
      const answer = await sendRaw(url, ...postOf(`{"query":"${WHO}"}`, [`origin: ${origin}`]));
      expect(corsHeaders(answer)).toBeUndefined();
    }
  });

  it('only /graphql is open to other origins', async () => {
    const asked = [`origin: ${ALLOWED}`, 'access-control-request-method: GET'];
    expect((await sendRaw(api.url, head('OPTIONS /nothing', asked))).status).toBe(404);
    expect((await sendRaw(api.url, head('OPTIONS /readyz', asked))).status).toBe(405);
  });

  it('who asks does not depend on the origin', async () => {
    const customer = await api.customer1();
    const origins: RequestHeaders[] = [{}, { origin: ALLOWED }, ...FOREIGN.map((origin) => ({ origin }))];
    const query = '{ viewer { roles customer { email } } shop(id: "x") { name } }';
    const answers = await Promise.all(
      origins.map(async (headers) => post(api.url, query, { ...headers, ...customer })),
    );
    expect(answers[0]?.body).toMatchObject({ data: { viewer: { roles: ['CUSTOMER'], customer: { email: /@/ } } } });
    expect(new Set(answers.map(({ text }) => masked(text))).size).toBe(1);
    const guests = await Promise.all(origins.map(async (headers) => post(api.url, WHO, headers)));
    expect(new Set(guests.map(({ text }) => masked(text))).size).toBe(1);
  });
});

/** The allowed origin with one thing changed. */
const nearlyAllowed = fc
  .tuple(
    fc.nat(ALLOWED.length),
    fc.constantFrom('insert', 'delete', 'replace'),
    fc.constantFrom('a', 'z', '0', '.', '-', ':', '/', '@', '_', '%'),
  )
  .map(([at, change, letter]) => {
    const rest = ALLOWED.slice(change === 'insert' ? at : at + 1);
    return ALLOWED.slice(0, at) + (change === 'delete' ? '' : letter) + rest;
  })
  .filter((origin) => origin !== ALLOWED);

describe('Browser: requests that another site’s page sends', () => {
  const isSession = ({ body }: RawAnswer) => body.data?.viewer.guestSessionExpiresAt !== null;

  it.each<[string, string[]]>([
    ['no browser at all', []],
    ['a page of the API itself', [`origin: ${OWN}`, 'sec-fetch-site: same-origin']],
    ['a page of the API itself, by a browser that tells no site', [`origin: ${OWN}`]],
    ['a page of the API itself that reads', ['sec-fetch-site: same-origin']],
    ['a page of an allowed origin', [`origin: ${ALLOWED}`, 'sec-fetch-site: cross-site']],
    ['a page of an allowed origin on the same site', [`origin: ${ALLOWED}`, 'sec-fetch-site: same-site']],
    ['a person who types', ['sec-fetch-site: none']],
  ])('by %s, the cookie counts', async (_, headers) => {
    const answer = await ask([...headers, `cookie: ${cookie}`]);
    expect(answer.status).toBe(200);
    expect(isSession(answer)).toBe(true);
  });

  const CROSS_SITE: [string, string[]][] = [
    ...FOREIGN.map((origin): [string, string[]] => [`origin ${origin}`, [`origin: ${origin}`]]),
    ['a foreign origin that claims to be ours', ['origin: https://evil.test', 'sec-fetch-site: same-origin']],
    ['our origin, but the browser knows better', [`origin: ${OWN}`, 'sec-fetch-site: cross-site']],
    ['our host with TLS', ['origin: https://api.test']],
    ['our host on another port', ['origin: http://api.test:8080']],
    ['cross-site without an origin', ['sec-fetch-site: cross-site']],
    ['same-site without an origin', ['sec-fetch-site: same-site']],
    ['a site of no known kind', ['sec-fetch-site: sideways']],
  ];

  it.each(CROSS_SITE)('with the cookie are refused: %s', async (_, headers) => {
    api.recorder.take();
    expectForbidden(await ask([...headers, `cookie: ${cookie}`]));
    expectForbidden(await ask([...headers, `cookie: a=b; ${cookie}; c=d`]));
    expectForbidden(await ask([...headers, 'cookie: a=b', `cookie: ${cookie}`]));
    expect(api.recorder.take()).toEqual([]);
  });

  it('are refused on every path, by every method, with every type of content', async () => {
    const foreign = ['origin: https://evil.test', `cookie: ${cookie}`];
    const types = [
      'application/json',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ];
    for (const type of types) expectForbidden(await ask([...foreign, `content-type: ${type}`], START));
    const query = '/graphql?query=%7B__typename%7D';
    expectForbidden(await sendRaw(api.url, head(`GET ${query}`, [...foreign, 'apollo-require-preflight: 1'])));
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'])
      for (const path of ['/nothing', '/graphql', '/livez', '/healthz', '/readyz'])
        expectForbidden(await sendRaw(api.url, head(`${method} ${path}`, foreign)));
  });

  it('are security events', async () => {
    expectForbidden(await ask(['origin: https://evil.test', `cookie: ${cookie}`]));
    await expect(api.log.line({ event: 'security', kind: 'cross_site_request' })).resolves.toBeDefined();
  });

  it('with a token in Authorization are its bearer’s: no browser adds that by itself', async () => {
    const { headers } = await api.guest();
    const answer = await ask([
      'origin: https://evil.test',
      `cookie: ${cookie}`,
      `authorization: ${headers.authorization ?? ''}`,
    ]);
    expect(answer.status).toBe(200);
    expect(isSession(answer)).toBe(true);
    const empty = await ask(['origin: https://evil.test', `cookie: ${cookie}`, 'authorization:']);
    expect(empty.status).toBe(401);
  });

  it('in production, too: there the own origin is one with TLS', async () => {
    const who = async (headers: string[]) =>
      sendRaw(production.url, ...postOf(`{"query":"${WHO}"}`, [...headers, `cookie: ${productionCookie}`]));
    for (const good of [[], ['origin: https://api.test', 'sec-fetch-site: same-origin'], [`origin: ${ALLOWED}`]])
      expect(isSession(await who(good))).toBe(true);
    for (const bad of ['http://api.test', 'https://evil.test', 'null']) expectForbidden(await who([`origin: ${bad}`]));
  });
});

describe('Browser: sessions that another site’s page starts', () => {
  it.each([[[]], [[`origin: ${OWN}`]], [[`origin: ${ALLOWED}`, 'sec-fetch-site: cross-site']]])(
    'one of ours is kept by the browser: %j',
    async (headers) => {
      const answer = await ask(headers, START);
      expect(answer.headers['set-cookie']).toMatch(/^fieldgate_guest=.+HttpOnly/);
    },
  );

  it.each([
    ...FOREIGN.map((origin) => [`origin: ${origin}`]),
    ['sec-fetch-site: cross-site'],
    ['sec-fetch-site: same-site'],
  ])('one of a foreign page is not: %s', async (header) => {
    const answer = await ask([header], START);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('nor does it end the one that is there', async () => {
    const answer = await ask(['origin: https://evil.test', `cookie: ${COOKIE}=of-an-attacker`]);
    expectForbidden(answer);
    expect((await ask([`cookie: ${COOKIE}=of-an-attacker`])).headers['set-cookie']).toMatch(/Max-Age=0/);
  });
});

describe('Browser: what pages send without asking first', () => {
  const FORM = `query=${encodeURIComponent(START)}`;
  const MULTIPART = `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${JSON.stringify({ query: START })}\r\n--x--`;

  it.each<[string, string, string[]]>([
    ['a form', FORM, ['content-type: application/x-www-form-urlencoded']],
    ['plain text', JSON.stringify({ query: START }), ['content-type: text/plain']],
    ['plain text with a hint', JSON.stringify({ query: START }), ['content-type: text/plain; application/json']],
    ['a multipart form', MULTIPART, ['content-type: multipart/form-data; boundary=x']],
    ['a beacon', JSON.stringify({ query: START }), ['content-type: ']],
    [
      'a form that overrides its method',
      `${FORM}&_method=PUT`,
      ['content-type: application/x-www-form-urlencoded', 'x-http-method-override: PUT'],
    ],
  ])('%s is refused, with a cookie and without', async (_, body, headers) => {
    for (const more of [[], [`cookie: ${cookie}`], [`cookie: ${cookie}`, `origin: ${ALLOWED}`]]) {
      const answer = await sendRaw(api.url, ...postOf(body, [...headers, ...more]));
      expect([400, 415]).toContain(answer.status);
      expect(answer.body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('a GET is refused unless it has a header that makes browsers ask', async () => {
    const path = `/graphql?query=${encodeURIComponent(WHO)}`;
    expect((await sendRaw(api.url, head(`GET ${path}`, [`cookie: ${cookie}`]))).status).toBe(400);
    expect((await sendRaw(api.url, head(`GET ${path}`, ['content-type: text/plain']))).status).toBe(400);
    const answer = await sendRaw(api.url, head(`GET ${path}`, [`cookie: ${cookie}`, 'apollo-require-preflight: 1']));
    expect(answer).toMatchObject({ status: 200, body: { data: { viewer: { roles: ['GUEST'] } } } });
  });

  it.each(['x-http-method-override', 'x-http-method', 'x-method-override'])(
    'a GET stays one, whatever %s says',
    async (header) => {
      const path = `/graphql?_method=POST&query=${encodeURIComponent(START)}`;
      const answer = await sendRaw(api.url, head(`GET ${path}`, [`${header}: POST`, 'apollo-require-preflight: 1']));
      expect(answer.status).toBe(405);
      expect(answer.headers['set-cookie']).toBeUndefined();
    },
  );
});

describe('Browser: what every answer says', () => {
  /** One of each kind, by name. */
  async function answers(url: string, ofCookie: string): Promise<Record<string, RawAnswer>> {
    const requests: Record<string, (string | Buffer)[]> = {
      'an answer': postOf(`{"query":"${WHO}"}`),
      'an answer to an allowed page': postOf(`{"query":"${WHO}"}`, [`origin: ${ALLOWED}`]),
      'an answer with a cookie': postOf(`{"query":"${START}"}`),
      'a preflight': [head('OPTIONS /graphql', [`origin: ${ALLOWED}`, 'access-control-request-method: POST'])],
      'a bad document': postOf('{"query":"{"}'),
      'a bad body': postOf('{'),
      'a batch': postOf('[]'),
      'a persisted query': postOf('{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"a"}}}'),
      'a refused GET': [head('GET /graphql?query=%7B__typename%7D')],
      'a bad credential': postOf(`{"query":"${WHO}"}`, ['authorization: Bearer a.b.c']),
      'a foreign page': postOf(`{"query":"${WHO}"}`, ['origin: https://evil.test', `cookie: ${ofCookie}`]),
      'no such path': [head('GET /nothing')],
      'no such method': [head('DELETE /graphql')],
      'a large body': [head('POST /graphql', ['content-type: application/json', 'content-length: 99999999'])],
      'a coded body': postOf('{}', ['content-encoding: gzip']),
      'a bad path': [head('GET /%zz')],
      'a bad header': [head('GET /livez', ['x-a: \0'])],
      'a bad expectation': [head('GET /livez', ['expect: 200-ok'])],
      liveness: [head('GET /livez')],
      readiness: [head('GET /readyz')],
    };
    const pairs = Object.entries(requests).map(async ([name, bytes]) => [name, await sendRaw(url, ...bytes)] as const);
    return Object.fromEntries(await Promise.all(pairs));
  }

  it.each([
    ['local', () => answers(api.url, cookie)],
    ['production', () => answers(production.url, productionCookie)],
  ])('nothing is kept, guessed at, framed or run (%s)', async (_, all) => {
    for (const [name, { headers }] of Object.entries(await all())) {
      const { vary, 'content-security-policy': policy, ...others } = headers;
      const said = { name, vary: vary?.toLowerCase().includes('origin'), policy, ...others };
      expect(said).toMatchObject({
        name,
        vary: true,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      expect(policy).toMatch(/^default-src 'none';(.*;)?frame-ancestors 'none'$/);
      for (const telling of ['server', 'x-powered-by', 'etag', 'last-modified'])
        expect(said).not.toHaveProperty(telling);
      expect(headers['access-control-allow-origin'] ?? ALLOWED).toBe(ALLOWED);
    }
  });

  it('TLS is asked for in production, and only there', async () => {
    const bare = ['a bad path', 'a bad header', 'a bad expectation'];
    for (const [name, { headers }] of Object.entries(await answers(production.url, productionCookie)))
      if (!bare.includes(name))
        expect(headers['strict-transport-security']).toMatch(/^max-age=\d{8}; includeSubDomains$/);
    for (const { headers } of Object.values(await answers(api.url, cookie)))
      expect(headers['strict-transport-security']).toBeUndefined();
  });

  it('a refusal for being too fast can be read by an allowed page', async () => {
    const { url } = await serverBeside(api, { RATE_LIMIT_ADDRESS_REQUESTS: '1' });
    const ask = async () => sendRaw(url, ...postOf(`{"query":"${WHO}"}`, [`origin: ${ALLOWED}`]));
    await ask();
    const { status, headers } = await ask();
    expect(status).toBe(429);
    expect(headers).toMatchObject({
      'access-control-allow-origin': ALLOWED,
      'retry-after': expect.stringMatching(/^\d+$/),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      vary: expect.stringMatching(/origin/i),
    });
    expect(headers['access-control-expose-headers']).toContain('retry-after');
  });

  it('the id of a request stands in a header, and in its errors', async () => {
    const answer = await sendRaw(api.url, head('GET /nothing'));
    expect(answer.headers['x-request-id']).toBe(answer.body.errors[0].extensions.requestId);
    const chosen = await sendRaw(api.url, head('GET /nothing', ['x-request-id: chosen', 'request-id: chosen']));
    expect(chosen.headers['x-request-id']).not.toBe('chosen');
  });

  it('the page of Apollo Sandbox may load what it names, on the local stack only', async () => {
    const page = await fetch(api.url, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    const policy = page.headers.get('content-security-policy') ?? '';
    const html = await page.text();
    for (const [directive, pattern] of LOADED)
      for (const [, host = ''] of html.matchAll(pattern)) expect(sourcesOf(policy, directive)).toContain(host);
    expect(sourcesOf(policy, 'script-src')).toContain("'unsafe-inline'");
    // The page's own policy is what keeps other inline scripts out.
    expect(html).toMatch(/http-equiv="Content-Security-Policy" content="script-src 'self' 'nonce-/);
    expect(sourcesOf(policy, 'connect-src')).toEqual(["'self'"]);
    expect(sourcesOf(policy, 'frame-ancestors')).toEqual(["'none'"]);
    const inProduction = await fetch(production.url, { headers: { accept: 'text/html' } });
    expect(inProduction.headers.get('content-type')).toMatch(/^application\/json/);
  });

  /** What the page loads, by what the policy calls it. */
  const LOADED: readonly (readonly [string, RegExp])[] = [
    ['script-src', /<script[^>]* src="(https:\/\/[^/"]+)/g],
    ['style-src', /href="(https:\/\/[^/"]+)[^"]*"\s+rel="stylesheet"/g],
    ['font-src', /rel="preconnect" href="(https:\/\/[^/"]+)/g],
    ['img-src', /rel="icon"\s+href="(https:\/\/[^/"]+)/g],
    ['manifest-src', /rel="manifest"\s+href="(https:\/\/[^/"]+)/g],
  ];

  function sourcesOf(policy: string, directive: string): string[] {
    const found = policy
      .split(';')
      .map((each) => each.trim().split(' '))
      .find(([name]) => name === directive);
    return found?.slice(1) ?? [];
  }
});
