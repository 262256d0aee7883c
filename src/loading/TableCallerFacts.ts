import { LRUCache } from 'lru-cache';
import type { VisitClaim } from '../identity/Caller';
import { fillKey, match, type KeyTemplate } from '../storage/keys';
import { isKeyValue } from '../storage/keyValues';
import type { Position } from '../storage/requests';
import type { Table } from '../storage/Table';
import { keysIn } from './keysIn';
import { keyOfRow, RowKeyError } from './rowKey';
import type { CallerFactSource } from './CallerFacts';

/** Where the table keeps what only it can tell of a caller. Placeholders: `{subject}`, `{tenant}`. */
export interface CallerRecords {
  readonly ownership: { readonly partition: string; readonly prefix: string; readonly row: string };
  readonly visitSerial: { readonly key: KeyTemplate; readonly attribute: string };
}

interface Options {
  readonly records: CallerRecords;
  /** How long an answer about ownership may be used again; 0 asks the table for every request. */
  readonly ownershipCacheSeconds: number;
  /** Hears of rows among an owner's that name no tenant. */
  readonly report: (fault: RowKeyError) => void;
  /** In milliseconds since whenever; never goes backwards. */
  readonly elapsed?: () => number;
}

/** An owner's tenants, kept for this many subjects at most. The one goes that was asked for longest ago, which is over first: so they are read by `peek`. */
const CACHED_SUBJECTS = 10_000;

/** Ownership and visit serials, read from the table. Ownership is kept for a few seconds; a rotated serial counts at once. */
export class TableCallerFacts implements CallerFactSource {
  private readonly cache = new LRUCache<string, { tenants: ReadonlySet<string>; until: number }>({
    max: CACHED_SUBJECTS,
  });
  private readonly elapsed: () => number;

  constructor(
    private readonly table: Table,
    private readonly options: Options,
  ) {
    this.elapsed = options.elapsed ?? (() => performance.now());
  }

  async tenantsOf(subject: string, signal?: AbortSignal): Promise<ReadonlySet<string>> {
    const cached = this.cache.peek(subject);
    if (cached && cached.until > this.elapsed()) return cached.tenants;
    const asked = this.elapsed();
    const tenants = await this.readTenants(subject, signal);
    this.keep(subject, tenants, asked + this.options.ownershipCacheSeconds * 1000);
    return tenants;
  }

  async isCurrent({ tenant, serial }: VisitClaim, signal?: AbortSignal): Promise<boolean> {
    if (!isKeyValue(tenant)) return false;
    const { key, attribute } = this.options.records.visitSerial;
    const [item] = await this.table.read([fillKey(key, { tenant })], [attribute], { consistent: true, signal });
    if (item instanceof Error) throw item;
    const current = item?.[attribute];
    return typeof current === 'number' && current === serial;
  }

  private async readTenants(subject: string, signal: AbortSignal | undefined): Promise<ReadonlySet<string>> {
    if (!isKeyValue(subject)) return new Set();
    const { partition, prefix, row } = this.options.records.ownership;
    const owned = keysIn({ index: null, partition, prefix, descending: false }, { subject });
    const query = { ...owned, consistent: true };
    const tenants = new Set<string>();
    let start: Position | null = null;
    do {
      const { rows, next } = await this.table.query(query, null, start, { signal });
      for (const each of rows) {
        const key = keyOfRow(each);
        const tenant = match(row, key.sk)?.tenant;
        if (tenant === undefined) this.options.report(new RowKeyError('ownership', key));
        else tenants.add(tenant);
      }
      start = next;
    } while (start);
    return tenants;
  }

  private keep(subject: string, tenants: ReadonlySet<string>, until: number): void {
    if (this.options.ownershipCacheSeconds === 0) return;
    this.cache.set(subject, { tenants, until });
  }
}
