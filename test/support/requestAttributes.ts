import { attributesNamedAnywhere } from './attributesOfCall';
import { isObject } from './expressionGrammar';
import type { RecordedCall, WireObject } from './RecordedCall';

/** What AWS's authorization looks at in a request to the table: one entry for each item of a transaction. */
export interface AuthorizedRequest {
  readonly action: string;
  /** `null`: the table itself. */
  readonly index: string | null;
  /** Attributes of the first level. */
  readonly attributes: readonly string[];
  /** The partitions. */
  readonly leadingKeys: readonly string[];
  readonly select: 'SPECIFIC_ATTRIBUTES' | 'ALL_ATTRIBUTES' | null;
  readonly enclosingOperation: string | null;
}

const WRITES: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
};

export function attributesOfRequest({ operation, request }: RecordedCall): AuthorizedRequest[] {
  if (operation === 'TransactWriteItems') return partsOf(request.TransactItems).flatMap(ofTransaction);
  if (operation === 'BatchGetItem')
    return Object.values(isObject(request.RequestItems) ? request.RequestItems : {})
      .filter(isObject)
      .map((part) => readOf(operation, part, keysOf(part.Keys)));
  if (operation === 'Query') return [readOf(operation, request, [partitionOf(request)])];
  return [readOf(operation, request, keysOf([request.Key]))];
}

function ofTransaction(part: WireObject): AuthorizedRequest[] {
  return Object.entries(part).flatMap(([kind, write]) =>
    isObject(write)
      ? [
          {
            action: WRITES[kind] ?? kind,
            index: null,
            attributes: topLevel(write),
            leadingKeys: keysOf([write.Key ?? write.Item]),
            select: null,
            enclosingOperation: 'TransactWriteItems',
          },
        ]
      : [],
  );
}

function readOf(action: string, part: WireObject, leadingKeys: string[]): AuthorizedRequest {
  return {
    action,
    index: typeof part.IndexName === 'string' ? part.IndexName : null,
    attributes: topLevel(part),
    leadingKeys,
    select: typeof part.ProjectionExpression === 'string' ? 'SPECIFIC_ATTRIBUTES' : 'ALL_ATTRIBUTES',
    enclosingOperation: null,
  };
}

function topLevel(part: WireObject): string[] {
  return [...new Set(attributesNamedAnywhere({ request: part }).map(([name = '']) => name))].sort();
}

function keysOf(keys: unknown): string[] {
  const partitions = partsOf(keys).map(({ pk }) => textOf(pk));
  return [...new Set(partitions)].sort();
}

/** `#n0 = :v0 AND …`: the partition comes first. */
function partitionOf({ KeyConditionExpression: text, ExpressionAttributeValues: values }: WireObject): string {
  const placeholder = /= (:\w+)/.exec(String(text))?.[1] ?? '';
  return isObject(values) ? textOf(values[placeholder]) : '';
}

function textOf(value: unknown): string {
  return isObject(value) && typeof value.S === 'string' ? value.S : '';
}

function partsOf(list: unknown): WireObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
