import type { Caller } from '../identity/Caller';
import { getOrInsert } from '../maps/getOrInsert';
import type { HoldingSource } from './AccessConfiguration';

/** What decisions look at in a caller: roles, and the values held. A value set that is `undefined` is not known yet. */
export interface Principal {
  readonly roles: readonly string[];
  /** Whether a second factor is proved, or none is asked for here. */
  readonly hasSecondFactor: boolean;
  holds(source: HoldingSource): ReadonlySet<string> | undefined;
  /** What was worked out for this principal; see {@link memoized}. */
  readonly memory: Map<object, unknown>;
}

/**
 * What was worked out of `key` for this principal, worked out where it was not yet. Whoever brings a key brings it with one kind of value.
 *
 * Kept in the principal, which is one request or what it has learnt since, and not in a `WeakMap` by principals: there V8 keeps values, with
 * all that they lead to, until it next collects the whole heap (seen on Node 24, by what collections of the young generation promoted).
 */
export function memoized<Value>({ memory }: Principal, key: object, workOut: () => Value): Value {
  return getOrInsert(memory as Map<object, Value>, key, workOut);
}

const NOTHING: ReadonlySet<string> = new Set();

/**
 * The principal that credentials alone prove. What tenants a signed-in caller owns, and whether a visit is current, the table
 * tells; until then they are unknown and come in `fromTable`.
 */
export function principalOf(
  caller: Caller,
  fromTable: Readonly<Partial<Record<'tenants' | 'visit', ReadonlySet<string>>>> = {},
): Principal {
  const held: Record<HoldingSource, ReadonlySet<string> | undefined> = {
    subject: one(caller.subject),
    guestSession: one(caller.guestSession?.id ?? null),
    tenants: caller.subject === null ? NOTHING : fromTable.tenants,
    visit: caller.visit === null ? NOTHING : fromTable.visit,
  };
  return {
    roles: caller.roles,
    hasSecondFactor: caller.hasSecondFactor,
    holds: (source) => held[source],
    memory: new Map(),
  };
}

function one(value: string | null): ReadonlySet<string> {
  return value === null || value === '' ? NOTHING : new Set([value]);
}
