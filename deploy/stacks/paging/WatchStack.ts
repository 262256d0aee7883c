import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Stage } from '../../stages';
import type { ApiStack } from '../ApiStack';
import type { WatchedTable } from '../DataStack';
import type { IdentityStack } from '../IdentityStack';
import { addDashboard } from './addDashboard';
import { LogAlarms } from './LogAlarms';
import { AlarmTopic, Pager, type Metrics } from './Pager';
import { sumOf } from './sumOf';
import { watchTable } from './tableAlarms';

interface Props extends StackProps {
  readonly stage: Stage;
  readonly tables: readonly WatchedTable[];
  readonly api: Pick<ApiStack, 'function' | 'gateway'>;
  /** What makes new signing keys. */
  readonly rotation: lambda.Function;
  /** What makes a customer of whoever confirms. */
  readonly confirmation: lambda.Function;
  readonly identity: Pick<IdentityStack, 'pool' | 'client'>;
}

const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);
/** What people wait for without thinking that something is broken. */
const SLOW_MS = 1500;
/** Of the concurrency that there is, in percent: time to ask for more before callers are turned away. */
const NEARLY_USED_UP = 80;
/**
 * From here on AWS looks at an account, and may stop its sending.
 * https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html
 */
const BOUNCES = 0.05;
const COMPLAINTS = 0.001;

/** Who watches over tables, function, keys, sign-in and mail: alarms that wake somebody, and one page to look at then. `sockets` watches over itself. */
export class WatchStack extends Stack {
  /** Where every alarm of the stage is told. */
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, parts: Props) {
    super(scope, id, parts);
    const { stage, tables, api, rotation } = parts;
    this.topic = new AlarmTopic(this, 'Alarms', stage).topic;
    new CfnOutput(this, 'AlarmTopic', { value: this.topic.topicArn });
    const pager = new Pager(this, this.topic);
    const gateway = this.watchGateway(pager, api);
    const function_ = this.watchFunction(pager, stage, api.function.lambda);
    const log = new LogAlarms(this, 'Function', {
      pager,
      logGroup: api.function.lambda.logGroup,
      prefix: `fieldgate-${stage.name}-api`,
      isOfTasks: false,
    });
    const shown = tables.map((table) => watchTable(pager, table));
    pager.alarm('KeysNotRotated', {
      metric: rotation.metricErrors({ period: FIVE_MINUTES }),
      threshold: 1,
      means:
        'The signing keys were not rotated: they go on being good, and a leaked one with them. See the log of the rotation.',
    });
    const people = this.watchPeople(pager, parts);
    addDashboard(this, `fieldgate-${stage.name}`, [gateway, function_, log.metrics, ...shown, people]);
  }

  private watchGateway(pager: Pager, { gateway }: Props['api']): Metrics {
    const metrics = {
      Requests: gateway.metricCount({ period: MINUTE }),
      'Answers of 5xx': gateway.metricServerError({ period: FIVE_MINUTES }),
      'Slowest in a hundred, milliseconds': gateway.metricLatency({ statistic: 'p99', period: FIVE_MINUTES }),
    };
    pager.alarm('ServerErrors', {
      metric: metrics['Answers of 5xx'],
      threshold: 5,
      means: 'Answers of 5xx: see the lines of the level "error" in the function’s log.',
    });
    pager.alarm('Slow', {
      metric: metrics['Slowest in a hundred, milliseconds'],
      threshold: SLOW_MS,
      periods: 3,
      ignoresFewSamples: true,
      means: 'One answer in a hundred takes long.',
    });
    return metrics;
  }

  private watchFunction(pager: Pager, { concurrency }: Stage, api: lambda.Function): Metrics {
    const options = { statistic: 'Maximum', period: MINUTE };
    const metrics = {
      // Without dimensions it is the whole account's. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html
      'Functions at once':
        concurrency.reserved === undefined
          ? new cloudwatch.Metric({ namespace: 'AWS/Lambda', metricName: 'ConcurrentExecutions', ...options })
          : api.metric('ConcurrentExecutions', options),
      'Turned away by the function': api.metricThrottles({ period: MINUTE }),
      'Ended without an answer': api.metricErrors({ period: FIVE_MINUTES }),
    };
    pager.alarm('FunctionErrors', {
      metric: metrics['Ended without an answer'],
      threshold: 5,
      means: 'The function ends without an answer: out of memory or of time, or it cannot start. See its log.',
    });
    pager.alarm('Throttled', {
      metric: metrics['Turned away by the function'],
      threshold: 1,
      means: 'The function’s concurrency is used up: callers are turned away.',
    });
    pager.alarm('NearlyThrottled', {
      metric: metrics['Functions at once'],
      threshold: Math.ceil(((concurrency.reserved ?? concurrency.ofAccount) * NEARLY_USED_UP) / 100),
      periods: 5,
      means:
        'The concurrency of functions is nearly used up: have the account’s quota raised, and then `concurrency` in deploy/stages.ts.',
    });
    return metrics;
  }

  /** What keeps people from signing up and in. */
  private watchPeople(pager: Pager, { identity, confirmation }: Props): Metrics {
    const metrics = {
      'Sign-in: refused by Cognito': throttledBy(identity),
      'Sign-up: no customer made': confirmation.metricErrors({ period: FIVE_MINUTES }),
      'Mail: share of bounces': reputation('BounceRate'),
      'Mail: share of complaints': reputation('ComplaintRate'),
    };
    pager.alarm('SignInThrottled', {
      metric: metrics['Sign-in: refused by Cognito'],
      threshold: 5,
      means:
        'Cognito refuses calls, since there are more in a second than the account’s quota lets through: people cannot sign in. See Service Quotas.',
    });
    pager.alarm('NoCustomerMade', {
      metric: metrics['Sign-up: no customer made'],
      threshold: 1,
      means:
        'Somebody confirmed their address and did not become a customer. See the log of the function PostConfirmation; aws cognito-idp admin-add-user-to-group --group-name customers mends it.',
    });
    pager.alarm('MailBounces', {
      metric: metrics['Mail: share of bounces'],
      threshold: BOUNCES,
      means: 'Many e-mails come back: AWS may stop the account’s sending. See "Reputation metrics" at SES.',
    });
    pager.alarm('MailComplaints', {
      metric: metrics['Mail: share of complaints'],
      threshold: COMPLAINTS,
      means: 'Many people call our e-mails spam: AWS may stop the account’s sending. See "Reputation metrics" at SES.',
    });
    return metrics;
  }
}

/** Of the whole account and region, as SES measures it. https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-cloudwatch-alarm.html */
const reputation = (name: string) =>
  new cloudwatch.Metric({
    namespace: 'AWS/SES',
    metricName: `Reputation.${name}`,
    statistic: 'Average',
    period: Duration.hours(1),
  });

/** https://docs.aws.amazon.com/cognito/latest/developerguide/metrics-for-cognito-user-pools.html */
function throttledBy({ pool, client }: Props['identity']): cloudwatch.MathExpression {
  const of = (metricName: string) =>
    new cloudwatch.Metric({
      namespace: 'AWS/Cognito',
      metricName,
      dimensionsMap: { UserPool: pool.userPoolId, UserPoolClient: client.userPoolClientId },
      statistic: 'Sum',
      period: FIVE_MINUTES,
    });
  return sumOf('Throttled', FIVE_MINUTES, ['SignUpThrottles', 'SignInThrottles', 'TokenRefreshThrottles'].map(of));
}
