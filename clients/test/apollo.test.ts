import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache, type ErrorLike } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { addTypenameToDocument } from '@apollo/client/utilities';
import { printExecutableGraphQLDocument } from '@graphql-tools/documents';
import { firstValueFrom, filter } from 'rxjs';
import { toGlobalId } from '../../src/model/globalId';
import { digestOf } from '../../src/configuration/readManifest';
import { serverBeside } from '../../test/abuse/requests';
import type { ApiUnderTest } from '../../test/support/ApiUnderTest';
import { placeInput, shopNode } from '../../test/support/ordering';
import { orderId } from '../../test/support/world';
import {
  AnythingDocument,
  CancelOrderDocument,
  GuestOrdersDocument,
  MeDocument,
  MenuDocument,
  MyOrdersDocument,
  OrderDetailsDocument,
  PlaceOrderDocument,
  ShopPageDocument,
  ShopRegisterDocument,
  StartGuestSessionDocument,
  type PlaceOrderInput,
} from '../generated/operations/graphql';
import { ORDERS, Page, startApi, THROTTLED } from './page';

const ALPHA = shopNode('alpha');
const FIRST = toGlobalId('Order', 'alpha', orderId(1));

let api: ApiUnderTest;

beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => api.close());
afterEach(() => {
  api.recorder.faults = undefined;
});

const open = (url = api.url): Page => new Page(url);
const asCustomer = async (url = api.url): Promise<Page> => open(url).signIn(await api.customer1());
const asOwner = async (url = api.url): Promise<Page> => open(url).signIn(await api.ownerA());
const order = (): PlaceOrderInput => placeInput({ idempotencyKey: crypto.randomUUID() }) as PlaceOrderInput;

/** The codes of what a promise was rejected with. */
async function codesOf(refused: Promise<unknown>): Promise<unknown[]> {
  const error: unknown = await refused.then(
    () => null,
    (cause: unknown) => cause,
  );
  return codesIn(error as ErrorLike);
}

function codesIn(error: ErrorLike | null | undefined): unknown[] {
  if (!CombinedGraphQLErrors.is(error)) throw new Error('expected errors of the API', { cause: error });
  return error.errors.map(({ extensions }) => extensions?.code);
}

describe('pages', () => {
  it.each([1, 7, 100])('of %i, walked by fetchMore over real cursors, are the whole list in order', async (first) => {
    const { client, statuses } = await asCustomer();
    const list = client.watchQuery({ query: MyOrdersDocument, variables: { first } });
    const numbers = () =>
      client
        .readQuery({ query: MyOrdersDocument, variables: { first } })
        ?.viewer?.customer?.orders?.edges.map(({ node }) => node?.number);
    const pageInfo = () =>
      client.readQuery({ query: MyOrdersDocument, variables: { first } })?.viewer?.customer?.orders?.pageInfo;
    await firstValueFrom(list.pipe(filter(({ loading }) => !loading)));
    for (let page = 1; pageInfo()?.hasNextPage === true; page += 1) {
      expect(numbers()).toHaveLength(first * page);
      await list.fetchMore({ variables: { after: pageInfo()?.endCursor ?? null } });
    }
    expect(numbers()).toEqual(Array.from({ length: ORDERS }, (_, index) => `number-${ORDERS - index}`));
    expect(statuses.every((status) => status === 200)).toBe(true);
  });

  it('of one filter are not mixed with those of another', async () => {
    const { client } = await asCustomer();
    const count = async (variables: object) => {
      const { data } = await client.query({ query: MyOrdersDocument, variables: { first: 5, ...variables } });
      return data?.viewer?.customer?.orders?.edges.length;
    };
    expect(await count({})).toBe(5);
    expect(await count({ status: 'READY' })).toBe(0);
    expect(await count({ status: 'PENDING' })).toBe(5);
  });
});

describe('the cache', () => {
  it('keeps an item once: a shop that came with an order is there by its id, on every path', async () => {
    const page = await asCustomer();
    const { data } = await page.client.query({ query: MyOrdersDocument, variables: { first: 1 } });
    const id = data?.viewer?.customer?.orders?.edges[0]?.node?.id ?? '';
    await page.client.query({ query: OrderDetailsDocument, variables: { id } });
    const sent = page.exchanges.length;
    const shop = page.client.readFragment({
      id: page.client.cache.identify({ __typename: 'Shop', id: ALPHA }) ?? '',
      fragment: gql`
        fragment Name on Shop {
          name
        }
      `,
    });
    expect(shop).toMatchObject({ name: 'name of alpha' });
    expect(page.exchanges).toHaveLength(sent);
  });

  it('an item that came with a list is not fetched again by its id', async () => {
    const page = await asCustomer();
    await page.client.query({ query: ShopPageDocument, variables: { id: ALPHA } });
    const { data } = await page.client.query({ query: AnythingDocument, variables: { id: ALPHA } });
    expect(data?.node).toMatchObject({ __typename: 'Shop', name: 'name of alpha' });
    await page.client.query({ query: ShopPageDocument, variables: { id: ALPHA } });
    expect(page.exchanges).toHaveLength(2);
  });

  it('shows a changed order in the lists that it is in', async () => {
    const page = await asCustomer();
    page.visitToken = (await api.visit('alpha'))['x-visit-token'] ?? null;
    const placed = await page.client.mutate({ mutation: PlaceOrderDocument, variables: { input: order() } });
    const orderId = placed.data?.placeOrder?.order?.id ?? '';
    const variables = { first: 2 };
    await page.client.query({ query: MyOrdersDocument, variables });
    await page.client.mutate({ mutation: CancelOrderDocument, variables: { input: { orderId } } });
    const cached = page.client.readQuery({ query: MyOrdersDocument, variables });
    expect(cached?.viewer?.customer?.orders?.edges[0]?.node).toMatchObject({ id: orderId, status: 'CANCELLED' });
  });
});

describe('denied fields', () => {
  const variables = { id: ALPHA };
  const VISIBLE = { id: ALPHA, name: 'name of alpha', legalName: null, taxId: null };
  const DENIED = ['Shop.legalName', 'Shop.taxId'];
  const inMode = (mode: string) => ({ headers: { 'x-on-denied': mode } });

  it('mask (as this client asks): the data is whole, and the page is told what is left out', async () => {
    const page = await asCustomer();
    const { data, error } = await page.client.query({ query: ShopRegisterDocument, variables });
    expect(error).toBeUndefined();
    expect(data?.shop).toMatchObject(VISIBLE);
    expect(page.told).toEqual(
      DENIED.map((coordinate) => ({
        coordinate,
        code: 'FORBIDDEN',
        requires: 'SHOP_OWNER as the owner of this shop',
        count: 1,
      })),
    );
  });

  it('error: Apollo Client drops the data unless the policy is `all`', async () => {
    const { client, told } = await asCustomer();
    const query = { query: ShopRegisterDocument, variables, context: inMode('error') };
    expect(await codesOf(client.query(query))).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    const { data, error } = await client.query({ ...query, errorPolicy: 'all' });
    expect(data?.shop).toMatchObject(VISIBLE);
    expect(codesIn(error)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(told).toEqual([]);
  });

  it('reject: no data, whatever the policy, and nothing read', async () => {
    const { client } = await asCustomer();
    api.recorder.take();
    const { data, error } = await client.query({
      query: ShopRegisterDocument,
      variables,
      context: inMode('reject'),
      errorPolicy: 'all',
    });
    expect(data).toBeFalsy();
    expect(codesIn(error)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(api.recorder.take()).toEqual([]);
  });

  it('whoever may see them is told nothing', async () => {
    const page = await asOwner();
    const { data } = await page.client.query({ query: ShopRegisterDocument, variables });
    expect(data?.shop).toMatchObject({ legalName: 'canary-legalName-alpha', taxId: 'canary-taxId-alpha' });
    expect(page.told).toEqual([]);
  });

  it('a denied list is `null`, in the cache, too; it is there for as long as the visit is', async () => {
    const page = open();
    const variables = { shopId: ALPHA, first: 3 };
    const cached = () => page.client.readQuery({ query: MenuDocument, variables })?.shop?.products;
    const ask = async () => page.client.query({ query: MenuDocument, variables, fetchPolicy: 'network-only' });
    expect((await ask()).data?.shop?.products).toBeNull();
    expect(cached()).toBeNull();
    expect(page.coordinates).toEqual(['Shop.products']);
    page.visitToken = (await api.visit('alpha'))['x-visit-token'] ?? null;
    expect((await ask()).data?.shop?.products?.edges).toHaveLength(3);
    page.visitToken = null;
    expect((await ask()).data?.shop?.products).toBeNull();
    expect(cached()).toBeNull();
  });
});

describe('a visitor', () => {
  it('starts a session, orders, and finds the order by the cookie alone', async () => {
    const page = open();
    page.visitToken = (await api.visit('alpha'))['x-visit-token'] ?? null;
    await page.client.mutate({ mutation: StartGuestSessionDocument });
    const { data } = await page.client.mutate({ mutation: PlaceOrderDocument, variables: { input: order() } });
    expect(data?.placeOrder).toMatchObject({ order: { status: 'PENDING' }, userErrors: [] });
    const mine = await page.client.query({ query: GuestOrdersDocument });
    expect(mine.data?.viewer?.guestOrders?.edges.map(({ node }) => node?.id)).toEqual([data?.placeOrder?.order?.id]);
    expect((await open().client.query({ query: GuestOrdersDocument })).data?.viewer?.guestOrders).toBeNull();
  });
});

describe('errors', () => {
  it('BAD_USER_INPUT: HTTP 400, told with its code, and asked once', async () => {
    const page = await asCustomer();
    expect(await codesOf(page.client.query({ query: MyOrdersDocument, variables: { first: 0 } }))).toEqual([
      'BAD_USER_INPUT',
    ]);
    expect(page.statuses).toEqual([400]);
  });

  it('an ID token that has expired is refreshed once for all that fail with it', async () => {
    const page = open();
    page.idToken = await api.identityProvider.token({
      subject: 'customer-1',
      groups: ['customers'],
      claims: { exp: 1 },
    });
    page.nextToken = async () => ((await api.customer1()).authorization ?? '').replace('Bearer ', '');
    const asked = await Promise.all([
      page.client.query({ query: MeDocument }),
      page.client.query({ query: ShopPageDocument, variables: { id: ALPHA } }),
      page.client.query({ query: MyOrdersDocument, variables: { first: 1 } }),
    ]);
    expect(asked[0].data?.viewer?.roles).toEqual(['CUSTOMER']);
    expect(asked.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
    expect(page.refreshes).toBe(1);
    expect(page.statuses.sort()).toEqual([200, 200, 200, 401, 401, 401]);
  });

  it('where the sign-in has ended, UNAUTHENTICATED is told, and nothing is asked again', async () => {
    const page = open();
    page.idToken = 'eyJhbGciOiJub25lIn0.e30.';
    expect(await codesOf(page.client.query({ query: MeDocument }))).toEqual(['UNAUTHENTICATED']);
    expect([page.statuses, page.refreshes]).toEqual([[401], 1]);
  });

  it('RATE_LIMITED: asked again when the API says, and answered', async () => {
    const { url } = await serverBeside(api, { RATE_LIMIT_WINDOW_SECONDS: '1', RATE_LIMIT_POINTS: '8' });
    const page = await asCustomer(url);
    const asked = await Promise.all(
      ['alpha', 'beta', 'gamma'].map(async (shop) =>
        page.client.query({ query: ShopPageDocument, variables: { id: shopNode(shop) } }),
      ),
    );
    expect(asked.map(({ data }) => data?.shop?.name)).toEqual(['name of alpha', 'name of beta', 'name of gamma']);
    expect(page.statuses).toContain(429);
  });

  it('TRY_AGAIN: a query is asked again, and answered as soon as the store is back', async () => {
    const page = await asCustomer();
    api.recorder.faults = () => THROTTLED;
    page.beforeRequest = (number) => {
      if (number === 2) api.recorder.faults = undefined;
    };
    const { data } = await page.client.query({ query: ShopPageDocument, variables: { id: ALPHA } });
    expect(data?.shop?.name).toBe('name of alpha');
    expect(page.exchanges).toHaveLength(2);
  });

  it('TRY_AGAIN: an order is sent again with its key, and is one order', async () => {
    const page = await asCustomer();
    page.visitToken = (await api.visit('alpha'))['x-visit-token'] ?? null;
    page.beforeRequest = (number) => {
      api.recorder.faults = ({ operation }) =>
        number === 1 && operation === 'TransactWriteItems' ? 'lose-answer' : undefined;
    };
    const input = order();
    const first = await page.client.mutate({ mutation: PlaceOrderDocument, variables: { input } });
    const again = await page.client.mutate({ mutation: PlaceOrderDocument, variables: { input } });
    expect(first.data?.placeOrder?.order?.id).toBeDefined();
    expect(again.data).toEqual(first.data);
    expect(page.exchanges).toHaveLength(3);
  });

  it('TRY_AGAIN: a mutation without a key is not sent twice', async () => {
    const page = await asCustomer();
    api.recorder.faults = () => THROTTLED;
    const cancelled = page.client.mutate({ mutation: CancelOrderDocument, variables: { input: { orderId: FIRST } } });
    expect(await codesOf(cancelled)).toEqual(['TRY_AGAIN']);
    expect(page.exchanges).toHaveLength(1);
  });
});

describe('trusted documents', () => {
  const another = gql`
    query Another {
      viewer {
        roles
      }
    }
  `;
  const unknown = {
    ...another,
    __meta__: { hash: `sha256:${digestOf(printExecutableGraphQLDocument(addTypenameToDocument(another)))}` },
  };

  it('are named, not sent, and all that a visitor needs where no others are taken', async () => {
    const { url } = await serverBeside(api, { TRUSTED_DOCUMENTS: 'GUEST,CUSTOMER' });
    const page = open(url);
    const { data } = await page.client.query({ query: ShopPageDocument, variables: { id: ALPHA } });
    expect(data?.shop?.name).toBe('name of alpha');
    expect(page.exchanges[0]?.body).toEqual({
      operationName: 'ShopPage',
      variables: { id: ALPHA },
      extensions: expect.objectContaining({ persistedQuery: { version: 1, sha256Hash: expect.any(String) } }),
    });
  });

  it('others are refused in one answer, from whom they are not taken', async () => {
    const { url } = await serverBeside(api, { TRUSTED_DOCUMENTS: 'GUEST,CUSTOMER' });
    const page = open(url);
    expect(await codesOf(page.client.query({ query: unknown }))).toEqual(['BAD_USER_INPUT']);
    expect(page.statuses).toEqual([400]);
  });

  it('others are asked for, and answered, from whom they are taken', async () => {
    const { url } = await serverBeside(api, { TRUSTED_DOCUMENTS: 'GUEST,CUSTOMER' });
    const page = await asOwner(url);
    const { data } = await page.client.query({ query: unknown });
    expect(data).toMatchObject({ viewer: { roles: ['SHOP_OWNER'] } });
    expect(page.statuses).toEqual([400, 200]);
  });

  it('others are asked for once: from then on their ids are enough, also on the next page', async () => {
    const { url } = await serverBeside(api, { TRUSTED_DOCUMENTS: 'GUEST,CUSTOMER' });
    const page = await asOwner(url);
    for (let n = 0; n < 5; n += 1) await page.client.query({ query: unknown, fetchPolicy: 'network-only' });
    expect(page.statuses).toEqual([400, 200, 200, 200, 200, 200]);
    const next = await asOwner(url);
    await next.client.query({ query: unknown });
    expect(next.statuses).toEqual([200]);
  });

  it('where there are none, the client sends its documents from then on', async () => {
    const { url } = await serverBeside(api, { TRUSTED_DOCUMENTS_FILE: '' });
    const page = open(url);
    await page.client.query({ query: ShopPageDocument, variables: { id: ALPHA } });
    await page.client.query({ query: MeDocument });
    expect(page.statuses).toEqual([400, 200, 200]);
  });
});

describe('automatic persisted queries, by Apollo’s own link', () => {
  const OPERATIONS = 8;
  const queries = {
    'with variables': gql`
      query Plain($id: ID!) {
        shop(id: $id) {
          name
        }
      }
    `,
    'with a literal': gql`
      query Literal {
        shop(id: "${ALPHA}") {
          name
        }
      }
    `,
  };
  const cases = Object.entries(queries).flatMap(([what, query]) =>
    [false, true].flatMap((byGet) =>
      [
        ['ids are known of', {}],
        ['ids are known of, and visitors send any document', { TRUSTED_DOCUMENTS: 'CUSTOMER' }],
        ['no id is known', { TRUSTED_DOCUMENTS_FILE: '' }],
      ].map(([where, overrides]) => ({ what, query, byGet, where, overrides: overrides as Record<string, string> })),
    ),
  );

  it.each(cases)('$what, by GET: $byGet, where $where: n equal ones cost n + 1 requests', async (each) => {
    const { url } = await serverBeside(api, each.overrides);
    for (const headers of [{}, await api.ownerA()]) {
      const { client, methods } = persisting(url, headers, each.byGet);
      for (let n = 0; n < OPERATIONS; n += 1) {
        const { data } = await client.query({
          query: each.query,
          variables: { id: ALPHA },
          fetchPolicy: 'network-only',
        });
        expect(data).toMatchObject({ shop: { name: 'name of alpha' } });
      }
      expect(methods.length).toBeLessThanOrEqual(OPERATIONS + 1);
      expect(methods[0]).toBe(each.byGet ? 'GET' : 'POST');
    }
  });

  /** A client that counts what it sends. */
  function persisting(url: string, headers: Readonly<Record<string, string>>, useGETForHashedQueries: boolean) {
    const methods: string[] = [];
    const counting: typeof fetch = async (input, init) => {
      methods.push(init?.method ?? 'GET');
      return fetch(input, init);
    };
    const link = new PersistedQueryLink({ sha256: digestOf, useGETForHashedQueries }).concat(
      new HttpLink({ uri: url, fetch: counting, headers: { ...headers, 'apollo-require-preflight': '1' } }),
    );
    return { client: new ApolloClient({ cache: new InMemoryCache(), link }), methods };
  }
});
