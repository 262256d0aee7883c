import type { Change } from './Change';

/**
 * The kinds as they are stored and sent: the words of the first release. Instances of older releases expect them on Redis, and dead letters
 * and ids of notifications already hold them.
 */
const STORED_KINDS = { created: 'made', updated: 'changed', deleted: 'removed' } as const;
const KINDS = { made: 'created', changed: 'updated', removed: 'deleted' } as const;

/** A change in a message to another instance, or in a dead letter. */
export interface StoredChange extends Omit<Change, 'kind'> {
  readonly kind: keyof typeof KINDS;
}

export function storedChange({ kind, ...change }: Change): StoredChange {
  return { ...change, kind: storedKind(kind) };
}

export function storedKind(kind: Change['kind']): StoredChange['kind'] {
  return STORED_KINDS[kind];
}

export function kindOfStored(kind: StoredChange['kind']): Change['kind'] {
  return KINDS[kind];
}

export function isStoredKind(kind: unknown): kind is StoredChange['kind'] {
  return typeof kind === 'string' && Object.hasOwn(KINDS, kind);
}
