import { isDeepStrictEqual } from 'node:util';
import { EngineTable } from '../support/EngineTable';

export type Item = Record<string, unknown>;

/** A place where the table is. */
export type Region = 'east' | 'west';

/** One item's change on its way to the other region. */
export interface Replication {
  readonly from: Region;
  readonly key: string;
  /** `null`: it was deleted, by whomever. */
  readonly image: Item | null;
  /** When it was written. What one transaction wrote has the same. */
  readonly time: number;
}

interface Version {
  readonly image: Item | null;
  readonly time: number;
}

const OTHER = { east: 'west', west: 'east' } as const;

export const nameOf = ({ pk, sk }: Item): string => `${String(pk)}/${String(sk)}`;

/**
 * Two real tables with what a global table of DynamoDB (MREC) does between them: what is written in one is brought to the other later, item by
 * item and in any order; whole items, of which the one that was written last wins. Nothing is brought over unless a test says so.
 * See docs/regions.md for the sources. Time is counted, not measured: nobody's clock is wrong here.
 */
export class GlobalTable {
  private readonly log: Set<string>[] = [];
  private underWay: Replication[] = [];
  private readonly tables: Readonly<Record<Region, EngineTable>>;
  private readonly versions: Record<Region, Map<string, Version>> = { east: new Map(), west: new Map() };

  constructor(names: Readonly<Record<Region, string>>) {
    this.tables = { east: new EngineTable(names.east), west: new EngineTable(names.west) };
  }

  /** What was written in this region, and has not come to the other. */
  outstanding(from: Region): readonly Replication[] {
    return this.underWay.filter((each) => each.from === from);
  }

  /** When the last of all changes was written, in either region. */
  get now(): number {
    return this.log.length;
  }

  /** The keys that were written then. */
  writtenAt(time: number): readonly string[] {
    return [...(this.log[time - 1] ?? [])];
  }

  async items(region: Region): Promise<Item[]> {
    const items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await this.tables[region].scan(ExclusiveStartKey && { ExclusiveStartKey });
      items.push(...page.Items);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items;
  }

  /** Both tables have these items and no others, and nothing is under way. */
  async reset(items: readonly Item[]): Promise<void> {
    this.underWay = [];
    for (const region of ['east', 'west'] as const) {
      await this.tables[region].remove(await this.items(region));
      await this.tables[region].put(items);
      // As they are read: numbers and empty attributes may come back in another form than they were put.
      const stored = await this.items(region);
      this.versions[region] = new Map(stored.map((image) => [nameOf(image), { image, time: 0 }]));
    }
  }

  /** Does something that writes in this region, and gives what it answers. The changes are under way then. */
  async writing<T>(region: Region, write: () => Promise<T>): Promise<T> {
    const answer = await write();
    await this.note(region);
    return answer;
  }

  /** Takes items away as the time to live does, or an operator. */
  async remove(region: Region, keys: readonly Item[]): Promise<void> {
    await this.writing(region, async () => this.tables[region].remove(keys));
  }

  async put(region: Region, items: readonly Item[]): Promise<void> {
    await this.writing(region, async () => this.tables[region].put(items));
  }

  /** Brings one change over. Gives whether it won: otherwise the other region has a later version. */
  async deliver(change: Replication): Promise<boolean> {
    this.underWay = this.underWay.filter((each) => each !== change);
    const { from, key, image, time } = change;
    const to = OTHER[from];
    if ((this.versions[to].get(key)?.time ?? 0) > time) return false;
    this.versions[to].set(key, { image, time });
    if (image) await this.tables[to].put([image]);
    else await this.tables[to].remove([keyOf(key)]);
    return true;
  }

  /** Brings everything over, of these directions. */
  async settle(from: readonly Region[] = ['east', 'west']): Promise<void> {
    for (const region of from) for (const change of this.outstanding(region)) await this.deliver(change);
  }

  /** Brings over what goes to keys that begin so. */
  async deliverOnly(from: Region, prefix: string): Promise<void> {
    for (const change of this.outstanding(from)) if (change.key.startsWith(prefix)) await this.deliver(change);
  }

  close(): void {
    for (const table of Object.values(this.tables)) table.close();
  }

  /** Whatever is not as it was has been written since. */
  private async note(from: Region): Promise<void> {
    const written = new Set<string>();
    this.log.push(written);
    const time = this.now;
    const known = this.versions[from];
    const stored = new Map((await this.items(from)).map((image) => [nameOf(image), image]));
    for (const key of new Set([...known.keys(), ...stored.keys()])) {
      const image = stored.get(key) ?? null;
      if (isDeepStrictEqual(image, known.get(key)?.image ?? null)) continue;
      known.set(key, { image, time });
      written.add(key);
      this.underWay.push({ from, key, image, time });
    }
  }
}

function keyOf(name: string): Item {
  const at = name.indexOf('/');
  return { pk: name.slice(0, at), sk: name.slice(at + 1) };
}
