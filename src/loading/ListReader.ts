import { callerFactsIn, decideAll, factsOfDecision } from '../access/decide';
import type { Facts } from '../access/Rule';
import type { Principal } from '../access/Principal';
import type { AccessPattern } from '../model/AccessPattern';
import { typeNamed, type Entity, type FieldModel } from '../model/Model';
import type { Plan } from '../projection/plan';
import { factsDecidedBy, project } from '../projection/project';
import type { Selection } from '../projection/selection';
import type { ListScope } from '../storage/cursors';
import type { AttributeValue, Comparison, SortRange } from '../storage/expressions';
import type { KeyParams } from '../storage/keys';
import type { Position, RangeQuery } from '../storage/requests';
import { ItemFacts } from './ItemFacts';
import type { ItemFinder } from './ItemFinder';
import type { ItemLoader } from './ItemLoader';
import { keysIn } from './keysIn';
import { learnt } from './learnt';
import { ListRows, queried } from './ListRows';
import { ListSearch, type Findings, type Wanted } from './ListSearch';
import { asksForCursors, planOfNodes } from './plans';
import type { ReaderOptions } from './ReaderOptions';
import { projected } from './projected';
import type { FieldPath, ReadReason } from './ReadTrace';
import { RowKeyError, rowParams } from './rowKey';

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
    super(`Filtering by ${field.coordinate} needs permission to see it.`);
  }
}

export interface ConnectionArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  /** Values for the pattern's filters; an absent one does not filter. */
  readonly where?: Readonly<Record<string, AttributeValue | null | undefined>>;
  /** Narrows the pattern's range of sort keys. */
  readonly range?: SortRange | undefined;
  /** Facts that the items have from the one above them; only what their type inherits counts. */
  readonly inherited?: Facts;
}

/** One page of a list in Relay's shape: an error about one item stands in its place, so that it costs no other. Cursors are sealed when they are asked for, each once. */
export interface ConnectionPage {
  readonly edges: readonly { readonly node: Entity | Error; readonly cursor: () => string }[];
  readonly nodes: readonly (Entity | Error)[];
  readonly pageInfo: {
    /** Looked for where it is asked for, unless it is known. */
    readonly hasNextPage: boolean | (() => Promise<boolean>);
    readonly hasPreviousPage: boolean;
    readonly startCursor: () => string | null;
    /** Of the last edge. Where there is none and more follows, where the next page starts. */
    readonly endCursor: () => string | null;
  };
}

/** A comparison that a filter makes, and the field that it tells of. */
interface Filter {
  readonly field: FieldModel;
  readonly comparison: Comparison;
}

/** What is asked of a list, beside its items. */
interface ListQuestion {
  readonly where: readonly Comparison[];
  readonly range: SortRange | undefined;
  readonly selection: Selection;
  readonly inherited: Facts;
}

const NOTHING_TO_SEE: Findings = { shown: [], hasMore: false };
/** Items on one page of a list, where the caller does not say. */
export const DEFAULT_PAGE_SIZE = 20;
/** Items on one page of a list at most. */
export const MAX_PAGE_SIZE = 100;

/** Reads lists for the caller of one request: the rows by queries, the items as any other. */
export class ListReader {
  constructor(
    private readonly options: ReaderOptions,
    private readonly finder: ItemFinder,
    private readonly loader: ItemLoader,
  ) {}

  /** One page of a list. Rows that are not there any more, or not visible, are left out. */
  async connection(
    pattern: AccessPattern,
    params: KeyParams,
    args: ConnectionArguments,
    selection: Selection,
    path: FieldPath,
  ): Promise<ConnectionPage> {
    const plan = planOfNodes(this.options.model, pattern.type, selection);
    const size = pageSize(args.first);
    const { known: inherited } = new ItemFacts(plan.type, {}, args.inherited);
    const facts = { ...inherited, ...this.saidOf(pattern, plan, params) };
    const filters = await this.filters(pattern, facts, args.where ?? {});
    const [where, filtered] = [filters.map(({ comparison }) => comparison), filters.map(({ field }) => field)];
    const query = await this.rangeQuery(pattern, params, plan, { where, range: args.range, selection, inherited });
    const scope = { text: this.scope(pattern, params, where, args.range), query };
    const start = this.start(args.after, scope);
    const reason = this.listReason(path, plan, facts);
    const wanted = {
      list: pattern.name,
      asked: params,
      plan,
      query,
      facts,
      inherited,
      filtered,
      path,
      since: this.loader.now,
    };
    const told = this.factsOfRows(pattern, plan, params, filtered);
    const search = new ListSearch(this.options, this.finder, this.loader, { ...wanted, ...told });
    const rows = new ListRows(this.options, query, start, reason);
    const findings = search.isVain ? NOTHING_TO_SEE : await search.search(rows, size);
    return this.page(scope, rows, findings, start !== null);
  }

  /** The key values of the first items of a list that the caller was found to own, at most so many. Nothing of the items is read. */
  async keys(pattern: AccessPattern, params: KeyParams, limit: number): Promise<KeyParams[]> {
    const { model, report } = this.options;
    const type = typeNamed(model, pattern.type);
    const { rows } = await queried(this.options, keysIn(pattern, params), limit, null, null);
    return rows.flatMap((row) => {
      const key = rowParams(model, { list: pattern.name, type, asked: params }, row);
      if (key instanceof RowKeyError) report(key);
      return key === null || key instanceof RowKeyError ? [] : [key];
    });
  }

  /** A filter is a question about a field's value: only who may see the field may ask it. */
  private async filters(
    pattern: AccessPattern,
    facts: Facts,
    where: Readonly<Record<string, AttributeValue | null | undefined>>,
  ): Promise<Filter[]> {
    const filters: Filter[] = [];
    for (const [argument, value] of Object.entries(where)) {
      if (value === null || value === undefined) continue;
      const field = typeNamed(this.options.model, pattern.type).fields.get(pattern.filters[argument] ?? '');
      const [attribute] = field?.attributes ?? [];
      if (!field || attribute === undefined) throw new TypeError(`${pattern.name} has no filter ${argument}`);
      await this.assertMaySee(field, facts);
      filters.push({ field, comparison: { attribute, equals: value } });
    }
    return filters;
  }

  private async assertMaySee(field: FieldModel, facts: Facts): Promise<void> {
    const decide = (principal: Principal) => decideAll(field.rules, principal, facts);
    const { effect } = await learnt(this.options.callerFacts, decide, callerFactsIn);
    if (effect !== 'allow') throw new FilterDeniedError(field);
  }

  /** An index brings keys only; the table's own rows come with what may be read of every row of the partition. */
  private async rangeQuery(
    pattern: AccessPattern,
    params: KeyParams,
    plan: Plan,
    { where, range, selection, inherited }: ListQuestion,
  ): Promise<RangeQuery> {
    const facts = { ...inherited, ...params };
    const projection = pattern.index ? null : await projected(this.options.callerFacts, plan, facts);
    projection?.denied.forEach((field) => this.options.onDeniedBeforeRead(field, facts));
    const ofIndex = pattern.index && asksForCursors(selection) ? [pattern.index.sk] : [];
    const all = keysIn(pattern, params);
    // Of an index the request says nothing of it.
    const consistent = this.loader.mustSeeWrites;
    return { ...all, range: range ?? all.range, where, attributes: projection?.wanted ?? ofIndex, consistent };
  }

  /** What a list says of its rows: of an index, what the items tell themselves; nothing else can be proved by it. */
  private factsOfRows(
    pattern: AccessPattern,
    plan: Plan,
    partition: KeyParams,
    filtered: readonly FieldModel[],
  ): Pick<Wanted, 'told' | 'hints'> {
    if (!pattern.index) return { told: {}, hints: [] };
    const { principal } = this.options.callerFacts;
    const own = plan.type.stored?.facts ?? [];
    const told = Object.entries({ ...pattern.implies, ...partition }).filter(([name]) => own.includes(name));
    const ofFilters = filtered.flatMap(({ rules }) => rules.flatMap((rule) => factsOfDecision(rule, principal)));
    const decisive = [...factsDecidedBy(plan, principal), ...ofFilters];
    return {
      told: Object.fromEntries(told),
      hints: told.map(([name]) => name).filter((name) => decisive.includes(name)),
    };
  }

  /** What a list says of its rows beside what they inherit, of which no list can tell. */
  private saidOf({ implies }: AccessPattern, { type }: Plan, params: KeyParams): Facts {
    const inherits = type.stored?.inherits ?? [];
    return Object.fromEntries(Object.entries({ ...implies, ...params }).filter(([name]) => !inherits.includes(name)));
  }

  private page(scope: ListScope, rows: ListRows, found: Findings, hasPreviousPage: boolean): ConnectionPage {
    const seal = (position: Position) => this.options.cursors.seal(position, scope);
    const edges = found.shown.map(({ row, node }) => ({ node, cursor: madeOnce(() => seal(rows.positionOf(row))) }));
    return {
      edges,
      nodes: edges.map(({ node }) => node),
      pageInfo: {
        hasNextPage: found.hasMore,
        hasPreviousPage,
        startCursor: () => edges[0]?.cursor() ?? null,
        endCursor: () => {
          const last = edges.at(-1);
          const position = last || found.hasMore !== true ? null : rows.position;
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
    const { awaits, visible } = project(plan, this.options.callerFacts.principal, facts);
    return { path, key: null, facts: awaits, isGuarded: visible !== 'yes' };
  }
}

/** What it makes is made when it is first asked for, and kept. */
function madeOnce(make: () => string): () => string {
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
