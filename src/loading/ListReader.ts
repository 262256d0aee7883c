import type { GraphQLResolveInfo } from 'graphql';
import { decide, decideAll } from '../access/decide';
import type { Facts } from '../access/Rule';
import type { AccessPattern } from '../model/AccessPattern';
import { typeNamed, type Entity, type FieldModel } from '../model/Model';
import type { Plan } from '../projection/plan';
import { factsDecidedBy, project, type Projection } from '../projection/project';
import { selectionOf, type Selection } from '../projection/selection';
import type { ListScope } from '../storage/cursors';
import type { AttributeValue, Comparison, SortRange } from '../storage/expressions';
import { matchKey, type KeyParams } from '../storage/keys';
import { positionOf, type Item, type Position, type RangeQuery } from '../storage/requests';
import type { Page } from '../storage/Table';
import { keysIn } from './keysIn';
import type { Found, ItemFinder, Work } from './ItemFinder';
import { ItemFacts } from './ItemFacts';
import { ItemReading } from './ItemReading';
import { asksForCursors, planOfNodes, planOfRows } from './plans';
import type { ReaderOptions } from './ReaderOptions';
import type { FieldPath, ReadReason } from './ReadTrace';

/** A value of an argument of a list that cannot be used. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';

  constructor(
    readonly argument: string,
    message: string,
  ) {
    super(message);
  }
}

/** A filter on a field that the caller may not see would tell its value. */
export class FilterDeniedError extends Error {
  override readonly name = 'FilterDeniedError';

  constructor(readonly field: FieldModel) {
    super(`Filtering by ${field.coordinate} takes permission to see it.`);
  }
}

export interface ConnectionArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  /** Values for the pattern's filters; an absent one does not filter. */
  readonly where?: Readonly<Record<string, AttributeValue | null | undefined>>;
  /** Narrows the pattern's range of sort keys. */
  readonly range?: SortRange | undefined;
}

/** One page of a list in Relay's shape: an error about one item stands in its place, so that it costs no other. Cursors are sealed when they are asked for, each once. */
export interface ConnectionPage {
  readonly edges: readonly { readonly node: Entity | Error; readonly cursor: () => string }[];
  readonly nodes: readonly (Entity | Error)[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: () => string | null;
    /** Of the last edge. Where rows follow but none of these can be shown, where the next page starts. */
    readonly endCursor: () => string | null;
  };
}

/** What is asked of a list, beside its items. */
interface ListQuestion {
  readonly where: readonly Comparison[];
  readonly range: SortRange | undefined;
  readonly selection: Selection;
}

/** What is known of every row of a list before it is read. */
interface ToldByList {
  readonly facts: Facts;
  /** Those that the item itself must confirm. */
  readonly hints: readonly string[];
}

/** How a page ends. */
interface RowsEnd {
  readonly hasMore: boolean;
  /** Where the next one starts, if there is one; only where cursors are asked for. */
  readonly position: () => Position | null;
}

/** Items on one page of a list, where the caller does not say. */
export const DEFAULT_PAGE_SIZE = 20;
/** Items on one page of a list at most. */
export const MAX_PAGE_SIZE = 100;
/** A filtered list looks at this many pages of the table at most for one page of the answer. */
const MAX_QUERIES = 25;
const MIN_FILTERED_LIMIT = 250;
/** DynamoDB stops at 1 MB anyway, and takes a `Limit` of 32 bits only. */
const MAX_FILTERED_LIMIT = 100_000;

/** Reads lists for the caller of one request: the rows by queries, the items as any other. */
export class ListReader {
  constructor(
    private readonly options: ReaderOptions,
    private readonly finder: ItemFinder,
  ) {}

  /** One page of a list. Rows that are not there any more, or not visible, are left out. */
  async connection(
    pattern: AccessPattern,
    params: KeyParams,
    args: ConnectionArguments,
    info: GraphQLResolveInfo,
  ): Promise<ConnectionPage> {
    const selection = selectionOf(info);
    const plan = planOfNodes(this.options.model, pattern.type, selection);
    const size = pageSize(args.first);
    const facts = { ...pattern.implies, ...params };
    const where = await this.filters(pattern, facts, args.where ?? {});
    const query = await this.rangeQuery(pattern, params, plan, { where, range: args.range, selection });
    const scope = { text: this.scope(pattern, params, where, args.range), query };
    const start = this.start(args.after, scope);
    const reason = this.listReason(info.path, plan, facts);
    const since = this.finder.now;
    const { rows, end } = await this.collect(query, size, start, reason);
    const told = { ...this.toldOf(pattern, plan, params), since };
    const entities = await this.finder.finish(rows.map((row) => this.fromRow(plan, told, query, row, info.path)));
    return this.page(query, scope, rows, entities, end, start !== null);
  }

  /** The key values of the first items of a list that the caller was found to own, at most so many. Nothing of the items is read. */
  async keys(pattern: AccessPattern, params: KeyParams, limit: number): Promise<KeyParams[]> {
    const { stored } = typeNamed(this.options.model, pattern.type);
    const { rows } = await this.query(keysIn(pattern, params), limit, null, null);
    const keys = rows.map(({ pk, sk }) => stored && matchKey(stored.key, { pk: String(pk), sk: String(sk) }));
    return keys.filter((key) => key !== null);
  }

  /**
   * All rows of one range with the attributes that `info` selects of the value type `typeName`, for aggregates. The caller's
   * permission was decided on the field that asks; what has a rule of its own is read only where that allows on `facts`.
   */
  async rows(
    typeName: string,
    partition: string,
    range: SortRange,
    info: GraphQLResolveInfo,
    facts: Facts = {},
  ): Promise<readonly Item[]> {
    const { standing } = this.options.callerFacts;
    const { fields } = planOfRows(this.options.model, typeName, selectionOf(info));
    const permitted = fields.filter(
      ({ field: { ownRule } }) => ownRule === null || decide(ownRule, standing, facts).effect === 'allow',
    );
    const attributes = [...new Set(permitted.flatMap((field) => field.attributes))].sort();
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
    const rows: Item[] = [];
    let start: Position | null = null;
    do {
      const page: Page = await this.query(query, null, start, reason);
      rows.push(...page.rows);
      start = page.next;
    } while (start);
    return rows;
  }

  /** A filter is a question about a field's value: only who may see the field may ask it. */
  private async filters(
    pattern: AccessPattern,
    facts: Facts,
    where: Readonly<Record<string, AttributeValue | null | undefined>>,
  ): Promise<Comparison[]> {
    const comparisons: Comparison[] = [];
    for (const [argument, value] of Object.entries(where)) {
      if (value === null || value === undefined) continue;
      const field = typeNamed(this.options.model, pattern.type).fields.get(pattern.filters[argument] ?? '');
      const [attribute] = field?.attributes ?? [];
      if (!field || attribute === undefined) throw new TypeError(`${pattern.name} has no filter ${argument}`);
      await this.assertMaySee(field, facts);
      comparisons.push({ attribute, equals: value });
    }
    return comparisons;
  }

  private async assertMaySee(field: FieldModel, facts: Facts): Promise<void> {
    const { callerFacts } = this.options;
    let decision = decideAll(field.rules, callerFacts.standing, facts);
    if (decision.effect === 'depends') {
      await callerFacts.learn(['tenants', 'visit']);
      decision = decideAll(field.rules, callerFacts.standing, facts);
    }
    if (decision.effect !== 'allow') throw new FilterDeniedError(field);
  }

  /** An index brings keys only; the table's own rows come with what may be read of every row of the partition. */
  private async rangeQuery(
    pattern: AccessPattern,
    params: KeyParams,
    plan: Plan,
    { where, range, selection }: ListQuestion,
  ): Promise<RangeQuery> {
    const projection = pattern.index ? null : await this.projected(plan, params);
    if (projection) this.finder.tellDenied(projection, params);
    const ofIndex = pattern.index && asksForCursors(selection) ? [pattern.index.sk] : [];
    const all = keysIn(pattern, params);
    return { ...all, range: range ?? all.range, where, attributes: projection?.wanted ?? ofIndex };
  }

  /** Rows until the page is full and it is known whether more follow; a filter may take several queries, a bounded number. */
  private async collect(
    query: RangeQuery,
    size: number,
    start: Position | null,
    reason: ReadReason | null,
  ): Promise<{ rows: Item[]; end: RowsEnd }> {
    const rows: Item[] = [];
    let next = start;
    for (let queries = 0; queries < MAX_QUERIES; queries += 1) {
      const missing = size + 1 - rows.length;
      const wide = Math.min(MIN_FILTERED_LIMIT * 2 ** queries, MAX_FILTERED_LIMIT);
      const limit = query.where.length === 0 ? missing : Math.max(missing, wide);
      const page = await this.query(query, limit, next, reason);
      rows.push(...page.rows);
      next = page.next;
      if (rows.length > size || next === null) break;
    }
    const shown = rows.slice(0, size);
    const last = shown.at(-1);
    const ofLast = () => (last ? positionOf(query, last) : null);
    if (rows.length > size) return { rows: shown, end: { hasMore: true, position: ofLast } };
    return { rows, end: { hasMore: next !== null, position: () => next } };
  }

  private async query(
    query: RangeQuery,
    limit: number | null,
    start: Position | null,
    reason: ReadReason | null,
  ): Promise<Page> {
    const { beforeRead, table, signal, trace } = this.options;
    beforeRead();
    const send = () => table.query(query, limit, start, { signal });
    return trace && reason ? trace.reading([reason], send) : send();
  }

  /** What a list says of its rows: of an index, what the items tell themselves; nothing else can be proved by it. */
  private toldOf(pattern: AccessPattern, plan: Plan, partition: KeyParams): ToldByList {
    if (!pattern.index) return { facts: {}, hints: [] };
    const own = plan.type.stored?.facts ?? [];
    const told = Object.entries({ ...pattern.implies, ...partition }).filter(([name]) => own.includes(name));
    const decisive = factsDecidedBy(plan, this.options.callerFacts.standing);
    return {
      facts: Object.fromEntries(told),
      hints: told.map(([name]) => name).filter((name) => decisive.includes(name)),
    };
  }

  private fromRow(
    plan: Plan,
    told: ToldByList & { readonly since: number },
    { attributes, index }: RangeQuery,
    row: Item,
    path: FieldPath,
  ): Work | null {
    const key = { pk: String(row.pk), sk: String(row.sk) };
    const params = plan.type.stored && matchKey(plan.type.stored.key, key);
    if (!params) return null;
    const reading = new ItemReading(plan.type, params, new ItemFacts(plan.type, params, {}, told.facts), told.hints);
    if (!index) {
      this.finder.remember(key, attributes, row, told.since);
      reading.add(attributes, row);
    }
    return { plan, reading, path, known: reading.facts };
  }

  private page(
    query: RangeQuery,
    scope: ListScope,
    rows: readonly Item[],
    entities: readonly Found[],
    end: RowsEnd,
    hasPreviousPage: boolean,
  ): ConnectionPage {
    const seal = (position: Position) => this.options.cursors.seal(position, scope);
    const cursorOf = (row: Item) => once(() => seal(positionOf(query, row)));
    const edges = entities.flatMap((node, index) => {
      const row = rows[index];
      return node && row ? [{ node, cursor: cursorOf(row) }] : [];
    });
    return {
      edges,
      nodes: edges.map(({ node }) => node),
      pageInfo: {
        hasNextPage: end.hasMore,
        hasPreviousPage,
        startCursor: () => edges[0]?.cursor() ?? null,
        endCursor: () => {
          const last = edges.at(-1);
          const position = last || !end.hasMore ? null : end.position();
          return last?.cursor() ?? (position && seal(position));
        },
      },
    };
  }

  /** Whoever asks (roles are a set), for which list, under which filters: a cursor is good for exactly that. */
  private scope(
    pattern: AccessPattern,
    params: KeyParams,
    where: readonly Comparison[],
    range: SortRange | undefined,
  ): string {
    const { subject, guestSession, roles } = this.options.callerFacts.caller;
    const who = [[...roles].sort(), subject, guestSession?.id ?? null];
    return JSON.stringify([who, pattern.name, params, where, range ?? null]);
  }

  private start(after: string | null | undefined, scope: ListScope): Position | null {
    return after === null || after === undefined ? null : this.options.cursors.open(after, scope);
  }

  private listReason(path: FieldPath, plan: Plan, facts: Facts): ReadReason | null {
    if (!this.options.trace) return null;
    return this.finder.reasonOf(path, null, project(plan, this.options.callerFacts.standing, facts));
  }

  /** Decides and, where the caller's own facts are missing, learns them and decides again: what a type needs, then its fields. */
  private async projected(plan: Plan, facts: Facts): Promise<Projection> {
    const { callerFacts } = this.options;
    const asked = new Set<string>();
    for (;;) {
      const projection = project(plan, callerFacts.standing, facts);
      if (projection.awaitsCaller.every((source) => asked.has(source))) return projection;
      await callerFacts.learn(projection.awaitsCaller);
      projection.awaitsCaller.forEach((source) => asked.add(source));
    }
  }
}

/** What it makes is made when it is first asked for, and kept. */
function once(make: () => string): () => string {
  let made: string | null = null;
  return () => (made ??= make());
}

function pageSize(first: number | null | undefined): number {
  const size = first ?? DEFAULT_PAGE_SIZE;
  if (size < 1 || size > MAX_PAGE_SIZE) {
    throw new ArgumentError('first', `Expected \`first\` to be from 1 to ${String(MAX_PAGE_SIZE)}.`);
  }
  return size;
}
