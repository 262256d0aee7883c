import type { ReadReason } from '../loading/ReadTrace';
import type { StoreCall } from '../storage/calls/observeCalls';
import { placeOf, type Explanation, type Purpose, type TracedCall } from './Explanation';

/** One call to the store as the caller may know of it. */
export interface ExplainedCall {
  readonly operation: string;
  readonly index?: string;
  /** Attributes by the names under which they are stored; not told of what a mutation reads to know what to write. */
  readonly projection?: readonly string[];
  /** Which of these were read to decide, or what the call tells of the caller. */
  readonly facts?: readonly string[];
  /** What a call that is made for no field in particular is for. */
  readonly purpose?: 'caller' | 'write';
  readonly keys?: number;
  readonly consumedCapacity?: number;
  readonly milliseconds?: number;
  readonly attempts: number;
  readonly error?: string;
  /** Other places that the same batch serves. */
  readonly alsoFor?: readonly string[];
  /** Why the rest is not told. */
  readonly withheld?: string;
}

/** Places that a batch names at most. */
const MAX_PLACES = 5;
const ROUNDING = 100;

const WITHHELD = 'Keys, capacity and time would tell an item that is not yours from one that is not there.';

/**
 * What may be told of a call. Where it is for something that the answer does not show, its size and time stay untold, so that what
 * is forbidden and what is missing are explained alike; so it is with what a mutation reads, unless it is known to have written.
 */
export function explainCall(
  { call, purpose }: TracedCall,
  explanation: Explanation,
  mayShowWrites: boolean,
): ExplainedCall {
  const { operation, index, attempts, error } = call;
  return {
    operation,
    ...(index !== null && { index }),
    ...asked(call, purpose),
    ...(isOpen(purpose, explanation, mayShowWrites) ? measured(call) : { withheld: WITHHELD }),
    attempts,
    ...(error !== null && { error }),
    ...(purpose.kind === 'fields' && alsoFor(purpose.reasons)),
  };
}

function isOpen(purpose: Purpose, explanation: Explanation, mayShowWrites: boolean): boolean {
  if (purpose.kind === 'fields') return explanation.isOpen(purpose.reasons);
  return purpose.kind === 'caller' || mayShowWrites;
}

function asked({ attributes }: StoreCall, purpose: Purpose): Partial<ExplainedCall> {
  if (purpose.kind === 'write') return { purpose: 'write' };
  if (purpose.kind === 'caller') return { purpose: 'caller', facts: [purpose.fact] };
  const facts = new Set(purpose.reasons.flatMap((reason) => reason.facts));
  const read = attributes.filter((attribute) => facts.has(attribute));
  return { projection: attributes, ...(read.length > 0 && { facts: read }) };
}

function measured({ keys, readUnits, writeUnits, milliseconds }: StoreCall): Partial<ExplainedCall> {
  const rounded = Math.round(milliseconds * ROUNDING) / ROUNDING;
  return { keys, consumedCapacity: readUnits + writeUnits, milliseconds: rounded };
}

function alsoFor(reasons: readonly ReadReason[]): Partial<ExplainedCall> {
  const [, ...others] = new Set(reasons.map(({ path }) => placeOf(path)));
  return others.length > 0 ? { alsoFor: others.slice(0, MAX_PLACES) } : {};
}
