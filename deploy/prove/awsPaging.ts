import { undoneAfter } from './interruption';
import type { Stacks } from './Stacks';
import { Unproven, untilThere } from './Step';

const REASON = 'deploy/prove.mjs: nothing is wrong, this shows that somebody is paged';
/** How long a message may take, in minutes. */
const WITHIN = 5;
/** After how many looks of twenty seconds the alarm is set off again. */
const LOOKS = 3;

/** Sets an alarm off, by hand, and waits for what it tells at its topic: at a queue that listens there for that time. */
export async function pageOnAws(stacks: Stacks, say: (saw: string) => void): Promise<void> {
  const { call } = stacks;
  const TopicArn = await stacks.output('watch', 'AlarmTopic');
  const AlarmName = await someAlarm(stacks, TopicArn);
  const { QueueUrl } = await createQueue(stacks, TopicArn);
  await undoneAfter(
    async () => {
      const SubscriptionArn = await listen(stacks, TopicArn, QueueUrl);
      await undoneAfter(
        async () => hear(stacks, QueueUrl, AlarmName),
        async () => call('sns', 'unsubscribe', { SubscriptionArn }),
      );
    },
    async () => call('sqs', 'delete-queue', { QueueUrl }),
  );
  say(`the alarm ${AlarmName} was set off, and its topic told so`);
  await tellMails(stacks, TopicArn, say);
}

/** One that rings already would tell nobody once more. */
async function someAlarm(stacks: Stacks, topic: string): Promise<string> {
  const { MetricAlarms = [] } = (await stacks.call('cloudwatch', 'describe-alarms', {
    AlarmNamePrefix: stacks.name('watch'),
  })) as {
    MetricAlarms?: readonly { AlarmName: string; StateValue: string; AlarmActions: readonly string[] }[];
  };
  const telling = MetricAlarms.filter(({ AlarmActions }) => AlarmActions.includes(topic));
  const found = telling.find(({ StateValue }) => StateValue !== 'ALARM');
  if (found) return found.AlarmName;
  throw new Unproven(
    `an alarm of ${stacks.name('watch')} that tells ${topic} and does not ring`,
    `${String(telling.length)} ring, and there is no other`,
    telling.length > 0 ? 'See the dashboard.' : 'Deploy `watch`.',
  );
}

/** The topic may send there from the first moment on: a message that is refused is not sent again. */
async function createQueue(stacks: Stacks, TopicArn: string) {
  const { call, region, stage } = stacks;
  // AWS gives the name of a queue again a minute after it was deleted.
  const QueueName = `${stacks.name('prove')}-${String(Date.now())}`;
  const Resource = `arn:aws:sqs:${region}:${TopicArn.split(':')[4] ?? ''}:${QueueName}`;
  const statement = {
    ...{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource },
    Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  return call('sqs', 'create-queue', { QueueName, Attributes: { Policy }, tags: { application: 'fieldgate', stage } });
}

async function listen({ call }: Stacks, TopicArn: string, QueueUrl: unknown): Promise<unknown> {
  const { Attributes } = await call('sqs', 'get-queue-attributes', { QueueUrl, AttributeNames: ['QueueArn'] });
  const { QueueArn } = Attributes as { QueueArn: string };
  const given = { TopicArn, Protocol: 'sqs', Endpoint: QueueArn, ReturnSubscriptionArn: true };
  return (await call('sns', 'subscribe', given)).SubscriptionArn;
}

/** A subscription takes a moment to be known everywhere, so the alarm is set off again where nothing came of it. */
async function hear({ call }: Stacks, QueueUrl: unknown, AlarmName: string): Promise<void> {
  const set = async (StateValue: string) =>
    call('cloudwatch', 'set-alarm-state', { AlarmName, StateValue, StateReason: REASON });
  let looks = 0;
  const look = async () => {
    if (looks % LOOKS === 0) {
      if (looks > 0) await set('OK');
      await set('ALARM');
    }
    looks += 1;
    return heard(call, QueueUrl, AlarmName);
  };
  await untilThere(`a message of the alarm ${AlarmName} at its topic`, look, { minutes: WITHIN, pauseMs: 100 });
}

async function heard(call: Stacks['call'], QueueUrl: unknown, alarm: string): Promise<true | null> {
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
