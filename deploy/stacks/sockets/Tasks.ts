import { Aws, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { KEY_RINGS } from '../../lambda/keyRings';
import { apiEnvironment } from '../apiEnvironment';
import type { ApiParts } from '../ApiStack';
import { OwnLog } from '../OwnLog';
import type { Metrics, Pager } from '../paging/Pager';
import { sumOf } from '../paging/sumOf';
import { POOL_OPERATIONS } from '../poolOperations';
import { derivedStatements } from '../rolePolicies';
import type { Network } from './Network';
import type { Notices } from './Notices';
import { PORT } from './ports';
import type { Redis } from './Redis';

export interface TaskParts extends ApiParts {
  readonly changes: dynamodb.ITable;
  readonly images: ecr.IRepository;
  readonly imageTag: string;
}

interface Surroundings {
  readonly network: Network;
  readonly redis: Redis;
  readonly notices: Notices;
}

/** Where more tasks are started, so that one can fall out and the others carry its load. */
const BUSY_PERCENT = 60;
/** Beyond it no further task has come, or none may. */
const OVERLOADED_PERCENT = 85;
/** Of the image that was pulled, the policies that were fetched, and `/healthz`: a task that starts is given so long. */
const STARTS_WITHIN = Duration.minutes(2);

/** The API as tasks: as many as there is work for, and each with a full set of rights of the API's own. */
export class Tasks extends Construct {
  readonly service: ecs.FargateService;
  readonly log: logs.LogGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly parts: TaskParts,
    private readonly around: Surroundings,
  ) {
    super(scope, id);
    this.log = new OwnLog(this, 'Log', parts.stage).group;
    const task = this.createTask();
    this.grant(task);
    around.notices.grantSend(task);
    acknowledgeTask(task);
    this.service = this.createService(task);
    this.scale();
    this.restartWeekly();
  }

  private createTask(): ecs.FargateTaskDefinition {
    const task = new ecs.FargateTaskDefinition(this, 'Task', {
      cpu: 1024,
      memoryLimitMiB: 2048,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.ARM64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
    });
    // By its name: an address that is cut out of an ARN is more than CloudFormation does with what another stack hands over.
    const images = ecr.Repository.fromRepositoryName(this, 'Images', this.parts.images.repositoryName);
    task.addContainer('api', {
      image: ecs.ContainerImage.fromEcrRepository(images, this.parts.imageTag),
      portMappings: [{ containerPort: PORT }],
      readonlyRootFilesystem: true,
      // The first process of a container cannot kill itself where its event loop stands still; with an init, ours is not the first.
      linuxParameters: new ecs.LinuxParameters(this, 'Linux', { initProcessEnabled: true }),
      user: '65532',
      stopTimeout: Duration.seconds(60),
      logging: ecs.LogDrivers.awsLogs({ logGroup: this.log, streamPrefix: 'api' }),
      healthCheck: {
        command: ['CMD', '/nodejs/bin/node', 'healthcheck.cjs'],
        interval: Duration.seconds(10),
        retries: 3,
        startPeriod: Duration.seconds(20),
      },
      environment: this.environment(),
      secrets: {
        ...Object.fromEntries(KEY_RINGS.map((name) => [name, ecs.Secret.fromSecretsManager(this.parts.keys, name)])),
        REALTIME_REDIS_URL: ecs.Secret.fromSecretsManager(this.around.redis.url),
        ...this.parts.edgeKeys?.secrets,
      },
    });
    return task;
  }

  private environment(): Record<string, string> {
    const { network, notices } = this.around;
    return {
      ...apiEnvironment(this.parts),
      AWS_REGION: Stack.of(this).region,
      HOST: '0.0.0.0',
      PORT: String(PORT),
      CHANGES_TABLE_NAME: this.parts.changes.tableName,
      ...notices.environment,
      TRUSTED_PROXIES: network.vpc.vpcCidrBlock,
      TRUSTED_DOCUMENTS_FILE: '/app/schema/trusted-documents.json',
      // Many callers' subscriptions share reads here, so the tasks ask in their own name, for what rules and writes ever take.
      ASSUME_ROLE_PER_ROLE: 'off',
    };
  }

  private createService(taskDefinition: ecs.FargateTaskDefinition): ecs.FargateService {
    const { network } = this.around;
    return new ecs.FargateService(this, 'Service', {
      cluster: new ecs.Cluster(this, 'Cluster', {
        vpc: network.vpc,
        containerInsightsV2: ecs.ContainerInsights.ENABLED,
      }),
      taskDefinition,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { rollback: true },
      securityGroups: [network.tasks],
      vpcSubnets: { subnetGroupName: 'tasks' },
      healthCheckGracePeriod: STARTS_WITHIN,
    });
  }

  /** No number of tasks stands in the template, or each deployment would set back what the load has asked for. */
  private scale(): void {
    const { least, most } = this.parts.stage.tasks;
    const scaling = this.service.autoScaleTaskCount({ minCapacity: least, maxCapacity: most });
    // A task that goes takes its sockets along, whose clients connect anew: not for a quiet minute.
    const cooldown = { scaleInCooldown: Duration.minutes(10), scaleOutCooldown: Duration.minutes(1) };
    scaling.scaleOnCpuUtilization('Busy', { targetUtilizationPercent: BUSY_PERCENT, ...cooldown });
    scaling.scaleOnMemoryUtilization('Full', { targetUtilizationPercent: BUSY_PERCENT, ...cooldown });
  }

  private grant(task: ecs.FargateTaskDefinition): void {
    const { table, rateLimits, changes, pool } = this.parts;
    const allow = (actions: string[], ...resources: string[]) => {
      task.addToTaskRolePolicy(new iam.PolicyStatement({ actions, resources }));
    };
    for (const statement of derivedStatements('server-alone', table.tableArn)) task.addToTaskRolePolicy(statement);
    allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], table.tableStreamArn ?? '');
    allow(
      [
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:ConditionCheckItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:Query',
        'dynamodb:DescribeTable',
      ],
      changes.tableArn,
    );
    allow(['dynamodb:UpdateItem'], rateLimits.tableArn);
    allow(['dynamodb:DescribeTable'], table.tableArn);
    allow(POOL_OPERATIONS, pool.userPoolArn);
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
        input: Stack.of(this).toJsonString({
          Cluster: this.service.cluster.clusterName,
          Service: this.service.serviceName,
          ForceNewDeployment: true,
        }),
      },
    });
  }

  /** What no metric shows: a task that ends again and again is replaced before one is missing for long. */
  private watchEvents(topic: sns.ITopic): void {
    const cluster = this.service.cluster.clusterArn;
    const tell = (id: string, text: string, eventPattern: events.EventPattern) =>
      new events.Rule(this, id, {
        description: text,
        eventPattern: { source: ['aws.ecs'], ...eventPattern },
        targets: [new targets.SnsTopic(topic, { message: events.RuleTargetInput.fromText(text) })],
      });
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
    tell(
      'TaskEnded',
      'A task ended by itself, such as for want of memory. See the service’s events, and its last lines in the log.',
      {
        detailType: ['ECS Task State Change'],
        detail: {
          clusterArn: [cluster],
          lastStatus: ['STOPPED'],
          stopCode: ['EssentialContainerExited', 'TaskFailedToStart'],
        },
      },
    );
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
    tell(
      'DeploymentFailed',
      'A deployment of the tasks failed, and the ones of before run on; their keys are good for a month.',
      {
        detailType: ['ECS Deployment State Change'],
        resources: [this.service.serviceArn],
        detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] },
      },
    );
  }

  /** Wakes somebody where tasks are missing or overloaded; returns what the dashboard shows, by title. */
  watch(pager: Pager): Metrics {
    this.watchEvents(pager.topic);
    const { least } = this.parts.stage.tasks;
    const { service } = this;
    const period = Duration.minutes(1);
    const dimensionsMap = { ClusterName: service.cluster.clusterName, ServiceName: service.serviceName };
    const metrics = {
      'Tasks: running': new cloudwatch.Metric({
        namespace: 'ECS/ContainerInsights',
        metricName: 'RunningTaskCount',
        dimensionsMap,
        statistic: 'Minimum',
        period,
      }),
      'Tasks: processor, percent': service.metricCpuUtilization({ statistic: 'Average', period }),
      'Tasks: memory, percent': service.metricMemoryUtilization({ statistic: 'Maximum', period }),
      'Tasks: restarts that failed': restartsThatFailed(),
    };
    pager.alarm('TasksMissing', {
      metric: metrics['Tasks: running'],
      threshold: least - 1,
      isBelow: true,
      isSilenceBad: true,
      periods: 5,
      means: `Fewer than ${String(least)} tasks run. See the service’s events, and the last lines of the tasks’ log.`,
    });
    pager.alarm('TasksBusy', {
      metric: metrics['Tasks: processor, percent'],
      threshold: OVERLOADED_PERCENT,
      periods: 10,
      means: 'The tasks are overloaded, and no more may be started: raise `tasks` in deploy/stages.ts.',
    });
    pager.alarm('TasksFull', {
      metric: metrics['Tasks: memory, percent'],
      threshold: OVERLOADED_PERCENT,
      periods: 10,
      means: 'A task has little memory left. Look at its followers and sockets on the dashboard of the API.',
    });
    pager.alarm('NotRestarted', {
      metric: metrics['Tasks: restarts that failed'],
      threshold: 1,
      means:
        'The tasks were not started anew this week: within a month they will sign with keys that nobody else accepts. Run aws ecs update-service --force-new-deployment.',
    });
    return metrics;
  }
}

/** Of the account: it has this one schedule in the group, or few. https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html */
function restartsThatFailed(): cloudwatch.MathExpression {
  const period = Duration.minutes(5);
  const of = (metricName: string) =>
    new cloudwatch.Metric({
      namespace: 'AWS/Scheduler',
      metricName,
      dimensionsMap: { ScheduleGroup: 'default' },
      statistic: 'Sum',
      period,
    });
  return sumOf('Restarts that failed', period, ['TargetErrorCount', 'InvocationDroppedCount'].map(of));
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
