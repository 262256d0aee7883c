import type { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import type { NodeTracerProvider, Sampler } from '@opentelemetry/sdk-trace-node';
import { ConfigurationError, type Configuration } from '../../configuration';
import { Metrics } from './Metrics';
import { NO_TELEMETRY, type Telemetry } from './Telemetry';
import { Tracing } from './Tracing';

type Settings = Pick<
  Configuration,
  'TELEMETRY' | 'OTLP_ENDPOINT' | 'PROMETHEUS_PORT' | 'HOST' | 'TRACE_SAMPLE_PERCENT'
>;

const NAME = 'fieldgate';
/** Whoever collects may be away: that may not keep the process from stopping. */
const DELIVERY_TIMEOUT_MS = 2000;

/**
 * Traces and metrics, as `TELEMETRY` says: `otlp` sends both to a collector, `prometheus` offers metrics to be fetched. The
 * packages are loaded only then: they take megabytes and a third of a second. Nothing is registered globally, and no module is patched.
 */
export async function startTelemetry(settings: Settings): Promise<Telemetry> {
  if (settings.TELEMETRY === 'off') return NO_TELEMETRY;
  const api = await import('@opentelemetry/api');
  const meters = await startMeters(settings);
  const metrics = new Metrics(meters.getMeter(NAME));
  const tracers = settings.TELEMETRY === 'otlp' ? await startTracers(settings) : null;
  const tracing = tracers && new Tracing(api, tracers.getTracer(NAME));
  return {
    requestStarted: (record, traceparent) => tracing?.requestStarted(record, traceparent),
    operationStarted: (record) => tracing?.operationStarted(record),
    operationEnded: (record) => tracing?.operationEnded(record),
    storeCalled: (call, record) => {
      metrics.storeCalled(call);
      tracing?.storeCalled(call, record);
    },
    requestEnded: (record) => {
      metrics.requestEnded(record);
      tracing?.requestEnded(record);
    },
    watch: (gauge, labels, read) => metrics.watch(gauge, labels, read),
    flush: async () => {
      await Promise.allSettled([tracers?.forceFlush(), meters.forceFlush()]);
    },
    close: async () => {
      await Promise.allSettled([tracers?.shutdown(), meters.shutdown()]);
      metrics.close();
    },
  };
}

async function startMeters(settings: Settings): Promise<MeterProvider> {
  const { MeterProvider } = await import('@opentelemetry/sdk-metrics');
  const reader = settings.TELEMETRY === 'otlp' ? await otlpReader(settings) : await prometheusReader(settings);
  return new MeterProvider({ resource: await resource(), readers: [reader] });
}

async function otlpReader({ OTLP_ENDPOINT }: Settings): Promise<MetricReader> {
  const { PeriodicExportingMetricReader } = await import('@opentelemetry/sdk-metrics');
  const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-http');
  const exporter = new OTLPMetricExporter({
    url: `${baseOf(OTLP_ENDPOINT)}/v1/metrics`,
    timeoutMillis: DELIVERY_TIMEOUT_MS,
  });
  return new PeriodicExportingMetricReader({ exporter, exportTimeoutMillis: DELIVERY_TIMEOUT_MS });
}

async function prometheusReader({ HOST, PROMETHEUS_PORT }: Settings): Promise<MetricReader> {
  const { PrometheusExporter } = await import('@opentelemetry/exporter-prometheus');
  const exporter = new PrometheusExporter({ host: HOST, port: PROMETHEUS_PORT, preventServerStart: true });
  await exporter.startServer().catch(() => {
    throw new ConfigurationError(
      `PROMETHEUS_PORT: expected a port that is free on ${HOST}; got ${String(PROMETHEUS_PORT)}, which is in use.`,
    );
  });
  return exporter;
}

async function startTracers({ OTLP_ENDPOINT, TRACE_SAMPLE_PERCENT }: Settings): Promise<NodeTracerProvider> {
  const { BatchSpanProcessor, NodeTracerProvider, ParentBasedSampler } = await import('@opentelemetry/sdk-trace-node');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const exporter = new OTLPTraceExporter({
    url: `${baseOf(OTLP_ENDPOINT)}/v1/traces`,
    timeoutMillis: DELIVERY_TIMEOUT_MS,
  });
  const chance = await byChance(TRACE_SAMPLE_PERCENT);
  return new NodeTracerProvider({
    resource: await resource(),
    sampler: new ParentBasedSampler({ root: chance, remoteParentSampled: chance, remoteParentNotSampled: chance }),
    // Beyond its queue it drops: a flood of requests cannot become a flood of memory.
    spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis: DELIVERY_TIMEOUT_MS })],
  });
}

/** By our own dice, not by the trace id as the library's does: that one a client can choose. */
async function byChance(percent: number): Promise<Sampler> {
  const { SamplingDecision } = await import('@opentelemetry/sdk-trace-node');
  return {
    shouldSample: () => ({
      decision: Math.random() * 100 < percent ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
    }),
    toString: () => `${String(percent)} %`,
  };
}

async function resource() {
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  return resourceFromAttributes({ 'service.name': NAME });
}

function baseOf(endpoint: string | undefined): string {
  return (endpoint ?? '').replace(/\/$/, '');
}
