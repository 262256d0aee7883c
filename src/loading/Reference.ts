import type { Facts } from '../access/Rule';
import type { AccessPattern } from '../model/AccessPattern';
import type { KeyParams } from '../storage/keys';
import type { ConnectionArguments } from './ListReader';

/**
 * Where that is what a field leads to. A resolver that answers one reads nothing itself: what a field leads to from all objects of a
 * level is decided, projected and read together.
 */
export abstract class Reference {
  protected constructor(
    /** One item, those of a list that the caller may see, each of a list in its place, or a page. */
    readonly gives: 'item' | 'shown' | 'places' | 'page',
  ) {}

  /** One item; the field is `null` where it is not there or not visible. */
  static to(typeName: string, params: KeyParams, inherited: Facts = {}): Reference {
    return new KeyReference(typeName, [params], inherited, 'item');
  }

  /** A list of items, in order: what is not there, or not visible, is left out of it. */
  static toAll(typeName: string, keys: readonly KeyParams[], inherited: Facts = {}): Reference {
    return new KeyReference(typeName, keys, inherited, 'shown');
  }

  /**
   * The item with this global id; the field is `null` where it is not there, not visible, of a type that the field does not lead to (or
   * another than `typeName`), or no id at all.
   */
  static toId(id: string, typeName?: string): Reference {
    return new IdReference([id], typeName, 'item');
  }

  /** The items with these global ids, each in its place, or `null` there. */
  static toIds(ids: readonly string[]): Reference {
    return new IdReference(ids, undefined, 'places');
  }

  /** One page of a list (a `ConnectionPage`). Rows that are not there any more, or not visible, are left out. */
  static toPage(pattern: AccessPattern, params: KeyParams, args: ConnectionArguments): Reference {
    return new PageReference(pattern, params, args);
  }
}

/** To items of one type, by their keys. */
export class KeyReference extends Reference {
  constructor(
    readonly typeName: string,
    readonly keys: readonly KeyParams[],
    /** Facts that the items have from the one above them. */
    readonly inherited: Facts,
    gives: 'item' | 'shown',
  ) {
    super(gives);
  }
}

/** To items by their global ids. */
export class IdReference extends Reference {
  constructor(
    readonly ids: readonly string[],
    /** If given, the only type that counts. */
    readonly typeName: string | undefined,
    gives: 'item' | 'places',
  ) {
    super(gives);
  }
}

/** To a page of a list. */
export class PageReference extends Reference {
  constructor(
    readonly pattern: AccessPattern,
    readonly params: KeyParams,
    readonly args: ConnectionArguments,
  ) {
    super('page');
  }
}
