import { getNamedType, type GraphQLResolveInfo } from 'graphql';
import { decide, decideAll } from '../access/decide';
import { entryOf } from '../access/entryOf';
import type { Facts, Grant } from '../access/Rule';
import { fromGlobalId } from '../model/globalId';
import type { Entity } from '../model/Model';
import { typeNamed, type FieldModel, type Model, type TypeModel } from '../model/Model';
import type { Plan } from '../projection/plan';
import { factsDecidedBy, project, type Projection } from '../projection/project';
import { selectionOf, type Selection } from '../projection/selection';
import type { Cursors, ListScope } from '../storage/cursors';
import { errorOf } from '../storage/errors';
import type { AttributePath, AttributeValue, Comparison, SortRange } from '../storage/expressions';
import { fill, isKeyValue, matchKey, type Key, type KeyParams } from '../storage/keys';
import { positionOf, type Item, type Position, type RangeQuery } from '../storage/requests';
import type { Page } from '../storage/Table';
import type { AccessPattern } from './AccessPattern';
import type { CallerFacts } from './CallerFacts';
import { ItemLoader } from './ItemLoader';
import { ItemReading } from './ItemReading';
import { asksForCursors, planOfItem, planOfNodes, planOfRows } from './plans';
import type { FieldPath, ReadReason, ReadTrace } from './ReadTrace';
import type { Reference } from './Reference';
import type { TableReads } from './TableReads';

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

export interface ReaderOptions {
  readonly model: Model;
  readonly table: TableReads;
  readonly cursors: Cursors;
  readonly callerFacts: CallerFacts;
  readonly signal: AbortSignal | undefined;
  /** Told of each selected field that is known to be denied before its item is read; may throw to refuse the operation. */
  readonly onDeniedBeforeRead: (field: FieldModel, facts: Facts) => void;
  /** Called before each read is sent; may throw where the operation has been refused meanwhile. */
  readonly beforeRead: () => void;
  /** Listens; `null` unless the answer is to be explained. */
  readonly trace?: ReadTrace | null;
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

/** One item that is being read for one field. */
interface Work {
  readonly plan: Plan;
  readonly reading: ItemReading;
  readonly path: FieldPath;
  /** What was known of it at first. */
  readonly known: Facts;
}

/** An item that cannot be shown yet: the caller's own facts are awaited (`wanted` is `null`), or some of its attributes. */
interface Open {
  readonly work: Work;
  readonly position: number;
  readonly projection: Projection;
  readonly wanted: readonly AttributePath[] | null;
}

/** What was found: an item, nothing that the caller may know of, or an error about this item alone. */
type Found = Entity | null | Error;

/** Items on one page of a list, where the caller does not say. */
export const DEFAULT_PAGE_SIZE = 20;
/** Items on one page of a list at most. */
export const MAX_PAGE_SIZE = 100;
/** A filtered list looks at this many pages of the table at most for one page of the answer. */
const MAX_QUERIES = 25;
const MIN_FILTERED_LIMIT = 250;
/** DynamoDB stops at 1 MB anyway, and takes a `Limit` of 32 bits only. */
const MAX_FILTERED_LIMIT = 100_000;

/**
 * Reads items for the caller of one request: decides, projects what is permitted and selected, batches, and decides again where
 * facts had to be read first. The only way from resolvers to the table.
 */
export class Reader {
  private readonly loader: ItemLoader;

  constructor(private readonly options: ReaderOptions) {
    this.loader = new ItemLoader(options.table, options.signal, options.beforeRead, options.trace);
  }

  /**
   * The item with this global id, or `null` where it is not there, not visible, of a type that the field does not lead to, or no
   * id at all.
   */
  async node(id: string, info: GraphQLResolveInfo, typeName?: string): Promise<Entity | null> {
    const params = this.paramsOf(id, typeName);
    if (!params || !this.leadsTo(params.typeName, info)) return null;
    return this.item(params.typeName, params.params, info);
  }

  private leadsTo(typeName: string, { returnType }: GraphQLResolveInfo): boolean {
    return typeNamed(this.options.model, typeName).selectableAs.includes(getNamedType(returnType).name);
  }

  /** What the id stands for, where it is of a stored type (of `typeName`, if given). */
  paramsOf(id: string, typeName?: string): { typeName: string; params: KeyParams } | null {
    const parsed = fromGlobalId(id);
    const type = parsed && this.options.model.types.get(parsed.typeName);
    if (!parsed || !type?.stored || (typeName !== undefined && type.name !== typeName)) return null;
    if (type.keyNames.length !== parsed.values.length) return null;
    return {
      typeName: type.name,
      params: Object.fromEntries(type.keyNames.map((name, i) => [name, parsed.values[i] ?? ''])),
    };
  }

  /** The item as far as the caller may see and the operation selects; `null` where it is not there or not visible. */
  async item(
    typeName: string,
    params: KeyParams,
    info: GraphQLResolveInfo,
    inherited: Facts = {},
  ): Promise<Entity | null> {
    const work = this.begin(typeName, params, inherited, selectionOf(info), info.path);
    const [found = null] = work ? await this.finish([work]) : [];
    if (found instanceof Error) throw found;
    return found;
  }

  /**
   * What each of the references of one field leads to, an error in the place of what it is about. At once where nothing has to be
   * read. `pathAt` gives the place in the answer of the reference at a position.
   */
  follow(
    references: readonly Reference[],
    info: GraphQLResolveInfo,
    pathAt: (position: number) => FieldPath,
  ): readonly Followed[] | Promise<readonly Followed[]> {
    const selection = selectionOf(info);
    const works = references.flatMap(({ typeName, keys, inherited }, position) => {
      const path = this.options.trace ? pathAt(position) : info.path;
      return keys.map((params) => this.begin(typeName, params, inherited, selection, path));
    });
    const found = this.finish(works);
    return found instanceof Promise ? found.then((all) => shared(references, all)) : shared(references, found);
  }

  /** `null` for what cannot be a key. */
  private begin(
    typeName: string,
    params: KeyParams,
    inherited: Facts,
    selection: Selection,
    path: FieldPath,
  ): Work | null {
    const type = typeNamed(this.options.model, typeName);
    if (!type.keyNames.every((name) => isKeyValue(params[name] ?? ''))) return null;
    const plan = planOfItem(this.options.model, type, selection);
    const reading = new ItemReading(type, params, knownFacts(type, params, inherited));
    return { plan, reading, path, known: reading.facts };
  }

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
    const where = await this.filters(pattern, { ...pattern.implies, ...params }, args.where ?? {});
    const query = await this.rangeQuery(pattern, params, plan, { where, range: args.range, selection });
    const scope = { text: this.scope(pattern, params, where, args.range), query };
    const start = this.start(args.after, scope);
    const reason = this.listReason(info.path, plan, { ...pattern.implies, ...params });
    const { rows, end } = await this.collect(query, size, start, reason);
    const told = this.toldOf(pattern, plan, params);
    const entities = await this.finish(rows.map((row) => this.fromRow(plan, told, query, row, info.path)));
    return this.page(query, scope, rows, entities, end, start !== null);
  }

  /** The key values of the first items of a list that the caller was found to own, at most so many. Nothing of the items is read. */
  async keys(
    { index, partition, prefix, descending, type }: AccessPattern,
    params: KeyParams,
    limit: number,
  ): Promise<KeyParams[]> {
    const { stored } = typeNamed(this.options.model, type);
    const query: RangeQuery = {
      index,
      partition: fill(partition, params),
      range: prefix === null ? null : { beginsWith: prefix },
      descending,
      where: [],
      attributes: [],
      consistent: false,
    };
    const { rows } = await this.query(query, limit, null, null);
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

  /** The fields of a type that the caller may see of an item with these facts, as far as that is known without reading it. */
  visibleFields(typeName: string, facts: Facts): string[] {
    const fields = [...typeNamed(this.options.model, typeName).fields.values()];
    const { standing } = this.options.callerFacts;
    return fields
      .filter(({ rules }) => rules.length === 0 || decideAll(rules, standing, facts).effect === 'allow')
      .map(({ name }) => name);
  }

  /** Forgets what was loaded, since something was written; later reads see the write. */
  forget(): void {
    this.loader.forget();
  }

  /**
   * Reads what may be read of all these items, and learns what decisions still wait for, until nothing is left to learn: facts first,
   * the rest only where they grant. At once where nothing has to be read: a promise for each item costs more than its decision.
   */
  private finish(works: readonly (Work | null)[]): readonly Found[] | Promise<readonly Found[]> {
    const found = new Array<Found>(works.length).fill(null);
    const open: Open[] = [];
    works.forEach((work, position) => {
      if (work) this.step(work, position, NOTHING_ASKED, found, open);
    });
    return open.length === 0 ? found : this.finishLater(open, found);
  }

  private async finishLater(first: readonly Open[], found: Found[]): Promise<readonly Found[]> {
    const asked = new Set<string>();
    for (let open = first; open.length > 0;) {
      const next: Open[] = [];
      const awaiting = open.filter(({ wanted }) => wanted === null);
      if (awaiting.length > 0) {
        next.push(...open.filter(({ wanted }) => wanted !== null));
        await this.learn(awaiting, asked, found, next);
      } else await this.read(open, asked, found, next);
      open = next;
    }
    return found;
  }

  /** Decides, and notes what is found or what has to be known first. What the caller's facts did not tell, nobody else will. */
  private step(work: Work, position: number, asked: ReadonlySet<string>, found: Found[], open: Open[]): void {
    try {
      const projection = project(work.plan, this.options.callerFacts.standing, work.reading.facts);
      const isAwaiting = projection.awaitsCaller.some((source) => !asked.has(source));
      const wanted = isAwaiting ? null : this.wantedNext(work, projection);
      if (isAwaiting || wanted) open.push({ work, position, projection, wanted });
      else found[position] = this.shown(work, projection);
    } catch (cause) {
      found[position] = errorOf(cause);
    }
  }

  /** Of the caller, what these items wait for. */
  private async learn(awaiting: readonly Open[], asked: Set<string>, found: Found[], open: Open[]): Promise<void> {
    const sources = [...new Set(awaiting.flatMap(({ projection }) => projection.awaitsCaller))];
    try {
      await this.options.callerFacts.learn(sources);
    } catch (cause) {
      for (const { position } of awaiting) found[position] = errorOf(cause);
      return;
    }
    for (const source of sources) asked.add(source);
    for (const { work, position } of awaiting) this.step(work, position, asked, found, open);
  }

  private async read(wanting: readonly Open[], asked: Set<string>, found: Found[], open: Open[]): Promise<void> {
    const read = await this.loader.loadAll(
      wanting.map(({ work: { path, reading }, wanted, projection }) => ({
        key: reading.key,
        attributes: wanted ?? [],
        reason: this.reason(path, reading.key, projection),
      })),
    );
    wanting.forEach(({ work, position, projection, wanted }, index) => {
      const item = read[index] ?? null;
      if (item instanceof Error) found[position] = item;
      else if (!item) {
        work.reading.addAbsence(wanted ?? []);
        found[position] = this.isThereUnread(work, projection) ? this.shown(work, projection) : null;
      } else {
        work.reading.add(wanted ?? [], item);
        this.step(work, position, asked, found, open);
      }
    });
  }

  /** What has to be read next of the item; `null` where all is known that will be. */
  private wantedNext(work: Work, projection: Projection): readonly AttributePath[] | null {
    const { plan, reading } = work;
    if (projection.visible === 'no') return null;
    this.tellDenied(projection, reading.facts);
    const wanted = reading.missing(projection);
    const isKnown =
      projection.visible === 'unknown' || reading.wasRead || this.isProven(plan.type, projection, reading.facts);
    return wanted.length === 0 && isKnown ? null : wanted;
  }

  private isThereUnread({ plan: { type }, reading }: Work, projection: Projection): boolean {
    const isThere = reading.wasRead || this.isProven(type, projection, reading.facts);
    return isThere && type.stored?.existsWhenOwned === true;
  }

  private shown({ reading, path, known }: Work, { visible }: Projection): Entity | null {
    if (visible !== 'yes') return null;
    const entity = reading.entity();
    this.options.trace?.shown(path, reading.key, entity, known);
    return entity;
  }

  private reason(path: FieldPath, key: Key | null, { awaits, visible }: Projection): ReadReason | null {
    return this.options.trace ? { path, key, facts: awaits, isGuarded: visible !== 'yes' } : null;
  }

  private listReason(path: FieldPath, plan: Plan, facts: Facts): ReadReason | null {
    if (!this.options.trace) return null;
    return this.reason(path, null, project(plan, this.options.callerFacts.standing, facts));
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

  private tellDenied({ denied }: Projection, facts: Facts): void {
    denied.forEach((field) => this.options.onDeniedBeforeRead(field, facts));
  }

  /**
   * Whether a visible item is known to be there without reading it: its key is nothing but the fact by which its owner owns it,
   * and the credential or the ownership record proved that the caller is the owner.
   */
  private isProven(type: TypeModel, { visible }: Projection, facts: Facts): boolean {
    const [name, ...others] = type.keyNames;
    if (visible !== 'yes' || name === undefined || others.length > 0 || !type.rule) return false;
    const { standing } = this.options.callerFacts;
    return grantsOf(type).some(({ role, condition }) => {
      if (condition.name !== 'own' || condition.factFor(role) !== name || !standing.roles.includes(role)) return false;
      return condition.test(standing, role, facts) === 'holds';
    });
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
    if (projection) this.tellDenied(projection, params);
    const ofIndex = pattern.index && asksForCursors(selection) ? [pattern.index.sk] : [];
    return {
      index: pattern.index,
      partition: fill(pattern.partition, params),
      range: range ?? (pattern.prefix === null ? null : { beginsWith: pattern.prefix }),
      descending: pattern.descending,
      where,
      attributes: projection?.wanted ?? ofIndex,
      consistent: false,
    };
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
    if (!pattern.index) return { facts: partition, hints: [] };
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
    told: ToldByList,
    { attributes, index }: RangeQuery,
    row: Item,
    path: FieldPath,
  ): Work | null {
    const key = { pk: String(row.pk), sk: String(row.sk) };
    const params = plan.type.stored && matchKey(plan.type.stored.key, key);
    if (!params) return null;
    const reading = new ItemReading(plan.type, params, { ...told.facts, ...params }, told.hints);
    if (!index) {
      this.loader.remember(key, attributes, row);
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
}

const NOTHING_ASKED: ReadonlySet<string> = new Set();

/** What a reference led to: of a list, what the caller may see of it, errors in the places of the items that they are about. */
type Followed = Entity | readonly (Entity | Error)[] | null | Error;

function shared(references: readonly Reference[], found: readonly Found[]): readonly Followed[] {
  let next = 0;
  return references.map(({ keys, isList }) => {
    const own = found.slice(next, (next += keys.length));
    if (!isList) return own[0] ?? null;
    return own.filter((each) => each !== null);
  });
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

/** The facts of an item that its key tells, and those that it has from the item above it. */
function knownFacts({ stored }: TypeModel, params: KeyParams, inherited: Facts): Facts {
  if (!stored || stored.inherits.length === 0) return params;
  const known: Record<string, string | null> = {};
  for (const name of stored.inherits) {
    if (Object.hasOwn(inherited, name)) known[name] = inherited[name] ?? null;
  }
  return Object.assign(known, params);
}

const ownGrants = new WeakMap<TypeModel, readonly Grant[]>();

/** By which an item of the type, or a field of it, may be seen. */
function grantsOf(type: TypeModel): readonly Grant[] {
  return entryOf(ownGrants, type, () => {
    const ofFields = [...type.fields.values()].flatMap(({ ownRule }) => ownRule?.grants ?? []);
    return [...(type.rule?.grants ?? []), ...ofFields];
  });
}
