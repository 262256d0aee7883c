import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { untilAborted } from '../waiting/untilAborted';

/** The SDK ends by itself, and says so to whoever observes it, but not where it waits for credentials. */
const ENDS_WITHIN_MS = 50;

/** Sends a command of lib-dynamodb's, and waits for it no longer than until shortly after the signal is aborted. */
export async function sendBySdk<Output>(
  client: DynamoDBDocumentClient,
  command: object,
  signal: AbortSignal | undefined,
): Promise<Output> {
  // The SDK has a type for each command's `send`, and none for all of them.
  const send = client.send.bind(client) as (sent: object, options: object) => Promise<Output>;
  return untilAborted(send(command, signal ? { abortSignal: signal } : {}), signal, ENDS_WITHIN_MS);
}
