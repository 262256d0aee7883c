import {
  Aws,
  CfnOutput,
  CfnParameter,
  Duration,
  RemovalPolicy,
  SecretValue,
  Stack,
  Validations,
  type StackProps,
} from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { KEY_RINGS } from '../lambda/keyRings';
import { apiEnvironment } from './apiEnvironment';
import type { ApiParts } from './ApiStack';
import { Notices } from './notices';
import { POOL_OPERATIONS } from './poolOperations';
import { derivedStatements } from './rolePolicies';

type Props = ApiParts & StackProps & { readonly changes: dynamodb.Table; readonly images: ecr.Repository };

const PORT = 4000;
/** Not the one that everybody looks for. */
const REDIS_PORT = 6380;

/**
 * The API as a service that is always there, for sockets: tasks behind a load balancer, and Redis between them. One task at a time follows
 * the table's stream and sends notices.
 */
export class SocketsStack extends Stack {
  readonly service: ecs.FargateService;
  readonly balancer: elb.ApplicationLoadBalancer;
  private readonly vpc: ec2.Vpc;
  private readonly notices: Notices;

  constructor(scope: Construct, id: string, parts: Props) {
    super(scope, id, { env: parts.env, description: parts.description });
    this.vpc = this.createNetwork(parts);
    this.notices = new Notices(this, 'Notices', parts);
    const security = this.securityGroups();
    const redisUrl = this.createRedis(parts, security.redis);
    this.service = this.createService(parts, security.tasks, redisUrl);
    this.balancer = this.createBalancer(parts, security.balancer);
    this.restartWeekly();
  }

  private createNetwork({ stage }: Props): ec2.Vpc {
    const vpc = new ec2.Vpc(this, 'Network', {
      maxAzs: 2,
      natGateways: stage.isKept ? 2 : 1,
      subnetConfiguration: [
        { name: 'public', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
        { name: 'tasks', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        { name: 'redis', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ],
    });
    // What goes to the table stays in AWS's network, and costs nothing at the gateways.
    vpc.addGatewayEndpoint('Table', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB });
    vpc.addFlowLog('Flow', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(
        new logs.LogGroup(this, 'FlowLog', {
          retention: logs.RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      ),
      trafficType: ec2.FlowLogTrafficType.REJECT,
    });
    return vpc;
  }

  private securityGroups() {
    const group = (name: string, description: string) =>
      new ec2.SecurityGroup(this, name, { vpc: this.vpc, description, allowAllOutbound: name === 'TaskGroup' });
    const [balancer, tasks, redis] = [
      group('BalancerGroup', 'From the internet, TLS only'),
      group('TaskGroup', 'From the load balancer only'),
      group('RedisGroup', 'From tasks only'),
    ];
    balancer.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Clients');
    balancer.addEgressRule(tasks, ec2.Port.tcp(PORT), 'Tasks');
    tasks.addIngressRule(balancer, ec2.Port.tcp(PORT), 'Load balancer');
    redis.addIngressRule(tasks, ec2.Port.tcp(REDIS_PORT), 'Tasks');
    Validations.of(balancer).acknowledge({
      id: 'AwsSolutions-EC23',
      reason: 'The API is for the public: port 443 is open to all.',
    });
    return { balancer, tasks, redis };
  }

  /** The URL with its password, as a secret. */
  private createRedis({ stage }: Props, group: ec2.SecurityGroup): secretsmanager.Secret {
    const password = new secretsmanager.Secret(this, 'RedisPassword', {
      generateSecretString: { excludePunctuation: true, passwordLength: 48 },
    });
    const subnets = new elasticache.CfnSubnetGroup(this, 'RedisSubnets', {
      description: 'Isolated',
      subnetIds: this.vpc.selectSubnets({ subnetGroupName: 'redis' }).subnetIds,
    });
    const redis = new elasticache.CfnReplicationGroup(this, 'Redis', {
      replicationGroupDescription: 'Tells every task of what changed',
      engine: 'valkey',
      engineVersion: '8.0',
      cacheNodeType: stage.isKept ? 'cache.m7g.large' : 'cache.t4g.micro',
      numNodeGroups: 1,
      replicasPerNodeGroup: 1,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      port: REDIS_PORT,
      transitEncryptionEnabled: true,
      atRestEncryptionEnabled: true,
      authToken: password.secretValue.unsafeUnwrap(),
      securityGroupIds: [group.securityGroupId],
      cacheSubnetGroupName: subnets.ref,
    });
    const url = new secretsmanager.Secret(this, 'RedisUrl', {
      secretStringValue: SecretValue.unsafePlainText(
        // References, which CloudFormation fills in: the template holds no password.
        `rediss://:${password.secretValue.unsafeUnwrap()}@${redis.attrPrimaryEndPointAddress}:${String(REDIS_PORT)}`,
      ),
    });
    for (const secret of [password, url])
      Validations.of(secret).acknowledge({
        id: 'AwsSolutions-SMG4',
        reason:
          'ElastiCache has two passwords in force while one is replaced, which takes an order of steps: docs/operations.md has them. Redis holds nothing but keys of items.',
      });
    return url;
  }

  private createService(parts: Props, group: ec2.SecurityGroup, redisUrl: secretsmanager.Secret): ecs.FargateService {
    const { stage, keys, changes, images } = parts;
    const cluster = new ecs.Cluster(this, 'Cluster', {
      vpc: this.vpc,
      containerInsightsV2: ecs.ContainerInsights.ENABLED,
    });
    const task = new ecs.FargateTaskDefinition(this, 'Task', {
      cpu: 1024,
      memoryLimitMiB: 2048,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.ARM64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
    });
    const tag = new CfnParameter(this, 'ImageTag', { type: 'String', description: 'The tag of the image to run.' });
    const log = new logs.LogGroup(this, 'TaskLog', {
      retention: stage.logDays === 365 ? logs.RetentionDays.ONE_YEAR : logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    task.addContainer('api', {
      image: ecs.ContainerImage.fromEcrRepository(images, tag.valueAsString),
      portMappings: [{ containerPort: PORT }],
      readonlyRootFilesystem: true,
      // The first process of a container cannot kill itself where its event loop stands still; with an init, ours is not the first.
      linuxParameters: new ecs.LinuxParameters(this, 'Linux', { initProcessEnabled: true }),
      user: '65532',
      stopTimeout: Duration.seconds(60),
      logging: ecs.LogDrivers.awsLogs({ logGroup: log, streamPrefix: 'api' }),
      healthCheck: {
        command: ['CMD', '/nodejs/bin/node', 'healthcheck.cjs'],
        interval: Duration.seconds(10),
        retries: 3,
        startPeriod: Duration.seconds(20),
      },
      environment: {
        ...apiEnvironment(parts),
        AWS_REGION: this.region,
        HOST: '0.0.0.0',
        PORT: String(PORT),
        CHANGES_TABLE_NAME: changes.tableName,
        ...this.notices.environment,
        TRUSTED_PROXIES: this.vpc.vpcCidrBlock,
        TRUSTED_DOCUMENTS_FILE: '/app/schema/trusted-documents.json',
        // Many callers' subscriptions share reads here, so the tasks ask in their own name, for what rules and writes ever take.
        ASSUME_ROLE_PER_ROLE: 'off',
      },
      secrets: {
        ...Object.fromEntries(KEY_RINGS.map((name) => [name, ecs.Secret.fromSecretsManager(keys, name)])),
        REALTIME_REDIS_URL: ecs.Secret.fromSecretsManager(redisUrl),
      },
    });
    this.grant(task, parts);
    this.notices.grantSend(task);
    acknowledgeTask(task);
    return new ecs.FargateService(this, 'Service', {
      cluster,
      taskDefinition: task,
      desiredCount: stage.tasks,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { rollback: true },
      securityGroups: [group],
      vpcSubnets: { subnetGroupName: 'tasks' },
      healthCheckGracePeriod: Duration.seconds(30),
    });
  }

  private grant(task: ecs.FargateTaskDefinition, { table, rateLimits, changes, pool }: Props): void {
    for (const statement of derivedStatements('server-alone', table.tableArn)) task.addToTaskRolePolicy(statement);
    task.addToTaskRolePolicy(
      new iam.PolicyStatement({
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [table.tableStreamArn ?? ''],
      }),
    );
    task.addToTaskRolePolicy(
      new iam.PolicyStatement({
        actions: [
          'dynamodb:GetItem',
          'dynamodb:BatchGetItem',
          'dynamodb:ConditionCheckItem',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
          'dynamodb:DeleteItem',
          'dynamodb:Query',
          'dynamodb:DescribeTable',
        ],
        resources: [changes.tableArn],
      }),
    );
    task.addToTaskRolePolicy(
      new iam.PolicyStatement({ actions: ['dynamodb:UpdateItem'], resources: [rateLimits.tableArn] }),
    );
    task.addToTaskRolePolicy(
      new iam.PolicyStatement({ actions: ['dynamodb:DescribeTable'], resources: [table.tableArn] }),
    );
    task.addToTaskRolePolicy(new iam.PolicyStatement({ actions: POOL_OPERATIONS, resources: [pool.userPoolArn] }));
  }

  private createBalancer({ stage }: Props, group: ec2.SecurityGroup): elb.ApplicationLoadBalancer {
    const balancer = new elb.ApplicationLoadBalancer(this, 'Balancer', {
      vpc: this.vpc,
      internetFacing: true,
      securityGroup: group,
      // Sockets are pinged every 25 s; the API keeps idle connections 72 s.
      idleTimeout: Duration.seconds(60),
      dropInvalidHeaderFields: true,
      deletionProtection: stage.isKept,
    });
    balancer.logAccessLogs(this.accessLogs(stage.isKept));
    const certificate = new CfnParameter(this, 'CertificateArn', {
      type: 'String',
      description: 'ACM certificate of the API’s name.',
    });
    balancer
      .addListener('Tls', {
        port: 443,
        protocol: elb.ApplicationProtocol.HTTPS,
        sslPolicy: elb.SslPolicy.RECOMMENDED_TLS,
        certificates: [elb.ListenerCertificate.fromArn(certificate.valueAsString)],
        open: false,
      })
      .addTargets('Tasks', {
        port: PORT,
        protocol: elb.ApplicationProtocol.HTTP,
        targets: [this.service],
        healthCheck: {
          // Not /readyz: when the table has a bad minute, every task would be killed for it.
          path: '/healthz',
          interval: Duration.seconds(5),
          timeout: Duration.seconds(3),
          healthyThresholdCount: 2,
        },
        deregistrationDelay: Duration.seconds(30),
      });
    new CfnOutput(this, 'BalancerName', { value: balancer.loadBalancerDnsName });
    return balancer;
  }

  private accessLogs(isKept: boolean): s3.Bucket {
    const bucket = new s3.Bucket(this, 'BalancerLog', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(90) }],
      removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It holds access logs itself; logging who reads logs into another bucket is left to CloudTrail.',
    });
    return bucket;
  }

  /** Tasks read the key rings when they start; a ring is good for a rotation of 30 days, so each starts anew once a week. */
  private restartWeekly(): void {
    const role = new iam.Role(this, 'RestartRole', { assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com') });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['ecs:UpdateService'], resources: [this.service.serviceArn] }));
    new scheduler.CfnSchedule(this, 'Restart', {
      flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 60 },
      scheduleExpression: 'cron(0 4 ? * TUE *)',
      target: {
        arn: `arn:${Aws.PARTITION}:scheduler:::aws-sdk:ecs:updateService`,
        roleArn: role.roleArn,
        input: this.toJsonString({
          Cluster: this.service.cluster.clusterName,
          Service: this.service.serviceName,
          ForceNewDeployment: true,
        }),
      },
    });
  }
}

function acknowledgeTask(task: ecs.FargateTaskDefinition): void {
  Validations.of(task).acknowledge(
    {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'ecr:GetAuthorizationToken, which every task needs to fetch its image, is of no resource.',
    },
    {
      id: 'AwsSolutions-ECS2',
      reason:
        'These variables are no secrets: names of tables, of the pool and of its public client. Keys and passwords come from Secrets Manager.',
    },
  );
}
