import { QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { LocalFailure } from './failure';
import type { TransactItem } from './soldMonth';
import type { Store } from './store';
import { backOff } from './write';

const MAX_ATTEMPTS = 8;

/** What was written once already. */
export async function readMarks({ client, tableName }: Store, partition: string): Promise<Set<string>> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': 'pk' },
      ExpressionAttributeValues: { ':pk': partition },
      ConsistentRead: true,
    }),
  );
  return new Set(Items.map((item) => String(item.sk)));
}

/** Transactions that also write a mark of their own, so that none is written twice. All marks stand in one partition. */
export class MarkedTransactions {
  constructor(
    private readonly store: Store,
    private readonly partition: string,
    private readonly onWritten: (count: number) => void,
  ) {}

  /** Writes what `make` gives together with the mark: once, however often it is tried. */
  async transact(mark: string, make: () => Promise<readonly TransactItem[]>): Promise<void> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const items = [this.mark(mark), ...(await make())];
      const outcome = await this.send(items);
      if (outcome === 'written') this.onWritten(items.length);
      if (outcome !== 'conflict') return;
      await backOff(attempt);
    }
    throw new LocalFailure(
      'Others keep changing the counters that the seed adds to. Run the same command again later: it continues.',
    );
  }

  private mark(sk: string): TransactItem {
    const Item = { pk: this.partition, sk };
    const condition = { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } };
    return { Put: { TableName: this.store.tableName, Item, ...condition } };
  }

  private async send(TransactItems: TransactItem[]): Promise<'written' | 'done before' | 'conflict'> {
    try {
      await this.store.client.send(new TransactWriteCommand({ TransactItems }));
      return 'written';
    } catch (error) {
      const { name, CancellationReasons } = error as { name?: string; CancellationReasons?: { Code?: string }[] };
      if (name !== 'TransactionCanceledException') throw error;
      return CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed' ? 'done before' : 'conflict';
    }
  }
}
