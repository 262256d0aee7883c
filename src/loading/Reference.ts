import type { Facts } from '../access/Rule';
import type { KeyParams } from '../storage/keys';

/**
 * Where items are that a field leads to. A resolver that answers one reads nothing itself: what a field leads to from all objects of a
 * level is decided, projected and read together.
 */
export class Reference {
  private constructor(
    readonly typeName: string,
    readonly keys: readonly KeyParams[],
    /** Facts that the items have from the one above them. */
    readonly inherited: Facts,
    /** A list: what is not there, or not visible, is left out of it. */
    readonly isList: boolean,
  ) {}

  /** One item; the field is `null` where it is not there or not visible. */
  static to(typeName: string, params: KeyParams, inherited: Facts = {}): Reference {
    return new Reference(typeName, [params], inherited, false);
  }

  /** A list of items, in order. */
  static toAll(typeName: string, keys: readonly KeyParams[], inherited: Facts = {}): Reference {
    return new Reference(typeName, keys, inherited, true);
  }
}
