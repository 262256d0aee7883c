import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Counter, Histogram, Meter, ObservableGauge } from '@opentelemetry/api';
import type { StoreCall } from '../../../storage/observeCalls';
import type { RequestRecord } from '../RequestRecord';
import { outcomeOf } from '../requestLine';
import type { Gauges } from './Telemetry';

/** Of the semantic conventions, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const NANOSECONDS = 1e9;

/** What each is called where it is collected. */
const GAUGES: Readonly<Record<keyof Gauges, readonly [name: string, unit: string, description: string]>> = {
  connections: ['fieldgate.realtime.connections', '{connection}', 'Sockets and event streams that are open'],
  subscriptions: ['fieldgate.realtime.subscriptions', '{subscription}', 'Subscriptions that follow an item'],
  changesLag: ['fieldgate.changes.lag', 's', 'How long ago what the reader of changes read last was written'],
};

/**
 * Figures of the whole process. Labels are of few values each, all of them ours: a client that could choose one (an operation's
 * name, a URL) could fill the memory of whoever collects them.
 */
export class Metrics {
  private readonly requests: Histogram;
  private readonly calls: Histogram;
  private readonly units: Counter;
  private readonly denied: Counter;
  private readonly security: Counter;
  private readonly gauges = new Map<keyof Gauges, ObservableGauge>();
  private readonly delay = monitorEventLoopDelay({ resolution: 20 });

  constructor(private readonly meter: Meter) {
    const seconds = (description: string) => ({
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: BUCKETS },
    });
    this.requests = meter.createHistogram(
      'http.server.request.duration',
      seconds('From the first byte in to the last one out'),
    );
    this.calls = meter.createHistogram('db.client.operation.duration', seconds('Calls to the store, retries included'));
    this.units = meter.createCounter('fieldgate.store.consumed_capacity', {
      description: 'Capacity units that the store says it consumed',
    });
    this.denied = meter.createCounter('fieldgate.denied_fields', {
      description: 'Schema coordinates denied, once an operation',
    });
    this.security = meter.createCounter('fieldgate.security_events', {
      description: 'Forged credentials and the like, by kind',
    });
    this.observeEventLoop(meter);
  }

  storeCalled({ operation, milliseconds, readUnits, writeUnits, error }: StoreCall): void {
    this.calls.record(milliseconds / 1000, {
      'db.system.name': 'aws.dynamodb',
      'db.operation.name': operation,
      ...(error !== null && { 'error.type': error }),
    });
    if (readUnits > 0) this.units.add(readUnits, { kind: 'read' });
    if (writeUnits > 0) this.units.add(writeUnits, { kind: 'write' });
  }

  requestEnded(record: RequestRecord): void {
    const { method, route, status, operationType, denied, security } = record;
    this.requests.record((performance.now() - record.startedAt) / 1000, {
      'http.request.method': method,
      ...(route !== null && { 'http.route': route }),
      'http.response.status_code': status,
      ...(operationType !== null && { 'graphql.operation.type': operationType }),
      'fieldgate.outcome': outcomeOf(record),
    });
    for (const { coordinate } of denied) this.denied.add(1, { coordinate });
    for (const kind of security) this.security.add(1, { kind });
  }

  /** Made with the first one that watches it: what nobody has is no figure of zero. */
  watch<G extends keyof Gauges>(gauge: G, labels: Gauges[G], read: () => number): void {
    const [name, unit, description] = GAUGES[gauge];
    const instrument = this.gauges.get(gauge) ?? this.meter.createObservableGauge(name, { unit, description });
    this.gauges.set(gauge, instrument);
    instrument.addCallback((result) => result.observe(read(), labels));
  }

  close(): void {
    this.delay.disable();
  }

  /** Since the last time that somebody looked. */
  private observeEventLoop(meter: Meter): void {
    const [p50, p99, max] = (['p50', 'p99', 'max'] as const).map((each) =>
      meter.createObservableGauge(`nodejs.eventloop.delay.${each}`, {
        description: 'Since the last reading',
        unit: 's',
      }),
    ) as [ObservableGauge, ObservableGauge, ObservableGauge];
    this.delay.enable();
    meter.addBatchObservableCallback(
      (result) => {
        result.observe(p50, this.delay.percentile(50) / NANOSECONDS);
        result.observe(p99, this.delay.percentile(99) / NANOSECONDS);
        result.observe(max, this.delay.max / NANOSECONDS);
        this.delay.reset();
      },
      [p50, p99, max],
    );
  }
}
