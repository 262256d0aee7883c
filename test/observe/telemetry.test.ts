import { readConfiguration } from '../../src/configuration/configuration';
import { METRICS } from '../../src/observe/telemetry/allMetrics';
import { NO_TELEMETRY } from '../../src/observe/telemetry/Telemetry';
import { startTelemetry } from '../../src/observe/telemetry/startTelemetry';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { baseWorld } from '../support/world';
import { toGlobalId } from '../../src/model/globalId';
import { Collector, type ReceivedSpan } from './Collector';

const ALPHA = toGlobalId('Shop', 'alpha');
const SHOP = `query shopPage { shop(id: "${ALPHA}") { name taxId } }`;
const [SERVER, INTERNAL, CLIENT] = [2, 1, 3];
const ORDER = [SERVER, INTERNAL, CLIENT];
const ERROR = 2;
/** Measured only when it happens. */
const SELDOM = [
  'fieldgate.realtime.step.duration',
  'v8js.gc.duration',
  // Only where several instances share the reading.
  'fieldgate.changes.reading',
];

/** An API that sends to the collector while `run` asks it; everything has come when this ends. */
async function observed(url: string, percent: string, run: (api: ApiUnderTest) => Promise<void>): Promise<void> {
  const settings = { TELEMETRY: 'otlp', OTLP_ENDPOINT: `${url}/`, TRACE_SAMPLE_PERCENT: percent };
  const api = await ApiUnderTest.start(baseWorld(), settings);
  await run(api).finally(() => api.close());
}

describe('otlp', () => {
  const TRACE = '0af7651916cd43dd8448eb211c80319c';
  const PARENT = 'b7ad6b7169203331';
  const OWNED =
    'query owned($id: ID!) { shop(id: $id) { taxId products(first: 2) { nodes { name supplier } } } viewer { shops { id } } }';

  let collector: Collector;
  let requestId: string;
  let token: string;
  beforeAll(async () => {
    collector = await Collector.start();
    await observed(collector.url, '100', async (api) => {
      const { body } = await api.execute(SHOP, await api.customer1());
      requestId = body.errors[0].extensions.requestId;
      api.recorder.faults = () => ({ status: 400, body: { __type: 'x#AccessDeniedException', Message: 'arn:aws:x' } });
      await api.execute(SHOP.replace('shopPage', 'failing'));
      api.recorder.faults = undefined;
      const owner = await api.ownerA();
      token = owner.authorization ?? '';
      const owned = await api.execute(OWNED, { ...owner, ...(await api.visit('alpha')) }, { id: ALPHA });
      expect(owned.text).toContain('canary-supplier');
      for (const flag of ['00', '01'])
        await api.execute('query continued { __typename }', { traceparent: `00-${TRACE}-${PARENT}-${flag}` });
      await api.execute('{ __typename }', { authorization: 'Bearer bad' });
      await api.execute('{ nothing }');
      await api.execute('{');
      for (const path of ['/alice@example.com?secret=1', '/readyz', '/healthz', '/livez'])
        await fetch(new URL(path, api.url));
    });
  });
  afterAll(() => collector.close());

  /** The spans of the one request with this operation, the request first. */
  const treeOf = (name: string): ReceivedSpan[] => {
    const [operation] = collector.spans.filter(({ attributes }) => attributes['graphql.operation.name'] === name);
    const trace = collector.spans.filter(({ traceId }) => traceId === operation?.traceId);
    return trace.sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
  };

  test('a request is a tree: request, operation, each call to the store', () => {
    const spans = treeOf('shopPage');
    expect(spans.map(({ kind, name }) => [kind, name])).toEqual([
      [SERVER, 'POST /graphql'],
      [INTERNAL, 'query'],
      [CLIENT, 'GetItem'],
    ]);
    const [request, operation] = spans;
    expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual([undefined, request?.spanId, operation?.spanId]);
    expect(spans.map(({ attributes }) => attributes)).toEqual([
      {
        'http.request.method': 'POST',
        'http.route': '/graphql',
        'url.scheme': 'http',
        'http.response.status_code': 200,
        'user.roles': ['CUSTOMER'],
        'fieldgate.request_id': requestId,
        'fieldgate.outcome': 'denied',
      },
      {
        'graphql.operation.type': 'query',
        'graphql.operation.name': 'shopPage',
        'fieldgate.denied_fields': 1,
      },
      {
        'db.system.name': 'aws.dynamodb',
        'db.operation.name': 'GetItem',
        'aws.dynamodb.consumed_capacity': ['{"CapacityUnits":0.5}'],
        'aws.dynamodb.projection': 'sk, name',
      },
    ]);
  });

  test('a span is within the time of the one around it', () => {
    const spans = treeOf('shopPage');
    // Two clocks are read at slightly different moments.
    const slack = 2_000_000n;
    const starts = spans.map(({ startTimeUnixNano }) => BigInt(startTimeUnixNano));
    const ends = spans.map(({ endTimeUnixNano }) => BigInt(endTimeUnixNano)).reverse();
    for (const [first = 0n, second = 0n, third = 0n] of [starts, ends]) {
      expect(first <= second + slack && second <= third + slack).toBe(true);
    }
  });

  test('what failed says ERROR and why, in the whole tree, without a message', () => {
    const [request, operation, call] = treeOf('failing');
    expect(call).toMatchObject({ status: { code: ERROR }, attributes: { 'error.type': 'AccessDeniedException' } });
    for (const span of [operation, request])
      expect(span).toMatchObject({ status: { code: ERROR }, attributes: { 'error.type': 'INTERNAL_SERVER_ERROR' } });
    expect(request?.attributes).toMatchObject({ 'fieldgate.outcome': 'failed' });
    for (const { status } of collector.spans) expect(status).not.toHaveProperty('message');
  });

  test('what the client did wrong, and what was denied, is no error', () => {
    const refused = collector.spans.filter(({ attributes }) => attributes['fieldgate.outcome'] === 'refused');
    expect(refused.length).toBeGreaterThan(0);
    for (const span of [...treeOf('shopPage'), ...refused]) {
      expect(span.status.code ?? 0).toBe(0);
      expect(span.attributes).not.toHaveProperty('error.type');
    }
  });

  test('an operation that cannot be told apart has the name that the conventions have for it', () => {
    expect(collector.spans.map(({ name }) => name)).toContain('GraphQL Operation');
  });

  test('no span has a document', () => {
    for (const { attributes } of collector.spans) expect(Object.keys(attributes)).not.toContain('graphql.document');
  });

  test('nothing of a token, a value, a key, a variable or a URL is sent', () => {
    const sent = collector.bodies.map(({ text }) => text).join('\n');
    expect(sent).toContain('fieldgate.request_id');
    const secrets = ['canary-', 'alpha', 'owner-a', 'alice', 'secret', '127.0.0.1', 'test-', 'arn:', 'SHOP#'];
    for (const secret of [token.slice(7), ALPHA, ...secrets]) expect(sent).not.toContain(secret);
  });

  test('probes of a load balancer are no traces', () => {
    expect(collector.spans.filter(({ name }) => /readyz|healthz|livez/.test(name))).toEqual([]);
  });

  test('a trace of the client’s is continued, whether it is sampled there or not', () => {
    const requests = treeOf('continued').filter(({ kind }) => kind === SERVER);
    expect(requests.map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual([
      [TRACE, PARENT],
      [TRACE, PARENT],
    ]);
  });

  test('metrics come, too', () => {
    const always = Object.keys(METRICS).filter((name) => !SELDOM.includes(name));
    expect(collector.metrics.filter((name) => !SELDOM.includes(name))).toEqual(always.sort());
  });
});

test('a client cannot have its requests sampled', async () => {
  const collector = await Collector.start();
  await observed(collector.url, '0', async (api) => {
    for (const trace of ['0'.repeat(31) + '1', 'f'.repeat(32)])
      await api.execute(SHOP, { traceparent: `00-${trace}-${'1'.repeat(16)}-01` });
  });
  expect(collector.bodies.length).toBeGreaterThan(0);
  expect(collector.spans).toEqual([]);
  await collector.close();
});

test('a collector that is away hinders neither requests nor the end', async () => {
  const collector = await Collector.start();
  await collector.close();
  await observed(collector.url, '100', async (api) => {
    expect((await api.execute(SHOP)).status).toBe(200);
  });
});

const keys = 'A'.repeat(43);
const needed = {
  FIELDGATE_MODE: 'local',
  COGNITO_USER_POOL_ID: 'eu-central-1_AbCdEf',
  COGNITO_CLIENT_ID: 'x',
  GUEST_SESSION_KEYS: keys,
  VISIT_TOKEN_KEYS: keys,
  CURSOR_KEYS: keys,
  SIGN_IN_KEYS: keys,
};
const off = () => readConfiguration(needed);

describe('off', () => {
  test('is what it is unless set, and loads nothing', async () => {
    expect(await startTelemetry(off())).toBe(NO_TELEMETRY);
  });

  test('otlp without a collector stops the start', () => {
    expect(() => readConfiguration({ ...needed, TELEMETRY: 'otlp' })).toThrow(/OTLP_ENDPOINT: expected/);
  });
});
