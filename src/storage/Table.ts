import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { StoreClient } from './client';
import { sendBySdk } from './sendBySdk';
import { ContentionError, RequirementError, rethrow, StoreUnavailableError } from './calls/errors';
import type { AttributePath } from './expressions';
import type { Key } from './keys';
import { transactionRequest, type Write } from './writes';
import {
  batchGetRequest,
  getRequest,
  knownOf,
  knownOfRows,
  queryRequest,
  type Item,
  type KnownOfKeys,
  type Position,
  type RangeQuery,
} from './requests';

export interface ReadOptions {
  /** Sees every write that was answered before; costs double. */
  readonly consistent?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** One Query answer: rows in order, and where to go on; `next` is `null` at the end of the range. */
export interface Page {
  readonly rows: readonly Item[];
  readonly next: Position | null;
}

/** DynamoDB's limit for one BatchGetItem. */
export const BATCH_SIZE = 100;
/** Answers in a row that brought none of the keys still wanted. As long as some come, it goes on. */
const FRUITLESS_BATCHES = 4;
const BACKOFF_BASE_MS = 25;
const PROBE_TIMEOUT_MS = 1000;
const TRANSACTION_ATTEMPTS = 8;
const CANCELLATIONS_TO_TRY_AGAIN: ReadonlySet<string> = new Set([
  'None',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/** Reads and writes of one table. Every read is projected; who is asking is unknown here. */
export class Table {
  constructor(
    private readonly client: Pick<StoreClient, 'reads' | 'documents'>,
    readonly name: string,
    private readonly random: () => number = Math.random,
  ) {}

  /**
   * The asked attributes of each key's item, in key order: `null` where there is no item, a {@link StoreUnavailableError}
   * in place of exactly those items which the store kept back. Duplicate keys are asked for once. At most 100 distinct keys.
   */
  async read(
    keys: readonly Key[],
    attributes: readonly AttributePath[],
    options: ReadOptions = {},
  ): Promise<(Item | null | Error)[]> {
    const names = keys.map(nameOf);
    const distinct = new Map<string, Key>();
    keys.forEach((key, index) => distinct.set(names[index] ?? '', key));
    const [only] = distinct.values();
    if (!only) return [];
    const found =
      distinct.size === 1
        ? await this.getOne(only, attributes, options)
        : await this.getMany([...distinct.values()], attributes, options);
    return names.map((name) => found.get(name) ?? null);
  }

  /** One page of a range query. */
  async query(
    query: RangeQuery,
    limit: number | null,
    start: Position | null,
    { signal }: ReadOptions = {},
  ): Promise<Page> {
    const request = queryRequest(this.name, query, limit, start);
    const { Items, LastEvaluatedKey } = await this.client.reads.call('Query', request, signal).catch(rethrow);
    if (!Items) throw new StoreUnavailableError('an answer without rows');
    const known = knownOfRows(query);
    return {
      rows: Items.map((row) => Object.assign(row, known)),
      next: (LastEvaluatedKey as Position | undefined) ?? null,
    };
  }

  /**
   * Makes all writes or none. Throws {@link RequirementError} where a requirement does not hold, {@link ContentionError} where
   * others kept getting in the way for several tries, {@link StoreUnavailableError} where it is unknown whether they were made.
   */
  async transact(writes: readonly Write[], { signal }: ReadOptions = {}): Promise<void> {
    // As long as it is unknown whether an attempt was made, the next one has the same token; the SDK's own retries have it, too.
    let token = randomUUID();
    for (let attempt = 0; attempt < TRANSACTION_ATTEMPTS; attempt += 1) {
      if (attempt > 0) await this.pause(attempt, signal);
      const request = { ...transactionRequest(this.name, writes), ClientRequestToken: token };
      const outcome = await sendBySdk(this.client.documents, new TransactWriteCommand(request), signal).then(
        () => 'made' as const,
        cancellation,
      );
      if (outcome === 'made') return;
      if (outcome.failed.size > 0) throw new RequirementError(outcome.failed);
      if (!outcome.inProgress) token = randomUUID();
    }
    throw new ContentionError();
  }

  /** Whether the store answers for this table; asks for the keys of an item that need not exist. */
  async isReachable(): Promise<boolean> {
    const probe = { pk: 'READINESS', sk: 'READINESS' };
    return this.read([probe], [], { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) }).then(
      () => true,
      () => false,
    );
  }

  private async getOne(
    key: Key,
    attributes: readonly AttributePath[],
    options: ReadOptions,
  ): Promise<Map<string, Item | Error>> {
    const request = getRequest(this.name, key, attributes, options.consistent ?? false);
    const { Item } = await this.client.reads.call('GetItem', request, options.signal).catch(rethrow);
    return new Map(Item ? [[nameOf(key), completed(Item, knownOf([key]))]] : []);
  }

  private async getMany(
    keys: readonly Key[],
    attributes: readonly AttributePath[],
    options: ReadOptions,
  ): Promise<Map<string, Item | Error>> {
    const found = new Map<string, Item | Error>();
    let left = await this.batch(keys, attributes, options, found);
    try {
      for (let fruitless = left.length < keys.length ? 0 : 1; left.length > 0;) {
        if (fruitless === FRUITLESS_BATCHES) throw new StoreUnavailableError('keys left unprocessed');
        await this.pause(fruitless + 1, options.signal);
        const still = await this.batch(left, attributes, options, found);
        fruitless = still.length < left.length ? 0 : fruitless + 1;
        left = still;
      }
    } catch (cause) {
      if (!(cause instanceof StoreUnavailableError)) throw cause;
      // What came before stays: the failure is of the keys that were held back.
      for (const key of left) found.set(nameOf(key), cause);
    }
    return found;
  }

  /** Sends one batch, keeps what came by key (answers come in no order), and gives back the keys that were held back. */
  private async batch(
    keys: readonly Key[],
    attributes: readonly AttributePath[],
    { consistent = false, signal }: ReadOptions,
    found: Map<string, Item | Error>,
  ): Promise<readonly Key[]> {
    const request = batchGetRequest(this.name, keys, attributes, consistent);
    const { Responses, UnprocessedKeys } = await this.client.reads.call('BatchGetItem', request, signal).catch(rethrow);
    if (!Responses && !UnprocessedKeys) throw new StoreUnavailableError('an answer without items');
    const known = knownOf(keys);
    for (const each of Responses?.[this.name] ?? []) {
      const item = completed(each, known);
      found.set(nameOf(item as unknown as Key), item);
    }
    return (UnprocessedKeys?.[this.name]?.Keys ?? []) as unknown as readonly Key[];
  }

  /** Full jitter over a doubling bound, as AWS advises, so that callers do not come back in step. */
  private async pause(attempt: number, signal: AbortSignal | undefined): Promise<void> {
    const milliseconds = this.random() * BACKOFF_BASE_MS * 2 ** attempt;
    await wait(milliseconds, undefined, signal ? { signal } : {}).catch(rethrow);
  }
}

interface Cancellation {
  readonly failed: ReadonlySet<number>;
  /** The same transaction is still being made: nothing was cancelled. */
  readonly inProgress: boolean;
}

/** Why a transaction was cancelled, where it can be tried again or a requirement failed; anything else is thrown. */
function cancellation(cause: unknown): Cancellation {
  if (cause instanceof TransactionInProgressException) return { failed: new Set(), inProgress: true };
  if (!(cause instanceof TransactionCanceledException))
    return isConflict(cause) ? { failed: new Set(), inProgress: false } : rethrow(cause);
  const codes = (cause.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
  const failed = new Set(codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : [])));
  const others = codes.filter((code) => !CANCELLATIONS_TO_TRY_AGAIN.has(code) && code !== 'ConditionalCheckFailed');
  if (failed.size === 0 && others.length > 0) throw new Error(`a transaction was cancelled: ${others.join(', ')}`);
  return { failed, inProgress: false };
}

function isConflict(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'TransactionConflictException';
}

/** With what was known of it. What came is believed more: an item that was not asked for must not pass for one that was. */
function completed(item: Record<string, unknown>, { pk }: KnownOfKeys): Item {
  if (pk !== undefined) item.pk ??= pk;
  return item;
}

function nameOf({ pk, sk }: Key): string {
  return `${pk}\n${sk}`;
}
