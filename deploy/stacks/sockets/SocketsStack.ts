import { CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { addDashboard } from '../paging/addDashboard';
import { LogAlarms } from '../paging/LogAlarms';
import { Pager } from '../paging/Pager';
import { Balancer } from './Balancer';
import { Network } from './Network';
import { Notices } from './Notices';
import { Redis } from './Redis';
import { Tasks, type TaskParts } from './Tasks';

interface Props extends TaskParts, StackProps {
  readonly certificateArn: string;
  /** Where its alarms are told. */
  readonly alarms: sns.ITopic;
}

/**
 * The API as a service that is always there, for sockets: tasks behind a load balancer, and Redis between them. One task at a time follows
 * the table's stream and sends notifications. It watches over itself.
 */
export class SocketsStack extends Stack {
  readonly balancer: elb.ApplicationLoadBalancer;

  /** The first two that there are: looked up, they would make a template that nobody has read. */
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }

  constructor(scope: Construct, id: string, { alarms, certificateArn, ...parts }: Props) {
    super(scope, id, { env: parts.env, description: parts.description });
    const { stage } = parts;
    const network = new Network(this, 'Network', stage);
    const notices = new Notices(this, 'Notices', stage);
    const redis = new Redis(this, 'Redis', stage, network);
    const tasks = new Tasks(this, 'Tasks', parts, { network, redis, notices });
    const balancer = new Balancer(this, 'Balancer', { stage, network, service: tasks.service, certificateArn });
    this.balancer = balancer.balancer;

    for (const [name, value] of Object.entries({
      NewsTopic: notices.environment.NOTIFICATIONS_TOPIC_ARN,
      Cluster: tasks.service.cluster.clusterName,
      Service: tasks.service.serviceName,
    }))
      new CfnOutput(this, name, { value });
    const pager = new Pager(this, alarms);
    const log = new LogAlarms(this, 'Task', {
      pager,
      logGroup: tasks.log,
      prefix: `fieldgate-${stage.name}-sockets`,
      isOfTasks: true,
    });
    addDashboard(this, `fieldgate-${stage.name}-sockets`, [
      ...[balancer, tasks, redis].map((part) => part.watch(pager)),
      log.metrics,
    ]);
  }
}
