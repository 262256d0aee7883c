import { request as httpRequest } from 'node:http';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import type { LogLine } from '../support/LogRecorder';
import { baseWorld, SUBJECTS } from '../support/world';
import { edited, flipped } from './forgery';
import { post, serverBeside } from './requests';
import { ALPHA } from './scene';

let mockContextFailure: Error | null = null;

// Where the context of a request is made, nothing can fail by itself.
jest.mock('../../src/loading/CallerFacts', () => {
  const actual = jest.requireActual<{ CallerFacts: new (...args: unknown[]) => object }>(
    '../../src/loading/CallerFacts',
  );
  return {
    ...actual,
    CallerFacts: class extends actual.CallerFacts {
      constructor(...args: unknown[]) {
        if (mockContextFailure) throw mockContextFailure;
        super(...args);
      }
    },
  };
});

let api: ApiUnderTest;
beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
});
// Audits every line that this file made the server write.
afterAll(() => api.close());
afterEach(() => {
  api.recorder.faults = undefined;
  mockContextFailure = null;
});

const SHOP = `query shopPage { shop(id: "${ALPHA}") { name taxId } }`;
const ARN = 'arn:aws:dynamodb:eu-central-1:123456789012:table/fieldgate-prod';

const requestLine = (requestId: unknown) => api.log.line({ event: 'request', requestId: String(requestId) });

/** The one line of a request, by the id that its answer carries. */
async function lineOf({ body }: { body: { errors?: { extensions: { requestId: string } }[] } }): Promise<LogLine> {
  const [first] = body.errors ?? [];
  return requestLine(first?.extensions.requestId);
}

/** The lines that are written while `run` asks for something, up to the line of the last request. */
async function linesOf(run: () => Promise<unknown>, requests = 1): Promise<LogLine[]> {
  const before = api.log.written.length;
  await run();
  const written = () => api.log.lines().slice(before);
  await api.log.until(() => written().filter(({ event }) => event === 'request').length >= requests);
  return written();
}

describe('a request is one line', () => {
  test('who asked for what, what was denied and why, and what it took', async () => {
    const answer = await api.execute(SHOP, await api.customer1());
    expect(await lineOf(answer)).toEqual({
      level: 'info',
      time: expect.any(String),
      event: 'request',
      requestId: answer.body.errors[0].extensions.requestId,
      method: 'POST',
      route: '/graphql',
      operationName: 'shopPage',
      operationType: 'query',
      roles: ['CUSTOMER'],
      caller: expect.stringMatching(/^[0-9a-f]{12}$/),
      outcome: 'denied',
      status: 200,
      codes: ['FORBIDDEN'],
      denied: [{ coordinate: 'Shop.taxId', requires: 'SHOP_OWNER as the owner of this shop' }],
      deniedCount: 1,
      storeCalls: answer.calls.length,
      storeAttempts: answer.calls.length,
      readUnits: 0.5,
      writeUnits: 0,
      cost: expect.objectContaining({ requested: expect.any(Number) }),
      latencyMs: expect.any(Number),
      msg: 'request',
    });
  });

  test('where all is well, without codes and denials', async () => {
    const [line, ...others] = await linesOf(() => api.execute('mutation { startGuestSession { token } }'));
    expect(others).toEqual([]);
    expect(line).toMatchObject({ operationType: 'mutation', outcome: 'ok', roles: ['GUEST'], storeCalls: 0 });
    expect(line).not.toHaveProperty('codes');
    expect(line).not.toHaveProperty('operationName');
    expect(line).not.toHaveProperty('caller');
  });

  test('attempts count what the store was asked again', async () => {
    let arrived = 0;
    api.recorder.faults = () => ((arrived += 1) === 1 ? 'reset' : undefined);
    const [line] = await linesOf(() => api.execute(SHOP));
    expect(line).toMatchObject({ storeCalls: 1, storeAttempts: 2 });
  });

  test.each<[string, { headers?: RequestHeaders; body?: string }, object]>([
    ['a body that is no JSON', { body: '{"query": "alice@example.com' }, { status: 400, codes: ['BAD_USER_INPUT'] }],
    ['a body of another type', { body: 'x', headers: { 'content-type': 'text/plain' } }, { outcome: 'refused' }],
    [
      'a bad credential',
      { headers: { authorization: 'Bearer x' } },
      { status: 401, codes: ['UNAUTHENTICATED'], roles: [] },
    ],
    [
      'a document that does not parse',
      { body: '{"query":"{"}' },
      { codes: ['GRAPHQL_PARSE_FAILED'], outcome: 'refused' },
    ],
    ['an unknown field', { body: '{"query":"{ secret }"}' }, { codes: ['GRAPHQL_VALIDATION_FAILED'] }],
  ])('also where it is refused before anything runs: %s', async (_, { headers, body }, expected) => {
    const sent = { 'content-type': 'application/json', ...headers };
    const [line, ...others] = await linesOf(() =>
      fetch(api.url, { method: 'POST', headers: sent, body: body ?? '{"query":"{ __typename }"}' }),
    );
    expect(others).toEqual([]);
    expect(line).toMatchObject({ route: '/graphql', storeCalls: 0, ...expected });
  });

  test('also where there is nothing: the path is not told', async () => {
    const [line] = await linesOf(() => fetch(new URL('/alice@example.com?token=eyJhbGciOiJIUzI1NiJ9', api.url)));
    expect(line).toMatchObject({ method: 'GET', status: 404, codes: ['NOT_FOUND'], outcome: 'refused' });
    expect(line).not.toHaveProperty('route');
  });

  test('also where the client goes away before it has its answer', async () => {
    let arrived = () => {};
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    api.recorder.faults = () => {
      arrived();
      return 'hang';
    };
    const [line] = await linesOf(async () => {
      const controller = new AbortController();
      const body = JSON.stringify({ query: SHOP });
      const headers = { 'content-type': 'application/json' };
      const asked = fetch(api.url, { method: 'POST', headers, body, signal: controller.signal }).catch(() => undefined);
      await arrival;
      controller.abort();
      await asked;
    });
    expect(line).toMatchObject({ outcome: 'aborted', operationName: 'shopPage' });
  });

  test('probes are told to those who look closely only', async () => {
    const lines = await linesOf(async () => {
      await fetch(new URL('/livez', api.url));
      await fetch(new URL('/readyz', api.url));
      await fetch(new URL('/healthz', api.url));
    }, 3);
    expect(lines).toMatchObject([
      { level: 'debug', route: '/livez', status: 200 },
      { level: 'debug', route: '/readyz', status: 200, storeCalls: 1 },
      { level: 'debug', route: '/healthz', status: 200, storeCalls: 0 },
    ]);
  });
});

describe('request ids', () => {
  test('of a body that comes in pieces', async () => {
    const body = JSON.stringify({
      query: `{ shop(id: "${ALPHA}") { taxId } }`,
      extensions: { pad: 'x'.repeat(200_000) },
    });
    const answer = await inPieces(body, api.url);
    const line = await lineOf({ body: JSON.parse(answer) });
    expect(line).toMatchObject({ outcome: 'denied', storeCalls: 1, operationType: 'query' });
  });

  test.each<[string, string, RequestHeaders]>([
    ['a syntax error', '{', {}],
    ['an unknown field', '{ nope }', {}],
    ['a bad argument', `{ shop(id: "${ALPHA}") { products(first: -1) { nodes { id } } } }`, {}],
    ['a denied field', '{ platformStatistics(from: "2026-01-01", to: "2026-01-02") { shopCount } }', {}],
    ['a rejected operation', `{ shop(id: "${ALPHA}") { taxId } }`, { 'x-on-denied': 'reject' }],
    ['a bad header', '{ __typename }', { 'x-on-denied': 'nonsense' }],
  ])('of the answer are those of the log: %s', async (_, query, headers) => {
    const answer = await post(api.url, query, headers);
    const ids = (answer.body.errors as { extensions: { requestId: string } }[]).map(
      ({ extensions }) => extensions.requestId,
    );
    expect(new Set(ids).size).toBe(1);
    expect(await lineOf(answer)).toMatchObject({ status: answer.status });
  });

  test('are never the client’s', async () => {
    const answer = await api.execute('{ nope }', { 'x-request-id': 'mine', 'request-id': 'mine' });
    expect((await lineOf(answer)).requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('callers', () => {
  const callerOf = async (headers: RequestHeaders) => {
    const [line] = await linesOf(() => api.execute('{ viewer { roles } }', headers));
    return line?.caller;
  };

  test('are told apart by pseudonyms', async () => {
    const [guest, other] = [await api.guest(), await api.guest()];
    const all = [await api.customer1(), await api.customer2(), await api.ownerA(), guest.headers, other.headers];
    const names = [];
    for (const headers of all) names.push(await callerOf(headers));
    expect(new Set(names).size).toBe(all.length);
    expect(await callerOf(await api.customer1())).toBe(names[0]);
    expect(await callerOf({})).toBeUndefined();
    expect(JSON.stringify(names)).not.toContain(guest.sessionId.slice(0, 8));
  });
});

describe('CR and LF', () => {
  test.each([
    ['CR LF and a line of its own', 'a\r\n{"level":"info","event":"request","msg":"request"}'],
    ['unicode line ends', 'a\u2028b\u2029c\u0085d'],
    ['terminal control', '\u001b[2J\u0000\u007f'],
    ['1 kB', 'x'.repeat(1000)],
    ['an e-mail address', 'alice@example.com'],
  ])('in operationName are one log line: %s', async (_, operationName) => {
    const lines = await linesOf(() =>
      post(api.url, 'query a { __typename } query b { __typename }', {}, { operationName }),
    );
    expect(lines).toMatchObject([{ event: 'request', operationName: '(withheld)', outcome: 'refused' }]);
  });
});

describe('failures', () => {
  const NOTHING = /arn:|fieldgate-prod|123456789012|Error:|src\/|node_modules|stack/;

  async function failed(query: string): Promise<{ text: string; line: LogLine; fault: LogLine }> {
    const { text, body } = await post(api.url, query);
    const { message, extensions } = body.errors[0];
    expect([message, extensions.code]).toEqual(['Internal server error', 'INTERNAL_SERVER_ERROR']);
    const fault = await api.log.line({ event: 'fault', requestId: extensions.requestId });
    return { text, line: await requestLine(extensions.requestId), fault };
  }

  test('of a resolver, whose error names the table', async () => {
    const message = `User: ${ARN} is not authorized to perform: dynamodb:GetItem on resource: ${ARN}`;
    api.recorder.faults = () => ({
      status: 400,
      body: { __type: 'com.amazon#AccessDeniedException', Message: message },
    });
    const { text, line, fault } = await failed(`{ shop(id: "${ALPHA}") { name } }`);
    expect(text).not.toMatch(NOTHING);
    expect(line).toMatchObject({ level: 'warn', outcome: 'failed', codes: ['INTERNAL_SERVER_ERROR'] });
    expect(fault).toMatchObject({ level: 'error', fault: 'AccessDeniedException', msg: 'request failed' });
  });

  test('of a resolver, whose error is named by whoever answers', async () => {
    api.recorder.faults = () => ({ status: 400, body: { __type: `com.amazon#alice@example.com`, Message: ARN } });
    const { text, fault } = await failed(`{ shop(id: "${ALPHA}") { name } }`);
    expect(text).not.toMatch(NOTHING);
    expect(fault).toMatchObject({ fault: 'Error' });
  });

  test('of the context', async () => {
    mockContextFailure = Object.assign(new Error(`connect to http://10.1.2.3:8000 for ${ARN}`), {
      code: 'ECONNREFUSED',
    });
    const { text, fault } = await failed('{ __typename }');
    expect(text).not.toMatch(NOTHING);
    expect(fault).toMatchObject({ fault: 'Error', code: 'ECONNREFUSED' });
    expect(JSON.stringify(fault)).not.toMatch(/arn:|10\.1\.2\.3/);
  });
});

describe('security events', () => {
  const eventsOf = async (run: () => Promise<unknown>, requests = 1) =>
    (await linesOf(run, requests)).filter(({ event }) => event === 'security');
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const customerToken = async (claims = {}) => api.identityProvider.token({ subject: SUBJECTS.customer1, claims });
  const visitHeader = async () => (await api.visit('alpha'))['x-visit-token'] ?? '';

  // Each test in a minute of its own, which does not end meanwhile.
  let minute = Date.now();
  beforeEach(() => {
    minute += 60_000;
    jest.spyOn(Date, 'now').mockReturnValue(minute);
  });
  afterEach(() => {
    jest.mocked(Date.now).mockRestore();
  });

  test('a token that is forged, however it is', async () => {
    const genuine = await customerToken();
    const guest = (await api.guestSessions.issue()).token;
    const forged = [
      edited(genuine, 1, (claims) => ({ ...claims, 'cognito:groups': ['platform-admins'] })),
      edited(await customerToken({ exp: 1 }), 1, (claims) => ({ ...claims, sub: 'x' })),
      edited(genuine, 0, (header) => ({ ...header, kid: 'other' })),
      edited(genuine, 0, (header) => ({ ...header, alg: 'none' })),
      edited(guest, 1, (claims) => ({ ...claims, sid: 'x' })),
    ];
    const events = await eventsOf(async () => {
      for (const token of [...forged, ...forged]) await api.execute('{ viewer { roles } }', bearer(token));
    }, 10);
    // The 1st and the 10th: each of them was counted.
    expect(events).toMatchObject(
      [1, 10].map((count) => ({ kind: 'forged_token', roles: [], network: '127.0.0.0/24', count })),
    );
  });

  test.each<[string, () => Promise<RequestHeaders>]>([
    ['expired', async () => bearer(await customerToken({ exp: 1_700_000_000 }))],
    ['of another client', async () => bearer(await customerToken({ aud: 'other' }))],
    ['no token at all', () => Promise.resolve(bearer('x.y.z'))],
    ['an expired session', async () => bearer((await api.guestSessions.issue(new Date(0))).token)],
    [
      'an expired visit',
      async () => ({ 'x-visit-token': await api.visitTokens.issue({ tenant: 'alpha', serial: 1 }, new Date(0)) }),
    ],
    ['a rotated visit', async () => api.visit('alpha', 7)],
  ])('none for what is merely no good: %s', async (_, headers) => {
    const sent = await headers();
    expect(await eventsOf(() => api.execute('{ viewer { roles } }', sent))).toEqual([]);
  });

  test('a visit token that is forged', async () => {
    const forged = [flipped(await visitHeader(), 60), (await api.guestSessions.issue()).token, 'garbage'];
    const events = await eventsOf(async () => {
      for (const token of forged) await api.execute('{ viewer { roles } }', { 'x-visit-token': token });
    }, 3);
    expect(events).toMatchObject([
      {
        level: 'warn',
        kind: 'forged_visit_token',
        roles: ['GUEST'],
        network: '127.0.0.0/24',
        count: 1,
        msg: 'security event',
      },
    ]);
    expect(events[0]).not.toHaveProperty('caller');
  });

  test('a cursor that was not given out', async () => {
    const cursor = 'eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA';
    const query = `query ($after: String) { shop(id: "${ALPHA}") { products(first: 1, after: $after) { nodes { id } } } }`;
    const headers = { ...(await api.customer1()), ...(await api.visit('alpha')) };
    const events = await eventsOf(() => api.execute(query, headers, { after: cursor }));
    expect(events).toMatchObject([{ kind: 'forged_cursor', roles: ['CUSTOMER'], caller: expect.any(String) }]);
  });

  test('many denials of one caller within a minute, once', async () => {
    const fields = [
      'legalName',
      'taxId',
      'payoutIban',
      'commissionRate',
      'visitToken',
      'visitTokenRotatedAt',
      'createdAt',
    ];
    const query = `{ shop(id: "${ALPHA}") { ${fields.join(' ')} } }`;
    const headers = { ...(await api.customer2()), 'x-on-denied': 'mask' };
    const events = await eventsOf(async () => {
      for (let n = 0; n < 20; n += 1) await api.execute(query, headers);
    }, 20);
    expect(events).toMatchObject([{ kind: 'repeated_denials', roles: ['CUSTOMER'], count: 56 }]);
  });

  test('too many requests', async () => {
    const slow = await serverBeside(api, { RATE_LIMIT_ADDRESS_REQUESTS: '1' });
    try {
      const lines = await linesOf(async () => {
        await post(slow.url, '{ __typename }');
        await fetch(slow.url);
        await fetch(slow.url);
      }, 3);
      expect(lines.filter(({ event }) => event === 'security')).toMatchObject([{ kind: 'rate_limited', count: 1 }]);
      expect(lines).toContainEqual(expect.objectContaining({ event: 'request', outcome: 'throttled', status: 429 }));
    } finally {
      await slow.close();
    }
  });
});

describe('the audit at the end of a test file', () => {
  const { FIELDGATE_TRAFFIC_LEDGER: ledger } = process.env;
  afterEach(() => {
    process.env.FIELDGATE_TRAFFIC_LEDGER = ledger;
  });

  test.each<[string, (token: string) => object]>([
    ['a token that was sent', (fault) => ({ fault })],
    ['a hidden value', () => ({ requestId: 'hidden-riskScore-alpha' })],
    ['a field that nobody listed', () => ({ url: '/graphql' })],
  ])('fails on a log line with %s', async (_, fields) => {
    const other = await ApiUnderTest.start([]);
    const { authorization = '' } = await other.customer1();
    await other.execute('{ viewer { roles } }', { authorization });
    other.log.write(`${JSON.stringify({ msg: 'request', ...fields(authorization.replace('Bearer ', '')) })}\n`);
    // These findings are none of the run's.
    delete process.env.FIELDGATE_TRAFFIC_LEDGER;
    await expect(other.close()).rejects.toThrow('the log breaks laws');
  });
});

/** Sends a request whose body comes in two packets, the second one after the first was read. */
async function inPieces(body: string, url: string): Promise<string> {
  const half = body.length >> 1;
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
    const outgoing = httpRequest(url, { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    outgoing.on('error', reject);
    outgoing.write(body.slice(0, half), () => setImmediate(() => outgoing.end(body.slice(half))));
  });
}
