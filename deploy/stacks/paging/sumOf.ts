import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** All of these added up; nothing where none was measured, as AWS measures many only where there is something to count. */
export function sumOf(
  label: string,
  period: Duration,
  metrics: readonly cloudwatch.IMetric[],
): cloudwatch.MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${String(index)}`, metric]));
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new cloudwatch.MathExpression({ label, expression, usingMetrics, period });
}
