import type { GraphQLResolveInfo } from 'graphql';
import type { Facts } from '../access/Rule';
import type { Entity } from '../model/Model';
import type { Key } from '../storage/keys';

/** Where in the answer something is asked for. */
export type FieldPath = GraphQLResolveInfo['path'];

/** Why the store is asked: for which field, and for what beyond the field's own attributes. */
export interface ReadReason {
  readonly path: FieldPath;
  /** The item; `null` for a range. */
  readonly key: Key | null;
  /** What is read to decide. */
  readonly facts: readonly string[];
  /** Whether it is not known yet that the caller may know of what is read. */
  readonly isGuarded: boolean;
}

/** Listens to one request's reads; there only where its caller wants the answer explained. */
export interface ReadTrace {
  /** Runs `read`; all calls to the store within it are for these reasons. */
  reading<T>(reasons: readonly ReadReason[], read: () => Promise<T>): Promise<T>;
  /** This item goes into the answer below this field; `known` is what was known of it before it was read. */
  shown(path: FieldPath, key: Key, entity: Entity, known: Facts): void;
}
