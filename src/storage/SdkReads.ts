import {
  BatchGetCommand,
  GetCommand,
  QueryCommand,
  type BatchGetCommandInput,
  type DynamoDBDocumentClient,
  type GetCommandInput,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { sendBySdk } from './sendBySdk';
import { withoutWords, type SdkError } from './wire/failures';
import type { ReadClient } from './wire/StoreReads';

const COMMANDS = {
  GetItem: (input: object) => new GetCommand(input as GetCommandInput),
  BatchGetItem: (input: object) => new BatchGetCommand(input as BatchGetCommandInput),
  Query: (input: object) => new QueryCommand(input as QueryCommandInput),
};

/** Sends reads through the SDK as well: slower, for an operator who mistrusts the straight way. */
export class SdkReads implements ReadClient {
  constructor(private readonly client: DynamoDBDocumentClient) {}

  async call(operation: keyof typeof COMMANDS, input: object, signal?: AbortSignal): Promise<never> {
    return sendBySdk<never>(this.client, COMMANDS[operation](input), signal).catch((cause: unknown) => {
      throw cause instanceof Error ? withoutWords(cause as SdkError) : cause;
    });
  }
}
