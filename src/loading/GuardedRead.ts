import { callerFactsIn, decide, type Decision } from '../access/decide';
import { getOrInsert } from '../maps/getOrInsert';
import type { Facts } from '../access/Rule';
import type { Principal } from '../access/Principal';
import { AskedAttributes, Entity, type FieldModel } from '../model/Model';
import type { Plan } from '../projection/plan';
import { project, type Projection } from '../projection/project';
import type { AttributePath } from '../storage/expressions';
import type { Key, KeyParams } from '../storage/keys';
import type { Item } from '../storage/requests';
import type { ItemFacts } from './ItemFacts';
import { merge } from './ItemLoader';
import type { FieldPath, ReadReason } from './ReadTrace';

/** What was found: an item, nothing that the caller may know of, or an error about this item alone. */
export type Found = Entity | null | Error;

/** What a guarded read takes next. */
export type Step = LearnStep | ReadStep | DoneStep;

/** Facts of the caller are to be known first. */
interface LearnStep {
  readonly kind: 'learn';
  readonly of: GuardedRead;
  readonly sources: readonly string[];
}

/** Attributes of the item are to be read, or whether it is there: with the reason why. */
export interface ReadStep extends ReadReason {
  readonly kind: 'read';
  readonly of: GuardedRead;
  readonly key: Key;
  readonly attributes: readonly AttributePath[];
  /** Selected fields that are denied for certain. */
  readonly denied: readonly FieldModel[];
}

/** Nothing is left to do. */
interface DoneStep {
  readonly kind: 'done';
  readonly found: Found;
  /** Selected fields that are denied for certain. */
  readonly denied: readonly FieldModel[];
}

const NONE: readonly never[] = [];
/** The item is absent for this caller. */
const ABSENT: DoneStep = { kind: 'done', found: null, denied: NONE };
const NOT_SHOWN: Decision = { effect: 'deny', because: 'no grant for the roles' };
/** Of what is not there, everything is known. */
const ALL_ASKED = new AskedAttributes([], null);
/** Made once for a projection, since reads of the same attributes go together. */
const hinted = new WeakMap<readonly AttributePath[], Map<string, readonly AttributePath[]>>();

/** Done without a step: what was found before. */
export function done(found: Found): DoneStep {
  return found === null ? ABSENT : { kind: 'done', found, denied: NONE };
}

function withHints(wanted: readonly AttributePath[], hints: readonly string[]): readonly AttributePath[] {
  if (hints.length === 0) return wanted;
  const known = getOrInsert(hinted, wanted, () => new Map<string, readonly AttributePath[]>());
  return getOrInsert(known, hints.join(), () => [...new Set([...wanted, ...hints])].sort());
}

function awaitedOf({ awaitsCaller }: Projection, existence: Decision): readonly string[] {
  return existence.effect === 'depends' ? [...awaitsCaller, ...callerFactsIn(existence)] : awaitsCaller;
}

/**
 * One item on its way to the answer: what is known of it, what was read of it so far, and what to do next. Facts come first, the rest only
 * where they grant. It reads nothing itself.
 */
export class GuardedRead {
  /** What is known of it before anything is read for it. */
  known: Facts;
  private item: Item | null = null;
  private readonly has: (readonly AttributePath[])[] = [];
  /** Whether the store was asked, and has no such item. */
  private isAbsent = false;

  constructor(
    private readonly plan: Plan,
    readonly key: Key,
    private readonly params: KeyParams,
    private readonly itemFacts: ItemFacts,
    /** For which field of the answer. */
    readonly path: FieldPath,
    /** Facts that a list told, which may lag behind the item: they say what to read, and the item itself decides. */
    private readonly hints: readonly string[] = NONE,
    /** Looked at to learn whether there is more, and not for the answer. */
    readonly isAside = false,
  ) {
    this.known = itemFacts.known;
  }

  /** What to do next, for a caller of whom so much is known. Changes nothing. `asked`: facts of the caller that are known, or that nobody tells. */
  next(principal: Principal, asked: ReadonlySet<string>): Step {
    const projection = project(this.plan, principal, this.itemFacts.known);
    const missing = this.missing(projection);
    const existence = this.existence(principal, projection, missing);
    const sources = awaitedOf(projection, existence).filter((source) => !asked.has(source));
    if (sources.length > 0) return { kind: 'learn', of: this, sources };
    const existsUnread = existence.effect === 'allow';
    if (projection.visible === 'no' || (this.isAbsent && !existsUnread)) return ABSENT;
    const denied = this.isAbsent ? NONE : this.provedDenied(principal, projection);
    const isThere = this.isAbsent || this.item !== null || existsUnread;
    return missing.length === 0 && (isThere || projection.visible === 'unknown')
      ? { kind: 'done', found: this.shown(projection), denied }
      : this.readStep(missing, projection, denied);
  }

  /** What is known of it, without what a list told and the item has not confirmed yet: it does with its first read, as far as that decides. */
  get provedFacts(): Facts {
    return this.itemFacts.proved;
  }

  /** Takes in what was read; a fact that the item lacks is known to be absent from now on. */
  add(attributes: readonly AttributePath[], read: Item): void {
    this.item = this.item ? merge(this.item, read) : read;
    this.has.push(attributes);
    this.itemFacts.learn(attributes, this.item);
  }

  /** Takes in the row that it was found by, where that is the item's own. */
  addRow(attributes: readonly AttributePath[], row: Item): void {
    this.add(attributes, row);
    this.known = this.itemFacts.known;
  }

  /** Notes that the store has no such item: nothing more can be read of it. */
  addAbsence(): void {
    this.isAbsent = true;
    this.itemFacts.learnAbsence();
  }

  private readStep(
    attributes: readonly AttributePath[],
    { awaits, visible }: Projection,
    denied: readonly FieldModel[],
  ): ReadStep {
    const { key, path } = this;
    return { kind: 'read', of: this, key, attributes, path, facts: awaits, isGuarded: visible !== 'yes', denied };
  }

  /** What this projection takes that has not been read yet; the same array for the same projection, where nothing has been. */
  private missing({ visible, wanted }: Projection): readonly AttributePath[] {
    if (this.isAbsent || visible === 'no') return NONE;
    if (this.has.length === 0) return withHints(wanted, this.hints);
    if (wanted.length === 0) return wanted;
    return wanted.filter((name) => !this.has.some((names) => names.includes(name)));
  }

  /** Whether the item counts as existing though nothing was read of it: asked only where that is all that is left to know. */
  private existence(principal: Principal, { visible }: Projection, missing: readonly AttributePath[]): Decision {
    const { existsFor } = this.plan.type;
    const isAsked = this.isAbsent || (visible === 'yes' && this.item === null && missing.length === 0);
    return isAsked && existsFor ? decide(existsFor, principal, this.itemFacts.known) : NOT_SHOWN;
  }

  /** What a list told of the item may be outdated: nothing is denied for it alone. */
  private provedDenied(principal: Principal, projection: Projection): readonly FieldModel[] {
    const { known, proved } = this.itemFacts;
    return (proved === known ? projection : project(this.plan, principal, proved)).denied;
  }

  private shown({ visible }: Projection): Entity | null {
    if (visible !== 'yes') return null;
    const asked = this.isAbsent ? ALL_ASKED : new AskedAttributes(this.has);
    return new Entity(this.plan.type, this.params, this.itemFacts.known, this.item ?? {}, asked);
  }
}
