import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { createAwsClient } from '../aws/createAwsClient';
import { ForeignAnswerError } from '../aws/passingFailures';
import type { Notification, Notifier } from './Notification';

interface Options {
  readonly region: string;
  /** An address that SES may send from. */
  readonly sender: string;
  /** Where operators listen. */
  readonly topicArn: string;
}

const TIMEOUTS = { connectionTimeoutMs: 1000, requestTimeoutMs: 5000 };

/** E-mail by SES, news for operators by SNS. */
export class AwsNotifier implements Notifier {
  private readonly mail: SESv2Client;
  private readonly topics: SNSClient;

  constructor(private readonly options: Options) {
    const { region } = options;
    const address = { region, isLocal: false, ...TIMEOUTS };
    this.mail = createAwsClient(SESv2Client, address);
    this.topics = createAwsClient(SNSClient, address);
  }

  async send({ to, subject, text }: Notification): Promise<void> {
    if (to.kind === 'operators') {
      const { topicArn: TopicArn } = this.options;
      assertTaken(await this.topics.send(new PublishCommand({ TopicArn, Subject: subject, Message: text })));
      return;
    }
    const taken = await this.mail.send(
      new SendEmailCommand({
        FromEmailAddress: this.options.sender,
        Destination: { ToAddresses: [to.address] },
        Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } },
      }),
    );
    assertTaken(taken);
  }

  carrierOf({ kind }: Notification['to']): string {
    return kind === 'email' ? 'SES' : 'SNS';
  }

  close(): void {
    this.mail.destroy();
    this.topics.destroy();
  }
}

/** Whoever takes a message names it: what does not was somebody else, and the message is still to be sent. */
function assertTaken({ MessageId }: { readonly MessageId?: string | undefined }): void {
  if (!MessageId) throw new ForeignAnswerError('expected the id of the message that was taken');
}
