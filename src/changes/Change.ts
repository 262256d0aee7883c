import type { Key } from '../storage/keys';

/** That an item was written: which one, never what. Whoever wants to know more reads it as whoever they are. */
export interface Change {
  readonly key: Key;
  readonly kind: 'created' | 'updated' | 'deleted';
  /** The stream's shard; within it `sequence` grows, so that the two name this change for everybody who meets it again. */
  readonly shard: string;
  /** Digits, too many for a number. */
  readonly sequence: string;
}

/** Whether the one stands after the other in a shard; both are digits without leading zeros. */
export function isAfter(sequence: string, other: string): boolean {
  return sequence.length === other.length ? sequence > other : sequence.length > other.length;
}
