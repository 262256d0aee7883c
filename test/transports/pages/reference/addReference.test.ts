import { ApiUnderTest } from '../../../support/ApiUnderTest';
import { PAGE_POLICY } from '../../../../src/transports/pages/page/addPage';
import { readConfiguration } from '../../../../src/configuration/configuration';
import { startServer, type RunningServer } from '../../../../src/server';
import { PRODUCTION_ENVIRONMENT } from '../../../support/productionEnvironment';

let api: ApiUnderTest;
let withReference: RunningServer;

beforeAll(async () => {
  api = await ApiUnderTest.start([]);
  const environment = { ...api.environment, ...PRODUCTION_ENVIRONMENT, REFERENCE: 'on', MAX_DEPTH: '7' };
  withReference = await startServer(readConfiguration(environment), { logDestination: api.log });
});
afterAll(async () => {
  await withReference.close();
  await api.close();
});

const ask = async (path: string, init: RequestInit = {}, { url }: Pick<RunningServer, 'url'> = withReference) =>
  fetch(url.replace('/graphql', path).replace('localhost', '127.0.0.1'), init);

test('is there where it is switched on, under a policy that lets nothing from elsewhere run', async () => {
  const answer = await ask('/docs');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('content-security-policy')).toBe(PAGE_POLICY);
  expect(PAGE_POLICY).not.toContain('unsafe');
  const html = await answer.text();
  expect(html).toContain('<a href="/docs" aria-current="page">Reference</a>');
  expect(html).not.toMatch(/<script(?![^>]* src=)|<style|style="| on\w+="/);
});

test.each([
  '/docs/types/Shop',
  '/docs/queries/shop',
  '/docs/errors',
  '/docs/guides/headers',
  '/docs/types/',
  '/docs?x=1',
])('%s is a page', async (path) => {
  expect((await ask(path)).status).toBe(200);
});

test('HEAD answers as GET does, without a body', async () => {
  const answer = await ask('/docs/types/Shop', { method: 'HEAD' });
  expect([answer.status, await answer.text()]).toEqual([200, '']);
});

test.each(['/docs/types/Nothing', '/docs/types/<b>', '/docsx'])('%s is not', async (path) => {
  const answer = await ask(path);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('tells the limits of this server', async () => {
  expect(await (await ask('/docs/limits')).text()).toContain('<td>Levels of fields</td>\n<td>7</td>');
});

test('its index and its style are kept by browsers, which ask whether they have changed', async () => {
  for (const path of ['/docs/search.json', '/pages/reference.css', '/pages/search.js']) {
    const answer = await ask(path);
    const etag = answer.headers.get('etag') ?? '';
    expect([answer.status, etag === '']).toEqual([200, false]);
    expect((await ask(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
  }
});

test('is not there where it is not', async () => {
  for (const path of ['/docs', '/docs/types/Shop', '/docs/search.json'])
    expect((await ask(path, {}, api.server)).status).toBe(404);
});
