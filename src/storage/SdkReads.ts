import {
  BatchGetCommand,
  GetCommand,
  QueryCommand,
  type BatchGetCommandInput,
  type DynamoDBDocumentClient,
  type GetCommandInput,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { untilAborted } from '../waiting/untilAborted';
import { withoutWords, type SdkError } from './wire/failures';
import type { ReadClient } from './wire/StoreReads';

const COMMANDS = {
  GetItem: (input: object) => new GetCommand(input as GetCommandInput),
  BatchGetItem: (input: object) => new BatchGetCommand(input as BatchGetCommandInput),
  Query: (input: object) => new QueryCommand(input as QueryCommandInput),
};

/** The SDK ends by itself, and says so to whoever observes it, but not where it waits for credentials. */
export const SDK_ENDS_WITHIN_MS = 50;

/** Sends reads through the SDK as well: slower, for an operator who mistrusts the straight way. */
export class SdkReads implements ReadClient {
  constructor(private readonly client: DynamoDBDocumentClient) {}

  async call(operation: keyof typeof COMMANDS, input: object, signal?: AbortSignal): Promise<never> {
    const command = COMMANDS[operation](input);
    const send = this.client.send.bind(this.client) as (...sent: unknown[]) => Promise<never>;
    return untilAborted(send(command, signal ? { abortSignal: signal } : {}), signal, SDK_ENDS_WITHIN_MS).catch(
      (cause: unknown) => {
        throw cause instanceof Error ? withoutWords(cause as SdkError) : cause;
      },
    );
  }
}
