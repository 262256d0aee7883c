import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/**
 * All of these added up. AWS measures many only where there is something to count, and adds what is missing as 0; FILL would take the place of
 * what is only late. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function sumOf(
  label: string,
  period: Duration,
  metrics: readonly cloudwatch.IMetric[],
): cloudwatch.MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${String(index)}`, metric]));
  const expression = Object.keys(usingMetrics).join(' + ');
  return new cloudwatch.MathExpression({ label, expression, usingMetrics, period });
}
