/** What is measured under one name. */
export interface Metric<K extends Kind = Kind> {
  readonly kind: K;
  /** In UCUM, as OpenTelemetry wants it: `s`, `By`, `1`; what is counted stands in braces. */
  readonly unit: string;
  readonly description: string;
  /** What tells its rows apart. Each has few values, and all of them are ours. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly buckets: readonly number[];
}

type Kind = 'counter' | 'upDownCounter' | 'gauge' | 'histogram';

const metric =
  <K extends Kind>(kind: K, buckets: readonly number[] = []) =>
  (unit: string, description: string, labels: readonly string[] = []): Metric<K> => ({
    ...{ kind, unit, description, labels, buckets },
  });

const counter = metric('counter');
const upDownCounter = metric('upDownCounter');
const gauge = metric('gauge');
/** From one millisecond: a read by key takes two. */
const ofSeconds = metric(
  'histogram',
  [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
);
const ofPoints = metric('histogram', [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000]);

const REQUEST = ['http.request.method', 'url.scheme'];
const OPERATION = ['graphql.operation.type', 'graphql.operation.name'];
const OUTCOME = ['error.type', 'fieldgate.outcome'];
const SINCE = 'since the last reading';

/**
 * Every metric, by the name that OpenTelemetry's semantic conventions have for it; our own names begin with `fieldgate.`. A client that
 * could choose a label (by the name of an operation, or a URL) could fill the memory of whoever collects them, so none can.
 */
export const METRICS = {
  'http.server.request.duration': ofSeconds('s', 'HTTP requests, from the first byte in to the last one out', [
    ...[...REQUEST, 'http.route', 'http.response.status_code', ...OUTCOME],
  ]),
  'http.server.active_requests': upDownCounter(
    '{request}',
    'HTTP requests that are being answered; an event stream counts until it is closed',
    REQUEST,
  ),
  'fieldgate.operation.duration': ofSeconds(
    's',
    'GraphQL operations over HTTP; those of trusted documents have their name',
    [...OPERATION, ...OUTCOME],
  ),
  'fieldgate.operation.cost': ofPoints('{point}', 'Cost points that operations were charged', OPERATION),
  'fieldgate.denied_fields': counter('{field}', 'Fields that were denied, each once an operation', ['coordinate']),
  'fieldgate.security_events': counter('{event}', 'Forged credentials, rate limits that were met, and the like', [
    'kind',
  ]),
  'fieldgate.notices.given_up': counter(
    '{notice}',
    'Notifications that could not be delivered; npm run dead-letters lists them',
  ),
  'db.client.operation.duration': ofSeconds('s', 'Calls to DynamoDB, retries included', [
    ...['db.system.name', 'db.operation.name', 'error.type'],
  ]),
  'fieldgate.store.consumed_capacity': counter('{unit}', 'Capacity units that DynamoDB says it consumed', ['kind']),
  'fieldgate.realtime.connections': upDownCounter('{connection}', 'Sockets and event streams that are open', ['kind']),
  'fieldgate.realtime.subscriptions': upDownCounter('{subscription}', 'Subscriptions that follow an item'),
  'fieldgate.realtime.step.duration': ofSeconds(
    's',
    'What subscriptions take: to connect, to subscribe, to tell of an event',
    ['step', ...OUTCOME],
  ),
  'fieldgate.changes.lag': gauge(
    's',
    'How long ago the change was written that the reader of changes read last, or how long the stream has not answered',
    ['reader'],
  ),
  'fieldgate.side_systems.away': upDownCounter('{system}', 'Side systems that do not answer: nothing waits for them', [
    'system',
  ]),
  'fieldgate.changes.reading': gauge(
    '{instance}',
    '1 where this instance reads the changes for all, 0 where it leaves that to another',
    ['reader'],
  ),
  'fieldgate.changes.gaps': counter(
    '{gap}',
    'Times that changes may have been missed, as far as this instance met them',
    ['reader'],
  ),
  'process.cpu.time': counter('s', 'CPU time that the process used', ['cpu.mode']),
  'process.memory.usage': upDownCounter('By', 'Memory that the process holds (RSS)'),
  'process.uptime': gauge('s', 'How long the process has been running'),
  'v8js.memory.heap.used': upDownCounter('By', 'Heap that is in use', ['v8js.heap.space.name']),
  'fieldgate.heap.limit': upDownCounter('By', 'Heap at which V8 ends the process'),
  'v8js.gc.duration': ofSeconds('s', 'Garbage collections', ['v8js.gc.type']),
  'nodejs.eventloop.delay.min': gauge('s', `Shortest delay of the event loop ${SINCE}`),
  'nodejs.eventloop.delay.max': gauge('s', `Longest delay of the event loop ${SINCE}`),
  'nodejs.eventloop.delay.mean': gauge('s', `Mean delay of the event loop ${SINCE}`),
  'nodejs.eventloop.delay.p50': gauge('s', `Median delay of the event loop ${SINCE}`),
  'nodejs.eventloop.delay.p90': gauge('s', `90th percentile of the event loop’s delay ${SINCE}`),
  'nodejs.eventloop.delay.p99': gauge('s', `99th percentile of the event loop’s delay ${SINCE}`),
  'nodejs.eventloop.utilization': gauge('1', `Share of time for which the event loop was busy ${SINCE}`),
  'nodejs.eventloop.time': counter('s', 'Time for which the event loop was active or idle', ['nodejs.eventloop.state']),
};

export type MetricName = keyof typeof METRICS;

/** The metrics of one kind. */
export type MetricOf<K extends Kind> = {
  [Name in MetricName]: (typeof METRICS)[Name] extends Metric<K> ? Name : never;
}[MetricName];
