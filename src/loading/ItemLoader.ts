import DataLoader from 'dataloader';
import type { AttributePath } from '../storage/expressions';
import type { Key } from '../storage/keys';
import type { Item } from '../storage/requests';
import { BATCH_SIZE, type Table } from '../storage/Table';

interface Wanted {
  readonly key: Key;
  readonly attributes: readonly AttributePath[];
}

/**
 * Batches and remembers reads by key, for one request only. The loader's keys include the projection, so that each read brings
 * what its own selection may see. What was already read of an item is not read again.
 */
export class ItemLoader {
  private readonly loader: DataLoader<Wanted, Item | null, string>;
  private consistent = false;
  private readonly remembered = new Map<string, { has: Set<AttributePath>; item: Item }>();

  constructor(
    private readonly table: Table,
    private readonly signal: AbortSignal | undefined,
    private readonly beforeRead: () => void,
  ) {
    this.loader = new DataLoader((wanted) => this.readAll(wanted), {
      cacheKeyFn: ({ key, attributes }) => `${key.pk}\n${key.sk}\n${attributes.join()}`,
    });
  }

  /** The asked attributes of the item, and possibly others read before; `null` where there is none. */
  async load(key: Key, attributes: readonly AttributePath[]): Promise<Item | null> {
    const before = this.remembered.get(nameOf(key));
    if (before && attributes.every((attribute) => before.has.has(attribute))) return before.item;
    const item = await this.loader.load({ key, attributes });
    if (item) this.remember(key, attributes, item);
    return item;
  }

  /** Keeps what a query brought of an item. */
  remember(key: Key, attributes: readonly AttributePath[], item: Item): void {
    const before = this.remembered.get(nameOf(key));
    const has = new Set([...(before?.has ?? []), ...attributes]);
    this.remembered.set(nameOf(key), { has, item: before ? merge(before.item, item) : item });
  }

  /** After a write: what was loaded may be out of date, and what is loaded from now on must see the write. */
  forget(): void {
    this.loader.clearAll();
    this.remembered.clear();
    this.consistent = true;
  }

  private async readAll(wanted: readonly Wanted[]): Promise<(Item | null | Error)[]> {
    this.beforeRead();
    const groups = groupByProjection(wanted);
    const answers = new Array<Item | null | Error>(wanted.length).fill(null);
    const batches = [...groups.values()].flatMap((group) => chunk(group, BATCH_SIZE));
    await Promise.all(batches.map((batch) => this.readBatch(batch, answers)));
    return answers;
  }

  /** One failed batch fails its own keys only. */
  private async readBatch(
    batch: readonly (readonly [number, Wanted])[],
    answers: (Item | null | Error)[],
  ): Promise<void> {
    const keys = batch.map(([, { key }]) => key);
    const attributes = batch[0]?.[1].attributes ?? [];
    const items = await this.table
      .read(keys, attributes, { signal: this.signal, consistent: this.consistent })
      .catch((cause: unknown) => keys.map(() => (cause instanceof Error ? cause : new Error(String(cause)))));
    batch.forEach(([index], position) => (answers[index] = items[position] ?? null));
  }
}

function groupByProjection(wanted: readonly Wanted[]): Map<string, [number, Wanted][]> {
  const groups = new Map<string, [number, Wanted][]>();
  wanted.forEach((each, index) => {
    const projection = each.attributes.join();
    const group = groups.get(projection);
    if (group) group.push([index, each]);
    else groups.set(projection, [[index, each]]);
  });
  return groups;
}

function nameOf({ pk, sk }: Key): string {
  return `${pk}\n${sk}`;
}

/** Unites what was read of one item in several reads, nested maps member by member. */
export function merge(one: Item, other: Item): Item {
  const united: Record<string, unknown> = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const before = united[name];
    united[name] = isMap(before) && isMap(value) ? merge(before, value) : value;
  }
  return united;
}

function isMap(value: unknown): value is Item {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}

function chunk<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
