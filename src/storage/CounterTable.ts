import { UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ForeignAnswerError } from './calls/errors';

/** What one window of a counter is. */
export interface CounterWindow {
  /** When it may be deleted, in seconds since 1970. */
  readonly expire: number;
  /** How much one instance lets in, at most. */
  readonly limit: number;
}

/**
 * What is given back was counted before. It is below zero only where the counting got lost: of the few calls that instances make before they
 * find the table away, and of each no more than the limit.
 */
const MOST_LOST_LIMITS = 10;
/** As much as a thousand instances may let in, each for itself, of the largest limit. Too high a total lets nobody in, so it need not be close. */
const MOST_POINTS = 1e12;

/** Counters that several instances share, in a table of their own: `key` names one, `expire` ends it (TTL). */
export class CounterTable {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly tableName: string,
  ) {}

  /** Adds to a counter, which begins at zero, and gives what it has come to. */
  async add(key: string, points: number, { expire, limit }: CounterWindow, signal: AbortSignal): Promise<number> {
    const command = new UpdateCommand({
      TableName: this.tableName,
      Key: { key },
      UpdateExpression: 'ADD #points :points SET #expire = :expire',
      ExpressionAttributeNames: { '#points': 'points', '#expire': 'expire' },
      ExpressionAttributeValues: { ':points': points, ':expire': expire },
      ReturnValues: 'UPDATED_NEW',
      ReturnConsumedCapacity: 'TOTAL',
    });
    const { Attributes } = await this.client.send(command, { abortSignal: signal });
    const total: unknown = Attributes?.points;
    if (!isTotal(total, limit)) throw new ForeignAnswerError('expected what the counter has come to');
    return total;
  }

  destroy(): void {
    // That of the document client does nothing.
    this.client.config.requestHandler.destroy?.();
  }
}

function isTotal(total: unknown, limit: number): total is number {
  if (typeof total !== 'number' || !Number.isInteger(total)) return false;
  return total >= -MOST_LOST_LIMITS * limit && total <= MOST_POINTS;
}

/** Whether the table has refused a change, and so has not made it. */
export function isRefusedByTable(cause: unknown): boolean {
  const { httpStatusCode = 0 } = (cause as Partial<Answered>).$metadata ?? {};
  return httpStatusCode >= 400 && httpStatusCode < 500;
}

interface Answered {
  readonly $metadata: { readonly httpStatusCode?: number };
}

/** Whether the table is there, and only takes no more of this now: one counter that everybody counts in is throttled alone. */
export function isThrottled(cause: unknown): boolean {
  return cause instanceof Error && THROTTLED.has(cause.name);
}

const THROTTLED: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);
