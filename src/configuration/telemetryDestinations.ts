import type { TelemetrySettings } from './telemetryVariables';

/** Where an exporter sends to, and how. */
export interface Collector {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly timeoutMillis: number;
}

/** Where traces and metrics go; `null`: nowhere. */
export interface Destinations {
  readonly traces: Collector | null;
  readonly metrics: Collector | 'prometheus' | null;
}

type Signal = 'TRACES' | 'METRICS';

/** As the variables say, OpenTelemetry's own rules included: what is said of traces or metrics alone goes before what is said of both. */
export function destinationsOf(settings: TelemetrySettings): Destinations {
  const { traces, metrics } = exportersOf(settings);
  return {
    traces: traces === 'otlp' ? collectorOf(settings, 'TRACES') : null,
    metrics: metrics === 'otlp' ? collectorOf(settings, 'METRICS') : metrics === 'prometheus' ? metrics : null,
  };
}

/** What is wrong with where things are to be sent, in words; `null` where nothing is. */
export function problemOf(settings: TelemetrySettings): string | null {
  const { OTLP_ENDPOINT: ours, OTEL_EXPORTER_OTLP_ENDPOINT: common } = settings;
  if (ours !== undefined && common !== undefined && ours !== common)
    return 'OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_ENDPOINT: expected one of them, or the same URL in both; got two.';
  const { traces, metrics } = exportersOf(settings);
  const isMissing = (signal: Signal, exporter: string) => exporter === 'otlp' && urlOf(settings, signal) === undefined;
  if (isMissing('TRACES', traces) || isMissing('METRICS', metrics))
    return 'OTLP_ENDPOINT: expected the collector’s URL, since TELEMETRY is otlp; got nothing.';
  return null;
}

type Exporters = Readonly<Record<'traces' | 'metrics', 'otlp' | 'prometheus' | 'none'>>;

function exportersOf({
  TELEMETRY,
  OTEL_SDK_DISABLED,
  OTEL_TRACES_EXPORTER,
  OTEL_METRICS_EXPORTER,
}: TelemetrySettings): Exporters {
  if (TELEMETRY === 'off' || OTEL_SDK_DISABLED) return { traces: 'none', metrics: 'none' };
  return {
    traces: OTEL_TRACES_EXPORTER ?? (TELEMETRY === 'otlp' ? 'otlp' : 'none'),
    metrics: OTEL_METRICS_EXPORTER ?? TELEMETRY,
  };
}

function collectorOf(settings: TelemetrySettings, signal: Signal): Collector {
  return {
    url: urlOf(settings, signal) ?? '',
    headers: { ...settings.OTEL_EXPORTER_OTLP_HEADERS, ...settings[`OTEL_EXPORTER_OTLP_${signal}_HEADERS`] },
    timeoutMillis: settings[`OTEL_EXPORTER_OTLP_${signal}_TIMEOUT`] ?? settings.OTEL_EXPORTER_OTLP_TIMEOUT,
  };
}

function urlOf(settings: TelemetrySettings, signal: Signal): string | undefined {
  const base = settings.OTEL_EXPORTER_OTLP_ENDPOINT ?? settings.OTLP_ENDPOINT;
  const own = settings[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`];
  return own ?? (base === undefined ? undefined : `${base.replace(/\/$/, '')}/v1/${signal.toLowerCase()}`);
}
