import { join } from 'node:path';
import { CALLER_QUESTION } from '../../../../src/transports/pages/access/callerQuestion';
import { readConfiguration } from '../../../../src/configuration/configuration';
import { createFunction } from '../../../../src/lambda';
import { PAGE_POLICY } from '../../../../src/transports/pages/page/addPage';
import { startServer, type RunningServer } from '../../../../src/server';
import { ApiUnderTest } from '../../../support/ApiUnderTest';
import { PRODUCTION_ENVIRONMENT } from '../../../support/productionEnvironment';

/*
 * Needs what `npm run build` makes: the pages' scripts and the places of the rules.
 */

const ON = { ACCESS_PAGE: 'on' };
const PRODUCTION = { ...ON, ...PRODUCTION_ENVIRONMENT };
const SHOP = 'schema/Shop.ts';

let api: ApiUnderTest;
let local: RunningServer;
let production: RunningServer;
const started: RunningServer[] = [];

async function start(overrides: Readonly<Record<string, string>>): Promise<RunningServer> {
  const configuration = readConfiguration({ ...api.environment, ...overrides });
  const server = await startServer(configuration, { logDestination: api.log });
  started.push(server);
  return server;
}

beforeAll(async () => {
  api = await ApiUnderTest.start([]);
  local = await start(ON);
  production = await start(PRODUCTION);
});
afterAll(async () => {
  for (const server of started) await server.close();
  await api.close();
});

const get = async ({ url }: RunningServer, path: string) => fetch(new URL(path, url));
const pageOf = async (server: RunningServer) => (await get(server, '/access')).text();

/** The links that lines have to the places of their rules. */
const linksIn = (page: string) => [...page.matchAll(/<a class="place" href="([^"]*)">/g)].map(([, href = '']) => href);

describe('the access page', () => {
  it.each(['local', 'production'])(
    'is served in %s mode where it is switched on, as every page of ours',
    async (mode) => {
      const page = await get(mode === 'local' ? local : production, '/access');
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.headers.get('content-security-policy')).toBe(PAGE_POLICY);
      expect(page.headers.get('cache-control')).toBe('no-store');
      const text = await page.text();
      expect(text).toContain('<code>platformStatistics</code>');
      expect(text).toContain('<a href="/access" aria-current="page">');
    },
  );

  it('names files that are there', async () => {
    const page = await pageOf(production);
    const named = [...page.matchAll(/(?:src|href)="(\/pages\/[^"]*)"/g)].map(([, path = '']) => path);
    expect(named).toEqual(['/pages/style.css', '/pages/access.css', '/pages/access.js']);
    for (const path of named) expect((await get(production, path)).status).toBe(200);
  });

  it('has nobody to choose in production but whose token is pasted', async () => {
    expect(await (await get(production, '/pages/callers.json')).json()).toEqual([]);
  });

  it('is served by a function of AWS Lambda, with its script', async () => {
    const lambda = createFunction(async () => Promise.resolve({ ...api.environment, ...PRODUCTION }), {
      logDestination: api.log,
    });
    const call = async (rawPath: string) =>
      lambda.handler({
        rawPath,
        rawQueryString: '',
        headers: { host: 'api.test' },
        isBase64Encoded: false,
        requestContext: { domainName: 'api.test', http: { method: 'GET', sourceIp: '192.0.2.7' } },
      });
    const answers = [await call('/access'), await call('/pages/access.js')];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    await lambda.close();
  });
});

describe('the places of rules', () => {
  it('are texts in production, where no source is served', async () => {
    const page = await pageOf(production);
    expect(page).toMatch(/<code class="place">schema\/Shop\.ts:\d+<\/code>/);
    expect(linksIn(page)).toEqual([]);
    expect((await get(production, `/access/source/${SHOP}`)).status).toBe(404);
  });

  it('lead to pages of this server in local mode, each to its line', async () => {
    const links = new Set(linksIn(await pageOf(local)));
    const pages = new Map<string, string>();
    for (const link of links) {
      const [path = '', line = ''] = link.split('#');
      if (!pages.has(path)) pages.set(path, await (await get(local, path)).text());
      expect(pages.get(path)).toMatch(new RegExp(`<li id="${line}"><code>.*@Auth\\(`));
    }
    expect([...pages.keys()]).toEqual(expect.arrayContaining([`/access/source/${SHOP}`]));
  });

  it.each([
    '/access/source/package.json',
    '/access/source/src/main.ts',
    '/access/source/schema/roles.ts',
    '/access/source/schema/',
    '/access/source/schema/%2e%2e/package.json',
    '/access/source/schema%2fShop.ts%00',
    '/access/source//etc/passwd',
  ])('are a fixed list: %s is not on it', async (path) => {
    expect([400, 404]).toContain((await get(local, path)).status);
  });

  it('lead to where SOURCE_URL says', async () => {
    const SOURCE_URL = 'https://git.example.com/blob/main/{path}?a&b#L{line}';
    const links = linksIn(await pageOf(await start({ ...PRODUCTION, SOURCE_URL })));
    expect(links.length).toBeGreaterThan(200);
    for (const link of links)
      expect(link).toMatch(/^https:\/\/git\.example\.com\/blob\/main\/(schema|resolvers)\/[\w/]+\.ts\?a&#38;b#L\d+$/);
  });
});

describe('where no other documents than trusted ones are taken', () => {
  const TRUSTED = {
    ...PRODUCTION,
    TRUSTED_DOCUMENTS: 'all',
    TRUSTED_DOCUMENTS_FILE: join(__dirname, '../../../../schema/trusted-documents.json'),
  };
  const ask = async ({ url }: RunningServer) => {
    const body = JSON.stringify({ query: CALLER_QUESTION, variables: { coordinates: ['Shop.name', 'Shop.taxId'] } });
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return (await answer.json()) as { data?: { viewer: { access: unknown } } };
  };

  it('the question of the page is taken while the page is on, and only then', async () => {
    const { data } = await ask(await start(TRUSTED));
    expect(data?.viewer.access).toMatchObject([{ read: 'ALWAYS' }, { read: 'NEVER' }]);
    expect((await ask(await start({ ...TRUSTED, ACCESS_PAGE: 'off' }))).data).toBeUndefined();
  });
});
