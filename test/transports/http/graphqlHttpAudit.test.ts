import { serverAudits, type AuditResult } from 'graphql-http';
import { post } from '../../abuse/requests';
import { ApiUnderTest, type RequestHeaders } from '../../support/ApiUnderTest';
import { baseWorld } from '../../support/world';

let api: ApiUnderTest;

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld(), { INTROSPECTION: 'all' });
});
afterAll(async () => api.close());

/** Reads each answer to its end, which the audits leave undone, so that no connection stays open. */
const fetchWith =
  (more: RequestHeaders): typeof fetch =>
  async (url, init) => {
    const headers = { ...(init?.headers as RequestHeaders), ...more };
    const answer = await fetch(url, { ...init, headers });
    return new Response(await answer.text(), answer);
  };

const audits = (headers: RequestHeaders = {}) => serverAudits({ url: () => api.url, fetchFn: fetchWith(headers) });

/** What the audit has to say, but for the answer itself. */
function told(result: AuditResult): object {
  return result.status === 'ok' ? { status: 'ok' } : { status: result.status, reason: result.reason };
}

/** A browser sends these GETs for any page without asking first: see "Browser" in attacks.md. They are options. */
const REFUSED_GETS = ['5A70', 'D6D5', '6A70'];

describe('graphql-http audits the server', () => {
  const cases = audits().map(({ id, name, fn }) => ({ id, name, fn }));

  test('in 61 checks', () => {
    expect(cases).toHaveLength(61);
  });

  test.each(cases)('$id $name', async ({ id, fn }) => {
    const expected = REFUSED_GETS.includes(id)
      ? { status: 'notice', reason: 'Response status code is not 200' }
      : { status: 'ok' };
    expect(told(await fn())).toEqual(expected);
  });

  test('with the header that makes browsers ask first, nothing is left to say', async () => {
    const results = await Promise.all(audits({ 'apollo-require-preflight': 'true' }).map(async ({ fn }) => fn()));
    expect(results.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  test('and would find what is wrong', async () => {
    const results = await Promise.all(audits({ accept: 'image/png' }).map(async ({ fn }) => fn()));
    const found = new Set(results.map(({ status }) => status));
    expect(found).toEqual(new Set(['ok', 'notice', 'warn', 'error']));
  });
});

describe('the status of a bad request', () => {
  const BAD: readonly [string, string, Record<string, unknown>][] = [
    ['GRAPHQL_PARSE_FAILED', '{', {}],
    ['GRAPHQL_VALIDATION_FAILED', '{ nothing }', {}],
    ['BAD_USER_INPUT', 'query($id: ID!) { node(id: $id) { id } }', { variables: { id: null } }],
  ];

  test.each([
    undefined,
    '*/*',
    'application/graphql-response+json',
    'application/json, application/graphql-response+json',
    'application/json, */*;q=0.1',
    'application/json, text/plain, */*',
    'application/*',
  ])('is 400 for whoever accepts %s', async (accept) => {
    for (const [code, query, more] of BAD) {
      const { status, body } = await post(api.url, query, accept === undefined ? {} : { accept }, more);
      expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ extensions: { code } }] } });
      expect(body).not.toHaveProperty('data');
    }
  });

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;q=0.9',
    'application/json, */*;q=0',
  ])(
    'is 200 for whoever knows %s only, since such a client does not believe a body that comes with another',
    async (accept) => {
      for (const [code, query, more] of BAD) {
        const { status, body } = await post(api.url, query, { accept }, more);
        expect({ status, body }).toMatchObject({ status: 200, body: { errors: [{ extensions: { code } }] } });
        expect(body).not.toHaveProperty('data');
      }
    },
  );

  test('stays what it is where the request is none, the caller is nobody, or it is too much', async () => {
    const headers = { accept: 'application/json' };
    const notJson = await fetch(api.url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{',
    });
    expect(notJson.status).toBe(400);
    expect(await notJson.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect((await post(api.url, '{', { ...headers, authorization: 'Bearer a.b.c' })).status).toBe(401);
    const many = Array.from({ length: 100 }, (_, at) => `a${at}: __typename`).join(' ');
    const tooMuch = await post(api.url, `{ ${many} }`, headers);
    expect(tooMuch).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'QUERY_TOO_COMPLEX' } }] } });
  });
});
