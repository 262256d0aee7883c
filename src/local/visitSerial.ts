import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { shopKey } from '../../schema/keys';
import { keyOf } from '../storage/keys';
import type { Store } from './store';

/** The serial that a visit token of this shop must have to be current; `null` where there is no such shop. */
export async function visitSerial(
  shop: string,
  { client, tableName }: Pick<Store, 'client' | 'tableName'>,
): Promise<number | null> {
  const Key = keyOf(shopKey, { shopId: shop });
  if (!Key) return null;
  const { Item } = await client.send(
    new GetCommand({
      TableName: tableName,
      Key: { ...Key },
      ProjectionExpression: '#serial',
      ExpressionAttributeNames: { '#serial': 'visitSerial' },
      ConsistentRead: true,
    }),
  );
  return typeof Item?.visitSerial === 'number' ? Item.visitSerial : null;
}
