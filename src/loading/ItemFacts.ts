import { factIn, factNamed, type Facts } from '../access/Rule';
import type { TypeModel } from '../model/Model';
import type { AttributePath } from '../storage/expressions';
import type { KeyParams } from '../storage/keys';
import type { Item } from '../storage/requests';

/**
 * What is known of one item for decisions, and nothing that was read for show. Where two sources tell of one fact, the first of these
 * counts: the item's key, the item, the item above it, the list that it was found by, which may lag behind it.
 */
export class ItemFacts {
  /** The same object until more is learnt. */
  known: Facts;
  /** The same without what the list told, which the item has to confirm: it does with its first read, as far as that decides. */
  proved: Facts;
  private readonly ofItem: Record<string, string | null> = {};

  constructor(
    private readonly type: TypeModel,
    private readonly key: KeyParams,
    /** Of the item above; only what the type inherits counts. */
    private readonly inherited: Facts = {},
    /** Of the list; only what the type declares counts, and only until the item was read. */
    private readonly told: Facts = {},
  ) {
    this.known = this.united(told);
    this.proved = Object.keys(told).length === 0 ? this.known : this.united({});
  }

  /** Takes in what was read of the item: of what was asked for, a declared fact that it lacks is known to be absent. */
  learn(asked: readonly AttributePath[], item: Item): void {
    const facts = this.type.stored?.facts ?? [];
    let isMore = false;
    for (const name of asked) {
      if (!facts.includes(name)) continue;
      this.ofItem[name] = factIn(item[name]);
      isMore = true;
    }
    if (isMore) this.known = this.united(this.told);
    this.proved = this.known;
  }

  /** Takes in that there is no such item: whatever it could tell is known to be absent. */
  learnAbsence(): void {
    this.learn(this.type.stored?.facts ?? [], {});
  }

  private united(told: Facts): Facts {
    const { facts = [], inherits = [] } = this.type.stored ?? {};
    if (facts.length === 0 && inherits.length === 0) return this.key;
    const all: Record<string, string | null> = {};
    take(all, facts, told);
    take(all, inherits, this.inherited);
    return Object.assign(all, this.ofItem, this.key);
  }
}

function take(into: Record<string, string | null>, names: readonly string[], from: Facts): void {
  for (const name of names) {
    const fact = factNamed(from, name);
    if (fact !== undefined) into[name] = fact;
  }
}
