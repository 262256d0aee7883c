import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Where access logs are kept for 90 days, since they hold addresses of clients. */
export function accessLogBucket(scope: Construct, more: Pick<s3.BucketProps, 'objectOwnership'> = {}): s3.Bucket {
  const bucket = new s3.Bucket(scope, 'AccessLog', {
    ...more,
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(90) }],
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'It holds access logs itself; logging who reads logs into another bucket is left to CloudTrail.',
  });
  return bucket;
}
