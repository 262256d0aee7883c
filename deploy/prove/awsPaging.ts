import type { Stacks } from './Stacks';
import { Unproven, untilThere } from './Step';

const REASON = 'deploy/prove.mjs: nothing is wrong, this shows that somebody is paged';
/** How long a message may take, in minutes. */
const WITHIN = 5;

/** Sets an alarm off, by hand, and waits for what it tells at its topic: at a queue that listens there for that time. */
export async function pageOnAws(stacks: Stacks, say: (saw: string) => void): Promise<void> {
  const { call } = stacks;
  const TopicArn = await stacks.output('watch', 'AlarmTopic');
  const AlarmName = await someAlarm(stacks, TopicArn);
  const { QueueUrl } = await call('sqs', 'create-queue', { QueueName: stacks.name('prove') });
  try {
    const subscription = await listen(stacks, TopicArn, QueueUrl);
    try {
      await call('cloudwatch', 'set-alarm-state', { AlarmName, StateValue: 'ALARM', StateReason: REASON });
      await untilThere(
        `a message of the alarm ${AlarmName} at its topic`,
        async () => heard(stacks, QueueUrl, AlarmName),
        {
          minutes: WITHIN,
          pauseMs: 100,
        },
      );
      say(`the alarm ${AlarmName} was set off, and its topic told so`);
    } finally {
      await call('sns', 'unsubscribe', { SubscriptionArn: subscription });
    }
  } finally {
    await call('sqs', 'delete-queue', { QueueUrl });
  }
  await tellMails(stacks, TopicArn, say);
}

async function someAlarm(stacks: Stacks, topic: string): Promise<string> {
  const { MetricAlarms = [] } = (await stacks.call('cloudwatch', 'describe-alarms', {
    AlarmNamePrefix: stacks.name('watch'),
  })) as {
    MetricAlarms?: readonly { AlarmName: string; AlarmActions: readonly string[] }[];
  };
  const found = MetricAlarms.find(({ AlarmActions }) => AlarmActions.includes(topic));
  if (found) return found.AlarmName;
  throw new Unproven(`an alarm of ${stacks.name('watch')} that tells ${topic}`, 'there is none', 'Deploy `watch`.');
}

async function listen({ call }: Stacks, TopicArn: string, QueueUrl: unknown): Promise<unknown> {
  const { Attributes } = await call('sqs', 'get-queue-attributes', { QueueUrl, AttributeNames: ['QueueArn'] });
  const { QueueArn } = Attributes as { QueueArn: string };
  const statement = {
    ...{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: QueueArn },
    Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await call('sqs', 'set-queue-attributes', { QueueUrl, Attributes: { Policy } });
  const given = { TopicArn, Protocol: 'sqs', Endpoint: QueueArn, ReturnSubscriptionArn: true };
  return (await call('sns', 'subscribe', given)).SubscriptionArn;
}

async function heard({ call }: Stacks, QueueUrl: unknown, alarm: string): Promise<true | null> {
  const { Messages = [] } = (await call('sqs', 'receive-message', { QueueUrl, WaitTimeSeconds: 20 })) as {
    Messages?: readonly { Body: string }[];
  };
  return Messages.some(({ Body }) => Body.includes(alarm)) ? true : null;
}

/** Whether the mail has come, only a person can see. */
async function tellMails({ call }: Stacks, TopicArn: string, say: (saw: string) => void): Promise<void> {
  const { Subscriptions = [] } = (await call('sns', 'list-subscriptions-by-topic', { TopicArn })) as {
    Subscriptions?: readonly { Protocol: string; Endpoint: string; SubscriptionArn: string }[];
  };
  const mails = Subscriptions.filter(({ Protocol }) => Protocol === 'email');
  if (mails.length === 0)
    throw new Unproven('an operator to be subscribed by e-mail', 'nobody is', 'See `operators` in deploy/stages.ts.');
  for (const { Endpoint, SubscriptionArn } of mails)
    say(
      SubscriptionArn.startsWith('arn:')
        ? `${Endpoint} has confirmed: look whether the mail came`
        : `${Endpoint} has NOT confirmed, and gets no mail: follow the link in the first mail of SNS`,
    );
}
