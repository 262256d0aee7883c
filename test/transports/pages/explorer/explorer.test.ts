import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { readConfiguration } from '../../../../src/configuration/configuration';
import type { ExplorerContent } from '../../../../src/transports/pages/page/ExplorerContent';
import { explorerFiles } from '../../../../src/transports/pages/explorer/explorerFiles';
import { PAGE_POLICY } from '../../../../src/transports/pages/page/addPage';
import { startServer, type RunningServer } from '../../../../src/server';
import { ApiUnderTest } from '../../../support/ApiUnderTest';
import { PRODUCTION_ENVIRONMENT } from '../../../support/productionEnvironment';

const FRONTEND = 'https://app.example.com';
const ON = { EXPLORER: 'on', ACCESS_PAGE: 'on', EXPLAIN: 'SHOP_OWNER', CORS_ORIGINS: FRONTEND };
const CALLERS = [
  { name: 'guest', headers: {} },
  { name: 'somebody', headers: { authorization: 'Bearer credential-of-somebody' } },
];
const explorer: ExplorerContent = {
  examples: [
    { title: 'Everyone', document: 'query Who { viewer { roles } }' },
    { title: 'Guests', document: 'mutation Begin { startGuestSession { token } }' },
  ],
  callers: () => Promise.resolve(CALLERS),
};

let api: ApiUnderTest;
let local: RunningServer;
let production: RunningServer;
let unswitched: RunningServer;
const started: RunningServer[] = [];

const start = async (overrides: Readonly<Record<string, string>>): Promise<RunningServer> => {
  const configuration = readConfiguration({ ...api.environment, ...overrides });
  const server = await startServer(configuration, { logDestination: api.log, explorer });
  started.push(server);
  return server;
};

beforeAll(async () => {
  api = await ApiUnderTest.start([]);
  local = await start(ON);
  production = await start({ ...ON, ...PRODUCTION_ENVIRONMENT });
  unswitched = await start(PRODUCTION_ENVIRONMENT);
});
afterAll(async () => {
  for (const server of started) await server.close();
  await api.close();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The path as it stands: `fetch` would tidy it up, and does not let anybody choose the Host. */
async function get({ url }: RunningServer, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const own = { host: `localhost:${port}`, ...headers };
    const sent = httpRequest({ host: '127.0.0.1', port, path, headers: own, agent: false }, (answer) => {
      text(answer).then((body) => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: body });
      }, reject);
    });
    sent.once('error', reject).end();
  });
}

/** What a content security policy says, by directive. */
const policyOf = ({ headers }: Answer): Record<string, string> =>
  Object.fromEntries(
    String(headers['content-security-policy'])
      .split(';')
      .map((directive) => directive.trim())
      .map((directive) => [directive.split(' ')[0] ?? '', directive.split(' ').slice(1).join(' ')]),
  );

const callersIn = ({ text: body }: Answer): unknown => JSON.parse(body) as unknown;
const CALLERS_PATH = '/pages/callers.json';
/** What a browser says of a request of a page of this server. */
const OWN_PAGE = { 'sec-fetch-site': 'same-origin' };

describe('where it is off', () => {
  it.each(['/explore', '/explore/main.js', '/explore/frame.css', '/explore/options.json', '/access'])(
    '%s is not there, in production or locally, unless switched on',
    async (path) => {
      for (const server of [api.server, unswitched]) {
        const answer = await get(server, path);
        expect(answer.status).toBe(404);
        expect(JSON.parse(answer.text)).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
      }
    },
  );

  it('production has no landing page', async () => {
    const { headers } = await get(production, '/graphql', { accept: 'text/html' });
    expect(headers['content-type']).toMatch(/^application\/json/);
  });
});

describe('the page', () => {
  it('may ask and load from its own origin alone, and runs nothing in line or made from text', async () => {
    const page = await get(local, '/explore');
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(policyOf(page)).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'worker-src': "'self'",
      'connect-src': "'self'",
      'base-uri': "'self'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(page.headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
    expect([...page.text.matchAll(/<script[^>]*>/g)].every(([tag]) => tag.includes(' src="'))).toBe(true);
  });

  it('has a nonce for its styles, another one each time', async () => {
    const pages = [await get(local, '/explore'), await get(local, '/explore')];
    const nonces = pages.map((page) => /'nonce-([^']+)'/.exec(policyOf(page)['style-src'] ?? '')?.[1] ?? '');
    pages.forEach((page, index) => expect(page.text).toContain(`<style nonce="${nonces[index] ?? ''}">`));
    expect(new Set(nonces).size).toBe(2);
    expect(pages[0]?.headers['cache-control']).toBe('no-store');
  });

  it('names files that are there', async () => {
    const { text: page } = await get(local, '/explore');
    expect(page).toContain('<base href="/explore/">');
    const named = [...page.matchAll(/(?:src|href)="([^"/][^"]*)"/g)].map(([, name = '']) => name);
    expect(named).toEqual(expect.arrayContaining(['main.js', 'polyfills.js', 'styles.css', 'frame.css']));
    const ours = [...page.matchAll(/(?:src|href)="(\/pages\/[^"]*)"/g)].map(([, path = '']) => path);
    expect(ours).toEqual(['/pages/explorerRequests.js', '/pages/explorer.js']);
    for (const path of ours) expect((await get(local, path)).status).toBe(200);
    for (const name of named) expect((await get(local, `/explore/${name}`)).status).toBe(200);
  });

  it('stands between Altair and the network: our first script comes before its own', async () => {
    const { text: page } = await get(local, '/explore');
    expect(page.indexOf('explorerRequests.js')).toBeLessThan(page.indexOf('polyfills.js'));
  });

  it('has the switch for explanations where somebody may have them', async () => {
    const silent = await start({ EXPLORER: 'on', EXPLAIN: '' });
    const pages = await Promise.all([local, silent].map(async (server) => get(server, '/explore')));
    expect(pages.map((page) => page.text.includes('role="switch"'))).toEqual([true, false]);
  });

  it('takes GET and HEAD only', async () => {
    const answer = await fetch(local.url.replace('/graphql', '/explore'), { method: 'POST' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('is served in production, too, where somebody has switched it on', async () => {
    const page = await get(production, '/explore');
    expect(page.status).toBe(200);
    expect(page.headers['strict-transport-security']).toBeDefined();
    expect(page.headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
  });
});

describe('its files', () => {
  it('have the type of what they hold, and are not guessed at', async () => {
    const types = { 'main.js': 'text/javascript', 'styles.css': 'text/css', 'favicon.ico': 'image/x-icon' };
    for (const [name, type] of Object.entries(types)) {
      const { headers } = await get(local, `/explore/${name}`);
      expect(headers['content-type']).toMatch(type);
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('are kept for a year where the name changes with the content, and asked for again where it does not', async () => {
    const immutable = explorerFiles().find(({ isImmutable }) => isImmutable);
    const { headers } = await get(local, `/explore/${immutable?.name ?? ''}`);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const main = await get(local, '/explore/main.js');
    expect(main.headers['cache-control']).toBe('no-cache');
    const again = await get(local, '/explore/main.js', { 'if-none-match': String(main.headers.etag) });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('give a worker nothing but scripts of this origin', async () => {
    const workers = explorerFiles().filter(({ name }) => name.startsWith('worker-'));
    expect(workers.length).toBeGreaterThan(0);
    for (const { name } of workers)
      expect(policyOf(await get(local, `/explore/${name}`))).toEqual({
        'default-src': "'none'",
        'script-src': "'self'",
      });
  });

  it.each([
    '/explore/../package.json',
    '/explore/%2e%2e/package.json',
    '/explore/..%2f..%2fpackage.json',
    '/explore/assets/../../../index.js',
    '/explore/assets/..%5c..%5cindex.js',
    '/explore//etc/passwd',
    '/explore/%00main.js',
    '/explore/main.js%00.css',
    '/explore/MAIN.JS',
    '/explore/index.html',
    '/explore/iframe-sandbox/index.html',
    '/explore/assets/i18n/README.md',
    '/explore/main.js.map',
    '/explore/',
  ])('are a fixed list: %s is not on it', async (path) => {
    expect([400, 404]).toContain((await get(local, path)).status);
  });
});

describe('its options', () => {
  it('are a tab for each document, and no memory of the last time', async () => {
    const { headers, text: body } = await get(local, '/explore/options.json');
    expect(headers['cache-control']).toBe('no-store');
    expect(JSON.parse(body)).toMatchObject({
      endpointURL: '/graphql',
      initialSubscriptionRequestHandlerId: 'graphql-ws',
      tabs: explorer.examples.map(({ title, document }) => ({
        initialName: title,
        initialQuery: document,
      })),
      preserveState: false,
      disableAccount: true,
      persistedSettings: { 'plugin.list': [] },
    });
  });
});

describe('the callers', () => {
  it('are every prepared caller, for a browser on this machine', async () => {
    const answer = await get(local, CALLERS_PATH, OWN_PAGE);
    expect(callersIn(answer)).toEqual(CALLERS);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it.each<[string, Record<string, string>]>([
    ['a name that a stranger’s DNS points here', { host: 'rebound.example.com:4000' }],
    ['a name that only looks like this machine', { host: 'localhost.example.com' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port of this machine', { 'sec-fetch-site': 'same-site' }],
    ['a page of an allowed origin', { origin: FRONTEND }],
    ['what is no page of this server', { 'sec-fetch-site': 'none' }],
    ['a proxy', { 'x-forwarded-for': '198.51.100.7' }],
    ['a proxy that speaks the newer way', { forwarded: 'for=198.51.100.7' }],
    ['a proxy that tells its own name', { via: '1.1 balancer' }],
    ['a proxy that tells an address', { 'x-real-ip': '198.51.100.7' }],
  ])('are not given to %s', async (_who, headers) => {
    const answer = await get(local, CALLERS_PATH, { ...OWN_PAGE, ...headers });
    expect(answer.text).not.toContain('credential-of-somebody');
    if (answer.status === 200) expect(callersIn(answer)).toEqual([]);
  });

  it('are not given in production, whatever was handed in', async () => {
    const answer = await get(production, CALLERS_PATH, OWN_PAGE);
    expect([answer.status, callersIn(answer)]).toEqual([200, []]);
  });

  it('are in no other answer of the explorer', async () => {
    for (const path of ['/explore', '/explore/options.json'])
      expect((await get(local, path)).text).not.toContain('credential-of-somebody');
  });
});

describe('the page for comparing', () => {
  it('is on where the explorer is: a page under the strict policy, and what it begins with', async () => {
    for (const server of [local, production]) {
      const page = await get(server, '/compare');
      expect([page.status, page.headers['content-security-policy']]).toEqual([200, PAGE_POLICY]);
      const { text: body } = await get(server, '/pages/comparison.json');
      expect(JSON.parse(body)).toEqual({
        first: null,
        examples: [{ title: 'Everyone', name: 'Who', query: expect.stringContaining('roles') }],
      });
    }
    for (const path of ['/compare', '/pages/comparison.json', '/pages/compare.css'])
      expect((await get(unswitched, path)).status).toBe(404);
  });
});

describe('Apollo Sandbox', () => {
  it('has the examples in one document, cookies and headers, and knows no other endpoint', async () => {
    const { headers, text: page } = await get(local, '/graphql', { accept: 'text/html' });
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(page).toContain('query Who { viewer { roles } }\\n\\nmutation Begin { startGuestSession { token } }');
    expect(page).toContain('"headers":{"x-on-denied":"mask","x-explain":"0"}');
    expect(page).toContain('"includeCookies":true');
    expect(page).toContain('"endpointIsEditable":false');
    expect(page).toContain('"runTelemetry":false');
  });
});
