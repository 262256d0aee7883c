import type { Page } from 'puppeteer-core';
import { serverBeside } from '../abuse/requests';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { SUBJECTS, baseWorld, order } from '../support/world';
import { DESK } from './Chromium';
import { ServedPage } from './ServedPage';

/*
 * A page at http://127.0.0.1 and an API at http://localhost: to a browser these are two sites. What it keeps, sends and shows is its own
 * decision, which nothing but a browser makes.
 */

const PAGE = '<!doctype html><html lang="en"><title>A page of another site</title><body></body></html>';
const START = 'mutation { startGuestSession { expiresAt } }';
const SESSION = '{ viewer { guestSessionExpiresAt } }';
const LONG = `{ ${Array.from({ length: 30 }, (_, at) => `a${at}: viewer { roles guestSessionExpiresAt }`).join(' ')} }`;

let shop: ServedPage;
let stranger: ServedPage;
let api: ApiUnderTest;
let crossSite: string;

beforeAll(async () => {
  [shop, stranger] = await Promise.all([ServedPage.of(PAGE), ServedPage.of(PAGE)]);
  api = await ApiUnderTest.start(
    [...baseWorld(), ...order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 })],
    {
      CORS_ORIGINS: shop.origin,
    },
  );
  const { url } = await serverBeside(api, { GUEST_COOKIE: 'cross-site', COMPRESSION: 'on' });
  crossSite = url.replace('127.0.0.1', 'localhost');
});
afterAll(async () => {
  await Promise.all([shop.close(), stranger.close()]);
  await api.close();
});

const sameSite = () => api.server.url;

async function open(served: ServedPage): Promise<Page> {
  const others = [sameSite(), crossSite, stranger.origin].map((url) => new URL(url).origin);
  const { page } = await served.open('/', DESK, others);
  return page;
}

interface Asking {
  readonly url: string;
  readonly query: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As a page asks: with what cookies it has. What it may not read is `null`. */
async function ask(page: Page, asking: Asking) {
  return await page.evaluate(async ({ url, query, headers }: Asking) => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        credentials: 'include',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });
      const named = ['x-request-id', 'retry-after', 'www-authenticate'].map((name) => [name, answer.headers.get(name)]);
      return {
        status: answer.status,
        body: await answer.json(),
        headers: Object.fromEntries(named) as object,
      };
    } catch {
      return null;
    }
  }, asking);
}

const session = (guestSessionExpiresAt: unknown) => ({ body: { data: { viewer: { guestSessionExpiresAt } } } });

describe('a guest in a page of another site', () => {
  it('is forgotten where cookies are for the same site, and the log says why', async () => {
    const page = await open(shop);
    expect(await ask(page, { url: sameSite(), query: START })).toMatchObject({ status: 200 });
    expect(await ask(page, { url: sameSite(), query: SESSION })).toMatchObject(session(null));
    await expect(api.log.line({ event: 'cookie_site' })).resolves.toMatchObject({ origins: [1] });
  });

  it('has a session where they are for other sites, also when the page is opened again', async () => {
    const page = await open(shop);
    expect(await ask(page, { url: crossSite, query: START })).toMatchObject({ status: 200 });
    expect(await ask(page, { url: crossSite, query: SESSION })).toMatchObject(session(expect.any(String)));
    await page.reload();
    expect(await ask(page, { url: crossSite, query: SESSION })).toMatchObject(session(expect.any(String)));
    const cookies = await page.browserContext().cookies();
    expect(cookies).toMatchObject([
      { name: 'fieldgate_guest', domain: 'localhost', httpOnly: true, secure: true, sameSite: 'None' },
    ]);
    expect(cookies[0]?.partitionKey).toMatchObject({ sourceOrigin: 'http://127.0.0.1' });
  });

  it('is nobody’s to use from a page that is not allowed', async () => {
    const page = await open(shop);
    await ask(page, { url: crossSite, query: START });
    // Of the same site as the allowed page, so that the browser sends the cookie; of another port, so of another origin.
    await page.goto(stranger.origin);
    expect(await ask(page, { url: crossSite, query: SESSION })).toBeNull();
    expect(api.log.lines({ event: 'security', kind: 'cross_site_request' })).toEqual([]);
    // What needs no preflight gets there, and is refused there; the browser keeps even that from the page.
    const url = `${crossSite}?query=${encodeURIComponent(SESSION)}`;
    const simple = async (to: string) =>
      fetch(to, { mode: 'no-cors', credentials: 'include' }).then(
        () => 'read',
        () => 'blocked',
      );
    expect(await page.evaluate(simple, url)).toBe('blocked');
    await expect(api.log.line({ event: 'security', kind: 'cross_site_request' })).resolves.toBeDefined();
  });
});

describe('a page of another site', () => {
  it('sends what tracing adds, and reads the id of its request and when to come back', async () => {
    const page = await open(shop);
    const headers = {
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      tracestate: 'a=b',
      baggage: 'a=b',
      'sentry-trace': 'a',
      'x-request-id': 'mine',
    };
    const answer = await ask(page, { url: crossSite, query: SESSION, headers });
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    const refused = await ask(page, { url: crossSite, query: SESSION, headers: { authorization: 'Bearer a.b.c' } });
    expect(refused).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
  });

  it('reads compressed answers', async () => {
    const page = await open(shop);
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    expect(await ask(page, { url: crossSite, query: LONG })).toMatchObject({ status: 200, body: { data: {} } });
    expect((await answered).headers()['content-encoding']).toMatch(/^(br|gzip)$/);
  });

  it('follows by server-sent events, with a token', async () => {
    const page = await open(shop);
    const { authorization } = await api.customer1();
    const status = await page.evaluate(
      async (url: string, token: string) => {
        const stream = await fetch(`${url}/stream`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: token },
          body: JSON.stringify({ query: '{ viewer { roles } }' }),
        });
        const { errors } = (await stream.json()) as { errors: { message: string }[] };
        return [stream.status, errors[0]?.message];
      },
      crossSite,
      authorization ?? '',
    );
    // That it gets there is what is seen here: a query is told where it is taken.
    expect(status).toEqual([400, expect.stringMatching(/^Expected a subscription here/)]);
  });
});
