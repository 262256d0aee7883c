import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Metrics, Pager } from './Pager';

interface Props {
  readonly pager: Pager;
  readonly logGroup: logs.ILogGroup;
  /** Names of metrics are of the whole account: such as `fieldgate-prod-api`. */
  readonly prefix: string;
  /** Whether tasks write it, and not functions. */
  readonly isOfTasks: boolean;
}

/** Lines of the log that somebody is woken for. */
interface Lines {
  readonly name: string;
  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
  readonly pattern: string;
  /** From how many of them on, within five minutes or in each of these. */
  readonly threshold: number;
  /** Of so many minutes, so many. */
  readonly minutes?: { readonly of: number; readonly wrong: number };
  readonly means: string;
}

const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);
/** Of the answers within five minutes. Where less failed, or fewer than so many, somebody was unlucky. */
const FAILED_PERCENT = 5;
const FAILED_AT_LEAST = 5;
/** DynamoDB says `AccessDeniedException`, STS and others `AccessDenied`. */
const DENIED = '"AccessDenied*"';
/** The tags of a caller's session are too big for STS, though they are split as far as they go. */
const TOO_BIG = '"PackedPolicyTooLarge*"';
/** The fault itself, and as deep as the log tells of what caused it; see src/observe/faultLog.ts. */
const CAUSES = ['$.fault', ...[0, 1, 2, 3, 4].map((index) => `$.causes[${String(index)}]`)];

/** What src/changes/troubleLog.ts says is lost, and does not come back by itself. */
const LOST = ['ChangesLostError', 'GoneError', 'StreamRenewedError', 'StreamOffError'];

const any = (...conditions: readonly string[]) => `{ ${conditions.join(' || ')} }`;

/** Of every process that answers requests. */
const OF_ALL: readonly Lines[] = [
  {
    name: 'RefusedByAws',
    pattern: any(...CAUSES.flatMap((at) => [`(${at} = ${DENIED})`, `(${at} = ${TOO_BIG})`])),
    threshold: 1,
    means:
      'AWS refused what the rules had let through: a fault of ours, or somebody inside. See docs/operations.md, "AWS refused something".',
  },
];

/** Of those that stay: they can end, follow the table’s stream and send notifications. */
const OF_TASKS: readonly Lines[] = [
  {
    name: 'Died',
    pattern: any('($.level = "fatal")'),
    threshold: 1,
    means: 'A process ended by a fault of ours that nothing caught: see the line of the level "fatal" in its log.',
  },
  {
    name: 'StoodStill',
    // Written by a thread beside the one that stands still, to stderr.
    pattern: '"The event loop stood still"',
    threshold: 1,
    means: 'A task was killed, since it did nothing for long. See docs/operations.md, "A task was killed".',
  },
  {
    name: 'ChangesMissed',
    pattern: `{ ($.event = "changes") && (${LOST.map((fault) => `($.fault = "${fault}")`).join(' || ')}) }`,
    threshold: 1,
    means:
      'The stream is off, or forgot changes before they were read: followers began anew, and notifications of that time are not sent.',
  },
  {
    name: 'ChangesTroubled',
    // Each process says so once a minute for each kind of trouble, and once where Redis has another primary.
    pattern: `{ ($.event = "changes") && ($.level = "warn") && ($.lagSeconds NOT EXISTS) && ${LOST.map((fault) => `($.fault != "${fault}")`).join(' && ')} }`,
    threshold: 1,
    minutes: { of: 5, wrong: 3 },
    means: 'Changes cannot be followed, for minutes. See docs/operations.md, "Events or notifications come late".',
  },
  {
    name: 'NoticeGivenUp',
    pattern: '{ ($.event = "notice") && ($.level = "error") }',
    threshold: 1,
    means:
      'A notification could not be delivered: `npm run dead-letters` lists it, and sends it again once the carrier is well.',
  },
];
/** As the alert FieldgateChangesLate has it, in deploy/prometheus. */
const LATE_SECONDS = 60;
const LATE_MINUTES = 5;

/** What a log has that no metric of AWS's has, and whom it wakes. Each line that the API writes is one JSON object. */
export class LogAlarms extends Construct {
  /** For the dashboard, by title. */
  readonly metrics: Metrics;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: Props,
  ) {
    super(scope, id);
    const { isOfTasks } = props;
    const lines = isOfTasks ? [...OF_ALL, ...OF_TASKS] : OF_ALL;
    this.metrics = {
      'Log: operations that failed, percent': this.watchFailed(),
      ...Object.fromEntries(lines.map((each) => [`Log: ${each.name}`, this.watch(each)])),
      ...(isOfTasks && { 'Log: changes behind, seconds': this.watchLag() }),
      'Log: security events': this.count('SecurityEvents', '{ $.event = "security" }'),
    };
  }

  /** A total outage is answered with HTTP 200, as GraphQL has it: no metric of a gateway or balancer shows it. */
  private watchFailed(): cloudwatch.IMetric {
    const metric = new cloudwatch.MathExpression({
      label: 'Failed operations, percent',
      expression: `IF(failed >= ${String(FAILED_AT_LEAST)}, 100 * failed / requests, 0)`,
      usingMetrics: {
        failed: this.count('Failed', '{ ($.event = "request") && ($.outcome = "failed") }'),
        requests: this.count('Requests', '{ $.event = "request" }'),
      },
      period: FIVE_MINUTES,
    });
    this.props.pager.alarm(`${this.node.id}Failed`, {
      metric,
      threshold: FAILED_PERCENT,
      means:
        'Many operations fail, with HTTP 200 as GraphQL has it. The log: lines of the event "request" whose outcome is "failed", and those of the event "fault" beside them.',
    });
    return metric;
  }

  private watch({ name, pattern, threshold, minutes, means }: Lines): cloudwatch.IMetric {
    const metric = this.count(name, pattern, minutes ? MINUTE : FIVE_MINUTES);
    const periods = minutes && { periods: minutes.of, ofThem: minutes.wrong };
    this.props.pager.alarm(`${this.node.id}${name}`, { metric, threshold, means, ...periods });
    return metric;
  }

  /** Told by the readers themselves, each minute while they are late. */
  private watchLag(): cloudwatch.IMetric {
    const pattern = '{ ($.event = "changes") && ($.lagSeconds >= 0) }';
    const metric = this.filter('ChangesLag', pattern, '$.lagSeconds').metric({ statistic: 'Maximum', period: MINUTE });
    this.props.pager.alarm(`${this.node.id}ChangesLate`, {
      metric,
      threshold: LATE_SECONDS,
      periods: LATE_MINUTES,
      means: 'Events and notifications come late. See docs/operations.md, "Events or notifications come late".',
    });
    return metric;
  }

  /** How many lines there were like this. */
  private count(name: string, pattern: string, period = FIVE_MINUTES): cloudwatch.Metric {
    return this.filter(name, pattern, '1').metric({ statistic: 'Sum', period });
  }

  private filter(name: string, pattern: string, metricValue: string): logs.MetricFilter {
    const { logGroup, prefix } = this.props;
    return new logs.MetricFilter(this, name, {
      logGroup,
      filterPattern: logs.FilterPattern.literal(pattern),
      metricNamespace: 'Fieldgate',
      metricName: `${prefix}-${name}`,
      metricValue,
    });
  }
}
