import { getIntrospectionQuery } from 'graphql';
import { ApiUnderTest, readAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { MANIFEST, published } from '../support/publishedDocuments';
import { baseWorld } from '../support/world';
import { digestOf } from '../../src/configuration/readManifest';
import { serverBeside } from './requests';
import { ALPHA } from './scene';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // The shape is what the test is about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

const SHOP = published('ShopPage');
const OTHER = published('Me');
const VARIABLES = { id: ALPHA };
const FREE_TEXT = '{ viewer { roles } }';
const PREFLIGHT = { 'apollo-require-preflight': '1' };
const byApollo = (sha256Hash: unknown) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
const bare = (id: string): string => id.replace('sha256:', '');

let api: ApiUnderTest;

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld(), {
    TRUSTED_DOCUMENTS: 'GUEST,CUSTOMER',
    TRUSTED_DOCUMENTS_FILE: MANIFEST,
  });
});
afterAll(async () => api.close());

async function answered(response: Response): Promise<Answer> {
  const { text, body } = readAnswer(await response.text());
  return { status: response.status, headers: response.headers, text, body };
}

async function send(request: unknown, headers: RequestHeaders = {}, url = api.url): Promise<Answer> {
  api.recorder.take();
  const sent = { 'content-type': 'application/json', ...headers };
  return answered(await fetch(url, { method: 'POST', headers: sent, body: JSON.stringify(request) }));
}

/** The same by GET; a parameter may be given more than once. */
async function sendByUrl(parameters: readonly (readonly [string, unknown])[], headers: RequestHeaders = {}) {
  api.recorder.take();
  const search = new URLSearchParams(
    parameters.map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  return answered(await fetch(`${api.url}?${search.toString()}`, { headers: { ...PREFLIGHT, ...headers } }));
}

function expectRefused({ status, body, text }: Answer, message: string | RegExp = ''): void {
  expect(status).toBe(400);
  expect(body).toEqual({ errors: [expect.objectContaining({ message: expect.stringMatching(message) })] });
  expect(body.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT', requestId: expect.any(String) });
  expect(text.length).toBeLessThan(500);
  expect(api.recorder.take()).toEqual([]);
}

function expectShop({ status, body }: Answer): void {
  expect([status, body.errors, body.data?.shop?.name]).toEqual([200, undefined, 'name of alpha']);
}

describe('Trusted documents: by their ids', () => {
  it.each<[string, object]>([
    ['documentId', { documentId: SHOP.id }],
    ['documentId without a prefix', { documentId: bare(SHOP.id) }],
    ['Apollo’s hash', byApollo(bare(SHOP.id))],
    ['both', { documentId: SHOP.id, ...byApollo(bare(SHOP.id)) }],
    ['documentId and its very text', { documentId: SHOP.id, query: SHOP.text }],
    ['its very text', { query: SHOP.text }],
    ['documentId, and nothing else by null', { documentId: SHOP.id, query: null, extensions: null }],
    ['documentId and an empty query', { documentId: SHOP.id, query: '' }],
    ['documentId and the name of its operation', { documentId: SHOP.id, operationName: 'ShopPage' }],
  ])('%s: by POST and by GET', async (_, request) => {
    expectShop(await send({ ...request, variables: VARIABLES }));
    const parameters = Object.entries<unknown>({ ...request, variables: VARIABLES }).filter(
      ([, value]) => value !== null,
    );
    expectShop(await sendByUrl(parameters));
  });

  it('roles that are not restricted may use them, too', async () => {
    expectShop(await send({ documentId: SHOP.id, variables: VARIABLES }, await api.ownerA()));
  });

  it('are denied, limited and logged as if they had been sent', async () => {
    const customer = await api.customer1();
    const { documentId, variables } = { documentId: published('ShopRegister').id, variables: VARIABLES };
    const { body } = await send({ documentId, variables }, customer);
    expect(body.errors.map(({ extensions }: { extensions: object }) => extensions)).toMatchObject([
      { coordinate: 'Shop.legalName' },
      { coordinate: 'Shop.taxId' },
    ]);
    expectRefused(await send({ documentId, variables: { id: {} } }, customer), /^Variable "\$id" got an invalid value/);
    await api.log.line({ operationName: 'ShopRegister', outcome: 'denied' });
  });
});

describe('Trusted documents: anything else from a restricted role', () => {
  it.each([
    ['a query', FREE_TEXT],
    ['what does not even parse', '{ viewer {'],
    ['introspection', getIntrospectionQuery()],
    ['a trusted text with a space more', `${SHOP.text} `],
    ['a trusted text and another operation', `${SHOP.text} query More { viewer { roles } }`],
    ['the id as text', SHOP.id],
  ])('%s: a refusal that says what is taken, before anything is parsed or read', async (_, query) => {
    const message = /^Expected the `documentId` of a trusted document .* taken from GUEST\.$/;
    expectRefused(await send({ query }), message);
    expectRefused(await sendByUrl([['query', query]]), message);
    expectRefused(await send({ query }, await api.customer1()), /CUSTOMER\.$/);
    expect((await send({ query }, await api.ownerA())).text).not.toContain('trusted');
  });

  it.each<[string, unknown]>([
    ['of no document', `sha256:${'0'.repeat(64)}`],
    ['of another text', digestOf(FREE_TEXT)],
    ['cut off', SHOP.id.slice(0, -1)],
    ['a prefix', bare(SHOP.id).slice(0, 8)],
    ['in upper case', bare(SHOP.id).toUpperCase()],
    ['by another method', SHOP.id.replace('sha256', 'sha1')],
    ['with a prefix twice', `sha256:${SHOP.id}`],
    ['with a line end', `${SHOP.id}\n`],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['a path', '../../etc/passwd'],
    ['100 kB', 'a'.repeat(100_000)],
    ['empty', ''],
    ['a number', 7],
    ['a list', [SHOP.id]],
    ['an object', { toString: SHOP.id }],
    ['true', true],
  ])('an id %s', async (_, id) => {
    for (const request of [{ documentId: id }, byApollo(id)]) {
      const answer = await send({ ...request, variables: VARIABLES });
      expectRefused(answer);
      if (typeof id === 'string' && id.length > 10) expect(answer.text).not.toContain(id);
    }
    if (typeof id === 'string' && id.length < 10_000) expectRefused(await sendByUrl([['documentId', id]]));
  });

  it.each<[string, object]>([
    ['an id and a string of its own', { documentId: SHOP.id, query: FREE_TEXT }],
    ['an id and another trusted text', { documentId: SHOP.id, query: OTHER.text }],
    ['an id and a string that is none', { documentId: SHOP.id, query: { kind: 'Document' } }],
    ['two ids', { documentId: SHOP.id, ...byApollo(bare(OTHER.id)) }],
    ['Apollo’s hash of another version', { extensions: { persistedQuery: { version: 2, sha256Hash: bare(SHOP.id) } } }],
    ['Apollo’s extension without a hash', { extensions: { persistedQuery: { version: 1 } } }],
    ['Apollo’s extension as a string', { extensions: { persistedQuery: bare(SHOP.id) } }],
    ['an id, and the operation of another', { documentId: SHOP.id, operationName: 'Me' }],
  ])('%s', async (_, request) => {
    expectRefused(await send({ ...request, variables: VARIABLES }));
  });

  it('parameters of a URL that come twice, or stand where they do not belong', async () => {
    const [id, text] = [['documentId', SHOP.id] as const, ['query', FREE_TEXT] as const];
    expectRefused(await sendByUrl([id, ['documentId', OTHER.id]]), 'Expected `documentId` once.');
    expectRefused(await sendByUrl([id, text]), /^Expected no `query` beside the id/);
    expectRefused(await sendByUrl([['query', SHOP.text], text]), 'Expected `query` once.');
    expectRefused(await sendByUrl([id, ['extensions', '{'], ['variables', VARIABLES]]), /^Expected `extensions` to be/);
    const inUrl = await fetch(`${api.url}?query=${encodeURIComponent(FREE_TEXT)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ documentId: SHOP.id, variables: VARIABLES }),
    });
    expectShop(await answered(inUrl));
  });

  it('lists of requests', async () => {
    for (const batch of [[], [{ documentId: SHOP.id }], [{ query: FREE_TEXT }], [[{ query: FREE_TEXT }]]])
      expectRefused(await send(batch));
  });

  it('a mutation by GET, though it is trusted; and a GET that a foreign page could have sent', async () => {
    const mutation = await sendByUrl([['documentId', published('StartGuestSession').id]]);
    expect([mutation.status, mutation.headers.get('allow')]).toEqual([405, 'POST']);
    expect(mutation.headers.get('set-cookie')).toBeNull();
    expectRefused(await answered(await fetch(`${api.url}?documentId=${SHOP.id}&variables={"id":"${ALPHA}"}`)));
  });
});

describe('Trusted documents: a refusal', () => {
  it.each([
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
  ])('is told to whoever accepts %s as %s', async (accept, type) => {
    const answer = await send({ query: FREE_TEXT }, { accept });
    expectRefused(answer);
    expect(answer.headers.get('content-type')).toBe(type);
  });
});

describe('Trusted documents: nobody adds one', () => {
  const registration = { query: FREE_TEXT, ...byApollo(digestOf(FREE_TEXT)) };
  const asked = byApollo(digestOf(FREE_TEXT));

  it('a restricted one is refused, and not asked for the document in vain, also after another has sent it', async () => {
    expectRefused(await send(registration), /^Expected the `documentId` of a trusted document/);
    const notPublished = /^There is no trusted document with this id: expected one that was published/;
    expectRefused(await send(asked), notPublished);
    const owner = await api.ownerA();
    expect((await send(registration, owner)).status).toBe(200);
    expect((await send(asked, owner)).status).toBe(200);
    expectRefused(await send(asked), notPublished);
    expectRefused(await send(asked, await api.customer1()), notPublished);
    expectRefused(await send({ documentId: digestOf(FREE_TEXT) }, owner), /send the document itself as `query`\.$/);
  });
});

/** What Apollo's link does: the digest alone, and the document beside it where it is asked for. */
async function ask(
  query: string,
  headers: RequestHeaders,
  byUrl = false,
): Promise<{ answer: Answer; requests: number }> {
  const named = byApollo(digestOf(query));
  const first = byUrl ? await sendByUrl(Object.entries(named), headers) : await send(named, headers);
  if (first.body.errors?.[0].message !== 'PersistedQueryNotFound') return { answer: first, requests: 1 };
  return { answer: await send({ query, ...named }, headers), requests: 2 };
}

describe('Automatic persisted queries, of a role that may send any document', () => {
  it.each([
    ['POST', false],
    ['GET', true],
  ])('by %s: n equal operations cost n + 1 requests', async (method, byUrl) => {
    const owner = await api.ownerA();
    for (const query of [
      `query Plain${method} { viewer { roles } }`,
      `query Data${method} { shop(id: "${ALPHA}") { name } }`,
    ]) {
      let requests = 0;
      for (let n = 0; n < 10; n += 1) {
        const asked = await ask(query, owner, byUrl);
        expect([asked.answer.status, asked.answer.body.errors]).toEqual([200, undefined]);
        requests += asked.requests;
      }
      expect(requests).toBe(11);
    }
  });

  it('one with data in it is known to nobody but who sent it; one without, to others of such a role', async () => {
    const withData = `query Whose { shop(id: "${ALPHA}") { taxId } }`;
    const [a, b] = [await api.ownerA(), await api.ownerB()];
    expect((await ask(withData, a)).answer.body.data.shop.taxId).toEqual(expect.any(String));
    expectRefused(await send(byApollo(digestOf(withData)), b), /^PersistedQueryNotFound$/);
    expectRefused(await send(byApollo(digestOf(withData)), await api.signedIn('another', 'shop-owners')));
    const plain = 'query Anybody($id: ID!) { shop(id: $id) { name taxId } }';
    await ask(plain, a);
    // Answered as theirs: what they may not see is denied.
    const answer = await send({ ...byApollo(digestOf(plain)), variables: VARIABLES }, b);
    expect(answer.body.data).toEqual({ shop: { name: 'name of alpha', taxId: null } });
    expect(answer.body.errors[0].extensions.coordinate).toBe('Shop.taxId');
  });

  it('an id that is not that of the text beside it is refused, and nothing is kept for it', async () => {
    const owner = await api.ownerA();
    const other = 'query Another { viewer { __typename } }';
    const mismatch = /^Expected the id beside `query` to be the SHA-256 of that very text/;
    expectRefused(await send({ query: other, ...byApollo('0'.repeat(64)) }, owner), mismatch);
    expectRefused(await send({ query: other, documentId: 'f'.repeat(64) }, owner), mismatch);
    expectRefused(await sendByUrl(Object.entries({ query: other, ...byApollo('0'.repeat(64)) }), owner), mismatch);
    expectRefused(await send(byApollo('0'.repeat(64)), owner), /^PersistedQueryNotFound$/);
    expectRefused(await send(byApollo(digestOf(other)), owner), /^PersistedQueryNotFound$/);
  });

  it('a mutation that was kept is not made by GET', async () => {
    const owner = await api.ownerA();
    const mutation = 'mutation Kept { startGuestSession { expiresAt } }';
    await ask(mutation, owner);
    const answer = await sendByUrl(Object.entries(byApollo(digestOf(mutation))), owner);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('Trusted documents: who is restricted', () => {
  it('a credential that is not good is refused before', async () => {
    const answer = await send({ query: FREE_TEXT }, { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' });
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('of several roles, one that is not restricted is enough; having none is not', async () => {
    const both = await api.signedIn('both', 'customers', 'shop-owners');
    expect((await send({ query: FREE_TEXT }, both)).body.data.viewer.roles).toEqual(['CUSTOMER', 'SHOP_OWNER']);
    const nobody = await api.signedIn('nobody');
    expectRefused(await send({ query: FREE_TEXT }, nobody), /taken from callers without a role\.$/);
  });

  it('nobody is by `off`, where ids are taken all the same; without a manifest, no id is known', async () => {
    const off = await serverBeside(api, { TRUSTED_DOCUMENTS: 'off' });
    expect((await send({ query: FREE_TEXT }, {}, off.url)).body.data.viewer.roles).toEqual(['GUEST']);
    expectShop(await send({ documentId: SHOP.id, variables: VARIABLES }, {}, off.url));
    const none = await serverBeside(api, { TRUSTED_DOCUMENTS: 'off', TRUSTED_DOCUMENTS_FILE: '' });
    expectRefused(await send({ documentId: SHOP.id }, {}, none.url));
    expectRefused(await send(asked(), {}, none.url), /^PersistedQueryNotSupported$/);
  });

  const asked = () => byApollo(bare(SHOP.id));
});
