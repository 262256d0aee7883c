import { callerFactsIn, decide, type Decision } from '../access/decide';
import type { HoldingSource } from '../access/RoleBook';
import type { Facts } from '../access/Rule';
import type { Entity } from '../model/Model';
import type { Plan } from '../projection/plan';
import { project, type Projection } from '../projection/project';
import { errorOf } from '../storage/calls/errors';
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
  /** Looked at to learn whether there is more, and not for the answer. */
  readonly isAside?: boolean;
}

/** An item that cannot be shown yet. */
type Open = Awaiting | Wanting;

interface Undecided {
  readonly work: Work;
  readonly position: number;
  readonly projection: Projection;
}

/** First the caller's own facts are to be known. */
interface Awaiting extends Undecided {
  readonly awaited: readonly string[];
}

/** Some of its attributes are to be read, or whether it is there. */
interface Wanting extends Undecided {
  readonly wanted: readonly AttributePath[];
}

/** What was found: an item, nothing that the caller may know of, or an error about this item alone. */
export type Found = Entity | null | Error;

const NOTHING_ASKED: ReadonlySet<string> = new Set();
const NOT_SHOWN: Decision = { effect: 'deny', because: 'no grant for the roles' };

function awaitedOf({ awaitsCaller }: Projection, existence: Decision): readonly string[] {
  return existence.effect === 'depends' ? [...awaitsCaller, ...callerFactsIn(existence)] : awaitsCaller;
}

/**
 * Finds items: decides, projects what is permitted and selected, batches, and decides again where facts had to be read first.
 */
export class ItemFinder {
  private readonly loader: ItemLoader;

  constructor(private readonly options: ReaderOptions) {
    this.loader = new ItemLoader(options.table, options.signal, options.beforeRead, options.trace);
  }

  /** For {@link remember}, taken before the query is sent. */
  get now(): number {
    return this.loader.now;
  }

  /** Whether something was written, so that what is read from now on must see it. */
  get mustSeeWrites(): boolean {
    return this.loader.now > 0;
  }

  /** Keeps what a query brought of an item, unless something was written since. */
  remember(key: Key, attributes: readonly AttributePath[], row: Item, since: number): void {
    this.loader.remember(key, attributes, row, since);
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
      const awaiting = open.filter((each) => 'awaited' in each);
      const wanting = open.filter((each) => 'wanted' in each);
      if (awaiting.length > 0) {
        next.push(...wanting);
        await this.learn(awaiting, asked, found, next);
      } else await this.read(wanting, asked, found, next);
      open = next;
    }
    return found;
  }

  /** Decides, and notes what is found or what has to be known first. What the caller's facts did not tell, nobody else will. */
  private step(work: Work, position: number, asked: ReadonlySet<string>, found: Found[], open: Open[]): void {
    try {
      const projection = project(work.plan, this.options.callerFacts.standing, work.reading.facts);
      const existence = this.existence(work, projection);
      const awaited = awaitedOf(projection, existence).filter((source) => !asked.has(source));
      if (awaited.length > 0) open.push({ work, position, projection, awaited });
      else this.goOn(work, position, projection, existence.effect === 'allow', found, open);
    } catch (cause) {
      found[position] = errorOf(cause);
    }
  }

  private goOn(
    work: Work,
    position: number,
    projection: Projection,
    existsUnread: boolean,
    found: Found[],
    open: Open[],
  ): void {
    const { reading } = work;
    if (projection.visible === 'no' || (reading.isAbsent && !existsUnread)) return;
    if (!reading.isAbsent) this.tellProved(work, projection);
    const wanted = reading.missing(projection);
    const isKnown = reading.isAbsent || projection.visible === 'unknown' || reading.wasRead || existsUnread;
    if (wanted.length > 0 || !isKnown) open.push({ work, position, projection, wanted });
    else found[position] = this.shown(work, projection);
  }

  /** Whether the item counts as existing though nothing was read of it: asked only where that is all that is left to know. */
  private existence({ plan: { type }, reading }: Work, projection: Projection): Decision {
    const isAsked =
      reading.isAbsent ||
      (projection.visible === 'yes' && !reading.wasRead && reading.missing(projection).length === 0);
    return isAsked && type.existsFor
      ? decide(type.existsFor, this.options.callerFacts.standing, reading.facts)
      : NOT_SHOWN;
  }

  /** Of the caller, what these items wait for. */
  private async learn(awaiting: readonly Awaiting[], asked: Set<string>, found: Found[], open: Open[]): Promise<void> {
    const sources = [...new Set(awaiting.flatMap(({ awaited }) => awaited))];
    const { callerFacts } = this.options;
    const failure = await callerFacts.learn(sources).then(() => null, errorOf);
    const isKnown = (source: string) => callerFacts.standing.holds(source as HoldingSource) !== undefined;
    for (const source of sources) if (failure === null || isKnown(source)) asked.add(source);
    for (const { work, position, awaited } of awaiting) {
      if (failure && !awaited.every(isKnown)) found[position] = failure;
      else this.step(work, position, asked, found, open);
    }
  }

  private async read(wanting: readonly Wanting[], asked: Set<string>, found: Found[], open: Open[]): Promise<void> {
    const read = await this.loader.loadAll(
      wanting.map(({ work: { path, reading }, wanted, projection }) => ({
        key: reading.key,
        attributes: wanted,
        reason: this.reasonOf(path, reading.key, projection),
      })),
    );
    wanting.forEach(({ work, position, wanted }, index) => {
      const item = read[index] ?? null;
      if (item instanceof Error) {
        found[position] = item;
        return;
      }
      if (item) work.reading.add(wanted, item);
      else work.reading.addAbsence();
      this.step(work, position, asked, found, open);
    });
  }

  private shown({ reading, path, known, isAside = false }: Work, { visible }: Projection): Entity | null {
    if (visible !== 'yes') return null;
    const entity = reading.entity();
    if (!isAside) this.options.trace?.shown(path, reading.key, entity, known);
    return entity;
  }

  reasonOf(path: FieldPath, key: Key | null, { awaits, visible }: Projection): ReadReason | null {
    return this.options.trace ? { path, key, facts: awaits, isGuarded: visible !== 'yes' } : null;
  }

  /** What a list told of the item may be outdated: nothing is denied for it alone. */
  private tellProved({ plan, reading: { facts, provedFacts } }: Work, projection: Projection): void {
    const proved = facts === provedFacts ? projection : project(plan, this.options.callerFacts.standing, provedFacts);
    this.tellDenied(proved, provedFacts);
  }

  tellDenied({ denied }: Projection, facts: Facts): void {
    denied.forEach((field) => this.options.onDeniedBeforeRead(field, facts));
  }
}
