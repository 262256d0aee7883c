import type { AttributePath } from '../storage/expressions';
import { ContentionError, RequirementError } from '../storage/calls/errors';
import type { Key, KeyParams } from '../storage/keys';
import type { Item, Position } from '../storage/requests';
import { BATCH_SIZE, type Page, type Table } from '../storage/Table';
import type { Write } from '../storage/writes';
import { keysIn, type KeyList } from './keysIn';
import type { Reader } from './Reader';

/** What of a table writing takes. */
export type TableWrites = Pick<Table, 'read' | 'query' | 'transact'>;

/** Listens to what is written. */
export interface WriteEffects {
  /** May throw where it must not be written. */
  beforeWrite(writes: readonly Write[]): void;
  /** Something was written, or may have been: the store has not said no. */
  written(): void;
}

/** What came of writes whose requirements may have ceased to hold: all were made, or nothing was. */
export interface Attempt {
  readonly isMade: boolean;
  /** The positions of the writes that found a requirement of theirs not to hold. */
  readonly failed: ReadonlySet<number>;
}

/**
 * Writes for the caller of one request. Whether the caller may is bound to each write by its requirements, checked by the table
 * at the moment of writing; nothing read before is relied on.
 */
export class Writer {
  constructor(
    private readonly table: TableWrites,
    private readonly reader: Reader,
    private readonly signal: AbortSignal | undefined,
    private readonly effects: WriteEffects,
  ) {}

  /** Makes all writes or none; whatever was loaded before is forgotten, and what is loaded later sees them. */
  async transact(writes: readonly Write[]): Promise<void> {
    this.effects.beforeWrite(writes);
    try {
      await this.table.transact(writes, { signal: this.signal });
      this.effects.written();
    } catch (cause) {
      if (!(cause instanceof RequirementError) && !(cause instanceof ContentionError)) this.effects.written();
      throw cause;
    } finally {
      this.reader.forget();
    }
  }

  /** The same for whoever looks again where a requirement does not hold (see `retryOnConflict`): that is an outcome, and nothing thrown. */
  async attempt(writes: readonly Write[]): Promise<Attempt> {
    try {
      await this.transact(writes);
      return { isMade: true, failed: new Set() };
    } catch (cause) {
      if (cause instanceof RequirementError) return { isMade: false, failed: cause.failed };
      throw cause;
    }
  }

  /**
   * What a write has to know of items beforehand, in key order, `null` for missing. It is used for the write and for nothing else;
   * the write requires what it relied on, so that a change in between makes it fail.
   */
  async facts(keys: readonly Key[], attributes: readonly AttributePath[]): Promise<(Item | null)[]> {
    const items = await this.table.read(keys, attributes, { consistent: true, signal: this.signal });
    return items.map((item) => {
      if (item instanceof Error) throw item;
      return item;
    });
  }

  /**
   * The keys of a list's items, page by page, for whoever writes to each of them. An index lags behind its table: a row may be out
   * of date and a new one missing, so each write requires what the list promised of its item.
   */
  async *keysOf(pattern: KeyList, params: KeyParams): AsyncGenerator<readonly Key[], void> {
    const query = { ...keysIn(pattern, params), consistent: pattern.index === null };
    let start: Position | null = null;
    do {
      const page: Page = await this.table.query(query, BATCH_SIZE, start, { signal: this.signal });
      yield page.rows.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
      start = page.next;
    } while (start);
  }
}
