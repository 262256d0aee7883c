import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { lastClosedDay } from '../../resolvers/closedDays';
import { Expressions } from '../storage/expressions';
import { LocalFailure } from './failure';
import type { ItemShapes, ShapeProblem } from './itemShapes';
import type { Difference } from './differences';
import { Recount } from './recount';
import { isOfKind, PRODUCTS_OF_FORMER_RELEASE, RECOUNTED_ATTRIBUTES } from './recountedItems';
import { SoldOfDay } from './SoldOfDay';
import type { Store } from './store';
import { describeTable } from './table';
import type { Item } from './write';

export interface RecountResult {
  readonly items: number;
  readonly orders: number;
  readonly differences: readonly Difference[];
  /** None where shapes were not looked at. */
  readonly misshapen: readonly ShapeProblem[];
}

type ReadStore = Pick<Store, 'client' | 'tableName'>;

/** About how many items the table has; the store brings the number up to date every few hours. */
export async function approximateSize({ client, tableName }: ReadStore): Promise<number> {
  const table = await describeTable(client, tableName);
  if (table) return table.ItemCount ?? 0;
  throw new LocalFailure(
    `There is no table ${tableName} to recount. Check TABLE_NAME and AWS_REGION; locally, \`npm start\` makes one with demo data in it.`,
  );
}

/**
 * Looks at every item once (an operator's Scan; nothing that serves does that), and compares what is stored with what is counted; also its
 * shape with what the schema says, where `shapes` are given.
 */
export async function recountTable(
  store: ReadStore,
  onRead: (count: number) => void,
  shapes: ItemShapes | null = null,
): Promise<RecountResult> {
  const recount = new Recount();
  const misshapen: ShapeProblem[] = [];
  let items = 0;
  for await (const page of pagesOf(store, [...RECOUNTED_ATTRIBUTES, ...(shapes?.attributes ?? [])])) {
    for (const item of page) {
      recount.add(item);
      if (shapes) misshapen.push(...shapes.problemsOf(item));
    }
    items += page.length;
    onRead(page.length);
  }
  return { items, orders: recount.orderCount, differences: recount.differences(), misshapen };
}

/**
 * Adds what is missing to the counters by kind of buyer, which tables of before do not have. Of closed days only: on those nothing is counted
 * any more, but what is taken off a shop's day, and that is added to as well. Answers how many items were changed.
 */
export async function repairKinds(
  { client, tableName }: ReadStore,
  differences: readonly Difference[],
  now: Date,
): Promise<number> {
  const lastClosed = lastClosedDay(now);
  const missing = differences.filter(({ item, counter }) => isOfKind(counter) && dayIn(item) <= lastClosed);
  const items = [...new Set(missing.map(({ item }) => item))];
  for (const item of items) {
    const expressions = new Expressions();
    const sums = missing
      .filter((each) => each.item === item)
      .map((each) => {
        const value = expressions.value(BigInt(each.counted) - BigInt(each.stored));
        return `${expressions.path(each.counter)} ${value}`;
      });
    const [pk = '', sk = ''] = item.split('/');
    const Key = { pk: pk === 'STATISTICS' ? `${pk}#0` : pk, sk };
    const UpdateExpression = `ADD ${sums.join(', ')}`;
    await client.send(new UpdateCommand({ TableName: tableName, Key, UpdateExpression, ...expressions.attributes() }));
  }
  return items.length;
}

/**
 * Moves what release 0.2 counted of products in shops' days to the months of these products, and answers of how many days. Each number moves
 * in a transaction that requires it to be what was read: exactly once, whoever else sells or moves meanwhile, and however often it is begun.
 */
export async function moveSold(store: ReadStore, differences: readonly Difference[]): Promise<number> {
  const days = differences.filter(({ counter }) => counter === PRODUCTS_OF_FORMER_RELEASE).map(({ item }) => item);
  for (const day of days) await new SoldOfDay(store, day).move();
  return days.length;
}

/** Of a counter item, `<partition>/<kind>#<day>`. */
function dayIn(item: string): string {
  return item.slice(item.lastIndexOf('#') + 1);
}

async function* pagesOf({ client, tableName }: ReadStore, attributes: readonly string[]): AsyncGenerator<Item[]> {
  const expressions = new Expressions();
  const ProjectionExpression = expressions.projection(new Set(['pk', 'sk', ...attributes]));
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(
      new ScanCommand({
        TableName: tableName,
        ConsistentRead: true,
        ProjectionExpression,
        ...expressions.attributes(),
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    yield (answer.Items ?? []) as Item[];
    start = answer.LastEvaluatedKey;
  } while (start);
}
