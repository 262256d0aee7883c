import type { DynamoDBDocumentClient, ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Difference } from '../../src/local/differences';
import { recountTable } from '../../src/local/recountTable';
import type { Item } from '../../src/local/write';
import { countersIn, recount, type CounterItems } from '../local/recount';
import type { ApiUnderTest } from './ApiUnderTest';
import { EngineTable } from './EngineTable';
import { assertBounded } from './itemBounds';

interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** The table of an API under test, seen and changed past the API and past the recorder. */
export class TableBeside {
  private readonly table: EngineTable;
  private readonly tableName: string;

  constructor({ environment }: ApiUnderTest) {
    this.tableName = environment.TABLE_NAME ?? '';
    this.table = new EngineTable(this.tableName);
  }

  async items(prefix = ''): Promise<Item[]> {
    const items: Item[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await this.table.scan(ExclusiveStartKey && { ExclusiveStartKey });
      items.push(...(page.Items as Item[]));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items.filter(({ sk }) => sk.startsWith(prefix));
  }

  async item({ pk, sk }: Key): Promise<Item | undefined> {
    return (await this.table.get({ pk, sk })) as Item | undefined;
  }

  /** Empties the table and puts these items: the next test starts anew, at less cost than with a table and an API of its own. */
  async reset(items: readonly Item[]): Promise<void> {
    await this.table.remove(await this.items());
    await this.table.put(items);
  }

  /** Sets one attribute of one item. */
  async set({ pk, sk }: Key, attribute: string, value: unknown): Promise<void> {
    await this.table.set({ pk, sk }, attribute, value);
  }

  /** What `npm run verify` would say, and what an independent recount, written apart from it, says. Throws where an item is too large. */
  async differences(): Promise<{ verify: readonly Difference[]; recount: Difference[] }> {
    const store = { client: this.scanner(), tableName: this.tableName };
    const { differences } = await recountTable(store, () => undefined);
    const items = await this.items();
    items.forEach(assertBounded);
    return { verify: differences, recount: compare(countersIn(items), recount(items)) };
  }

  close(): void {
    this.table.close();
  }

  /** All that a recount needs of a client: scans. */
  private scanner(): DynamoDBDocumentClient {
    const send = async ({ input }: { input: ScanCommandInput }) => this.table.scan(input);
    return { send } as unknown as DynamoDBDocumentClient;
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
