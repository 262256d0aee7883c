import type { Group } from './configurationGroup';

/** Those of logs, traces and metrics. */
export const TELEMETRY_GROUPS: readonly Group[] = [
  {
    title: 'Logs and telemetry',
    about: 'Logs are JSON lines on stdout.',
    variables: {
      LOG_LEVEL: ['The least important lines that are written.', 'warn'],
      TELEMETRY: ['Whether traces and metrics are made, and who fetches them.', 'otlp'],
      OTLP_ENDPOINT: ['The OpenTelemetry collector that they are sent to.', 'http://127.0.0.1:4318'],
      PROMETHEUS_PORT: ['The port at which Prometheus fetches metrics.', '9090'],
      TRACE_SAMPLE_PERCENT: ['How many of a hundred requests are traced.', '1'],
    },
  },
  {
    title: 'OpenTelemetry’s own variables',
    about: 'They count where `TELEMETRY` is not off, and mean what OpenTelemetry’s specification says.',
    variables: {
      OTEL_SDK_DISABLED: ['Switches telemetry off.', 'true'],
      OTEL_SERVICE_NAME: ['The name of the service in traces and metrics.', 'fieldgate-prod'],
      OTEL_RESOURCE_ATTRIBUTES: ['More about this instance.', 'deployment.environment.name=prod'],
      OTEL_TRACES_EXPORTER: ['Where traces go.', 'none'],
      OTEL_METRICS_EXPORTER: ['Where metrics go.', 'prometheus'],
      OTEL_EXPORTER_OTLP_ENDPOINT: ['The collector.', 'http://127.0.0.1:4318'],
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ['The collector of traces alone.', 'http://127.0.0.1:4318/v1/traces'],
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: ['The collector of metrics alone.', 'http://127.0.0.1:4318/v1/metrics'],
      OTEL_EXPORTER_OTLP_HEADERS: ['Headers for the collector, such as its key. They are in no log.', 'api-key=secret'],
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: ['The same for traces alone.', 'api-key=secret'],
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: ['The same for metrics alone.', 'api-key=secret'],
      OTEL_EXPORTER_OTLP_PROTOCOL: ['The protocol.', 'http/json'],
      OTEL_EXPORTER_OTLP_TIMEOUT: [
        'How long one delivery may take; 500 in a function of AWS Lambda unless set.',
        '5000',
      ],
      OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: ['The same for traces alone.', '5000'],
      OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: ['The same for metrics alone.', '5000'],
      OTEL_METRIC_EXPORT_INTERVAL: ['How often metrics are delivered.', '15000'],
      OTEL_METRIC_EXPORT_TIMEOUT: ['How long collecting and delivering metrics may take.', '10000'],
      OTEL_TRACES_SAMPLER: ['Which requests are traced.', 'parentbased_traceidratio'],
      OTEL_TRACES_SAMPLER_ARG: ['The share of requests for the samplers by ratio.', '0.05'],
    },
  },
];
