import type { GraphQLResolveInfo } from 'graphql';
import { decideAll } from '../access/decide';
import type { Facts } from '../access/Rule';
import type { AccessPattern } from '../model/AccessPattern';
import { itemOfId } from '../model/globalId';
import { typeNamed } from '../model/Model';
import { selectionOf, type Selection } from '../projection/selection';
import { errorOf } from '../storage/calls/errors';
import type { SortRange } from '../storage/expressions';
import { keyOf, type KeyParams } from '../storage/keys';
import type { Item } from '../storage/requests';
import { GuardedRead, type Found } from './GuardedRead';
import { ItemFacts } from './ItemFacts';
import { ItemFinder } from './ItemFinder';
import { ItemLoader } from './ItemLoader';
import { ListReader, type ConnectionPage } from './ListReader';
import { planOfItem } from './plans';
import { RangeRows } from './RangeRows';
import type { ReaderOptions } from './ReaderOptions';
import type { FieldPath } from './ReadTrace';
import { IdReference, KeyReference, PageReference, type Reference } from './Reference';

/** What a reference leads to: of a list, errors stand in the places of the items that they are about. */
type Resolved = Found | readonly Found[] | ConnectionPage;

/**
 * Reads items for the caller of one request: decides, projects what is permitted and selected, batches, and decides again where
 * facts had to be read first. The only way from resolvers to the table.
 */
export class Reader {
  private readonly loader: ItemLoader;
  private readonly finder: ItemFinder;
  private readonly lists: ListReader;
  private readonly ranges: RangeRows;

  constructor(private readonly options: ReaderOptions) {
    this.loader = new ItemLoader(options.table, options.signal, options.beforeRead, options.trace);
    this.finder = new ItemFinder(options, this.loader);
    this.lists = new ListReader(options, this.finder, this.loader);
    this.ranges = new RangeRows(options);
  }

  /** What the reference leads to, as far as the caller may see and the field that `info` is of selects. */
  async resolveReference(reference: Reference, info: GraphQLResolveInfo): Promise<Resolved> {
    const [resolved = null] = await this.resolveReferences([reference], selectionOf(info), () => info.path);
    if (resolved instanceof Error) throw resolved;
    return resolved;
  }

  /**
   * What each of the references of one field leads to, an error in the place of what it is about. At once where nothing has to be
   * read. `pathAt` gives the place in the answer of the reference at a position.
   */
  resolveReferences(
    references: readonly Reference[],
    selection: Selection,
    pathAt: (position: number) => FieldPath,
  ): readonly Resolved[] | Promise<readonly Resolved[]> {
    if (references.every(isPage)) return this.pages(references, selection, pathAt);
    const first = pathAt(0);
    const reads = references.map((reference, position) =>
      // Only who traces wants to know of each.
      this.readsOf(reference, selection, this.options.trace ? pathAt(position) : first),
    );
    const found = this.finder.find(reads.flat());
    return found instanceof Promise
      ? found.then((all) => shared(references, reads, all))
      : shared(references, reads, found);
  }

  private async pages(
    references: readonly PageReference[],
    selection: Selection,
    pathAt: (position: number) => FieldPath,
  ): Promise<readonly Resolved[]> {
    return Promise.all(
      references.map(({ pattern, params, args }, position) =>
        this.lists.connection(pattern, params, args, selection, pathAt(position)).catch(errorOf),
      ),
    );
  }

  private readsOf(reference: Reference, selection: Selection, path: FieldPath): readonly (GuardedRead | null)[] {
    if (reference instanceof KeyReference) {
      const { typeName, keys, inherited } = reference;
      return keys.map((params) => this.guardedRead(typeName, params, inherited, selection, path));
    }
    if (!(reference instanceof IdReference)) throw new TypeError('expected a field to lead to items or to pages');
    const { model } = this.options;
    return reference.ids.map((id) => {
      const item = itemOfId(model, id, reference.typeName);
      const isOfField = item && typeNamed(model, item.typeName).selectableAs.includes(selection.type.name);
      return isOfField ? this.guardedRead(item.typeName, item.params, {}, selection, path) : null;
    });
  }

  /** `null` for what cannot be a key. */
  private guardedRead(
    typeName: string,
    params: KeyParams,
    inherited: Facts,
    selection: Selection,
    path: FieldPath,
  ): GuardedRead | null {
    const type = typeNamed(this.options.model, typeName);
    if (!type.stored) throw new TypeError(`${type.name} is not a stored type`);
    const key = keyOf(type.stored.key, params);
    if (!key) return null;
    const plan = planOfItem(this.options.model, type, selection);
    return new GuardedRead(plan, key, params, new ItemFacts(type, params, inherited), path);
  }

  /** The key values of the item that the id stands for, where it is of this stored type. Says nothing about existence. */
  paramsOf(id: string, typeName: string): KeyParams | null {
    return itemOfId(this.options.model, id, typeName)?.params ?? null;
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
    const { principal } = this.options.callerFacts;
    return fields
      .filter(({ rules }) => rules.length === 0 || decideAll(rules, principal, facts).effect === 'allow')
      .map(({ name }) => name);
  }

  /** Forgets what was loaded, since something was written; later reads see the write. */
  forget(): void {
    this.loader.forget();
  }
}

function isPage(reference: Reference): reference is PageReference {
  return reference instanceof PageReference;
}

/** Shares out to each reference what its reads found. */
function shared(
  references: readonly Reference[],
  reads: readonly (readonly unknown[])[],
  found: readonly Found[],
): readonly Resolved[] {
  let next = 0;
  return references.map(({ gives }, position) => {
    const own = found.slice(next, (next += reads[position]?.length ?? 0));
    if (gives === 'item') return own[0] ?? null;
    return gives === 'shown' ? own.filter((each) => each !== null) : own;
  });
}
