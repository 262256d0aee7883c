import type { AttributePath } from '../storage/expressions';
import type { Key } from '../storage/keys';
import type { Item } from '../storage/requests';
import type { Table } from '../storage/Table';
import type { Write } from '../storage/writes';
import type { Reader } from './Reader';

/**
 * Writes for the caller of one request. Whether the caller may is bound to each write by its requirements, checked by the table
 * at the moment of writing; nothing read before is relied on.
 */
export class Writer {
  constructor(
    private readonly table: Table,
    private readonly reader: Reader,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Makes all writes or none; whatever was loaded before is forgotten, and what is loaded later sees them. */
  async transact(writes: readonly Write[]): Promise<void> {
    try {
      await this.table.transact(writes, { signal: this.signal });
    } finally {
      this.reader.forget();
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
}
