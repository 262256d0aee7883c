import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_TELEMETRY } from '../../src/observe/telemetry/Telemetry';
import { destinationsOf, type Collector as Destination } from '../../src/configuration/telemetryDestinations';
import { OTEL_VARIABLES } from '../../src/configuration/telemetryVariables';
import { readConfiguration } from '../../src/configuration/configuration';
import { startTelemetry } from '../../src/observe/telemetry/startTelemetry';
import { freePort } from '../../src/local/ports';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { baseWorld } from '../support/world';
import { Collector } from './Collector';
import { Exposition } from './Exposition';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const [SAMPLED, NOT_SAMPLED] = ['01', '00'].map((flag) => `00-${TRACE}-b7ad6b7169203331-${flag}`) as [string, string];

let collector: Collector;
beforeEach(async () => (collector = await Collector.start()));
afterEach(async () => collector.close());

/** Asks an API with these variables once, and waits for all that it sends. */
async function asked(
  variables: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiUnderTest> {
  const api = await ApiUnderTest.start(baseWorld(), { TELEMETRY: 'otlp', TRACE_SAMPLE_PERCENT: '100', ...variables });
  await api.execute('query asked { __typename }', headers).finally(async () => api.close());
  return api;
}

const paths = () => [...new Set(collector.bodies.map(({ path }) => path))].sort();

describe('where to', () => {
  test('OTEL_EXPORTER_OTLP_ENDPOINT is the collector’s URL, below which both go', async () => {
    await asked({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/otlp/` });
    expect(paths()).toEqual(['/otlp/v1/metrics', '/otlp/v1/traces']);
  });

  test('the endpoint of traces or metrics alone goes before it, and is taken as it is', async () => {
    await asked({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/t`,
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${collector.url}/m/x`,
    });
    expect(paths()).toEqual(['/m/x', '/t']);
  });

  test('traces can go to a collector while metrics are fetched', async () => {
    const port = await freePort();
    const api = await ApiUnderTest.start(baseWorld(), {
      TELEMETRY: 'otlp',
      TRACE_SAMPLE_PERCENT: '100',
      OTLP_ENDPOINT: collector.url,
      OTEL_METRICS_EXPORTER: 'prometheus',
      PROMETHEUS_PORT: String(port),
    });
    await api.execute('{ __typename }');
    expect((await Exposition.fetch(port)).types.size).toBeGreaterThan(10);
    await api.close();
    expect(paths()).toEqual(['/v1/traces']);
  });

  test('either can be left out', async () => {
    await asked({ OTLP_ENDPOINT: collector.url, OTEL_TRACES_EXPORTER: 'none' });
    expect(paths()).toEqual(['/v1/metrics']);
    expect(await startTelemetry(configuration({ TELEMETRY: 'prometheus', OTEL_METRICS_EXPORTER: 'none' }))).toBe(
      NO_TELEMETRY,
    );
  });

  test('OTEL_SDK_DISABLED switches all off', async () => {
    const settings = configuration({ TELEMETRY: 'otlp', OTEL_SDK_DISABLED: 'true' });
    expect(await startTelemetry(settings)).toBe(NO_TELEMETRY);
  });

  test('a collector that is missing, or named twice, stops the start', () => {
    expect(() => configuration({ TELEMETRY: 'otlp', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url })).toThrow(
      /^OTLP_ENDPOINT: expected the collector’s URL/,
    );
    const two = { OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:2' };
    expect(() => configuration(two)).toThrow(/^OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_ENDPOINT: expected one of them/);
  });
});

describe('how', () => {
  test('headers are sent, more of them with traces or metrics, and stand in no log', async () => {
    const api = await asked({
      OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20canary-secret, x-both=1',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-both=2,x-traces=dGVzdA==',
    });
    const [traces, metrics] = ['/v1/traces', '/v1/metrics'].map(
      (path) => collector.bodies.find((body) => body.path === path)?.headers,
    );
    expect(traces).toMatchObject({ authorization: 'Bearer canary-secret', 'x-both': '2', 'x-traces': 'dGVzdA==' });
    expect(metrics).toMatchObject({ authorization: 'Bearer canary-secret', 'x-both': '1' });
    expect(metrics).not.toHaveProperty('x-traces');
    expect(api.log.written.join('\n')).not.toContain('canary-secret');
  });

  test('a collector that refuses them puts them in no log either', async () => {
    collector.status = 401;
    const api = await asked({
      OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=canary-secret',
    });
    expect(collector.bodies.length).toBeGreaterThan(0);
    expect(api.log.written.join('\n')).not.toContain('canary-secret');
  });

  test('metrics go out as often as OTEL_METRIC_EXPORT_INTERVAL says', async () => {
    const often = { OTLP_ENDPOINT: collector.url, OTEL_TRACES_EXPORTER: 'none', OTEL_METRIC_EXPORT_INTERVAL: '20' };
    const api = await ApiUnderTest.start(baseWorld(), { TELEMETRY: 'otlp', ...often });
    await collector.received(3);
    await api.close();
  });

  test('a delivery is given up after OTEL_EXPORTER_OTLP_TIMEOUT, or what is said of traces or metrics alone', () => {
    const timeouts = (variables: Readonly<Record<string, string>>) => {
      const settings = configuration({ TELEMETRY: 'otlp', OTLP_ENDPOINT: collector.url, ...variables });
      return Object.values(destinationsOf(settings)).map((each: Destination) => each.timeoutMillis);
    };
    expect(timeouts({})).toEqual([2000, 2000]);
    const both = { OTEL_EXPORTER_OTLP_TIMEOUT: '300' };
    expect(timeouts(both)).toEqual([300, 300]);
    expect(timeouts({ ...both, OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '1' })).toEqual([1, 300]);
    expect(timeouts({ ...both, OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '1' })).toEqual([300, 1]);
  });

  test('a collector that never answers keeps no process from ending, however long a delivery may take', async () => {
    collector.status = null;
    await asked({ OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_TIMEOUT: '600000' });
    expect(collector.bodies.length).toBeGreaterThan(0);
  });
});

describe('what the process is called', () => {
  test('OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES', async () => {
    await asked({
      OTLP_ENDPOINT: collector.url,
      OTEL_SERVICE_NAME: 'menu-api',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,service.instance.id=i-1,deployment.environment.name=pr%6fd',
    });
    expect(collector.resources.length).toBeGreaterThan(1);
    for (const resource of collector.resources)
      expect(resource).toMatchObject({
        'service.name': 'menu-api',
        'service.instance.id': 'i-1',
        'deployment.environment.name': 'prod',
      });
  });

  test('service.name may also come from OTEL_RESOURCE_ATTRIBUTES', async () => {
    await asked({ OTLP_ENDPOINT: collector.url, OTEL_RESOURCE_ATTRIBUTES: 'service.name=other' });
    expect(collector.resources[0]).toMatchObject({ 'service.name': 'other' });
  });

  test('each process is an instance of its own', async () => {
    await asked({ OTLP_ENDPOINT: collector.url });
    await asked({ OTLP_ENDPOINT: collector.url });
    expect(new Set(collector.resources.map((resource) => resource['service.instance.id'])).size).toBe(2);
  });
});

describe('which requests are traced', () => {
  const traced = async (sampler: Readonly<Record<string, string>>, traceparent?: string) => {
    const settings = { OTLP_ENDPOINT: collector.url, ...sampler };
    await asked(settings, traceparent === undefined ? {} : { traceparent });
    return collector.spans.length > 0;
  };

  test.each<[boolean, Record<string, string>, string | undefined]>([
    [true, { OTEL_TRACES_SAMPLER: 'always_on', TRACE_SAMPLE_PERCENT: '0' }, NOT_SAMPLED],
    [false, { OTEL_TRACES_SAMPLER: 'always_off' }, SAMPLED],
    [true, { OTEL_TRACES_SAMPLER: 'traceidratio' }, NOT_SAMPLED],
    [false, { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, SAMPLED],
    [true, { OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, SAMPLED],
    [false, { OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, undefined],
    [false, { OTEL_TRACES_SAMPLER: 'parentbased_always_on' }, NOT_SAMPLED],
    [true, { OTEL_TRACES_SAMPLER: 'parentbased_always_on' }, undefined],
    [true, { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, SAMPLED],
    [false, { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, undefined],
    [false, { TRACE_SAMPLE_PERCENT: '0', OTEL_TRACES_SAMPLER_ARG: '1' }, SAMPLED],
  ])('%s: %j, where whoever calls says %s', async (isTraced, sampler, traceparent) => {
    expect(await traced(sampler, traceparent)).toBe(isTraced);
  });
});

describe('what the libraries read themselves', () => {
  const before = { ...process.env };
  afterEach(() => (process.env = { ...before }));

  test('compression', async () => {
    process.env.OTEL_EXPORTER_OTLP_COMPRESSION = 'gzip';
    await asked({ OTLP_ENDPOINT: collector.url });
    expect(collector.bodies.map(({ headers }) => headers['content-encoding'])).toContain('gzip');
  });

  test('the size of a batch of spans', async () => {
    process.env.OTEL_BSP_MAX_EXPORT_BATCH_SIZE = '1';
    await asked({ OTLP_ENDPOINT: collector.url });
    expect(collector.bodies.filter(({ path }) => path === '/v1/traces')).toHaveLength(2);
  });
});

test('each variable that is honoured stands in docs/operations.md, and no other', () => {
  const text = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
  const table = /<!-- variables of OpenTelemetry -->([^]*?)<!-- end -->/.exec(text)?.[1] ?? '';
  const named = [...table.matchAll(/`(OTEL_[A-Z_]+)`/g)].map(([, name = '']) => name);
  expect([...new Set(named)].filter((name) => !READ_BY_LIBRARIES.test(name)).sort()).toEqual(
    Object.keys(OTEL_VARIABLES).sort(),
  );
});

const READ_BY_LIBRARIES =
  /^OTEL_(?:BSP_|SPAN_|ATTRIBUTE_|EXPORTER_OTLP_(?:\w+_)?(?:COMPRESSION|CERTIFICATE|CLIENT_KEY|CLIENT_CERTIFICATE|TEMPORALITY_PREFERENCE)$)/;

const keys = 'A'.repeat(43);
function configuration(more: Readonly<Record<string, string>>) {
  return readConfiguration({
    FIELDGATE_MODE: 'local',
    COGNITO_USER_POOL_ID: 'eu-central-1_AbCdEf',
    COGNITO_CLIENT_ID: 'x',
    GUEST_SESSION_KEYS: keys,
    VISIT_TOKEN_KEYS: keys,
    CURSOR_KEYS: keys,
    SIGN_IN_KEYS: keys,
    ...more,
  });
}
