import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Stage } from '../stages';

interface Props {
  readonly stage: Stage;
}

/** What carries notices out: e-mail in the name of one address, whose domain SES has verified, and the topic at which operators listen. */
export class Notices extends Construct {
  /** What whoever sends them is told of it (see README.md). */
  readonly environment: Readonly<Record<string, string>>;
  private readonly topic: sns.Topic;
  private readonly sender: string;

  constructor(scope: Construct, id: string, { stage }: Props) {
    super(scope, id);
    this.sender = stage.noticesSender;
    this.topic = new sns.Topic(this, 'Topic', {
      topicName: `fieldgate-${stage.name}-notices`,
      enforceSSL: true,
      // AWS's own key for SNS: whoever in this account may publish may use it. A service could not; none does, alarms have their own topic.
      masterKey: kms.Alias.fromAliasName(this, 'Key', 'alias/aws/sns'),
    });
    this.environment = {
      NOTIFICATIONS: 'aws',
      NOTIFICATIONS_SENDER: this.sender,
      NOTIFICATIONS_TOPIC_ARN: this.topic.topicArn,
    };
  }

  /** Lets it send in the name of this address and publish at this topic, and neither in any other. */
  grantSend(to: { addToTaskRolePolicy(statement: iam.PolicyStatement): void }): void {
    const identity = { service: 'ses', resource: 'identity', resourceName: this.sender.split('@').at(-1) };
    to.addToTaskRolePolicy(
      new iam.PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [Stack.of(this).formatArn(identity)],
        conditions: { StringEquals: { 'ses:FromAddress': this.sender } },
      }),
    );
    to.addToTaskRolePolicy(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }));
  }
}
