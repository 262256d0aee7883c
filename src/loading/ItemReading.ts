import { getOrInsert } from '../maps/getOrInsert';
import type { Facts } from '../access/Rule';
import { AskedAttributes, Entity, type TypeModel } from '../model/Model';
import type { Projection } from '../projection/project';
import type { AttributePath } from '../storage/expressions';
import type { Key, KeyParams } from '../storage/keys';
import type { Item } from '../storage/requests';
import type { ItemFacts } from './ItemFacts';
import { merge } from './ItemLoader';

const NONE: readonly string[] = [];
/** Of what is not there, everything is known. */
const ALL_ASKED = new AskedAttributes([], null);
/** Made once for a projection, since reads of the same attributes go together. */
const hinted = new WeakMap<readonly AttributePath[], Map<string, readonly AttributePath[]>>();

function withHints(wanted: readonly AttributePath[], hints: readonly string[]): readonly AttributePath[] {
  if (hints.length === 0) return wanted;
  const known = getOrInsert(hinted, wanted, () => new Map<string, readonly AttributePath[]>());
  return getOrInsert(known, hints.join(), () => [...new Set([...wanted, ...hints])].sort());
}

/** One item on its way to the response: what is known of it, and what was read so far. */
export class ItemReading {
  /** Whether the store was asked, and has no such item. */
  isAbsent = false;
  private item: Item | null = null;
  private readonly has: (readonly AttributePath[])[] = [];

  constructor(
    private readonly type: TypeModel,
    readonly key: Key,
    private readonly params: KeyParams,
    private readonly itemFacts: ItemFacts,
    /** Facts that a list told, which may lag behind the item: they say what to read, and the item itself decides. */
    private readonly hints: readonly string[] = NONE,
  ) {}

  /** Grows as facts are read. */
  get facts(): Facts {
    return this.itemFacts.known;
  }

  /** The same without what a list told and the item has not confirmed yet: it does with its first read, as far as that decides. */
  get provedFacts(): Facts {
    return this.wasRead ? this.facts : this.itemFacts.proved;
  }

  /** Whether anything was read, so that the item is known to be there. */
  get wasRead(): boolean {
    return this.item !== null;
  }

  /** What this projection takes that has not been read yet; the same array for the same projection, where nothing has been. */
  missing({ wanted }: Projection): readonly AttributePath[] {
    if (this.isAbsent) return NONE;
    if (this.has.length === 0) return withHints(wanted, this.hints);
    if (wanted.length === 0) return wanted;
    return wanted.filter((name) => !this.has.some((names) => names.includes(name)));
  }

  /** Takes in what was read; a fact that the item lacks is known to be absent from now on. */
  add(attributes: readonly AttributePath[], read: Item): void {
    this.item = this.item ? merge(this.item, read) : read;
    this.has.push(attributes);
    this.itemFacts.learn(attributes, this.item);
  }

  /** Notes that the store has no such item: nothing more can be read of it. */
  addAbsence(): void {
    this.isAbsent = true;
    this.itemFacts.learnAbsence();
  }

  entity(): Entity {
    const asked = this.isAbsent ? ALL_ASKED : new AskedAttributes(this.has);
    return new Entity(this.type, this.params, this.facts, this.item ?? {}, asked);
  }
}
