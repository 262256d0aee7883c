import type { IncomingHttpHeaders } from 'node:http';
import { ApiUnderTest } from '../../support/ApiUnderTest';
import { rawRequest } from '../../support/rawRequest';

const PAGES = ['/explore', '/explore/frame.css', '/explore/main.js', '/explore/options.json', '/access'];
const HEALTH = ['/livez', '/healthz', '/readyz'];
/** What differs from one answer to the next; with a nonce in it, a page differs by how short it gets. */
const OF_ITS_OWN = ['x-request-id', 'date', 'content-security-policy'];

let api: ApiUnderTest;

beforeAll(async () => {
  api = await ApiUnderTest.start([], { EXPLORER: 'on', ACCESS_PAGE: 'on' });
});
afterAll(async () => api.close());

const send = async (method: string, path: string, headers: Readonly<Record<string, string>> = {}) =>
  rawRequest(new URL(path, api.url), { method, headers });

const lasting = (headers: IncomingHttpHeaders) => {
  const differing = 'content-encoding' in headers ? [...OF_ITS_OWN, 'content-length'] : OF_ITS_OWN;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !differing.includes(name)));
};

describe('HEAD', () => {
  it.each([...PAGES, ...HEALTH])('%s: the status and headers of a GET, and no body', async (path) => {
    for (const headers of [{}, { 'accept-encoding': 'br' }, { 'accept-encoding': 'gzip' }]) {
      const [whole, head] = [await send('GET', path, headers), await send('HEAD', path, headers)];
      expect(head.status).toBe(200);
      expect(head.bytes.length).toBe(0);
      expect(lasting(head.headers)).toEqual(lasting(whole.headers));
      expect(head.headers['content-length']).toMatch(/^[1-9]\d*$/);
      expect(whole.headers['content-length']).toBe(String(whole.bytes.length));
    }
  });

  it('of what the client has already is 304', async () => {
    const { headers } = await send('GET', '/explore/main.js');
    const { status } = await send('HEAD', '/explore/main.js', { 'if-none-match': String(headers.etag) });
    expect(status).toBe(304);
  });

  it.each(['/graphql', '/graphql/stream'])('%s executes nothing', async (path) => {
    api.takeCalls();
    const search = `?query=${encodeURIComponent('{ shop(id: "x") { name } }')}`;
    const answer = await send('HEAD', `${path}${search}`, {
      'apollo-require-preflight': '1',
      accept: 'text/event-stream, */*',
    });
    expect([answer.status, answer.headers.allow, answer.bytes.length]).toEqual([405, 'GET, POST', 0]);
    expect(api.takeCalls()).toEqual([]);
  });

  it('/nothing is not there', async () => {
    expect((await send('HEAD', '/nothing')).status).toBe(404);
  });
});

describe('another method', () => {
  it.each<[string, string]>([
    ...[...PAGES, ...HEALTH].map((path): [string, string] => [path, 'GET, HEAD']),
    ['/graphql', 'GET, POST'],
    ['/graphql/stream', 'GET, POST'],
  ])('of %s is refused, and the answer says that it takes %s', async (path, allow) => {
    for (const method of ['PUT', 'DELETE', 'PATCH', ...(allow.includes('POST') ? [] : ['POST', 'OPTIONS'])]) {
      const answer = await send(method, path);
      expect([method, answer.status, answer.headers.allow]).toEqual([method, 405, allow]);
    }
  });
});

describe('a slash at the end', () => {
  it.each(['/graphql', '/explore', '/access', '/livez'])(
    '%s/ is not there, and the answer says what is',
    async (path) => {
      const { status, bytes } = await send('POST', `${path}/?a=b`);
      expect(status).toBe(404);
      expect(JSON.parse(bytes.toString('utf8'))).toMatchObject({
        errors: [{ message: `There is nothing here; expected ${path}, without a slash at its end.` }],
      });
    },
  );
});
