import zlib from 'node:zlib';
import { createFunction } from '../../../src/lambda';
import { serverBeside } from '../../abuse/requests';
import { ApiUnderTest } from '../../support/ApiUnderTest';
import { shopNode } from '../../support/ordering';
import { rawRequest, type RawResponse } from '../../support/rawRequest';
import { shop } from '../../support/world';

/** Long enough to be worth it. */
const QUERY = `{ ${Array.from({ length: 20 }, (_, at) => `a${at}: shop(id: "${shopNode('alpha')}") { id name description }`).join(' ')} }`;
/** What Chromium sends for http://localhost. */
const BROWSER = 'gzip, deflate, br, zstd';
const STATIC = ['/explore/main.js', '/explore/styles.css', '/explore/frame.css', '/access'];

let api: ApiUnderTest;
let compressing: string;

beforeAll(async () => {
  api = await ApiUnderTest.start([shop('alpha')], { EXPLORER: 'on', ACCESS_PAGE: 'on' });
  compressing = (await serverBeside(api, { COMPRESSION: 'on' })).url;
});
afterAll(async () => api.close());

const get = async (path: string, accepted?: string, more: Readonly<Record<string, string>> = {}) =>
  rawRequest(new URL(path, api.url), {
    headers: { ...(accepted !== undefined && { 'accept-encoding': accepted }), ...more },
  });

const ask = async (url: string, accepted: string, query = QUERY, more: Readonly<Record<string, string>> = {}) =>
  rawRequest(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-encoding': accepted, ...more },
    body: JSON.stringify({ query }),
  });

function decoded({ headers, bytes }: RawResponse): string {
  const coding = headers['content-encoding'];
  const plain = coding === 'br' ? zlib.brotliDecompressSync(bytes) : coding === 'gzip' ? zlib.gunzipSync(bytes) : bytes;
  return plain.toString('latin1');
}

const varyOf = ({ headers }: RawResponse) => String(headers.vary).toLowerCase().split(', ');

describe('what is the same for everybody', () => {
  it.each(STATIC)('%s is compressed as its client likes it', async (path) => {
    const plain = await get(path);
    expect(plain.headers['content-encoding']).toBeUndefined();
    for (const [accepted, coding] of [
      [BROWSER, 'br'],
      ['gzip', 'gzip'],
      ['GZIP;q=0.5', 'gzip'],
      ['*', 'br'],
    ] as const) {
      const answer = await get(path, accepted);
      expect([answer.status, answer.headers['content-encoding']]).toEqual([200, coding]);
      expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
      expect(answer.headers['content-type']).toBe(plain.headers['content-type']);
      expect(answer.bytes.length).toBeLessThan(plain.bytes.length * 0.6);
      expect(decoded(answer)).toBe(decoded(plain));
      expect(varyOf(answer)).toEqual(expect.arrayContaining(['accept-encoding', 'origin']));
    }
    expect(varyOf(plain)).toContain('accept-encoding');
  });

  it.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['deflate, zstd', undefined],
    ['br;q=0, gzip;q=0', undefined],
    ['br;q=0, *', 'gzip'],
    ['gzip;q=0.9, br;q=0.8', 'gzip'],
    ['br;q=0.8, gzip;q=0.8', 'br'],
    ['gzip, br', 'br'],
    ['identity, gzip;q=0.5', undefined],
    ['gzip;q=one', undefined],
    ['br;q=1.0, *;q=0', 'br'],
    [',,;;q=,', undefined],
  ])('Accept-Encoding: %s is answered as %s', async (accepted, coding) => {
    const answer = await get('/explore/main.js', accepted);
    expect([answer.status, answer.headers['content-encoding']]).toEqual([200, coding]);
  });

  it('the page of the explorer, which has a nonce of its own each time', async () => {
    const pages = [await get('/explore', BROWSER), await get('/explore', BROWSER)];
    for (const page of pages) {
      const nonce = /'nonce-([^']+)'/.exec(String(page.headers['content-security-policy']))?.[1] ?? '?';
      expect(page.headers['content-encoding']).toBe('br');
      expect(decoded(page)).toContain(`<style nonce="${nonce}">`);
      expect(page.headers.etag).toBeUndefined();
    }
  });

  it('what would not get smaller is sent as it is', async () => {
    const { headers } = await get('/explore/assets/img/logo.png', BROWSER);
    expect(headers['content-type']).toBe('image/png');
    expect(headers['content-encoding']).toBeUndefined();
  });

  it('costs once', async () => {
    const { url } = await serverBeside(api, {});
    const work = jest.spyOn(zlib, 'brotliCompress');
    const file = new URL('/explore/styles.css', url);
    const asked = async () => rawRequest(file, { headers: { 'accept-encoding': 'br' } });
    const answers = [...(await Promise.all([asked(), asked(), asked()])), await asked()];
    expect(work).toHaveBeenCalledTimes(1);
    for (const { bytes } of answers) expect(bytes.equals(answers[0]!.bytes)).toBe(true);
    work.mockRestore();
  });

  it('is told from others by an etag that says nothing of bytes, however it was sent', async () => {
    for (const accepted of [BROWSER, 'gzip', 'identity']) {
      const { headers } = await get('/explore/main.js', accepted);
      expect(headers.etag).toMatch(/^W\/"[\w-]{43}"$/);
      for (const known of [headers.etag ?? '', `"other", ${headers.etag ?? ''}`, '*']) {
        const again = await get('/explore/main.js', accepted, { 'if-none-match': known });
        expect([again.status, again.bytes.length, again.headers.etag]).toEqual([304, 0, headers.etag]);
        expect(again.headers).toMatchObject({ 'cache-control': 'no-cache', vary: headers.vary });
        expect(again.headers['content-encoding']).toBeUndefined();
      }
      const other = await get('/explore/main.js', accepted, { 'if-none-match': 'W/"of-yesterday"' });
      expect(other.status).toBe(200);
    }
    expect((await get('/explore/main.js')).headers.etag).not.toBe((await get('/explore/styles.css')).headers.etag);
  });

  it('the explorer loads less than 1.5 MB', async () => {
    const page = decoded(await get('/explore', BROWSER));
    const named = [...page.matchAll(/(?:src|href)="([^"/][^"]*)"/g)].map(([, name = '']) => `/explore/${name}`);
    const files = await Promise.all(['/explore', ...named].map(async (path) => get(path, BROWSER)));
    expect(files.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(1_200_000);
  });
});

describe('what /graphql answers', () => {
  it('is as it is, unless COMPRESSION is on', async () => {
    const { headers } = await ask(api.url, BROWSER);
    expect(headers['content-encoding']).toBeUndefined();
    expect(varyOf({ headers, status: 0, bytes: Buffer.of() })).not.toContain('accept-encoding');
  });

  it.each([
    [BROWSER, 'br'],
    ['gzip', 'gzip'],
    ['identity', undefined],
    ['', undefined],
  ])('with COMPRESSION, for Accept-Encoding %j, is %s', async (accepted, coding) => {
    const answer = await ask(compressing, accepted);
    expect([answer.status, answer.headers['content-encoding']]).toEqual([200, coding]);
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
    expect(varyOf(answer)).toEqual(expect.arrayContaining(['accept-encoding', 'origin']));
    expect(JSON.parse(decoded(answer))).toMatchObject({ data: { a19: { name: 'name of alpha' } } });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('fetch reads it, and a refusal', async () => {
    const headers = { 'content-type': 'application/json' };
    const good = await fetch(compressing, { method: 'POST', headers, body: JSON.stringify({ query: QUERY }) });
    expect(await good.json()).toMatchObject({ data: { a0: { name: 'name of alpha' } } });
    const bad = await ask(compressing, BROWSER, `{ ${'unknown '.repeat(200)} }`);
    expect([bad.status, bad.headers['content-encoding']]).toEqual([400, 'br']);
    expect(JSON.parse(decoded(bad))).toMatchObject({ errors: expect.any(Array) });
  });

  it('what is short is not worth it', async () => {
    const { headers } = await ask(compressing, BROWSER, '{ viewer { roles } }');
    expect(headers['content-encoding']).toBeUndefined();
  });

  it('as events is never held back', async () => {
    const gone = new AbortController();
    const stream = await fetch(`${compressing}/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', 'accept-encoding': BROWSER },
      body: JSON.stringify({ query: `subscription { orderChanged(orderId: "${shopNode('alpha')}") { id } }` }),
      signal: gone.signal,
    });
    // The word of graphql-sse, to proxies that would compress it.
    expect(stream.headers.get('content-encoding')).toBe('none');
    gone.abort();
  });

  it('behind a gateway is handed over as bytes', async () => {
    const { handler, close } = createFunction(async () => Promise.resolve({ ...api.environment, COMPRESSION: 'on' }), {
      logDestination: api.log,
    });
    const answer = await handler({
      rawPath: '/graphql',
      rawQueryString: '',
      headers: { host: 'api.test', 'content-type': 'application/json', 'accept-encoding': 'gzip' },
      body: JSON.stringify({ query: QUERY }),
      isBase64Encoded: false,
      requestContext: { domainName: 'api.test', http: { method: 'POST', sourceIp: '192.0.2.7' } },
    });
    await close();
    expect(answer).toMatchObject({ isBase64Encoded: true, headers: { 'content-encoding': 'gzip' } });
    const text = zlib.gunzipSync(Buffer.from(answer.body, 'base64')).toString('utf8');
    expect(JSON.parse(text)).toMatchObject({ data: { a0: { name: 'name of alpha' } } });
  });
});
