import { METRICS, type MetricName } from './allMetrics';

/** As OpenTelemetry maps units to Prometheus; what stands in braces is no unit. */
const SUFFIXES: Readonly<Record<string, string>> = { s: 'seconds', By: 'bytes', '1': 'ratio' };

/** The metric's name with its unit, which the exporter does not add of itself; it makes `_` of dots, and adds `_total`. */
export function nameWithUnit(name: MetricName): string {
  const suffix = SUFFIXES[METRICS[name].unit];
  return suffix === undefined ? name : `${name}.${suffix}`;
}

/** The name of the metric in Prometheus, without what a histogram adds (`_bucket`, `_count`, `_sum`). */
export function prometheusName(name: MetricName): string {
  return `${nameWithUnit(name).replaceAll('.', '_')}${METRICS[name].kind === 'counter' ? '_total' : ''}`;
}
