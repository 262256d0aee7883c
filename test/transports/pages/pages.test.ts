import { buildSchema } from 'graphql';
import { readConfiguration } from '../../../src/configuration/configuration';
import { PAGE_POLICY } from '../../../src/transports/pages/page/addPage';
import { startServer, type RunningServer } from '../../../src/server';
import { ApiUnderTest } from '../../support/ApiUnderTest';
import { PRODUCTION_ENVIRONMENT } from '../../support/productionEnvironment';

const ALL = { EXPLORER: 'on', ACCESS_PAGE: 'on', REFERENCE: 'on', SCHEMA_PAGE: 'on', DASHBOARD: 'on' };
const ONE = { ...PRODUCTION_ENVIRONMENT, SCHEMA_PAGE: 'on' };

let api: ApiUnderTest;
let local: RunningServer;
let production: RunningServer;
let without: RunningServer;
const started: RunningServer[] = [];

const start = async (overrides: Readonly<Record<string, string>>): Promise<RunningServer> => {
  const configuration = readConfiguration({ ...api.environment, ...overrides });
  const callers = () => Promise.resolve([{ name: 'somebody', headers: { authorization: 'Bearer of-somebody' } }]);
  const server = await startServer(configuration, { logDestination: api.log, explorer: { examples: [], callers } });
  started.push(server);
  return server;
};

beforeAll(async () => {
  api = await ApiUnderTest.start([]);
  local = await start(ALL);
  production = await start(ONE);
  without = await start(PRODUCTION_ENVIRONMENT);
});
afterAll(async () => {
  for (const server of started) await server.close();
  await api.close();
});

const get = async ({ url }: RunningServer, path: string, options: RequestInit = {}) =>
  fetch(new URL(path, url), options);
const linksIn = (page: string) => [...page.matchAll(/<li><a href="([^"]+)"/g)].map(([, path = '']) => path);

describe('/', () => {
  it('leads to every page that is on, and each of them is there', async () => {
    const page = await (await get(local, '/')).text();
    const links = [...new Set(linksIn(page))];
    expect(links).toEqual(
      expect.arrayContaining(['/explore', '/compare', '/access', '/dashboard', '/docs', '/schema.graphql', '/graphql']),
    );
    for (const path of links) {
      const answer = await get(local, path, { headers: { accept: 'text/html' } });
      expect([path, answer.status]).toEqual([path, 200]);
      await answer.body?.cancel();
    }
  });

  it('leads to nothing that is off', async () => {
    const page = await (await get(production, '/')).text();
    expect(new Set(linksIn(page))).toEqual(new Set(['/schema.graphql', '/livez', '/healthz', '/readyz']));
    for (const path of ['/explore', '/compare', '/access', '/dashboard', '/docs'])
      expect([path, (await get(production, path)).status]).toEqual([path, 404]);
  });

  it('is not there where every page is off', async () => {
    for (const path of ['/', '/schema.graphql', '/pages/style.css', '/pages/callers.json'])
      expect([path, (await get(without, path)).status]).toEqual([path, 404]);
  });

  it('may run and load files of its own origin, and nothing in line', async () => {
    const answer = await get(production, '/');
    expect(answer.headers.get('content-security-policy')).toBe(PAGE_POLICY);
    expect(PAGE_POLICY).not.toMatch(/unsafe|https?:|\*/);
    expect(await answer.text()).not.toMatch(/<style|<script(?![^>]*src=)| style=| on\w+=/);
  });
});

describe('/schema.graphql', () => {
  it('is the whole schema, kept until it changes', async () => {
    const answer = await get(production, '/schema.graphql');
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(Object.keys(buildSchema(await answer.text()).getTypeMap())).toContain('Viewer');
    const etag = answer.headers.get('etag') ?? '';
    const again = await get(production, '/schema.graphql', { headers: { 'if-none-match': etag } });
    expect([again.status, again.headers.get('cache-control')]).toEqual([304, 'no-cache']);
  });
});

describe('what pages share', () => {
  it('answers HEAD as GET, without a body', async () => {
    for (const path of ['/', '/schema.graphql', '/pages/style.css', '/pages/callers.js']) {
      const [asked, headed] = [await get(local, path), await get(local, path, { method: 'HEAD' })];
      expect([path, headed.status, headed.headers.get('content-type')]).toEqual([
        path,
        200,
        asked.headers.get('content-type'),
      ]);
      expect(await headed.text()).toBe('');
    }
  });

  it('has prepared callers for a page of its own on this machine, and for nobody else', async () => {
    const callers = async (server: RunningServer, headers: Record<string, string> = {}) =>
      (await get(server, '/pages/callers.json', { headers })).json();
    const own = { 'sec-fetch-site': 'same-origin' };
    expect(await callers(local, own)).toMatchObject([{ name: 'somebody' }]);
    expect(await callers(local)).toEqual([]);
    expect(await callers(production, own)).toEqual([]);
    for (const header of ['via', 'forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'cf-connecting-ip'])
      expect([header, await callers(local, { ...own, [header]: '198.51.100.7' })]).toEqual([header, []]);
  });
});

describe('Apollo Sandbox', () => {
  it('leads to the other pages where it cannot be loaded', async () => {
    const page = await (await get(local, '/graphql', { headers: { accept: 'text/html' } })).text();
    expect(linksIn(page)).toEqual(expect.arrayContaining(['/explore', '/compare']));
    expect(page).toContain('#embeddableSandbox:empty { pointer-events: none; }');
  });
});
