import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { LocalFailure } from './failure';
import { Recount, RECOUNTED_ATTRIBUTES, type Difference } from './recount';
import type { Store } from './store';
import type { Item } from './write';

export interface RecountResult {
  readonly items: number;
  readonly orders: number;
  readonly differences: readonly Difference[];
}

type ReadStore = Pick<Store, 'client' | 'tableName'>;

/** About how many items the table has; the store brings the number up to date every few hours. */
export async function approximateSize({ client, tableName }: ReadStore): Promise<number> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    return Table?.ItemCount ?? 0;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw new LocalFailure(`There is no table ${tableName} to recount. \`npm start\` makes one with demo data in it.`);
  }
}

/** Looks at every item once (an operator's Scan; nothing that serves does that), and compares what is stored with what is counted. */
export async function recountTable(store: ReadStore, onRead: (count: number) => void): Promise<RecountResult> {
  const recount = new Recount();
  let items = 0;
  for await (const page of pagesOf(store)) {
    for (const item of page) recount.add(item);
    items += page.length;
    onRead(page.length);
  }
  return { items, orders: recount.orderCount, differences: recount.differences() };
}

async function* pagesOf({ client, tableName }: ReadStore): AsyncGenerator<Item[]> {
  const names = ['pk', 'sk', ...RECOUNTED_ATTRIBUTES].map((name, index) => [`#n${index}`, name] as const);
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(
      new ScanCommand({
        TableName: tableName,
        ConsistentRead: true,
        ProjectionExpression: names.map(([placeholder]) => placeholder).join(', '),
        ExpressionAttributeNames: Object.fromEntries(names),
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    yield (answer.Items ?? []) as Item[];
    start = answer.LastEvaluatedKey;
  } while (start);
}
