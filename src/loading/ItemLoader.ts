import DataLoader from 'dataloader';
import { getOrInsert } from '../maps/getOrInsert';
import { errorOf } from '../storage/calls/errors';
import type { AttributePath } from '../storage/expressions';
import type { Key } from '../storage/keys';
import type { Item } from '../storage/requests';
import { BATCH_SIZE } from '../storage/Table';
import type { ReadReason, ReadTrace } from './ReadTrace';
import type { TableReads } from './TableReads';

/** Attributes of one item, and why they are read. */
interface Wanted extends ReadReason {
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
  /** Of what is known: what was asked for before a write says nothing after it. */
  private era = 0;
  private readonly kept = new Map<string, Kept>();
  /** Most items of a list are asked for by one and the same array. */
  private readonly texts = new Map<readonly AttributePath[], string>();

  constructor(
    private readonly table: TableReads,
    private readonly signal: AbortSignal | undefined,
    private readonly beforeRead: () => void,
    private readonly trace: ReadTrace | null = null,
  ) {
    this.loader = new DataLoader((wanted) => this.readAll(wanted), {
      cacheKeyFn: ({ key, attributes }) => `${nameOf(key)}\n${this.textOf(attributes)}`,
    });
  }

  /** The asked attributes of each item, and possibly others read before; `null` where there is none, an error where that one failed. */
  async loadAll(wanted: readonly Wanted[]): Promise<readonly (Item | null | Error)[]> {
    const before = wanted.map((each) => this.keptOf(each));
    const missing = wanted.filter((_, index) => before[index] === null);
    if (missing.length === 0) return before;
    const loaded = (await this.loader.loadMany(missing)).values();
    return before.map((item) => item ?? loaded.next().value ?? null);
  }

  private keptOf({ key, attributes }: Wanted): Item | null {
    const before = this.kept.get(nameOf(key));
    const isAll = before && attributes.every((attribute) => before.has.some((names) => names.includes(attribute)));
    return isAll ? before.item : null;
  }

  /** For {@link remember}, taken when something is asked for. */
  get now(): number {
    return this.era;
  }

  /** Whether something was written, so that what is read from now on must see it. */
  get mustSeeWrites(): boolean {
    return this.consistent;
  }

  /** Keeps what was read of an item, unless something was written since it was asked for. */
  remember(key: Key, attributes: readonly AttributePath[], item: Item, since: number): void {
    if (since !== this.era) return;
    const name = nameOf(key);
    const before = this.kept.get(name);
    const now = before
      ? { has: [...before.has, attributes], item: merge(before.item, item) }
      : { has: [attributes], item };
    this.kept.set(name, now);
  }

  /** After a write: what was loaded may be out of date, and what is loaded from now on must see the write. */
  forget(): void {
    this.loader.clearAll();
    this.kept.clear();
    this.consistent = true;
    this.era += 1;
  }

  private async readAll(wanted: readonly Wanted[]): Promise<(Item | null | Error)[]> {
    this.beforeRead();
    const groups = this.groupByProjection(wanted);
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
    const since = this.era;
    const items = await this.traced(batch, () =>
      this.table.read(keys, attributes, { signal: this.signal, consistent: this.consistent }),
    ).catch((cause: unknown) => keys.map(() => errorOf(cause)));
    batch.forEach(([index, wanted], position) => {
      const item = items[position] ?? null;
      answers[index] = item;
      // Whoever asked hears of the failure; whoever asks later tries again.
      if (item instanceof Error) this.loader.clear(wanted);
      else if (item) this.remember(wanted.key, attributes, item, since);
    });
  }

  private traced<T>(batch: readonly (readonly [number, Wanted])[], read: () => Promise<T>): Promise<T> {
    if (!this.trace) return read();
    return this.trace.reading(
      batch.map(([, wanted]) => wanted),
      read,
    );
  }

  private groupByProjection(wanted: readonly Wanted[]): Map<string, [number, Wanted][]> {
    const groups = new Map<string, [number, Wanted][]>();
    wanted.forEach((each, index) => {
      getOrInsert(groups, this.textOf(each.attributes), () => []).push([index, each]);
    });
    return groups;
  }

  private textOf(attributes: readonly AttributePath[]): string {
    return getOrInsert(this.texts, attributes, () => attributes.join());
  }
}

/** What was read of one item: by which reads, and all together. */
interface Kept {
  readonly has: readonly (readonly AttributePath[])[];
  readonly item: Item;
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
