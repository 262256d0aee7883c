import { METRICS, type MetricName } from '../../src/observe/telemetry/allMetrics';
import { prometheusName } from '../../src/observe/telemetry/prometheusNames';

const KINDS = { counter: 'counter', upDownCounter: 'level', gauge: 'gauge', histogram: 'histogram' };

/** The table of docs/operations.md, one row a metric. */
export function metricsTable(): string {
  const rows = (Object.keys(METRICS) as MetricName[]).map((name) => {
    const { kind, unit, description, labels } = METRICS[name];
    const words = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | \`${prometheusName(name)}\` | ${KINDS[kind]}, \`${unit}\` | ${description} | ${words} |`;
  });
  return [
    '| OpenTelemetry | Prometheus | kind, unit | what it is | labels |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map((row) => row.replace(/ {2}\|$/, ' |')),
  ].join('\n');
}
