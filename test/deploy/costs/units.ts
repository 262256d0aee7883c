import { isRead, isWrite, type RecordedCall, type WireObject } from '../../support/RecordedCall';

/** What DynamoDB charges for some calls. */
export interface Units {
  readonly read: number;
  readonly write: number;
  /** Writes of the table of rate limits, which are not in `write`. */
  readonly limits: number;
}

/** The engine looks at its form alone. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';

/**
 * Writes as the engine has counted them, by DynamoDB's rules: a unit a kB of the item before or after, whichever is larger, twice that in a
 * transaction, and as much for each index that has it. Reads are asked again, whole: DynamoDB charges for items, the engine for what it sends of
 * them. Both: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export async function unitsOf(calls: readonly RecordedCall[], rateLimits: string): Promise<Units> {
  for (const { operation, status } of calls)
    if (status !== 200) throw new Error(`expected ${operation} to be made; got ${String(status)}`);
  const reads = await Promise.all(calls.filter(isRead).map(async (call) => sum(await askedWhole(call))));
  return {
    read: reads.reduce((all, each) => all + each, 0),
    write: writeUnits(calls.filter(({ request }) => request.TableName !== rateLimits)),
    limits: limitUnits(calls, rateLimits),
  };
}

export function limitUnits(calls: readonly RecordedCall[], rateLimits: string): number {
  return writeUnits(calls.filter(({ request }) => request.TableName === rateLimits));
}

function writeUnits(calls: readonly RecordedCall[]): number {
  return calls.filter(isWrite).reduce((all, { response }) => all + sum(response ?? {}), 0);
}

function sum({ ConsumedCapacity: consumed }: WireObject): number {
  const each = [consumed].flat() as readonly { readonly CapacityUnits?: number }[];
  return each.reduce((all, { CapacityUnits }) => {
    if (CapacityUnits === undefined) throw new Error('expected a call to say what it has consumed');
    return all + CapacityUnits;
  }, 0);
}

async function askedWhole({ operation, request }: RecordedCall): Promise<WireObject> {
  const answer = await fetch(process.env.FIELDGATE_TEST_ENDPOINT ?? '', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: AUTHORIZATION,
    },
    body: JSON.stringify(operation === 'BatchGetItem' ? wholeBatch(request) : whole(request)),
  });
  return (await answer.json()) as WireObject;
}

function wholeBatch(request: WireObject): WireObject {
  const tables = Object.entries(request.RequestItems as Record<string, WireObject>);
  return { ...request, RequestItems: Object.fromEntries(tables.map(([name, part]) => [name, whole(part)])) };
}

/** Without a projection, and without the names that only it uses. */
function whole({
  ProjectionExpression: _,
  Select: _select,
  ExpressionAttributeNames: names = {},
  ...rest
}: WireObject) {
  const expressions = JSON.stringify([rest.KeyConditionExpression, rest.FilterExpression]);
  const used: readonly string[] = expressions.match(/#\w+/g) ?? [];
  const kept = Object.entries(names as Record<string, string>).filter(([name]) => used.includes(name));
  return { ...rest, ...(kept.length > 0 && { ExpressionAttributeNames: Object.fromEntries(kept) }) };
}
