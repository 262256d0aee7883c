import { entryOf } from '../access/entryOf';
import type { Facts } from '../access/Rule';
import { Entity, type TypeModel } from '../model/Model';
import type { Projection } from '../projection/project';
import type { AttributePath } from '../storage/expressions';
import { fillKey, type Key, type KeyParams } from '../storage/keys';
import type { Item } from '../storage/requests';
import { merge } from './ItemLoader';

/** A projection is worked out for one plan, so for one type. */
const wantedBy = new WeakMap<Projection, readonly AttributePath[]>();

/** One item on its way to the response: what is known of it, and what was read so far. */
export class ItemReading {
  readonly key: Key;
  private item: Item | null = null;
  private readonly has: (readonly AttributePath[])[] = [];

  constructor(
    private readonly type: TypeModel,
    private readonly params: KeyParams,
    /** Grows as facts are read. */
    public facts: Facts,
  ) {
    if (!type.stored) throw new TypeError(`${type.name} is not a stored type`);
    this.key = fillKey(type.stored.key, params);
  }

  /** Whether anything was read, so that the item is known to be there. */
  get wasRead(): boolean {
    return this.item !== null;
  }

  /** What this projection takes that has not been read yet: permitted attributes, and facts that the item itself holds. */
  missing(projection: Projection): readonly AttributePath[] {
    const all = this.wanted(projection);
    if (this.has.length === 0 || all.length === 0) return all;
    return all.filter((name) => !this.has.some((names) => names.includes(name)));
  }

  /** The same array for the same projection, so that what is found for it is found once. */
  private wanted(projection: Projection): readonly AttributePath[] {
    const { attributes, awaits } = projection;
    return entryOf(wantedBy, projection, () => [...new Set([...attributes, ...this.readable(awaits)])].sort());
  }

  /** Takes in what was read; a fact that the item lacks is known to be absent from now on. */
  add(attributes: readonly AttributePath[], read: Item): void {
    this.item = this.item ? merge(this.item, read) : read;
    this.has.push(attributes);
    const facts = this.readable(attributes);
    if (facts.length > 0) this.facts = { ...this.facts, ...factsIn(this.item, facts) };
  }

  entity(): Entity {
    return new Entity(this.type, this.params, this.facts, this.item ?? {});
  }

  private readable(names: readonly string[]): string[] {
    return names.filter((name) => this.type.stored?.facts.includes(name));
  }
}

function factsIn(item: Item, names: readonly string[]): Facts {
  return Object.fromEntries(names.map((name) => [name, typeof item[name] === 'string' ? item[name] : null]));
}
