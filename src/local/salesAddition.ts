import { salesItem, type ShopDay } from './demo/tally';
import type { TransactItem } from './soldMonth';
import type { Item } from './write';

/** Whatever changes a shop's day changes one of these. */
const FIGURES = ['orderCount', 'orders#CUSTOMERS', 'orders#GUESTS', 'total'];

/** Adds a shop's day to what is known of it, if it is still so when that is written; or makes it where nothing is. */
export function salesAddition(TableName: string, shopDay: ShopDay, known: Item | undefined): TransactItem {
  const Item = salesItem(shopDay);
  if (!known)
    return {
      Put: {
        TableName,
        Item,
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'pk' },
      },
    };
  const { pk, sk } = Item;
  const { ExpressionAttributeValues: before, ...condition } = unchanged(known);
  const more = FIGURES.flatMap((name, index) => (Item[name] === undefined ? [] : [[index, Item[name]] as const]));
  const UpdateExpression = `ADD ${more.map(([index]) => `#f${index} :m${index}`).join(', ')}`;
  const values = { ...before, ...Object.fromEntries(more.map(([index, value]) => [`:m${index}`, value])) };
  return {
    Update: { TableName, Key: { pk, sk }, UpdateExpression, ...condition, ExpressionAttributeValues: values },
  };
}

function unchanged(
  known: Item,
): Pick<
  NonNullable<TransactItem['Put']>,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
> {
  return {
    ConditionExpression: FIGURES.map((name, index) =>
      known[name] === undefined ? `attribute_not_exists(#f${index})` : `#f${index} = :f${index}`,
    ).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(FIGURES.map((name, index) => [`#f${index}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      FIGURES.flatMap((name, index) => (known[name] === undefined ? [] : [[`:f${index}`, known[name]]])),
    ),
  };
}
