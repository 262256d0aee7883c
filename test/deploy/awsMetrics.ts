import type { Metric } from './CloudWatch';
import { ofType } from './templates';

/*
 * What AWS measures, by its own pages: an alarm on a metric that does not exist, or on one with other dimensions, never rings. The last is the page.
 */
const DOCUMENTED: readonly (readonly [
  namespace: string,
  metrics: readonly string[],
  dimensions: readonly string[],
  page: string,
])[] = [
  [
    'AWS/ApiGateway',
    ['5xx', 'Count', 'Latency'],
    ['ApiId'],
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html',
  ],
  [
    'AWS/Lambda',
    ['Errors', 'Throttles', 'ConcurrentExecutions'],
    ['FunctionName'],
    'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
  ],
  [
    'AWS/Lambda',
    ['ConcurrentExecutions'],
    [],
    'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
  ],
  [
    'AWS/DynamoDB',
    ['SystemErrors'],
    ['Operation', 'TableName'],
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html',
  ],
  [
    'AWS/DynamoDB',
    ['ReadThrottleEvents', 'WriteThrottleEvents'],
    ['TableName'],
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html',
  ],
  [
    'AWS/DynamoDB',
    ['ReadThrottleEvents', 'WriteThrottleEvents'],
    ['GlobalSecondaryIndexName', 'TableName'],
    'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html',
  ],
  [
    'AWS/Cognito',
    ['SignUpThrottles', 'SignInThrottles', 'TokenRefreshThrottles'],
    ['UserPool', 'UserPoolClient'],
    'https://docs.aws.amazon.com/cognito/latest/developerguide/metrics-for-cognito-user-pools.html',
  ],
  [
    'AWS/SES',
    ['Reputation.BounceRate', 'Reputation.ComplaintRate'],
    [],
    'https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html',
  ],
  [
    'AWS/ApplicationELB',
    ['HealthyHostCount', 'UnHealthyHostCount'],
    ['LoadBalancer', 'TargetGroup'],
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
  ],
  [
    'AWS/ApplicationELB',
    ['HTTPCode_ELB_5XX_Count', 'HTTPCode_Target_5XX_Count', 'TargetResponseTime'],
    ['LoadBalancer'],
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
  ],
  [
    'AWS/CertificateManager',
    ['DaysToExpiry'],
    ['CertificateArn'],
    'https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html',
  ],
  [
    'AWS/CloudFront',
    ['Requests', '4xxErrorRate', '5xxErrorRate'],
    ['DistributionId', 'Region'],
    'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html',
  ],
  // Of a list at CloudFront; others have a region as well.
  [
    'AWS/WAFV2',
    ['BlockedRequests'],
    ['Rule', 'WebACL'],
    'https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html',
  ],
  [
    'ECS/ContainerInsights',
    ['RunningTaskCount'],
    ['ClusterName', 'ServiceName'],
    'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html',
  ],
  [
    'AWS/ECS',
    ['CPUUtilization', 'MemoryUtilization'],
    ['ClusterName', 'ServiceName'],
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html',
  ],
  [
    'AWS/Scheduler',
    ['TargetErrorCount', 'InvocationDroppedCount'],
    ['ScheduleGroup'],
    'https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html',
  ],
  [
    'AWS/ElastiCache',
    ['EngineCPUUtilization', 'DatabaseMemoryUsagePercentage', 'ReplicationLag'],
    ['CacheClusterId'],
    'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html',
  ],
];

/** Whether AWS or one of our filters measures it, with exactly these dimensions. */
export function isMeasured({ Namespace, MetricName, Dimensions = [] }: Metric): boolean {
  if (Namespace === 'Fieldgate') return FILTERED.has(MetricName) && Dimensions.length === 0;
  const names = Dimensions.map(({ Name }) => Name)
    .sort()
    .join();
  return DOCUMENTED.some(
    ([namespace, metrics, dimensions]) =>
      namespace === Namespace && metrics.includes(MetricName) && dimensions.join() === names,
  );
}

const FILTERED = new Set(
  ofType('AWS::Logs::MetricFilter').flatMap(({ Properties }) =>
    (Properties.MetricTransformations as { MetricName: string }[]).map(({ MetricName }) => MetricName),
  ),
);
