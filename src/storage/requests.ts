import type { BatchGetCommandInput, GetCommandInput, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { Expressions, type AttributePath, type Comparison, type SortRange } from './expressions';
import type { Key } from './keys';

/** An item, or the part of it that was asked for. */
export type Item = Readonly<Record<string, unknown>>;

/** The position in a Query where the next page starts: the key of the last item seen, with its index keys. */
export type Position = Readonly<Record<string, string>>;

export interface IndexKeys {
  readonly name: string;
  readonly pk: string;
  readonly sk: string;
}

/** Rows of one partition, of the table or of an index, in sort key order. */
export interface RangeQuery {
  readonly index: IndexKeys | null;
  readonly partition: string;
  /** `null`: the whole partition. */
  readonly range: SortRange | null;
  readonly descending: boolean;
  readonly where: readonly Comparison[];
  /** What to bring of each row, beside its key. Of an index, its sort key, too, where {@link positionOf} is to be asked. */
  readonly attributes: readonly AttributePath[];
  readonly consistent: boolean;
}

const KEYS = ['pk', 'sk'] as const;

/** What the items of a request have in common: it stands in the request, so it is not brought with each of them. */
export type KnownOfKeys = Readonly<Partial<Key>>;

/** What is known of the items that have one of these keys. The sort key is never: that it comes tells that there is an item. */
export function knownOf(keys: readonly Key[]): KnownOfKeys {
  const [first] = keys;
  return first && keys.every(({ pk }) => pk === first.pk) ? { pk: first.pk } : {};
}

/** What is known of the rows of a query: its partition. */
export function knownOfRows({ index, partition }: RangeQuery): Item {
  return { [index?.pk ?? 'pk']: partition };
}

/** Every call tells what it cost; asking for it is free. */
export const WITH_CAPACITY = { ReturnConsumedCapacity: 'TOTAL' } as const;

/**
 * Builds the request, sends nothing. Always with a projection: what is not known of the key, and the attributes asked for, never the
 * whole item.
 */
export function getRequest(
  table: string,
  key: Key,
  attributes: readonly AttributePath[],
  consistent: boolean,
): GetCommandInput {
  const expressions = new Expressions();
  const ProjectionExpression = expressions.projection(wanted(attributes, knownOf([key])));
  return {
    TableName: table,
    Key: { ...key },
    ProjectionExpression,
    ConsistentRead: consistent,
    ...WITH_CAPACITY,
    ...expressions.attributes(),
  };
}

/** The same for up to 100 distinct keys at once. */
export function batchGetRequest(
  table: string,
  keys: readonly Key[],
  attributes: readonly AttributePath[],
  consistent: boolean,
): BatchGetCommandInput {
  const expressions = new Expressions();
  const ProjectionExpression = expressions.projection(wanted(attributes, knownOf(keys)));
  const Keys = keys.map((key) => ({ ...key }));
  return {
    RequestItems: { [table]: { Keys, ProjectionExpression, ConsistentRead: consistent, ...expressions.attributes() } },
    ...WITH_CAPACITY,
  };
}

/** One page of a range query, `limit` rows looked at or fewer, starting after `start`. */
export function queryRequest(
  table: string,
  query: RangeQuery,
  limit: number | null,
  start: Position | null,
): QueryCommandInput {
  const { index, where } = query;
  const expressions = new Expressions();
  const KeyConditionExpression = [
    expressions.partitionIs(index?.pk ?? 'pk', query.partition),
    ...(query.range ? [expressions.inRange(index?.sk ?? 'sk', query.range)] : []),
  ].join(' AND ');
  return {
    TableName: table,
    ...(index ? { IndexName: index.name } : { ConsistentRead: query.consistent }),
    KeyConditionExpression,
    ...(where.length > 0 && { FilterExpression: expressions.allEqual(where) }),
    ProjectionExpression: expressions.projection(wanted(query.attributes, knownOfRows(query))),
    ScanIndexForward: !query.descending,
    ...(limit !== null && { Limit: limit }),
    ...(start && { ExclusiveStartKey: { ...start } }),
    ...WITH_CAPACITY,
    ...expressions.attributes(),
  };
}

/** Where a row stands in its query, so that the next page can start after it. */
export function positionOf({ index }: RangeQuery, row: Item): Position {
  const names = index ? [...KEYS, index.pk, index.sk] : KEYS;
  return Object.fromEntries(
    names.map((name) => {
      const value = row[name];
      if (typeof value !== 'string') throw new TypeError(`a row without its ${name} has no position`);
      return [name, value];
    }),
  );
}

function wanted(attributes: readonly AttributePath[], known: Item): ReadonlySet<AttributePath> {
  return new Set([...KEYS, ...attributes].filter((name) => !Object.hasOwn(known, name)));
}
