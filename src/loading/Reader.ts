import { getNamedType, type GraphQLResolveInfo } from 'graphql';
import { decideAll } from '../access/decide';
import type { Facts } from '../access/Rule';
import type { AccessPattern } from '../model/AccessPattern';
import { fromGlobalId } from '../model/globalId';
import { typeNamed, type Entity } from '../model/Model';
import { selectionOf, type Selection } from '../projection/selection';
import type { SortRange } from '../storage/expressions';
import { keyOf, type KeyParams } from '../storage/keys';
import type { Item } from '../storage/requests';
import { ItemFinder, type Found, type Work } from './ItemFinder';
import { ItemFacts } from './ItemFacts';
import { ItemReading } from './ItemReading';
import { ListReader, type ConnectionArguments, type ConnectionPage } from './ListReader';
import { planOfItem } from './plans';
import { RangeRows } from './RangeRows';
import type { ReaderOptions } from './ReaderOptions';
import type { FieldPath } from './ReadTrace';
import type { Reference } from './Reference';

/**
 * Reads items for the caller of one request: decides, projects what is permitted and selected, batches, and decides again where
 * facts had to be read first. The only way from resolvers to the table.
 */
export class Reader {
  private readonly finder: ItemFinder;
  private readonly lists: ListReader;
  private readonly ranges: RangeRows;

  constructor(private readonly options: ReaderOptions) {
    this.finder = new ItemFinder(options);
    this.lists = new ListReader(options, this.finder);
    this.ranges = new RangeRows(options);
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
    const [found = null] = work ? await this.finder.finish([work]) : [];
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
    const found = this.finder.finish(works);
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
    if (!type.stored) throw new TypeError(`${type.name} is not a stored type`);
    const key = keyOf(type.stored.key, params);
    if (!key) return null;
    const plan = planOfItem(this.options.model, type, selection);
    const reading = new ItemReading(type, key, params, new ItemFacts(type, params, inherited));
    return { plan, reading, path, known: reading.facts };
  }

  /** One page of a list. Rows that are not there any more, or not visible, are left out. */
  async connection(
    pattern: AccessPattern,
    params: KeyParams,
    args: ConnectionArguments,
    info: GraphQLResolveInfo,
  ): Promise<ConnectionPage> {
    return this.lists.connection(pattern, params, args, info);
  }

  /** The key values of the first items of a list that the caller was found to own, at most so many. Nothing of the items is read. */
  async keys(pattern: AccessPattern, params: KeyParams, limit: number): Promise<KeyParams[]> {
    return this.lists.keys(pattern, params, limit);
  }

  /**
   * All rows of one range with the attributes that `info` selects of the value type `typeName`, for aggregates: what the caller may
   * see of a value with these facts, those that it is given out with.
   */
  async rows(
    typeName: string,
    partition: string,
    range: SortRange,
    info: GraphQLResolveInfo,
    facts: Facts,
  ): Promise<readonly Item[]> {
    return this.ranges.all(typeName, partition, range, info, facts);
  }

  /** The same page by page, for sums over more than one wants to keep at a time. */
  rowPages(
    typeName: string,
    partition: string,
    range: SortRange,
    info: GraphQLResolveInfo,
    facts: Facts,
  ): AsyncGenerator<readonly Item[], void> {
    return this.ranges.pages(typeName, partition, range, info, facts);
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
    this.finder.forget();
  }
}

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
