import { dotted, requestedAttributes } from '../support/attributesOfCall';
import type { RecordedCall, WireObject } from '../support/RecordedCall';

/** What one call asked for of one item, or of one partition where it is a Query (`sk` is then `null`). */
interface Asked {
  readonly pk: string;
  readonly sk: string | null;
  readonly attributes: readonly string[];
}

const KEYS = ['pk', 'sk', 'gsi1pk', 'gsi1sk'];

/** The attributes that were asked for of items of this partition (and of this sort key), beside the keys. */
export function askedOf(calls: readonly RecordedCall[], pk: string, sk?: string): string[] {
  const matching = calls.flatMap(askedBy).filter((asked) => asked.pk === pk && (sk === undefined || asked.sk === sk));
  return [...new Set(matching.flatMap(({ attributes }) => attributes))].sort();
}

/** Every attribute that was asked for of anything, beside the keys. */
export function askedOfAnything(calls: readonly RecordedCall[]): string[] {
  return [...new Set(calls.flatMap(attributesIn))].sort();
}

/** The items and partitions that were read, as `pk` or `pk / sk`. */
export function placesRead(calls: readonly RecordedCall[]): string[] {
  return [...new Set(calls.flatMap(askedBy).map(({ pk, sk }) => (sk === null ? pk : `${pk} / ${sk}`)))].sort();
}

/** All calls but those that look up what the caller owns. */
export function besideOwnership(calls: readonly RecordedCall[]): RecordedCall[] {
  return calls.filter((call) => {
    const asked = askedBy(call);
    return asked.length === 0 || !asked.every(({ pk }) => pk.startsWith('USER#'));
  });
}

/** What an onlooker who cannot see keys and values would see: operations, how many keys each, which attributes. */
export function shapeOf(calls: readonly RecordedCall[]): string[] {
  return calls.map((call) => `${call.operation} × ${askedBy(call).length}: ${attributesIn(call).join(' ')}`.trim());
}

/** All that went over the wire, both ways. */
export function wireText(calls: readonly RecordedCall[]): string {
  return calls.map(({ requestText, responseText }) => requestText + responseText).join('\n');
}

function askedBy(call: RecordedCall): Asked[] {
  const attributes = attributesIn(call);
  return keysOf(call).map(({ pk, sk }) => ({ pk, sk, attributes }));
}

function attributesIn(call: RecordedCall): string[] {
  const paths = requestedAttributes(call).flatMap((each) => (each.attributes === 'ALL' ? [['*']] : each.attributes));
  return [...new Set(paths.map(dotted))].filter((name) => !KEYS.includes(name)).sort();
}

/** The keys that a read names; none for a write. */
function keysOf({ operation, request }: RecordedCall): { pk: string; sk: string | null }[] {
  if (operation === 'Query') return [{ pk: partitionOf(request), sk: null }];
  if (operation === 'GetItem') return [keyOf(request.Key)];
  if (operation !== 'BatchGetItem') return [];
  const tables = Object.values(request.RequestItems as Record<string, { Keys: unknown[] }>);
  return tables.flatMap(({ Keys }) => Keys.map(keyOf));
}

/** Our key conditions begin with `<partition key> = <placeholder>`. */
function partitionOf({ KeyConditionExpression: text, ExpressionAttributeValues: values }: WireObject): string {
  const [, placeholder = ''] = /^#\w+ = (:\w+)/.exec(String(text)) ?? [];
  return (values as Record<string, { S: string }>)[placeholder]?.S ?? '';
}

function keyOf(key: unknown): { pk: string; sk: string } {
  const { pk, sk } = key as { pk: { S: string }; sk: { S: string } };
  return { pk: pk.S, sk: sk.S };
}
