import { BatchGetCommand, type TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { Expressions } from '../storage/expressions';
import type { Key } from '../storage/keys';
import type { Store } from './store';

export type TransactItem = NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']>[number];

/** What of a product's month a day has: in pieces, and in money. */
export type SoldNumbers = Readonly<Partial<Record<'unitsByDay' | 'totalByDay', number | bigint>>>;

export function nameOf({ pk, sk }: Key): string {
  return `${pk}/${sk}`;
}

/** The names of those items that are there. */
export async function knownOf(
  { client, tableName }: Pick<Store, 'client' | 'tableName'>,
  keys: readonly Key[],
): Promise<ReadonlySet<string>> {
  const found: string[] = [];
  let left = keys.map(({ pk, sk }) => ({ pk, sk }));
  while (left.length > 0) {
    const request = { Keys: left, ConsistentRead: true, ProjectionExpression: 'pk, sk' };
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [tableName]: request } }),
    );
    found.push(...((Responses?.[tableName] ?? []) as unknown as Key[]).map(nameOf));
    left = (UnprocessedKeys?.[tableName]?.Keys ?? []) as typeof left;
  }
  return new Set(found);
}

/** Adds a day to a product's month; its maps have to be there before that can be done, so who comes first makes it. */
export function soldAddition(
  TableName: string,
  { pk, sk }: Key,
  { day, numbers, isKnown }: { readonly day: string; readonly numbers: SoldNumbers; readonly isKnown: boolean },
): TransactItem {
  const expressions = new Expressions();
  const partition = expressions.path('pk');
  if (!isKnown) {
    const maps = Object.fromEntries(Object.entries(numbers).map(([map, value]) => [map, { [day]: value }]));
    const Item = { pk, sk, unitsByDay: {}, totalByDay: {}, ...maps };
    return {
      Put: { TableName, Item, ConditionExpression: `attribute_not_exists(${partition})`, ...expressions.attributes() },
    };
  }
  const sums = Object.entries(numbers).map(([map, value]) => {
    const path = expressions.path(`${map}.${day}`);
    return `${path} = if_not_exists(${path}, ${expressions.value(0)}) + ${expressions.value(value)}`;
  });
  const UpdateExpression = `SET ${sums.join(', ')}`;
  const ConditionExpression = `attribute_exists(${partition})`;
  return {
    Update: { TableName, Key: { pk, sk }, UpdateExpression, ConditionExpression, ...expressions.attributes() },
  };
}
