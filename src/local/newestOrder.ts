import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { orderKey } from '../../schema/keys';
import { toGlobalId } from '../model/globalId';
import { keyOf, matchKey } from '../storage/keys';
import type { Store } from './store';

/** Of the sort keys of orders, and of nothing else. */
const PREFIX = orderKey.sk.replace('{orderId}', '');

/** The id, as the API has it, of the newest order of this shop; `null` where there is none. */
export async function newestOrder(
  shop: string,
  { client, tableName }: Pick<Store, 'client' | 'tableName'>,
): Promise<string | null> {
  const key = keyOf(orderKey, { shopId: shop, orderId: '0' });
  if (!key) return null;
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
      ExpressionAttributeValues: { ':pk': key.pk, ':prefix': PREFIX },
      ProjectionExpression: '#pk, #sk',
      ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
      ScanIndexForward: false,
      Limit: 1,
    }),
  );
  const [found] = Items;
  const order = found && matchKey(orderKey, { pk: String(found.pk), sk: String(found.sk) });
  return order ? toGlobalId('Order', shop, order.orderId ?? '') : null;
}
