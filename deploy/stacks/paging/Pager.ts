import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Stage } from '../../stages';

interface Condition {
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /** For whoever is woken: what is wrong, and where to look. */
  readonly means: string;
  /** How many of the metric's periods in a row; one unless told. */
  readonly periods?: number;
  /** Of these periods, how many; all unless told. */
  readonly ofThem?: number;
  /** Whether it is wrong at that value and below it, not above. */
  readonly isBelow?: boolean;
  /** Whether nothing measured is wrong as well. */
  readonly isSilenceBad?: boolean;
  /** Of a percentile: whether a few slow answers, such as cold starts at night, say nothing. */
  readonly ignoresFewSamples?: boolean;
}

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD, LESS_THAN_OR_EQUAL_TO_THRESHOLD } = cloudwatch.ComparisonOperator;
const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData;

/** By what they are called on the dashboard. */
export type Metrics = Readonly<Record<string, cloudwatch.IMetric>>;

/** Alarms of one stack, which wake the stage's operators. */
export class Pager {
  constructor(
    private readonly scope: Construct,
    /** Where it tells them. */
    readonly topic: sns.ITopic,
  ) {}

  alarm(id: string, condition: Condition): void {
    const { metric, threshold, means, periods = 1, ofThem = periods } = condition;
    const { isBelow = false, isSilenceBad = false, ignoresFewSamples = false } = condition;
    const alarm = new cloudwatch.Alarm(this.scope, id, {
      alarmDescription: means,
      metric,
      threshold,
      evaluationPeriods: periods,
      ...(ofThem !== periods && { datapointsToAlarm: ofThem }),
      ...(ignoresFewSamples && { evaluateLowSampleCountPercentile: 'ignore' }),
      comparisonOperator: isBelow ? LESS_THAN_OR_EQUAL_TO_THRESHOLD : GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: isSilenceBad ? BREACHING : NOT_BREACHING,
    });
    const action = new actions.SnsAction(this.topic);
    alarm.addAlarmAction(action);
    // Whoever was woken wants to know that it is over.
    alarm.addOkAction(action);
  }
}

/** Where alarms are told, with the stage's operators as subscribers: each confirms once, by the mail that SNS sends. */
export class AlarmTopic extends Construct {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.topic = new sns.Topic(this, 'Topic', { displayName: `Fieldgate ${stage.name}`, enforceSSL: true });
    const { account } = Stack.of(this);
    // A policy of one's own takes the place of the one that SNS gives, by which this account's alarms might publish.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
    this.topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    for (const address of stage.operators) this.topic.addSubscription(new subscriptions.EmailSubscription(address));
  }
}
