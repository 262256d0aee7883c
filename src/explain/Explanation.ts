import { AsyncLocalStorage } from 'node:async_hooks';
import type { Facts } from '../access/Rule';
import type { CallerFactSource } from '../loading/CallerFacts';
import type { FieldPath, ReadReason, ReadTrace } from '../loading/ReadTrace';
import type { Entity } from '../model/Model';
import type { Key } from '../storage/keys';
import type { StoreCall } from '../storage/calls/observeCalls';

/** An item in the answer, with what was known of it before it was read. */
export interface ShownItem {
  readonly entity: Entity;
  readonly known: Facts;
}

/** A call to the store, with what it was made for. */
export interface TracedCall {
  readonly call: StoreCall;
  readonly purpose: Purpose;
}

/** What a call is for: fields of the answer, something about the caller, or what a mutation knows and writes. */
export type Purpose =
  | { readonly kind: 'fields'; readonly reasons: readonly ReadReason[]; readonly turn: number }
  | { readonly kind: 'caller'; readonly fact: string; readonly turn: number }
  | { readonly kind: 'write'; readonly turn: 0 };

/** Calls that are kept for the explanation of one answer at most; the others are counted. */
const MAX_CALLS = 200;

const WRITE: Purpose = { kind: 'write', turn: 0 };

/**
 * Takes down what one request reads and shows, where its caller wants the answer explained. It keeps keys and facts to tell reads
 * apart and to decide again; none of them goes into what is told.
 */
export class Explanation implements ReadTrace {
  /** Calls beyond those kept. */
  omittedCalls = 0;
  private turn = 0;
  private readonly taken: TracedCall[] = [];
  private readonly purposes = new AsyncLocalStorage<Purpose>();
  /** By place, by key. */
  private readonly items = new Map<string, [name: string, item: ShownItem][]>();
  private readonly shownKeys = new Set<string>();

  reading<T>(reasons: readonly ReadReason[], read: () => Promise<T>): Promise<T> {
    return this.purposes.run({ kind: 'fields', reasons, turn: (this.turn += 1) }, read);
  }

  shown(path: FieldPath, key: Key, entity: Entity, known: Facts): void {
    const place = placeOf(path);
    const items = this.items.get(place) ?? [];
    items.push([nameOf(key), { entity, known }]);
    this.items.set(place, items);
    this.shownKeys.add(nameOf(key));
  }

  /** For the store's client. */
  readonly storeCalled = (call: StoreCall): void => {
    if (this.taken.length < MAX_CALLS) this.taken.push({ call, purpose: this.purposes.getStore() ?? WRITE });
    else this.omittedCalls += 1;
  };

  /** The same source; what it asks the store for is taken down as being about the caller. */
  aboutCaller(source: CallerFactSource): CallerFactSource {
    const run = <T>(fact: string, ask: () => Promise<T>) =>
      this.purposes.run({ kind: 'caller', fact, turn: (this.turn += 1) }, ask);
    return {
      tenantsOf: (subject, signal) => run('caller.tenants', () => source.tenantsOf(subject, signal)),
      isCurrent: (visit, signal) => run('caller.visit', () => source.isCurrent(visit, signal)),
    };
  }

  /** In the order in which they were sent: the order of their answers would tell which took longer. */
  get calls(): readonly TracedCall[] {
    return [...this.taken].sort((one, other) => one.purpose.turn - other.purpose.turn);
  }

  /** Whether a mutation knew all that it needed, and wrote. */
  get hasWritten(): boolean {
    return this.taken.some(({ call, purpose }) => purpose.kind === 'write' && isWrite(call) && call.error === null);
  }

  /** The items in the answer below the field at this place, by their keys: the order in which they came would tell which took longer. */
  itemsAt(place: string): readonly ShownItem[] {
    const items = this.items.get(place) ?? [];
    return items.toSorted(([one], [other]) => (one < other ? -1 : Number(one > other))).map(([, item]) => item);
  }

  /** Whether the answer shows everything that was read for these reasons, or it was clear before that the caller may know of it. */
  isOpen(reasons: readonly ReadReason[]): boolean {
    return reasons.every(({ isGuarded, key }) => !isGuarded || (key !== null && this.shownKeys.has(nameOf(key))));
  }
}

/** The names along a path, without positions in lists: one place for all items of a list. */
export function placeOf(path: FieldPath): string {
  const names: string[] = [];
  for (let at: FieldPath | undefined = path; at; at = at.prev) if (typeof at.key === 'string') names.unshift(at.key);
  return names.join('.');
}

function isWrite({ operation }: StoreCall): boolean {
  return operation === 'TransactWriteItems';
}

function nameOf({ pk, sk }: Key): string {
  return `${pk}\n${sk}`;
}
