import { Duration, SecretValue, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Stage } from '../../stages';
import type { Metrics, Pager } from '../paging/Pager';
import type { Network } from './Network';
import { REDIS_PORT } from './ports';

/** ElastiCache's names for the nodes of a group that has one shard and one replica. */
const NODES = ['001', '002'];
const BUSY_PERCENT = 80;
/** A replica that is further behind loses what the primary has told, should it take over. */
const BEHIND_SECONDS = 10;

/** Tells every task of what changed: it holds nothing but keys of items, for as long as they are under way. */
export class Redis extends Construct {
  /** The URL with its password. */
  readonly url: secretsmanager.Secret;
  private readonly group: elasticache.CfnReplicationGroup;

  constructor(scope: Construct, id: string, stage: Stage, network: Network) {
    super(scope, id);
    const password = new secretsmanager.Secret(this, 'Password', {
      generateSecretString: { excludePunctuation: true, passwordLength: 48 },
    });
    this.group = this.createGroup(stage, network, password);
    this.url = new secretsmanager.Secret(this, 'Url', {
      secretStringValue: SecretValue.unsafePlainText(
        // References, which CloudFormation fills in: the template holds no password.
        `rediss://:${password.secretValue.unsafeUnwrap()}@${this.group.attrPrimaryEndPointAddress}:${String(REDIS_PORT)}`,
      ),
    });
    for (const secret of [password, this.url])
      Validations.of(secret).acknowledge({
        id: 'AwsSolutions-SMG4',
        reason:
          'ElastiCache has two passwords in force while one is replaced, which takes an order of steps: docs/operations.md has them. Redis holds nothing but keys of items.',
      });
  }

  private createGroup(
    { isKept }: Stage,
    network: Network,
    password: secretsmanager.Secret,
  ): elasticache.CfnReplicationGroup {
    const subnets = new elasticache.CfnSubnetGroup(this, 'Subnets', {
      description: 'Isolated',
      subnetIds: network.vpc.selectSubnets({ subnetGroupName: 'redis' }).subnetIds,
    });
    return new elasticache.CfnReplicationGroup(this, 'Group', {
      replicationGroupDescription: 'Tells every task of what changed',
      engine: 'valkey',
      engineVersion: '8.0',
      cacheNodeType: isKept ? 'cache.m7g.large' : 'cache.t4g.micro',
      numNodeGroups: 1,
      replicasPerNodeGroup: NODES.length - 1,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      port: REDIS_PORT,
      transitEncryptionEnabled: true,
      atRestEncryptionEnabled: true,
      authToken: password.secretValue.unsafeUnwrap(),
      securityGroupIds: [network.redis.securityGroupId],
      cacheSubnetGroupName: subnets.ref,
    });
  }

  /** Wakes somebody before it is full or too slow; returns what the dashboard shows, by title. */
  watch(pager: Pager): Metrics {
    const metrics = {
      'Redis: processor, percent': this.worst('EngineCPUUtilization'),
      'Redis: memory, percent': this.worst('DatabaseMemoryUsagePercentage'),
      'Redis: replica behind, seconds': this.worst('ReplicationLag'),
    };
    pager.alarm('RedisBusy', {
      metric: metrics['Redis: processor, percent'],
      threshold: BUSY_PERCENT,
      periods: 3,
      means: 'Redis has little time left: events will come late. Take a larger node.',
    });
    pager.alarm('RedisFull', {
      metric: metrics['Redis: memory, percent'],
      threshold: BUSY_PERCENT,
      periods: 3,
      means:
        'Redis is nearly full. It should be nearly empty: look for a follower that does not read, or for somebody else’s data.',
    });
    pager.alarm('RedisBehind', {
      metric: metrics['Redis: replica behind, seconds'],
      threshold: BEHIND_SECONDS,
      periods: 3,
      means: 'The replica does not keep up: should it take over now, events are lost and followers begin anew.',
    });
    return metrics;
  }

  /** Of both nodes, since either may be the primary. */
  private worst(metricName: string): cloudwatch.MathExpression {
    const period = Duration.minutes(5);
    const metrics = NODES.map(
      (node) =>
        new cloudwatch.Metric({
          namespace: 'AWS/ElastiCache',
          metricName,
          dimensionsMap: { CacheClusterId: `${this.group.ref}-${node}` },
          statistic: 'Maximum',
          period,
        }),
    );
    const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`node${String(index + 1)}`, metric]));
    return new cloudwatch.MathExpression({
      label: metricName,
      // The primary has no lag, and measures none.
      expression: `MAX([${Object.keys(usingMetrics).join(', ')}])`,
      usingMetrics,
      period,
    });
  }
}
