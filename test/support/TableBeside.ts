import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Difference } from '../../src/local/recount';
import { recountTable } from '../../src/local/recountTable';
import type { Item } from '../../src/local/write';
import { countersIn, recount, type CounterItems } from '../local/recount';
import type { ApiUnderTest } from './ApiUnderTest';

interface Key {
  readonly pk: string;
  readonly sk: string;
}

const BATCH_WRITE_LIMIT = 25;

/** The table of an API under test, seen and changed past the API and past the recorder. */
export class TableBeside {
  private readonly client: DynamoDBDocumentClient;
  private readonly tableName: string;

  constructor({ environment }: ApiUnderTest) {
    this.tableName = environment.TABLE_NAME ?? '';
    this.client = DynamoDBDocumentClient.from(
      new DynamoDBClient({
        region: 'eu-central-1',
        endpoint: process.env.FIELDGATE_TEST_ENDPOINT ?? '',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      }),
    );
  }

  async items(prefix = ''): Promise<Item[]> {
    const items: Item[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await this.client.send(
        new ScanCommand({
          TableName: this.tableName,
          ConsistentRead: true,
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        }),
      );
      items.push(...((page.Items ?? []) as Item[]));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items.filter(({ sk }) => sk.startsWith(prefix));
  }

  async item({ pk, sk }: Key): Promise<Item | undefined> {
    const { Item: found } = await this.client.send(
      new GetCommand({ TableName: this.tableName, Key: { pk, sk }, ConsistentRead: true }),
    );
    return found as Item | undefined;
  }

  /** Empties the table and puts these items: the next test starts anew, at less cost than with a table and an API of its own. */
  async reset(items: readonly Item[]): Promise<void> {
    const old = (await this.items()).map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
    const requests = [old, items.map((each) => ({ PutRequest: { Item: each } }))];
    for (const each of requests) {
      for (let at = 0; at < each.length; at += BATCH_WRITE_LIMIT) {
        const RequestItems = { [this.tableName]: each.slice(at, at + BATCH_WRITE_LIMIT) };
        await this.client.send(new BatchWriteCommand({ RequestItems }));
      }
    }
  }

  /** Sets one attribute of one item. */
  async set({ pk, sk }: Key, attribute: string, value: unknown): Promise<void> {
    await this.client.send(
      new UpdateCommand({
        TableName: this.tableName,
        Key: { pk, sk },
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': attribute },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  }

  /** What `npm run verify` would say, and what an independent recount, written apart from it, says. */
  async differences(): Promise<{ verify: readonly Difference[]; recount: Difference[] }> {
    const { differences } = await recountTable({ client: this.client, tableName: this.tableName }, () => undefined);
    const items = await this.items();
    return { verify: differences, recount: compare(countersIn(items), recount(items)) };
  }

  close(): void {
    this.client.destroy();
  }
}

export const NO_DIFFERENCES = { verify: [], recount: [] };

function compare(stored: CounterItems, counted: CounterItems): Difference[] {
  const items = [...new Set([...Object.keys(stored), ...Object.keys(counted)])];
  return items.flatMap((item) => {
    const [left, right] = [stored[item] ?? {}, counted[item] ?? {}];
    const counters = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    return counters
      .map((counter) => ({ item, counter, stored: left[counter] ?? 0, counted: right[counter] ?? 0 }))
      .filter((each) => each.stored !== each.counted);
  });
}
