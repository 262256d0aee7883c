import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Stage } from '../stages';

interface Props extends StackProps {
  readonly stage: Stage;
  readonly table: dynamodb.Table;
  readonly lambda: lambda.Function;
  /** What makes new signing keys. */
  readonly rotation: lambda.Function;
  readonly gateway: apigateway.HttpApi;
}

const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);
/** What people wait for without thinking that something is broken. */
const SLOW_MS = 1500;

/** Who watches: alarms that wake somebody, and one page to look at then. */
export class WatchStack extends Stack {
  private readonly alarms: sns.Topic;

  constructor(scope: Construct, id: string, { stage, table, lambda: api, rotation, gateway, ...props }: Props) {
    super(scope, id, props);
    this.alarms = new sns.Topic(this, 'Alarms', { topicName: `fieldgate-${stage.name}-alarms`, enforceSSL: true });
    const metrics = metricsOf(api, gateway, table);
    const refused = this.securityMetric(api, 'AccessDenied', '"AccessDeniedException"');
    const limited = this.securityMetric(api, 'SecurityEvents', '{ $.event = "security" }');
    this.alarm('ServerErrors', metrics.serverErrors, 5, 'Answers of 5xx: see the lines with level 50 in the log.');
    this.alarm('Slow', metrics.slow, SLOW_MS, 'One answer in a hundred takes long.', 3);
    this.alarm('Throttled', metrics.throttledFunctions, 1, 'The function’s concurrency is used up.');
    this.alarm('TableThrottled', metrics.throttledTable, 10, 'A partition is too hot, see docs/operations.md.');
    this.alarm('TableErrors', metrics.tableErrors, 5, 'DynamoDB itself fails.');
    this.alarm(
      'RefusedByAws',
      refused,
      1,
      'The store refused what the rules had let through: a fault of ours, or somebody inside.',
    );
    this.alarm(
      'KeysNotRotated',
      rotation.metricErrors({ period: FIVE_MINUTES }),
      1,
      'The signing keys were not rotated: they go on being good, and a leaked one with them. See the log of the rotation.',
    );
    this.dashboard(stage, { ...metrics, refused, limited });
  }

  private securityMetric(api: lambda.Function, name: string, pattern: string): cloudwatch.Metric {
    const filter = new logs.MetricFilter(this, name, {
      logGroup: api.logGroup,
      filterPattern: logs.FilterPattern.literal(pattern),
      metricNamespace: 'Fieldgate',
      metricName: `${this.stackName}-${name}`,
      metricValue: '1',
      defaultValue: 0,
    });
    return filter.metric({ statistic: 'Sum', period: FIVE_MINUTES });
  }

  private alarm(
    id: string,
    metric: cloudwatch.IMetric,
    threshold: number,
    alarmDescription: string,
    periods = 1,
  ): void {
    new cloudwatch.Alarm(this, id, {
      alarmDescription,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new actions.SnsAction(this.alarms));
  }

  private dashboard(stage: Stage, metrics: Readonly<Record<string, cloudwatch.IMetric>>): void {
    const widgets = Object.entries(metrics).map(
      ([title, metric]) => new cloudwatch.GraphWidget({ title, left: [metric], width: 8 }),
    );
    new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: `fieldgate-${stage.name}`,
      widgets: [widgets.slice(0, 3), widgets.slice(3, 6), widgets.slice(6, 9), widgets.slice(9)],
    });
  }
}

function metricsOf(api: lambda.Function, gateway: apigateway.HttpApi, table: dynamodb.Table) {
  return {
    requests: gateway.metricCount({ period: MINUTE }),
    serverErrors: gateway.metricServerError({ period: FIVE_MINUTES }),
    slow: gateway.metricLatency({ statistic: 'p99', period: FIVE_MINUTES }),
    concurrency: api.metric('ConcurrentExecutions', { statistic: 'Maximum', period: MINUTE }),
    throttledFunctions: api.metricThrottles({ period: MINUTE }),
    readUnits: table.metricConsumedReadCapacityUnits({ period: MINUTE }),
    writeUnits: table.metricConsumedWriteCapacityUnits({ period: MINUTE }),
    throttledTable: table.metric('ThrottledRequests', { statistic: 'Sum', period: FIVE_MINUTES }),
    tableErrors: table.metric('SystemErrors', { statistic: 'Sum', period: FIVE_MINUTES }),
  };
}
