import { CfnOutput, Duration, Validations } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { Stage } from '../../stages';
import { accessLogBucket } from '../accessLogBucket';
import { daysToEnd, watchCertificate } from '../paging/certificates';
import type { Metrics, Pager } from '../paging/Pager';
import { sumOf } from '../paging/sumOf';
import { Firewall } from './Firewall';
import type { Network } from './Network';
import { PORT } from './ports';

interface Parts {
  readonly stage: Stage;
  readonly network: Network;
  readonly service: ecs.FargateService;
  readonly certificateArn: string;
}

const FIVE_MINUTES = Duration.minutes(5);
/** What people wait for without thinking that something is broken. */
const SLOW_SECONDS = 1.5;
const FAILED_AT_LEAST = 5;

/**
 * TLS to tasks that are well: from the internet through a firewall, or, where the stage has a domain, from CloudFront alone, by an address
 * that nobody else reaches.
 */
export class Balancer extends Construct {
  readonly balancer: elb.ApplicationLoadBalancer;
  private readonly tasks: elb.ApplicationTargetGroup;
  /** `null` where CloudFront has one. */
  private readonly firewall: Firewall | null;

  constructor(
    scope: Construct,
    id: string,
    private readonly parts: Parts,
  ) {
    super(scope, id);
    this.balancer = this.createBalancer();
    this.tasks = this.addTasks();
    this.firewall = parts.stage.domain ? null : this.addFirewall();
    new CfnOutput(this, 'Name', { value: this.balancer.loadBalancerDnsName });
  }

  private addFirewall(): Firewall {
    const firewall = new Firewall(this, 'Firewall', { name: `fieldgate-${this.parts.stage.name}`, scope: 'REGIONAL' });
    firewall.protect(this.balancer.loadBalancerArn);
    return firewall;
  }

  private createBalancer(): elb.ApplicationLoadBalancer {
    const { stage, network } = this.parts;
    const isPublic = stage.domain === undefined;
    // Where the scheme changes, AWS makes another load balancer, and a group of targets belongs to one. The group has its id from the load
    // balancer's: with another id it is replaced as well. With the same one, AWS refuses the deployment.
    const balancer = new elb.ApplicationLoadBalancer(this, isPublic ? 'Balancer' : 'Inner', {
      vpc: network.vpc,
      internetFacing: isPublic,
      securityGroup: network.balancer,
      // Sockets are pinged every 25 s; the API keeps idle connections 72 s.
      idleTimeout: Duration.seconds(60),
      dropInvalidHeaderFields: true,
      deletionProtection: stage.isKept,
    });
    if (stage.isKept) balancer.logAccessLogs(accessLogBucket(this));
    else
      Validations.of(balancer).acknowledge({
        id: 'AwsSolutions-ELB2',
        reason: 'What is destroyed leaves nothing behind, and a bucket that holds a log cannot be destroyed.',
      });
    return balancer;
  }

  private addTasks(): elb.ApplicationTargetGroup {
    const { service, certificateArn } = this.parts;
    return this.balancer
      .addListener('Tls', {
        port: 443,
        protocol: elb.ApplicationProtocol.HTTPS,
        sslPolicy: elb.SslPolicy.RECOMMENDED_TLS,
        certificates: [elb.ListenerCertificate.fromArn(certificateArn)],
        open: false,
      })
      .addTargets('Tasks', {
        port: PORT,
        protocol: elb.ApplicationProtocol.HTTP,
        targets: [service],
        healthCheck: {
          // Not /readyz: when the table has a bad minute, every task would be killed for it.
          path: '/healthz',
          interval: Duration.seconds(5),
          timeout: Duration.seconds(3),
          healthyThresholdCount: 2,
        },
        deregistrationDelay: Duration.seconds(30),
      });
  }

  /** Wakes somebody where clients are not served; returns what the dashboard shows, by title. */
  watch(pager: Pager): Metrics {
    const metrics = this.metrics();
    pager.alarm('NoTask', {
      metric: metrics['Balancer: tasks that are well'],
      threshold: 0,
      isBelow: true,
      isSilenceBad: true,
      periods: 2,
      means: 'No task is well: every client of the sockets is refused.',
    });
    pager.alarm('UnhealthyTask', {
      metric: metrics['Balancer: tasks that are not'],
      threshold: 1,
      periods: 10,
      means: 'A task does not answer /healthz, and is not replaced either. See its last lines in the log.',
    });
    pager.alarm('TaskErrors', {
      metric: metrics['Balancer: answers of 5xx'],
      threshold: FAILED_AT_LEAST,
      means: 'Answers of 5xx, by the tasks or in their place: see the lines of the level "error" in their log.',
    });
    pager.alarm('TasksSlow', {
      metric: metrics['Balancer: slowest in a hundred, seconds'],
      threshold: SLOW_SECONDS,
      periods: 3,
      ignoresFewSamples: true,
      means: 'One answer in a hundred takes long.',
    });
    watchCertificate(pager, 'CertificateEnds', metrics['Certificate: days to its end']);
    return { ...metrics, ...(this.firewall && { 'Firewall: refused': this.firewall.refused }) };
  }

  private metrics() {
    const { balancer, tasks } = this;
    const period = Duration.minutes(1);
    return {
      'Balancer: requests': balancer.metrics.requestCount({ period }),
      'Balancer: tasks that are well': tasks.metrics.healthyHostCount({ statistic: 'Minimum', period }),
      'Balancer: tasks that are not': tasks.metrics.unhealthyHostCount({ statistic: 'Maximum', period }),
      'Balancer: answers of 5xx': sumOf('5xx', FIVE_MINUTES, [
        balancer.metrics.httpCodeElb(elb.HttpCodeElb.ELB_5XX_COUNT, { period: FIVE_MINUTES }),
        balancer.metrics.httpCodeTarget(elb.HttpCodeTarget.TARGET_5XX_COUNT, { period: FIVE_MINUTES }),
      ]),
      'Balancer: slowest in a hundred, seconds': balancer.metrics.targetResponseTime({
        statistic: 'p99',
        period: FIVE_MINUTES,
      }),
      'Certificate: days to its end': daysToEnd(this.parts.certificateArn),
    };
  }
}
