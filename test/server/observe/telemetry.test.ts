import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../../../src/local/ports';
import { ConfigurationError, readConfiguration } from '../../../src/server/configuration';
import { NO_TELEMETRY } from '../../../src/server/observe/telemetry/Telemetry';
import { startTelemetry } from '../../../src/server/observe/telemetry/startTelemetry';
import { eventually } from '../../abuse/requests';
import { orderNode } from '../../abuse/scene';
import { ApiUnderTest } from '../../support/ApiUnderTest';
import { SocketClient } from '../../support/SocketClient';
import { baseWorld, order, SUBJECTS } from '../../support/world';
import { toGlobalId } from '../../../src/model/globalId';
import { Collector, type ReceivedSpan } from './Collector';

const ALPHA = toGlobalId('Shop', 'alpha');
const SHOP = `query shopPage { shop(id: "${ALPHA}") { name taxId } }`;
const [SERVER, INTERNAL, CLIENT] = [2, 1, 3];
const ORDER = [SERVER, INTERNAL, CLIENT];
const ERROR = 2;

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
      for (const path of ['/alice@example.com?secret=1', '/readyz', '/livez']) await fetch(new URL(path, api.url));
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
        'db.operation.batch.size': 1,
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

  test('failures of the store are marked, without a message', () => {
    const [request, , call] = treeOf('failing');
    expect(call).toMatchObject({ status: { code: ERROR }, attributes: { 'error.type': 'AccessDeniedException' } });
    expect(request?.attributes).toMatchObject({ 'fieldgate.outcome': 'failed' });
  });

  test('nothing of a token, a value, a key, a variable or a URL is sent', () => {
    const sent = collector.bodies.map(({ text }) => text).join('\n');
    expect(sent).toContain('fieldgate.request_id');
    const secrets = ['canary-', 'alpha', 'owner-a', 'alice', 'secret', '127.0.0.1', 'test-', 'arn:', 'SHOP#'];
    for (const secret of [token.slice(7), ALPHA, ...secrets]) expect(sent).not.toContain(secret);
  });

  test('probes of a load balancer are no traces', () => {
    expect(collector.spans.filter(({ name }) => /readyz|livez/.test(name))).toEqual([]);
  });

  test('a trace of the client’s is continued, whether it is sampled there or not', () => {
    const requests = treeOf('continued').filter(({ kind }) => kind === SERVER);
    expect(requests.map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual([
      [TRACE, PARENT],
      [TRACE, PARENT],
    ]);
  });

  test('metrics come, too', () => {
    expect(collector.metrics).toEqual([
      'db.client.operation.duration',
      'fieldgate.changes.lag',
      'fieldgate.denied_fields',
      'fieldgate.realtime.connections',
      'fieldgate.realtime.subscriptions',
      'fieldgate.store.consumed_capacity',
      'http.server.request.duration',
      'nodejs.eventloop.delay.max',
      'nodejs.eventloop.delay.p50',
      'nodejs.eventloop.delay.p99',
    ]);
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

describe('prometheus', () => {
  test('a scrape shows what happened', async () => {
    const port = await freePort();
    const api = await ApiUnderTest.start(baseWorld(), { TELEMETRY: 'prometheus', PROMETHEUS_PORT: String(port) });
    try {
      const headers = await api.customer1();
      for (let n = 0; n < 3; n += 1) await api.execute(SHOP, headers);
      await api.execute('{ viewer { roles } }', { 'x-visit-token': 'garbage' });
      await api.log.until(() => api.log.lines({ event: 'request' }).length === 4);
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      const value = (name: string, labels = '') => {
        const line = text.split('\n').find((each) => each.startsWith(`${name}{`) && each.includes(labels));
        return line?.split(' ').at(-1);
      };
      expect(value('http_server_request_duration_count', 'fieldgate_outcome="denied"')).toBe('3');
      expect(value('db_client_operation_duration_count', 'db_operation_name="GetItem"')).toBe('3');
      expect(value('fieldgate_store_consumed_capacity_total', 'kind="read"')).toBe('1.5');
      expect(value('fieldgate_denied_fields_total', 'coordinate="Shop.taxId"')).toBe('3');
      expect(value('fieldgate_security_events_total', 'kind="forged_visit_token"')).toBe('1');
      expect(Number(value('nodejs_eventloop_delay_p99'))).toBeGreaterThan(0);
      expect(text).not.toContain('shopPage');
    } finally {
      await api.close();
    }
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
  });

  describe('of what stays open', () => {
    const FOLLOW = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { status } }';
    const ACCEPT = 'mutation ($id: ID!) { advanceOrder(input: { orderId: $id, to: ACCEPTED }) { order { status } } }';
    const id = orderNode('alpha', 1);
    let api: ApiUnderTest;
    let port: number;

    beforeAll(async () => {
      port = await freePort();
      const mine = order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 });
      api = await ApiUnderTest.start([...baseWorld(), ...mine], {
        TELEMETRY: 'prometheus',
        PROMETHEUS_PORT: String(port),
        NOTIFICATIONS: 'files',
        // No folder can be made below a file: a notice is tried again for seconds.
        NOTIFICATIONS_FOLDER: `${__filename}/outbox`,
      });
      await Promise.all([api.withStream(), api.withChangesTable()]);
    });
    afterAll(() => api.close());

    const figures = async () => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      const rows = [...text.matchAll(/^(fieldgate_(?:realtime|changes)_\w+)\{(.*)\} (\S+)$/gm)];
      return Object.fromEntries(
        rows.map(([, name, labels = '', value]) => [
          [name, /(?:kind|reader)="([\w-]+)"/.exec(labels)?.[1] ?? ''].join(' ').trim(),
          Number(value),
        ]),
      );
    };
    const showing = async (expected: object) => eventually(async () => matches(await figures(), expected));
    const matches = (found: Record<string, number>, expected: object) =>
      Object.entries(expected).every(([name, value]) => found[name] === value);

    test('sockets, event streams and subscriptions are counted while they are open', async () => {
      const none = {
        'fieldgate_realtime_connections socket': 0,
        'fieldgate_realtime_connections event-stream': 0,
        fieldgate_realtime_subscriptions: 0,
        'fieldgate_changes_lag subscriptions': 0,
        'fieldgate_changes_lag notices': 0,
      };
      expect(await figures()).toEqual(none);
      const { authorization } = await api.customer1();
      const sockets = [1, 2].map(async () => SocketClient.connect(api.url, { authorization }));
      const [client, idle] = (await Promise.all(sockets)) as [SocketClient, SocketClient];
      await client.next(client.subscribe(FOLLOW, { id }));
      const leaving = new AbortController();
      const stream = await fetch(`${api.url}/stream`, {
        method: 'POST',
        headers: {
          accept: 'text/event-stream',
          'content-type': 'application/json',
          authorization: authorization ?? '',
        },
        body: JSON.stringify({ query: FOLLOW, variables: { id } }),
        signal: leaving.signal,
      });
      await stream.body?.getReader().read();
      await showing({
        'fieldgate_realtime_connections socket': 2,
        'fieldgate_realtime_connections event-stream': 1,
        fieldgate_realtime_subscriptions: 2,
      });
      const closed = once(client.socket, 'close');
      client.close();
      await closed;
      leaving.abort();
      await showing({
        'fieldgate_realtime_connections socket': 1,
        'fieldgate_realtime_connections event-stream': 0,
        fieldgate_realtime_subscriptions: 0,
      });
      idle.close();
    });

    test('a reader of changes that does not get on is seen to fall behind', async () => {
      const accepted = await api.execute(ACCEPT, await api.ownerA(), { id });
      expect(accepted.body.data.advanceOrder.order).toEqual({ status: 'ACCEPTED' });
      await eventually(async () => ((await figures())['fieldgate_changes_lag notices'] ?? 0) > 0);
    });
  });

  test('a port that is in use stops the start with a sentence', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const settings = { ...off(), TELEMETRY: 'prometheus', PROMETHEUS_PORT: port } as const;
    await expect(startTelemetry(settings)).rejects.toThrow(ConfigurationError);
    await new Promise((resolve) => server.close(resolve));
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
