import { positionOf, type Item, type Position, type RangeQuery } from '../storage/requests';
import type { Page } from '../storage/Table';
import type { ReaderOptions } from './ReaderOptions';
import type { ReadReason } from './ReadTrace';

/** For one page of the answer, so many pages of the table are looked at, and rows are taken so many times, at most. */
const MAX_TIMES = 25;
const MIN_FILTERED_LIMIT = 250;
/** DynamoDB stops at 1 MB anyway, and takes a `Limit` of 32 bits only. */
const MAX_FILTERED_LIMIT = 100_000;

/** The rows of a list for one page of the answer, query after query, as far as one page may look. */
export class ListRows {
  private prefetched: readonly Item[] = [];
  private last: Item | null = null;
  private queries = 0;
  private takes = 0;

  constructor(
    private readonly options: ReaderOptions,
    private readonly query: RangeQuery,
    private start: Position | null,
    private readonly reason: ReadReason | null,
  ) {}

  /** Whether the list has no more rows than were taken. */
  get isAtEnd(): boolean {
    return this.prefetched.length === 0 && this.isRead;
  }

  /** Where the rows follow that were not taken. */
  get position(): Position | null {
    return this.prefetched.length > 0 && this.last ? positionOf(this.query, this.last) : this.start;
  }

  /** Where a row stands, so that the next page can start after it. */
  positionOf(row: Item): Position {
    return positionOf(this.query, row);
  }

  /** The next rows, so many, or all that there are. None at the end, or where one page may look no further. */
  async take(count: number): Promise<readonly Item[]> {
    this.takes += 1;
    if (this.takes > MAX_TIMES) return [];
    await this.look(count);
    const taken = this.prefetched.slice(0, count);
    this.prefetched = this.prefetched.slice(count);
    this.last = taken.at(-1) ?? this.last;
    return taken;
  }

  /** Reads until so many rows are ahead, the list ends or the bound is reached: a filter may take several queries. */
  async look(count: number): Promise<void> {
    while (this.prefetched.length < count && !this.isRead && this.queries < MAX_TIMES) {
      const limit = this.limit(count - this.prefetched.length);
      const { rows, next } = await queried(this.options, this.query, limit, this.start, this.reason);
      this.queries += 1;
      this.prefetched = [...this.prefetched, ...rows];
      this.start = next;
    }
  }

  private get isRead(): boolean {
    return this.queries > 0 && this.start === null;
  }

  private limit(missing: number): number {
    if (this.query.where.length === 0) return missing;
    return Math.max(missing, Math.min(MIN_FILTERED_LIMIT * 2 ** this.queries, MAX_FILTERED_LIMIT));
  }
}

/** One query, for this reason. */
export async function queried(
  { beforeRead, table, signal, trace }: ReaderOptions,
  query: RangeQuery,
  limit: number | null,
  start: Position | null,
  reason: ReadReason | null,
): Promise<Page> {
  beforeRead();
  const send = () => table.query(query, limit, start, { signal });
  return trace && reason ? trace.reading([reason], send) : send();
}
