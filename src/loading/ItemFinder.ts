import { entryOf } from '../access/entryOf';
import type { Facts, Grant } from '../access/Rule';
import type { Entity, TypeModel } from '../model/Model';
import type { Plan } from '../projection/plan';
import { project, type Projection } from '../projection/project';
import { errorOf } from '../storage/errors';
import type { AttributePath } from '../storage/expressions';
import type { Key } from '../storage/keys';
import type { Item } from '../storage/requests';
import { ItemLoader } from './ItemLoader';
import type { ItemReading } from './ItemReading';
import type { ReaderOptions } from './ReaderOptions';
import type { FieldPath, ReadReason } from './ReadTrace';

/** One item that is being read for one field. */
export interface Work {
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
export type Found = Entity | null | Error;

const NOTHING_ASKED: ReadonlySet<string> = new Set();

/**
 * Finds items: decides, projects what is permitted and selected, batches, and decides again where facts had to be read first.
 */
export class ItemFinder {
  private readonly loader: ItemLoader;

  constructor(private readonly options: ReaderOptions) {
    this.loader = new ItemLoader(options.table, options.signal, options.beforeRead, options.trace);
  }

  /** Keeps what a query brought of an item. */
  remember(key: Key, attributes: readonly AttributePath[], row: Item): void {
    this.loader.remember(key, attributes, row);
  }

  /** Forgets what was loaded, since something was written; later reads see the write. */
  forget(): void {
    this.loader.forget();
  }

  /**
   * Reads what may be read of all these items, and learns what decisions still wait for, until nothing is left to learn: facts first,
   * the rest only where they grant. At once where nothing has to be read: a promise for each item costs more than its decision.
   */
  finish(works: readonly (Work | null)[]): readonly Found[] | Promise<readonly Found[]> {
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
        reason: this.reasonOf(path, reading.key, projection),
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

  reasonOf(path: FieldPath, key: Key | null, { awaits, visible }: Projection): ReadReason | null {
    return this.options.trace ? { path, key, facts: awaits, isGuarded: visible !== 'yes' } : null;
  }

  tellDenied({ denied }: Projection, facts: Facts): void {
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
}

const ownGrants = new WeakMap<TypeModel, readonly Grant[]>();

/** By which an item of the type, or a field of it, may be seen. */
function grantsOf(type: TypeModel): readonly Grant[] {
  return entryOf(ownGrants, type, () => {
    const ofFields = [...type.fields.values()].flatMap(({ ownRule }) => ownRule?.grants ?? []);
    return [...(type.rule?.grants ?? []), ...ofFields];
  });
}
