import { decide } from '../access/decide';
import { factIn, type Facts, type Rule } from '../access/Rule';
import type { CallerFacts } from '../loading/CallerFacts';
import type { CallerRecords } from '../loading/TableCallerFacts';
import type { WriteEffects } from '../loading/Writer';
import type { Model, TypeModel } from '../model/Model';
import type { Selection } from '../projection/selection';
import { matchKey } from '../storage/keys';
import type { Write } from '../storage/writes';
import { assertBound, type LeftToWrite } from './boundWrites';
import type { Denials } from './Denials';

interface Parts {
  readonly model: Model;
  readonly callerFacts: CallerFacts;
  readonly denials: Denials;
  /** Where the table keeps what only it can tell of the caller. */
  readonly records: CallerRecords;
  /** Whether an operation with a denied field is to be refused (`x-on-denied: reject`). */
  readonly isRefusing: boolean;
}

/**
 * What an operation has changed. An answer never says "refused" of something that happened: what can be judged of the answer is judged
 * before the first write, and what is found to be denied later is told beside the data.
 */
export class Effects implements WriteEffects {
  /** Whether something was changed, or may have been: by any mutation of the operation, by the one that is running. */
  private areMade = false;
  private areMadeHere = false;
  /** Of the mutation which is running. */
  private selected: readonly Selected[] = [];
  /** By coordinate: an input may come many times. */
  private readonly left = new Map<string, LeftToWrite>();

  constructor(private readonly parts: Parts) {}

  /** Whether the operation may still be refused as a whole for what is denied in it. */
  get mayRefuse(): boolean {
    return this.parts.isRefusing && !this.areMade;
  }

  /** Whether a mutation of the operation was made: then the answer says so, whatever else it says. */
  get areThere(): boolean {
    return this.areMade;
  }

  /** Runs one mutation of which this is selected. Whatever it did, once it is through it counts as made. */
  async during<T>(payload: Selection, run: () => T | Promise<T>): Promise<T> {
    this.areMadeHere = false;
    this.left.clear();
    if (this.parts.isRefusing) this.selected = ruledFields(this.parts.model, payload);
    const made = await run();
    this.written();
    return made;
  }

  /** Every change that the running mutation makes has to prove these. */
  leaveToWrites(left: readonly LeftToWrite[]): void {
    for (const each of left) this.left.set(each.coordinate, each);
  }

  /**
   * Throws `UnboundWriteError` where the writes do not prove what was left to them.
   *
   * Throws {@link OperationRejectedError} where the answer would show a denied field of an item that is about to be written. After another
   * mutation of the operation has written, this refuses the running one alone.
   */
  beforeWrite(writes: readonly Write[]): void {
    const { model, records, callerFacts, denials } = this.parts;
    assertBound(this.left.values(), writes, { model, records, caller: callerFacts.caller });
    if (!this.parts.isRefusing || this.areMadeHere) return;
    const denied = this.selected.filter((each) => this.deniedBy(writes, each));
    const distinct = new Map(denied.map((each) => [each.coordinate, each]));
    denials.refuse(distinct.values(), callerFacts.principal, 'denied before writing');
  }

  written(): void {
    this.areMade = true;
    this.areMadeHere = true;
  }

  private deniedBy(writes: readonly Write[], { written, shown, ownRule }: Selected): boolean {
    const { principal } = this.parts.callerFacts;
    return writes.some((write) => {
      const facts = factsAfter(written, write);
      return (
        facts && decide(ownRule, principal, shown === written ? facts : handedDown(facts, shown)).effect === 'deny'
      );
    });
  }
}

/** Where an object of the answer stands among what is stored. */
interface Place {
  /** Of this type, or of a map in an item of it. */
  readonly shown: TypeModel;
  /** The type of the item whose facts decide: the same, or that of which it is a part. */
  readonly written: TypeModel;
}

/** A field with a rule of its own that the answer of a mutation shows. */
interface Selected extends Place {
  readonly coordinate: string;
  readonly ownRule: Rule;
}

/** What is certain of the item once it is written; `null` where it is of another type. */
function factsAfter({ stored }: TypeModel, write: Write): Facts | null {
  if (!stored || write.kind === 'check') return null;
  const params = matchKey(stored.key, write.key);
  if (!params) return null;
  const known = valuesAfter(write, stored.facts).filter(([name]) => stored.facts.includes(name));
  const facts = known.map(([name, value]) => [name, factIn(value)] as const);
  return { ...Object.fromEntries(facts), ...params };
}

function valuesAfter(
  write: Exclude<Write, { kind: 'check' }>,
  facts: readonly string[],
): (readonly [name: string, value: unknown])[] {
  const required = write.require.flatMap((each) =>
    each.kind === 'equals' ? [[each.attribute, each.value] as const] : [],
  );
  if (write.kind === 'put') return facts.map((name) => [name, write.item[name]]);
  const removed = (write.remove ?? []).map((name) => [name, null] as const);
  return [...required, ...Object.entries(write.set ?? {}), ...removed];
}

/** What of an item's facts counts for what is of the same key: what it inherits, and the values of its own key. */
function handedDown(facts: Facts, { stored, keyNames }: TypeModel): Facts {
  const names = [...(stored?.inherits ?? []), ...keyNames].filter((name) => Object.hasOwn(facts, name));
  return Object.fromEntries(names.map((name) => [name, facts[name] ?? null]));
}

function ruledFields(model: Model, payload: Selection): Selected[] {
  const found: Selected[] = [];
  const walk = (selection: Selection, above: Place | null): void => {
    for (const { name: typeName } of selection.objectTypes) {
      const type = model.types.get(typeName);
      const item = type ? itemOf(type, above) : null;
      for (const { name, below } of selection.on(typeName).values()) {
        const field = type?.fields.get(name);
        if (item && field?.ownRule) found.push({ ...item, coordinate: field.coordinate, ownRule: field.ownRule });
        walk(below, item);
      }
    }
  };
  walk(payload, null);
  return found;
}

/**
 * Where objects of a type stand: in an item, as an item of their own, as a part of one, whose key begins with that one's, or as that which it is
 * a part of.
 */
function itemOf(type: TypeModel, above: Place | null): Place | null {
  if (type.kind === 'embedded') return above;
  if (type.kind !== 'stored') return null;
  if (!above || type === above.written) return { shown: type, written: type };
  const [one, other] = [above.written.keyNames, type.keyNames];
  const isOfOneKey = other.length > 0 && one.length > 0 && one.every((name, at) => name === (other[at] ?? name));
  return { shown: type, written: isOfOneKey ? above.written : type };
}
