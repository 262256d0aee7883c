import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Pager } from './Pager';

/** ACM renews a certificate 60 days before it ends: one that is nearer was not renewed. https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html */
const ENDS_WITHIN_DAYS = 30;

/** Measured in the region in which the certificate is. */
export const daysToEnd = (certificateArn: string) =>
  new cloudwatch.Metric({
    namespace: 'AWS/CertificateManager',
    metricName: 'DaysToExpiry',
    dimensionsMap: { CertificateArn: certificateArn },
    statistic: 'Minimum',
    period: Duration.days(1),
  });

export function watchCertificate(pager: Pager, alarm: string, metric: cloudwatch.IMetric): void {
  pager.alarm(alarm, {
    metric,
    threshold: ENDS_WITHIN_DAYS,
    isBelow: true,
    means:
      'The certificate was not renewed: most likely its record in the DNS is gone. See "Renewal status" at ACM; without it no client connects after its last day.',
  });
}
