import type { Key } from '../storage/keys';
import type { Item, Position as Place } from '../storage/requests';
import type { Page, Table } from '../storage/Table';
import type { Write } from '../storage/writes';
import type { Positions } from './ChangeFeed';

/** The store forgets a shard after a day; what was noted of it goes after two. Whoever still reads the shard notes it again before. */
const KEPT_SECONDS = 2 * 86_400;
const RENEWED_SECONDS = 86_400;
const PREFIX = 'POSITION#';

interface Kept {
  readonly sequence: string;
  readonly expiresAt: number;
}

/**
 * How far one reader came in each shard of its stream, an item for each: a stream has as many shards as its table has partitions, so that one
 * item for all of them would grow with the table.
 */
export class KeptPositions {
  private stream: string | null = null;
  /** What is known to be written. */
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly table: Table,
    private readonly partition: string,
    /** In ms since 1970. */
    private readonly now: () => number,
  ) {}

  /** What was written down of this stream. */
  async read(stream: string): Promise<Positions> {
    this.forget(stream);
    const query = {
      index: null,
      partition: this.partition,
      range: { beginsWith: PREFIX },
      descending: false,
      where: [],
      attributes: ['stream', 'sequence', 'expiresAt'],
      consistent: true,
    };
    let start: Place | null = null;
    do {
      const page: Page = await this.table.query(query, null, start);
      page.rows.filter((row) => row.stream === stream).forEach((row) => this.note(row));
      start = page.next;
    } while (start);
    return new Map([...this.kept].map(([shard, { sequence }]) => [shard, sequence]));
  }

  /** Forgets what is known to be written: of this stream, nothing is. */
  forget(stream: string | null): void {
    this.stream = stream;
    this.kept.clear();
  }

  /** The writes that bring what is kept up to this, for a turn with this fence. Whoever makes one of them says so: `written`. */
  due(stream: string | null, positions: Positions, fence: number): PositionWrite[] {
    if (stream !== this.stream) this.forget(stream);
    const seconds = Math.floor(this.now() / 1000);
    return [...positions]
      .filter(([shard, sequence]) => {
        const known = this.kept.get(shard);
        return known?.sequence !== sequence || known.expiresAt < seconds + RENEWED_SECONDS;
      })
      .map(([shard, sequence]) => this.writeOf(shard, { sequence, expiresAt: seconds + KEPT_SECONDS }, fence));
  }

  written(writes: readonly PositionWrite[]): void {
    for (const { shard, kept } of writes) this.kept.set(shard, kept);
  }

  private writeOf(shard: string, kept: Kept, fence: number): PositionWrite {
    const key: Key = { pk: this.partition, sk: PREFIX + shard };
    const set = { ...kept, stream: this.stream, fence };
    // Whose turn it is stands in the same transaction; nobody of an earlier one writes over a later one's in any case.
    return {
      shard,
      kept,
      write: { kind: 'update', key, set, require: [{ kind: 'below', attribute: 'fence', value: fence + 1 }] },
    };
  }

  private note({ sk, sequence, expiresAt }: Item): void {
    const shard = String(sk).slice(PREFIX.length);
    this.kept.set(shard, { sequence: String(sequence), expiresAt: Number(expiresAt) });
  }
}

export interface PositionWrite {
  readonly shard: string;
  readonly kept: Kept;
  readonly write: Write;
}
