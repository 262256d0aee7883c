import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../../stages';
import { PORT, REDIS_PORT } from './ports';

/** Two zones, each with a subnet for the load balancer, one for tasks and one for Redis, and who may speak with whom. */
export class Network extends Construct {
  readonly vpc: ec2.Vpc;
  readonly balancer: ec2.SecurityGroup;
  readonly tasks: ec2.SecurityGroup;
  readonly redis: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.vpc = this.createVpc(stage);
    this.balancer = this.group('BalancerGroup', 'From the internet, TLS only');
    this.tasks = this.group('TaskGroup', 'From the load balancer only', true);
    this.redis = this.group('RedisGroup', 'From tasks only');
    this.allowClients(stage);
    this.balancer.addEgressRule(this.tasks, ec2.Port.tcp(PORT), 'Tasks');
    this.tasks.addIngressRule(this.balancer, ec2.Port.tcp(PORT), 'Load balancer');
    this.redis.addIngressRule(this.tasks, ec2.Port.tcp(REDIS_PORT), 'Tasks');
  }

  private allowClients({ domain }: Stage): void {
    if (domain) {
      this.balancer.addIngressRule(ec2.Peer.prefixList(domain.prefixListId), ec2.Port.tcp(443), 'CloudFront');
      return;
    }
    this.balancer.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Clients');
    Validations.of(this.balancer).acknowledge({
      id: 'AwsSolutions-EC23',
      reason: 'The API is for the public: port 443 is open to all.',
    });
  }

  private createVpc({ isKept }: Stage): ec2.Vpc {
    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: isKept ? 2 : 1,
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

  private group(name: string, description: string, allowAllOutbound = false): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, name, { vpc: this.vpc, description, allowAllOutbound });
  }
}
