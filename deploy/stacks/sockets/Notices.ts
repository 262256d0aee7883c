import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Stage } from '../../stages';
import { domainOf } from '../IdentityStack';

/** What carries notifications out: e-mail in the name of one address, whose domain SES has verified, and the topic at which operators listen. */
export class Notices extends Construct {
  /** What whoever sends them is told of it (see README.md). */
  readonly environment: Readonly<Record<'NOTIFICATIONS' | 'NOTIFICATIONS_SENDER' | 'NOTIFICATIONS_TOPIC_ARN', string>>;
  private readonly topic: sns.Topic;

  constructor(
    scope: Construct,
    id: string,
    private readonly stage: Stage,
  ) {
    super(scope, id);
    this.topic = new sns.Topic(this, 'Topic', {
      displayName: `Fieldgate ${stage.name}`,
      enforceSSL: true,
      // AWS's own key for SNS: whoever in this account may publish may use it. A service could not; none does, alarms have their own topic.
      masterKey: kms.Alias.fromAliasName(this, 'Key', 'alias/aws/sns'),
    });
    for (const address of stage.operators) this.topic.addSubscription(new subscriptions.EmailSubscription(address));
    this.environment = {
      NOTIFICATIONS: 'aws',
      NOTIFICATIONS_SENDER: stage.mail.sender,
      NOTIFICATIONS_TOPIC_ARN: this.topic.topicArn,
    };
  }

  /** Lets it send in the name of this address and publish at this topic, and neither in any other. */
  grantSend(to: { addToTaskRolePolicy(statement: iam.PolicyStatement): void }): void {
    const { mail } = this.stage;
    const identity = { service: 'ses', resource: 'identity', resourceName: domainOf(mail) };
    to.addToTaskRolePolicy(
      new iam.PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [Stack.of(this).formatArn(identity)],
        conditions: { StringEquals: { 'ses:FromAddress': mail.sender } },
      }),
    );
    to.addToTaskRolePolicy(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }));
  }
}
