import type { MetricReader, MeterProvider } from '@opentelemetry/sdk-metrics';
import type { Resource } from '@opentelemetry/resources';
import type { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ConfigurationError } from '../../configuration/configuration';
import { SideSystem, type SideSystemListener } from '../../sideSystems/SideSystem';
import { METRICS, type MetricName } from './allMetrics';
import { destinationsOf, type Collector, type Destinations } from '../../configuration/telemetryDestinations';
import { Metrics } from './Metrics';
import { nameWithUnit } from './prometheusNames';
import { resourceOf } from './resource';
import { doesAsCallersSay, samplerOf } from './sampler';
import { guarded } from './guardedExporter';
import { NO_TELEMETRY, type Telemetry } from './Telemetry';
import { Tracing } from './Tracing';
import type { TelemetrySettings } from '../../configuration/telemetryVariables';
import { within } from '../../waiting/within';

interface Surroundings {
  /** Whether a document is published with this deployment: its name may be told. */
  readonly isTrusted?: (document: string) => boolean;
  /** Hears of a collector that is away, or there again. */
  readonly onChange?: SideSystemListener;
}

const NONE_IS_TRUSTED = () => false;

/** Stands before what is delivered to this collector. */
type Guard = (name: 'traces' | 'metrics', collector: Collector) => SideSystem;

interface Common {
  readonly resource: Resource;
  readonly guard: Guard;
}

const NAME = 'fieldgate';
/** Whoever collects may be away: that may not keep the process from stopping, whatever the timeout of a delivery is. */
const LAST_DELIVERY_MS = 5000;

/**
 * Traces and metrics, as `TELEMETRY` says: `otlp` sends both to a collector, `prometheus` offers metrics to be fetched. The
 * packages are loaded only then: they take megabytes and a third of a second. Nothing is registered globally, and no module is patched.
 */
export async function startTelemetry(
  settings: TelemetrySettings,
  { isTrusted = NONE_IS_TRUSTED, onChange }: Surroundings = {},
): Promise<Telemetry> {
  const destinations = destinationsOf(settings);
  if (destinations.traces === null && destinations.metrics === null) return NO_TELEMETRY;
  const [api, resource] = [await import('@opentelemetry/api'), await resourceOf(settings)];
  const systems: SideSystem[] = [];
  const guard: Guard = (name, { timeoutMillis: timeoutMs }) => {
    const system = new SideSystem({ name, timeoutMs, onChange });
    systems.push(system);
    return system;
  };
  const meters = destinations.metrics && (await startMeters(settings, destinations.metrics, { resource, guard }));
  const tracers = destinations.traces && (await startTracers(settings, destinations.traces, { resource, guard }));
  const providers = [tracers, meters].filter((each) => each !== null);
  const metrics = meters && new Metrics(meters.getMeter(NAME));
  for (const system of systems) metrics?.watch('sideSystems', { system: system.name }, () => Number(system.isAway));
  const tracing = tracers && new Tracing(api, tracers.getTracer(NAME), doesAsCallersSay(settings));
  return {
    ...listening(metrics, tracing, isTrusted),
    flush: async () => {
      await withinReason(providers.map(async (each) => each.forceFlush()));
    },
    close: async () => {
      await withinReason(providers.map(async (each) => each.shutdown()));
      metrics?.close();
    },
  };
}

function listening(
  metrics: Metrics | null,
  tracing: Tracing | null,
  isTrusted: (document: string) => boolean,
): Omit<Telemetry, 'flush' | 'close'> {
  return {
    requestStarted: (record, traceparent) => {
      metrics?.requestStarted(record);
      tracing?.requestStarted(record, traceparent);
    },
    operationStarted: (record) => {
      record.operation = { startedAt: performance.now(), endedAt: null };
      tracing?.operationStarted(record);
    },
    operationResolved: (record, text) => {
      if (isTrusted(text)) record.trustedName = record.operationName;
    },
    operationEnded: (record) => {
      if (record.operation) record.operation = { ...record.operation, endedAt: performance.now() };
      tracing?.operationEnded(record);
    },
    storeCalled: (call, record) => {
      metrics?.storeCalled(call);
      tracing?.storeCalled(call, record);
    },
    requestEnded: (record) => {
      metrics?.requestEnded(record);
      tracing?.requestEnded(record);
    },
    notificationGivenUp: () => metrics?.notificationGivenUp(),
    changesMissed: (reader) => metrics?.changesMissed(reader),
    watch: (gauge, labels, read) => metrics?.watch(gauge, labels, read),
  };
}

/** Waits until all is done or has failed, but not for ever. */
async function withinReason(deliveries: readonly Promise<void>[]): Promise<void> {
  await within(LAST_DELIVERY_MS, Promise.allSettled(deliveries)).catch(() => undefined);
}

async function startMeters(
  settings: TelemetrySettings,
  destination: NonNullable<Destinations['metrics']>,
  { resource, guard }: Common,
): Promise<MeterProvider> {
  const { MeterProvider } = await import('@opentelemetry/sdk-metrics');
  if (destination === 'prometheus') {
    const names = Object.keys(METRICS) as MetricName[];
    const views = names.map((name) => ({ instrumentName: name, name: nameWithUnit(name) }));
    return new MeterProvider({ resource, views, readers: [await prometheusReader(settings)] });
  }
  return new MeterProvider({ resource, readers: [await otlpReader(settings, destination, guard)] });
}

async function otlpReader(settings: TelemetrySettings, collector: Collector, guard: Guard): Promise<MetricReader> {
  const { PeriodicExportingMetricReader } = await import('@opentelemetry/sdk-metrics');
  const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-http');
  const exportIntervalMillis = settings.OTEL_METRIC_EXPORT_INTERVAL;
  return new PeriodicExportingMetricReader({
    exporter: guarded(new OTLPMetricExporter(collector), guard('metrics', collector)),
    exportIntervalMillis,
    exportTimeoutMillis: Math.min(settings.OTEL_METRIC_EXPORT_TIMEOUT, exportIntervalMillis),
  });
}

async function prometheusReader({ HOST, PROMETHEUS_PORT }: TelemetrySettings): Promise<MetricReader> {
  const { PrometheusExporter } = await import('@opentelemetry/exporter-prometheus');
  const exporter = new PrometheusExporter({
    host: HOST,
    port: PROMETHEUS_PORT,
    // All that is measured is ours: that would be one more label in every row.
    withoutScopeInfo: true,
    preventServerStart: true,
  });
  await exporter.startServer().catch(() => {
    throw new ConfigurationError(
      `PROMETHEUS_PORT: expected a port that is free on ${HOST}; got ${String(PROMETHEUS_PORT)}, which is in use.`,
    );
  });
  return exporter;
}

async function startTracers(
  settings: TelemetrySettings,
  collector: Collector,
  { resource, guard }: Common,
): Promise<NodeTracerProvider> {
  const { BatchSpanProcessor, NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  return new NodeTracerProvider({
    resource,
    sampler: await samplerOf(settings),
    // Beyond its queue it drops: a flood of requests cannot become a flood of memory.
    spanProcessors: [new BatchSpanProcessor(guarded(new OTLPTraceExporter(collector), guard('traces', collector)))],
  });
}
