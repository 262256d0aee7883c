import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Domain, Stage } from '../../stages';
import { addDashboard } from '../paging/addDashboard';
import { daysToEnd, watchCertificate } from '../paging/certificates';
import { AlarmTopic, Pager, type Metrics } from '../paging/Pager';

interface Props extends StackProps {
  readonly stage: Stage;
  readonly domain: Domain;
  readonly distributionId: string;
  /** Of the bucket where its access log is kept; `null` where none is. */
  readonly logBucketArn: string | null;
  /** How many requests the firewall has refused. */
  readonly refused: cloudwatch.IMetric;
}

const FIVE_MINUTES = Duration.minutes(5);
/** Of a handful, a share says nothing. */
const FEW = 50;
const FAILED_AT_LEAST = 5;
const REFUSED_PERCENT = 50;
/**
 * What its access log says of each request, beside the address from which it came: as in the log of the gateway no query, which may hold variables, no cookie and no other
 * header. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
 */
const LOGGED = [
  ...['date', 'time', 'x-edge-location', 'c-ip', 'cs-method', 'cs-uri-stem', 'cs-protocol-version', 'ssl-protocol'],
  ...['sc-status', 'x-edge-result-type', 'x-edge-detailed-result-type', 'x-edge-request-id'],
  ...['cs-bytes', 'sc-bytes', 'time-taken', 'time-to-first-byte'],
];

/** Watches over the edge. What CloudFront measures and logs, and the certificate that it uses, are in us-east-1, wherever everything else is. */
export class EdgeWatchStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    private readonly parts: Props,
  ) {
    super(scope, id, { env: parts.env, description: parts.description });
    const { stage, logBucketArn } = parts;
    const { topic } = new AlarmTopic(this, 'Alarms', stage);
    new CfnOutput(this, 'AlarmTopic', { value: topic.topicArn });
    addDashboard(this, `fieldgate-${stage.name}-edge`, [this.watch(new Pager(this, topic))]);
    if (logBucketArn !== null) this.deliver(logBucketArn);
  }

  private watch(pager: Pager): Metrics {
    const metrics = this.metrics();
    pager.alarm('EdgeErrors', {
      metric: metrics['Edge: answers of 5xx'],
      threshold: FAILED_AT_LEAST,
      means:
        'Answers of 5xx at CloudFront. Where neither the gateway nor the load balancer had any, CloudFront does not reach them: see "x-edge-detailed-result-type" in its access log.',
    });
    pager.alarm('EdgeRefuses', {
      metric: metrics['Edge: answers of 4xx, percent'],
      threshold: REFUSED_PERCENT,
      means:
        'Half of all requests are refused. Where all get 403, the API does not know the key that CloudFront sends: see "A new key" in docs/operations.md. Else see what the firewall refuses.',
    });
    pager.alarm('FirewallRefuses', {
      metric: metrics['Firewall: refused, percent'],
      threshold: REFUSED_PERCENT,
      periods: 3,
      means: 'The firewall refuses half of all requests: a flood, or a rule of AWS’s that takes our clients for one.',
    });
    watchCertificate(pager, 'EdgeCertificateEnds', metrics['Certificate: days to its end']);
    return metrics;
  }

  private metrics() {
    const [requests, failed, refused] = [
      this.measured('Requests', 'Sum'),
      this.measured('5xxErrorRate', 'Average'),
      this.measured('4xxErrorRate', 'Average'),
    ];
    const blocked = this.parts.refused;
    return {
      'Edge: requests': requests,
      'Edge: answers of 5xx': shown('5xx', 'requests * failed / 100', { requests, failed }),
      'Edge: answers of 4xx, percent': ofMany('4xx', 'refused', { requests, refused }),
      'Firewall: refused, percent': ofMany('Refused', '100 * blocked / requests', { requests, blocked }),
      'Certificate: days to its end': daysToEnd(this.parts.domain.certificateArn),
    };
  }

  /** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html */
  private measured(metricName: string, statistic: string): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/CloudFront',
      metricName,
      dimensionsMap: { DistributionId: this.parts.distributionId, Region: 'Global' },
      statistic,
      period: FIVE_MINUTES,
    });
  }

  /** To a bucket that may be in any region, by what is in this one. */
  private deliver(bucketArn: string): void {
    const { stage, distributionId } = this.parts;
    const name = `fieldgate-${stage.name}-edge`;
    const source = new logs.CfnDeliverySource(this, 'LogSource', {
      name,
      logType: 'ACCESS_LOGS',
      resourceArn: this.formatArn({
        service: 'cloudfront',
        region: '',
        resource: 'distribution',
        resourceName: distributionId,
      }),
    });
    const destination = new logs.CfnDeliveryDestination(this, 'LogDestination', {
      name,
      destinationResourceArn: bucketArn,
      outputFormat: 'w3c',
    });
    new logs.CfnDelivery(this, 'Log', {
      deliverySourceName: source.ref,
      deliveryDestinationArn: destination.attrArn,
      recordFields: LOGGED,
    });
  }
}

function shown(label: string, expression: string, usingMetrics: Record<string, cloudwatch.IMetric>) {
  return new cloudwatch.MathExpression({ label, expression, usingMetrics, period: FIVE_MINUTES });
}

const ofMany = (label: string, share: string, metrics: Record<string, cloudwatch.IMetric>) =>
  shown(label, `IF(requests >= ${String(FEW)}, ${share}, 0)`, metrics);
