import { randomUUID } from 'node:crypto';
import { ScanCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { worldItems } from '../../src/local/demo/world';
import { seedWorld } from '../../src/local/seedWorld';
import { withStore, type Store } from '../../src/local/store';
import { createTable } from '../../src/local/table';
import { TABLE_FORMAT, worldOptionsOf, writeJob, type WorldJob } from '../../src/local/worldJobs';
import { writeItems, type Item } from '../../src/local/write';
import { countersIn, recount } from './recount';

const DEMO: WorldJob = {
  generation: 0,
  state: 'complete',
  format: TABLE_FORMAT,
  size: { shops: 3, products: 24, orders: 60, customers: 5 },
  now: new Date().toISOString(),
};
const REQUEST = { shops: 2, products: 10, orders: 80 };

/** A table of its own with a small demo in it. */
async function withDemo(use: (store: Store) => Promise<void>): Promise<void> {
  const address = {
    endpoint: process.env.FIELDGATE_TEST_ENDPOINT,
    region: 'eu-central-1',
    tableName: `seed-${randomUUID()}`,
  };
  await withStore(address, async (store) => {
    await createTable(store.client, store.tableName);
    await writeItems([worldItems(worldOptionsOf(DEMO))], store);
    await writeJob(store, DEMO);
    await use(store);
  });
}

/** The store, until that many requests were sent; then as if the process were killed. */
function dyingAfter(requests: number, store: Store): Store {
  let left = requests;
  const send = (command: never): unknown => {
    left -= 1;
    if (left < 0) throw new Error('killed');
    return store.client.send(command);
  };
  return { ...store, client: { send } as unknown as DynamoDBDocumentClient };
}

async function allItems({ client, tableName }: Store): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName: tableName, ExclusiveStartKey }));
    items.push(...(page.Items as Item[]));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

const countOf = (prefix: string, items: readonly Item[]): number =>
  items.filter(({ sk }) => sk.startsWith(prefix)).length;
const nothing = (): void => undefined;

describe('npm run seed', () => {
  it('adds as many as were asked for, each time, and the counters stay right', () =>
    withDemo(async (store) => {
      for (let run = 0; run < 2; run += 1) await seedWorld(REQUEST, store, nothing);
      await seedWorld({ shops: 0, products: 7, orders: 0 }, store, nothing);
      const items = await allItems(store);
      expect([
        items.filter(({ sk }) => sk === 'SHOP').length,
        countOf('PRODUCT#', items),
        countOf('ORDER#', items),
      ]).toEqual([7, 51, 220]);
      expect(countersIn(items)).toEqual(recount(items));
    }));

  it('is completed by asking again, wherever it was interrupted, and nothing is doubled', () =>
    withDemo(async (store) => {
      for (const requests of [1, 2, 3, 5, 8, 20, 40, 80]) {
        const dying = dyingAfter(requests, store);
        await expect(seedWorld(REQUEST, dying, nothing)).rejects.toThrow('killed');
      }
      const { resumed } = await seedWorld(REQUEST, store, nothing);
      const items = await allItems(store);
      expect(resumed).toBe(true);
      expect([
        items.filter(({ sk }) => sk === 'SHOP').length,
        countOf('PRODUCT#', items),
        countOf('ORDER#', items),
      ]).toEqual([5, 34, 140]);
      expect(countersIn(items)).toEqual(recount(items));
    }));

  it('says what to do when there is nothing to order from', async () => {
    const address = {
      endpoint: process.env.FIELDGATE_TEST_ENDPOINT,
      region: 'eu-central-1',
      tableName: `seed-${randomUUID()}`,
    };
    await withStore(address, async (store) => {
      await createTable(store.client, store.tableName);
      await expect(seedWorld({ shops: 0, products: 0, orders: 5 }, store, nothing)).rejects.toThrow(
        'There is no shop with products',
      );
    });
  });
});
