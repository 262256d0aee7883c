import type { StoreClient } from '../../src/storage/client';
import type { Item } from '../../src/storage/requests';
import { Table } from '../../src/storage/Table';

/** One request as it would have gone to DynamoDB, with placeholders resolved. */
export interface StoreRequest {
  readonly operation: 'GetItem' | 'BatchGetItem' | 'Query';
  /** `pk sk` of each key asked for, or of each row that a query brought. */
  readonly keys: readonly string[];
  readonly index: string | null;
  /** What is asked of each item, as paths (`address.street`). */
  readonly attributes: readonly string[];
  readonly consistent: boolean;
}

interface Input {
  readonly RequestItems?: Readonly<Record<string, Input>>;
  readonly IndexName?: string;
  readonly Key?: Item;
  readonly Keys?: readonly Item[];
  readonly ProjectionExpression?: string;
  readonly ConsistentRead?: boolean;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Item;
}

const keyOf = ({ pk, sk }: Item): string => `${String(pk)} ${String(sk)}`;

/**
 * A table without an engine, for tests that look at thousands of worlds: the real `Table` on a client that answers from memory,
 * items of a batch in an order of its own, only what was asked for. Takes down every request.
 */
export class FakeStore {
  readonly requests: StoreRequest[] = [];
  readonly table: Table;
  /** Thrown instead of the next answers, one for each. */
  readonly failures: Error[] = [];
  /** A query looks at this many rows at most, as DynamoDB stops at 1 MB. */
  pageSize = Number.POSITIVE_INFINITY;
  private readonly items: Map<string, Item>;

  constructor(
    items: readonly Item[],
    /** What the index lists; the items themselves unless it is to lag behind them. */
    private readonly listed: readonly Item[] | null = null,
  ) {
    this.items = new Map(items.map((item) => [keyOf(item), item]));
    const call = (operation: string, input: unknown) =>
      Promise.resolve().then(() => this.answer(operation, input as Input));
    this.table = new Table({ reads: { call } } as unknown as StoreClient, 'fake', () => 0);
  }

  put(item: Item): void {
    this.items.set(keyOf(item), item);
  }

  take(): StoreRequest[] {
    return this.requests.splice(0);
  }

  private answer(operation: string, input: Input): object {
    if (operation === 'GetItem') return this.get(input);
    if (operation === 'BatchGetItem') return this.batchGet(input.RequestItems?.fake ?? {});
    if (operation === 'Query') return this.query(input);
    throw new Error('the fake store takes reads only');
  }

  private get(input: Input): object {
    const item = this.items.get(keyOf(input.Key ?? {}));
    this.note('GetItem', [input.Key ?? {}], input);
    return item ? { Item: projected(item, pathsOf(input)) } : {};
  }

  /** The last key's item first: whoever matches by position is found out. */
  private batchGet(input: Input): object {
    const keys = input.Keys ?? [];
    this.note('BatchGetItem', keys, input);
    if (new Set(keys.map(keyOf)).size < keys.length) throw new Error('ValidationException: duplicate keys');
    const found = [...keys]
      .reverse()
      .map((key) => this.items.get(keyOf(key)))
      .filter((item) => item !== undefined);
    return { Responses: { fake: found.map((item) => projected(item, pathsOf(input))) }, UnprocessedKeys: {} };
  }

  private query(input: Input): object {
    const names = input.IndexName === undefined ? (['pk', 'sk'] as const) : (['gsi1pk', 'gsi1sk'] as const);
    const all = this.rowsOf(names, input);
    const start = input.ExclusiveStartKey;
    const from = start ? all.findIndex((row) => keyOf(row) === keyOf(start)) + 1 : 0;
    const limit = Math.min(input.Limit ?? this.pageSize, this.pageSize);
    const looked = all.slice(from, from + limit);
    // As DynamoDB does: it stops at the limit, and does not look whether anything follows.
    const last = looked.length === limit ? looked.at(-1) : undefined;
    const rows = looked.filter((row) => equals(row, input));
    this.note('Query', rows, input);
    const LastEvaluatedKey = last && projected(last, ['pk', 'sk', ...names]);
    return { Items: rows.map((row) => projected(row, pathsOf(input))), ...(last && { LastEvaluatedKey }) };
  }

  private rowsOf([partition, sort]: readonly [string, string], input: Input): Item[] {
    const [pk, ...bounds] = Object.values(input.ExpressionAttributeValues ?? {});
    const expression = input.KeyConditionExpression ?? '';
    const isWithin = (value: string) =>
      expression.includes('BETWEEN')
        ? value >= String(bounds[0]) && value <= String(bounds[1])
        : !expression.includes('begins_with') || value.startsWith(String(bounds[0]));
    const all = partition === 'pk' ? null : this.listed;
    const rows = [...(all ?? this.items.values())]
      .filter((item) => item[partition] === pk && typeof item[sort] === 'string' && isWithin(item[sort]))
      .sort((a, b) => (String(a[sort]) < String(b[sort]) ? -1 : 1));
    return input.ScanIndexForward === false ? rows.reverse() : rows;
  }

  private note(operation: StoreRequest['operation'], keys: readonly Item[], input: Input): void {
    const failure = this.failures.shift();
    const { IndexName: index = null, ConsistentRead: consistent = false } = input;
    this.requests.push({ operation, keys: keys.map(keyOf), index, attributes: pathsOf(input), consistent });
    if (failure) throw failure;
    // As DynamoDB does: consistent reads are not supported on global secondary indexes.
    if (index !== null && consistent) throw new Error('expected no consistent read of an index');
  }
}

/** The paths that a projection names. Throws where anything but placeholders stands in it, or nothing at all. */
function pathsOf({ ProjectionExpression = '', ExpressionAttributeNames = {} }: Input): string[] {
  return ProjectionExpression.split(', ').map((path) =>
    path
      .split('.')
      .map((placeholder) => {
        const name = ExpressionAttributeNames[placeholder];
        if (name === undefined) throw new Error(`expected placeholders in the projection, found "${path}"`);
        return name;
      })
      .join('.'),
  );
}

/** As DynamoDB answers: a path that leads nowhere brings nothing, not even the maps on its way. */
function projected(item: Item, paths: readonly string[]): Item {
  const overlapping = paths.find((path) => paths.some((other) => path.startsWith(`${other}.`)));
  if (overlapping !== undefined) throw new Error(`ValidationException: two document paths overlap at ${overlapping}`);
  const result: Record<string, unknown> = {};
  for (const path of paths) copy(item, result, path.split('.'));
  return result;
}

function copy(from: Item, to: Record<string, unknown>, [name = '', ...rest]: readonly string[]): void {
  const value = from[name];
  if (value === undefined) return;
  if (rest.length === 0) to[name] = structuredClone(value);
  else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const inside = (to[name] ?? {}) as Record<string, unknown>;
    copy(value as Item, inside, rest);
    if (Object.keys(inside).length > 0) to[name] = inside;
  }
}

function equals(row: Item, { FilterExpression, ExpressionAttributeNames, ExpressionAttributeValues }: Input): boolean {
  return (FilterExpression?.split(' AND ') ?? []).every((comparison) => {
    const [name = '', value = ''] = comparison.split(' = ');
    return row[ExpressionAttributeNames?.[name] ?? ''] === ExpressionAttributeValues?.[value];
  });
}
