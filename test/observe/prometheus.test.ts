import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '../../src/local/ports';
import { ConfigurationError, readConfiguration } from '../../src/configuration/configuration';
import { METRICS, type MetricName } from '../../src/observe/telemetry/allMetrics';
import { prometheusName } from '../../src/observe/telemetry/prometheusNames';
import { startTelemetry } from '../../src/observe/telemetry/startTelemetry';
import { eventually } from '../abuse/requests';
import { orderNode } from '../abuse/scene';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { SocketClient } from '../support/SocketClient';
import { baseWorld, order, SUBJECTS } from '../support/world';
import { toGlobalId } from '../../src/model/globalId';
import { BusyApi } from './BusyApi';
import { Exposition } from './Exposition';

const NAMES = Object.keys(METRICS) as MetricName[];
const TYPES = { counter: 'counter', upDownCounter: 'gauge', gauge: 'gauge', histogram: 'histogram' };
const BASE_UNITS = /_(seconds|bytes|ratio)(_total)?$/;

describe('a scrape of an API on which everything happened', () => {
  let busy: BusyApi;
  let scrape: Exposition;
  beforeAll(async () => {
    busy = await BusyApi.start();
    scrape = await busy.scrape();
  });
  afterAll(async () => busy.close());

  test('has every metric of the list, and no other', () => {
    const expected = NAMES.map((name) => [prometheusName(name), TYPES[METRICS[name].kind]]);
    expect([...scrape.types].sort()).toEqual([['target_info', 'gauge'], ...expected].sort());
  });

  test('names metrics as Prometheus does: base units in the name, counters end with _total', () => {
    for (const name of NAMES) {
      const { unit, kind } = METRICS[name];
      expect([name, BASE_UNITS.test(prometheusName(name))]).toEqual([name, ['s', 'By', '1'].includes(unit)]);
      expect(prometheusName(name).endsWith('_total')).toBe(kind === 'counter');
    }
    expect(prometheusName('http.server.request.duration')).toBe('http_server_request_duration_seconds');
    expect(prometheusName('process.cpu.time')).toBe('process_cpu_time_seconds_total');
    expect(prometheusName('nodejs.eventloop.utilization')).toBe('nodejs_eventloop_utilization_ratio');
  });

  test('has the labels of the list, and no other', () => {
    for (const name of NAMES) {
      const rows = ['', '_count'].flatMap((suffix) => scrape.of(`${prometheusName(name)}${suffix}`));
      const seen = new Set(rows.flatMap(({ labels }) => Object.keys(labels)));
      const known = METRICS[name].labels.map((label) => label.replaceAll('.', '_'));
      expect([name, [...seen].filter((label) => !known.includes(label))]).toEqual([name, []]);
      expect([name, known.filter((label) => !seen.has(label))]).toEqual([name, []]);
    }
  });

  test('has buckets from one millisecond', () => {
    for (const name of ['http_server_request_duration_seconds', 'db_client_operation_duration_seconds']) {
      const bounds = scrape.of(`${name}_bucket`).map(({ labels }) => Number(labels.le?.replace('+Inf', 'Infinity')));
      expect(Math.min(...bounds)).toBe(0.001);
      expect(bounds).toContain(10);
    }
  });

  test('says which service it is, which release, and which instance', () => {
    const [info] = scrape.of('target_info');
    const { version } = jest.requireActual<{ version: string }>('../../package.json');
    expect(info?.labels).toMatchObject({ service_name: 'fieldgate', service_version: version });
    expect(info?.labels.service_instance_id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test('names operations of trusted documents alone', () => {
    const names = new Set(
      scrape.of('fieldgate_operation_duration_seconds_count').map(({ labels }) => labels.graphql_operation_name),
    );
    expect(names).toEqual(new Set(['ShopPage', undefined]));
    expect(scrape.text).not.toMatch(/mine|failing/);
  });

  test('has no label that a client can choose', () => {
    const methods = new Set(
      scrape.of('http_server_request_duration_seconds_count').map(({ labels }) => labels.http_request_method),
    );
    expect(methods).toEqual(new Set(['GET', 'POST', '_OTHER']));
    expect(scrape.text).not.toMatch(/PROPFIND|nowhere/);
  });

  test('tells failures of ours from what the client did wrong', () => {
    const requests = 'http_server_request_duration_seconds_count';
    expect(scrape.sum(requests, { fieldgate_outcome: 'failed', error_type: 'INTERNAL_SERVER_ERROR' })).toBe(1);
    expect(scrape.sum(requests, { fieldgate_outcome: 'failed', error_type: 'TRY_AGAIN' })).toBe(1);
    const refused = scrape.of(requests).filter(({ labels }) => labels.fieldgate_outcome === 'refused');
    expect(refused.length).toBeGreaterThan(0);
    for (const { labels } of refused) expect(labels).not.toHaveProperty('error_type');
  });

  test('counts what is in flight: nothing, where nothing is', async () => {
    await eventually(
      async () => (await busy.scrape()).sum('http_server_active_requests', { http_request_method: 'POST' }) === 0,
    );
  });

  test('tells of the process', () => {
    expect(scrape.sum('process_cpu_time_seconds_total')).toBeGreaterThan(0);
    expect(scrape.sum('process_memory_usage_bytes')).toBeGreaterThan(10_000_000);
    expect(scrape.sum('v8js_memory_heap_used_bytes')).toBeLessThan(scrape.sum('fieldgate_heap_limit_bytes') ?? 0);
    expect(scrape.sum('v8js_gc_duration_seconds_count', { v8js_gc_type: 'major' })).toBeGreaterThan(0);
    expect(scrape.sum('nodejs_eventloop_utilization_ratio')).toBeLessThanOrEqual(1);
    expect(scrape.sum('nodejs_eventloop_time_seconds_total', { nodejs_eventloop_state: 'active' })).toBeGreaterThan(0);
  });
});

const SHOP = `query shopPage { shop(id: "${toGlobalId('Shop', 'alpha')}") { name taxId } }`;

test('a scrape shows what happened', async () => {
  const port = await freePort();
  const api = await ApiUnderTest.start(baseWorld(), { TELEMETRY: 'prometheus', PROMETHEUS_PORT: String(port) });
  try {
    const headers = await api.customer1();
    for (let n = 0; n < 3; n += 1) await api.execute(SHOP, headers);
    await api.execute('{ viewer { roles } }', { 'x-visit-token': 'garbage' });
    await api.log.until(() => api.log.lines({ event: 'request' }).length === 4);
    const scrape = await Exposition.fetch(port);
    expect(scrape.sum('http_server_request_duration_seconds_count', { fieldgate_outcome: 'denied' })).toBe(3);
    expect(scrape.sum('db_client_operation_duration_seconds_count', { db_operation_name: 'GetItem' })).toBe(3);
    expect(scrape.sum('fieldgate_store_consumed_capacity_total', { kind: 'read' })).toBe(1.5);
    expect(scrape.sum('fieldgate_denied_fields_total', { coordinate: 'Shop.taxId' })).toBe(3);
    expect(scrape.sum('fieldgate_security_events_total', { kind: 'forged_visit_token' })).toBe(1);
    expect(scrape.sum('nodejs_eventloop_delay_p99_seconds')).toBeGreaterThan(0);
    expect(scrape.text).not.toContain('shopPage');
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
      // No folder can be made below a file: a notification is tried again for seconds.
      NOTIFICATIONS_FOLDER: `${__filename}/outbox`,
    });
    await Promise.all([api.withStream(), api.withChangesTable()]);
  });
  afterAll(() => api.close());

  const figures = async () => {
    const scrape = await Exposition.fetch(port);
    const names = scrape.names.filter((name) => /^fieldgate_(realtime_[cs]\w+s|changes_(lag|gaps)\w+)$/.test(name));
    return Object.fromEntries(
      names.flatMap((name) =>
        scrape.of(name).map(({ labels, value }) => [[name, ...Object.values(labels)].join(' '), value]),
      ),
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
      'fieldgate_changes_lag_seconds subscriptions': 0,
      'fieldgate_changes_lag_seconds notices': 0,
      'fieldgate_changes_gaps_total subscriptions': 0,
      'fieldgate_changes_gaps_total notices': 0,
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

  test('who reads the changes for all says so', async () => {
    await eventually(async () => {
      const scrape = await Exposition.fetch(port);
      return scrape
        .of('fieldgate_changes_reading')
        .some(({ labels, value }) => labels.reader === 'notices' && value === 1);
    });
  });

  test('a reader of changes that does not get on is seen to fall behind', async () => {
    const accepted = await api.execute(ACCEPT, await api.ownerA(), { id });
    expect(accepted.body.data.advanceOrder.order).toEqual({ status: 'ACCEPTED' });
    await eventually(async () => ((await figures())['fieldgate_changes_lag_seconds notices'] ?? 0) > 0);
  });
});

test('a port that is in use stops the start with a sentence', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const settings = { ...readConfiguration(needed), TELEMETRY: 'prometheus', PROMETHEUS_PORT: port } as const;
  await expect(startTelemetry(settings)).rejects.toThrow(ConfigurationError);
  await new Promise((resolve) => server.close(resolve));
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
