import type { Attributes, Counter, Histogram, Meter, Observable, UpDownCounter } from '@opentelemetry/api';
import type { StoreCall } from '../../storage/calls/observeCalls';
import { SECURITY_EVENTS, type RequestRecord } from '../requests/RequestRecord';
import { outcomeOf } from '../requests/requestLine';
import { errorTypeOf } from './errorTypeOf';
import { Instruments } from './Instruments';
import { ProcessMetrics } from './ProcessMetrics';
import { methodOf, SCHEME } from './requestAttributes';
import type { ChangesReader, Gauges } from './Telemetry';

/** Figures of the whole process; what each is stands in `METRICS`. */
export class Metrics {
  private readonly requests: Histogram;
  private readonly active: UpDownCounter;
  private readonly operations: Histogram;
  private readonly costs: Histogram;
  private readonly steps: Histogram;
  private readonly calls: Histogram;
  private readonly units: Counter;
  private readonly denied: Counter;
  private readonly security: Counter;
  private readonly givenUp: Counter;
  private readonly gaps: Counter;
  private readonly watched = new Map<keyof Gauges, Observable>();
  private readonly instruments: Instruments;
  private readonly process: ProcessMetrics;

  constructor(meter: Meter) {
    const instruments = new Instruments(meter);
    this.instruments = instruments;
    this.requests = instruments.histogram('http.server.request.duration');
    this.active = instruments.upDownCounter('http.server.active_requests');
    this.operations = instruments.histogram('fieldgate.operation.duration');
    this.costs = instruments.histogram('fieldgate.operation.cost');
    this.steps = instruments.histogram('fieldgate.realtime.step.duration');
    this.calls = instruments.histogram('db.client.operation.duration');
    this.units = instruments.counter('fieldgate.store.consumed_capacity');
    this.denied = instruments.counter('fieldgate.denied_fields');
    this.security = instruments.counter('fieldgate.security_events');
    this.givenUp = instruments.counter('fieldgate.notices.given_up');
    this.givenUp.add(0);
    this.gaps = instruments.counter('fieldgate.changes.gaps');
    for (const reader of ['subscriptions', 'notices'] as const) this.gaps.add(0, { reader });
    // From zero: Prometheus takes the first figure that it sees for the beginning, and would miss what came with it.
    for (const kind of SECURITY_EVENTS) this.security.add(0, { kind });
    this.process = new ProcessMetrics(instruments);
  }

  requestStarted({ step, method }: RequestRecord): void {
    if (step === null) this.active.add(1, requestOf(method));
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
    const { cost, denied, security } = record;
    const now = performance.now();
    const outcome = resultOf(record);
    if (record.step === null) this.httpEnded(record, now, outcome);
    else this.steps.record((now - record.startedAt) / 1000, { step: record.step.toLowerCase(), ...outcome });
    if (cost) this.costs.record(cost.actual, operationOf(record));
    for (const { coordinate } of denied) this.denied.add(1, { coordinate });
    for (const kind of security) this.security.add(1, { kind });
  }

  notificationGivenUp(): void {
    this.givenUp.add(1);
  }

  changesMissed(reader: ChangesReader): void {
    this.gaps.add(1, { reader });
  }

  private httpEnded(record: RequestRecord, now: number, outcome: Attributes): void {
    const { method, route, status, startedAt, operation } = record;
    this.active.add(-1, requestOf(method));
    this.requests.record((now - startedAt) / 1000, {
      ...requestOf(method),
      ...(route !== null && { 'http.route': route }),
      'http.response.status_code': status,
      ...outcome,
    });
    if (operation === null) return;
    const seconds = ((operation.endedAt ?? now) - operation.startedAt) / 1000;
    this.operations.record(seconds, { ...operationOf(record), ...outcome });
  }

  /** Made with the first one that watches it: what nobody has is no figure of zero. */
  watch<G extends keyof Gauges>(gauge: G, labels: Gauges[G], read: () => number): void {
    const instrument = this.watched.get(gauge) ?? this.watchable(gauge);
    this.watched.set(gauge, instrument);
    instrument.addCallback((result) => result.observe(read(), labels));
  }

  close(): void {
    this.process.close();
  }

  private watchable(gauge: keyof Gauges): Observable {
    if (gauge === 'changesLag') return this.instruments.observableGauge('fieldgate.changes.lag');
    if (gauge === 'sideSystems') return this.instruments.observableUpDownCounter('fieldgate.side_systems.away');
    if (gauge === 'changesReading') return this.instruments.observableGauge('fieldgate.changes.reading');
    return this.instruments.observableUpDownCounter(`fieldgate.realtime.${gauge}`);
  }
}

function requestOf(method: string): Attributes {
  return { 'http.request.method': methodOf(method), 'url.scheme': SCHEME };
}

function operationOf({ operationType, trustedName }: RequestRecord): Attributes {
  return {
    ...(operationType !== null && { 'graphql.operation.type': operationType }),
    ...(trustedName !== null && { 'graphql.operation.name': trustedName }),
  };
}

function resultOf(record: RequestRecord): Attributes {
  const error = errorTypeOf(record);
  return { 'fieldgate.outcome': outcomeOf(record), ...(error !== null && { 'error.type': error }) };
}
