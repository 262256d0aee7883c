import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, CombinedError, fetchExchange, mapExchange, type ClientOptions } from '@urql/core';
import { serverBeside } from '../../test/abuse/requests';
import type { ApiUnderTest, RequestHeaders } from '../../test/support/ApiUnderTest';
import { shopNode } from '../../test/support/ordering';
import { ShopOrdersDocument, ShopRegisterDocument } from '../generated/operations/graphql';
import { ask, createClient, withDocumentId } from '../script/client';
import { ordersOf } from '../script/ordersOf';
import { ORDERS, startApi, THROTTLED } from './page';

const ALPHA = shopNode('alpha');
const PROGRAM = join(__dirname, '../dist/script/exportOrders.js');

let api: ApiUnderTest;

beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => api.close());
afterEach(() => {
  api.recorder.faults = undefined;
});

const tokenOf = ({ authorization = '' }: RequestHeaders): string => authorization.replace('Bearer ', '');
const asOwner = async (url = api.url): Promise<Client> => createClient(url, tokenOf(await api.ownerA()));
const asCustomer = async (): Promise<Client> => createClient(api.url, tokenOf(await api.customer1()));

async function numbersOf(client: Client, first: number): Promise<string[]> {
  const numbers: string[] = [];
  for await (const { number } of ordersOf(client, { shopId: ALPHA, first })) numbers.push(number);
  return numbers;
}

async function refusal(asked: Promise<unknown>): Promise<CombinedError> {
  const error: unknown = await asked.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (error instanceof CombinedError) return error;
  throw new Error(`expected an error of the API, got ${String(error)}`);
}

const codesOf = ({ graphQLErrors }: CombinedError): unknown[] => graphQLErrors.map(({ extensions }) => extensions.code);

describe('pages', () => {
  it.each([1, 7, 100])('of %i are the whole list in order', async (first) => {
    expect(await numbersOf(await asOwner(), first)).toEqual(
      Array.from({ length: ORDERS }, (_, index) => `number-${ORDERS - index}`),
    );
  });
});

describe('denied fields', () => {
  const inMode = async (mode: string) => {
    const client = new Client({
      url: api.url,
      exchanges: [mapExchange({ onOperation: withDocumentId }), fetchExchange],
      preferGetMethod: false,
      fetchOptions: { headers: { ...(await api.customer1()), 'x-on-denied': mode } },
    });
    return client.query(ShopRegisterDocument, { id: ALPHA }, { requestPolicy: 'network-only' });
  };

  it('mask: the whole data, no error', async () => {
    const { data, error, extensions } = await inMode('mask');
    expect([data?.shop?.name, data?.shop?.taxId, error]).toEqual(['name of alpha', null, undefined]);
    expect(extensions).toMatchObject({ authorization: { denied: [{ coordinate: 'Shop.legalName' }, {}] } });
  });

  it('error: the data beside the errors', async () => {
    const { data, error } = await inMode('error');
    expect([data?.shop?.name, data?.shop?.taxId]).toEqual(['name of alpha', null]);
    expect(error && codesOf(error)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });

  it('reject (as the script asks): errors alone, and nothing read', async () => {
    api.recorder.take();
    const error = await refusal(ask(await asCustomer(), ShopRegisterDocument, { id: ALPHA }));
    expect(codesOf(error)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(error.graphQLErrors.map(({ extensions }) => extensions.coordinate)).toEqual([
      'Shop.legalName',
      'Shop.taxId',
    ]);
    expect(api.recorder.take()).toEqual([]);
  });
});

/** The URL, and who asks; nothing else is said to urql. */
describe('by its defaults', () => {
  const WHO = '{ viewer { roles visitedShop { name } } }';

  /** What it sent, and what it made of the answer. */
  async function asked(headers: RequestHeaders, more: Partial<ClientOptions> = {}) {
    const sent: { method: string | undefined; headers: Headers }[] = [];
    const client = new Client({
      url: api.url,
      exchanges: [fetchExchange],
      fetchOptions: { headers },
      fetch: async (url, init) => {
        sent.push({ method: init?.method, headers: new Headers(init?.headers) });
        return fetch(url, init);
      },
      ...more,
    });
    const { data, error } = await client.query<{ viewer: { roles: string[] } }>(WHO, {});
    return { sent, roles: data?.viewer.roles, error };
  }

  it('it asks by GET, and a token or a visit token is enough', async () => {
    for (const [headers, roles] of [
      [await api.customer1(), ['CUSTOMER']],
      [(await api.guest()).headers, ['GUEST']],
      [await api.visit('alpha'), ['GUEST']],
    ] as const) {
      const answer = await asked(headers);
      expect(answer).toMatchObject({ sent: [{ method: 'GET' }], roles, error: undefined });
      expect(answer.sent[0]?.headers.has('content-type')).toBe(false);
    }
  });

  it('with neither, one line is needed: a header, or POST', async () => {
    const { sent, error } = await asked({});
    expect([sent, error?.message]).toMatchObject([
      [{ method: 'GET' }],
      expect.stringMatching(/apollo-require-preflight/),
    ]);
    expect(await asked({ 'apollo-require-preflight': '1' })).toMatchObject({ roles: ['GUEST'], error: undefined });
    expect(await asked({}, { preferGetMethod: false })).toMatchObject({ roles: ['GUEST'], error: undefined });
  });

  it('mutations go by POST, with nothing more', async () => {
    const client = new Client({ url: api.url, exchanges: [fetchExchange] });
    const { data, error } = await client.mutation('mutation { startGuestSession { token } }', {});
    expect([data, error]).toMatchObject([{ startGuestSession: { token: expect.any(String) } }, undefined]);
  });
});

describe('errors', () => {
  it('BAD_USER_INPUT is told with its status and id', async () => {
    const error = await refusal(ask(await asOwner(), ShopOrdersDocument, { shopId: ALPHA, first: 0 }));
    expect([codesOf(error), (error.response as Response).status]).toEqual([['BAD_USER_INPUT'], 400]);
    expect(error.graphQLErrors[0]?.extensions.requestId).toEqual(expect.any(String));
  });

  it('UNAUTHENTICATED for a token that is not good', async () => {
    const error = await refusal(
      ask(createClient(api.url, 'eyJhbGciOiJub25lIn0.e30.'), ShopRegisterDocument, { id: ALPHA }),
    );
    expect([codesOf(error), (error.response as Response).status]).toEqual([['UNAUTHENTICATED'], 401]);
  });

  it('RATE_LIMITED: waits as long as it is told, and gets it all', async () => {
    const { url } = await serverBeside(api, { RATE_LIMIT_WINDOW_SECONDS: '1', RATE_LIMIT_POINTS: '150' });
    expect(await numbersOf(await asOwner(url), 10)).toHaveLength(ORDERS);
  });

  it('TRY_AGAIN: asks until the store is back', async () => {
    const client = await asOwner();
    const failures = () => api.log.lines({ event: 'request', outcome: 'failed' }).length;
    const before = failures();
    api.recorder.faults = () => (failures() > before ? undefined : THROTTLED);
    expect(await numbersOf(client, 100)).toHaveLength(ORDERS);
    expect(failures()).toBe(before + 1);
  });
});

describe('trusted documents', () => {
  it('are named by `documentId`, which is all that an owner needs where no others are taken', async () => {
    const { url } = await serverBeside(api, { TRUSTED_DOCUMENTS: 'all' });
    expect(await numbersOf(await asOwner(url), 100)).toHaveLength(ORDERS);
    const { error } = await (await asOwner(url)).query('{ viewer { roles } }', {});
    expect(error?.message).toMatch(/Expected the `documentId` of a trusted document.*SHOP_OWNER/);
  });
});

describe('the program', () => {
  const run = async (env: Record<string, string>, ...args: string[]) =>
    promisify(execFile)(process.execPath, [PROGRAM, ...args], { env: { ...env, FIELDGATE_URL: api.url } });

  it('prints one order a line', async () => {
    const { stdout } = await run({ FIELDGATE_TOKEN: tokenOf(await api.ownerA()) }, ALPHA);
    const orders = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { number: string; customerName: string });
    expect(orders).toHaveLength(ORDERS);
    expect(stdout).not.toContain('__typename');
    expect(orders[0]).toMatchObject({ number: `number-${ORDERS}`, customerName: expect.stringMatching(/^canary/) });
  });

  it('says what it needs, and fails, where that is missing or not permitted', async () => {
    await expect(run({}, ALPHA)).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^Usage: /) });
    const customer = { FIELDGATE_TOKEN: tokenOf(await api.customer1()) };
    await expect(run(customer, ALPHA)).rejects.toMatchObject({ code: 1, stdout: '' });
  });
});
