import type { GraphQLResolveInfo } from 'graphql';
import type { Facts } from '../access/Rule';
import { selectionOf } from '../projection/selection';
import type { SortRange } from '../storage/expressions';
import type { Item, Position, RangeQuery } from '../storage/requests';
import type { Page } from '../storage/Table';
import { queried } from './ListRows';
import { ListTooLongError } from './ListSearch';
import { planOfRows } from './plans';
import { projected } from './projected';
import type { ReaderOptions } from './ReaderOptions';
import type { ReadReason } from './ReadTrace';

/** For one sum, so many pages of the table are read at most: 1 MB each. */
const MAX_PAGES = 40;

/** The rows of a range of a partition, for aggregates. */
export class RangeRows {
  constructor(private readonly options: ReaderOptions) {}

  /** See `Reader.rows`. */
  async all(
    typeName: string,
    partition: string,
    range: SortRange,
    info: GraphQLResolveInfo,
    facts: Facts,
  ): Promise<readonly Item[]> {
    const rows: Item[] = [];
    for await (const page of this.pages(typeName, partition, range, info, facts, Infinity)) rows.push(...page);
    return rows;
  }

  /** See `Reader.rowPages`. Throws {@link ListTooLongError} beyond so many pages. */
  async *pages(
    typeName: string,
    partition: string,
    range: SortRange,
    info: GraphQLResolveInfo,
    facts: Facts,
    atMost = MAX_PAGES,
  ): AsyncGenerator<readonly Item[], void> {
    const plan = planOfRows(this.options.model, typeName, selectionOf(info));
    const { visible, attributes } = await projected(this.options.callerFacts, plan, facts);
    if (visible !== 'yes') return;
    const query: RangeQuery = {
      index: null,
      partition,
      range,
      descending: false,
      where: [],
      attributes,
      consistent: false,
    };
    const reason: ReadReason = { path: info.path, key: null, facts: [], isGuarded: false };
    let start: Position | null = null;
    let pages = 0;
    do {
      if (pages === atMost)
        throw new ListTooLongError('There is more to add up here than one answer may read. Ask for a shorter range.');
      const page: Page = await queried(this.options, query, null, start, reason);
      pages += 1;
      yield page.rows;
      start = page.next;
    } while (start);
  }
}
