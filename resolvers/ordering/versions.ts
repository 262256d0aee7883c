import { PublicError } from '../../src/response/errors';
import type { Item } from '../../src/storage/requests';
import type { Requirement } from '../../src/storage/writes';

interface Versioned {
  readonly version?: unknown;
}

/** That nobody has changed the order since it was looked at. */
export function sameVersion({ version: value }: Item): Requirement {
  return value === undefined
    ? { kind: 'absent', attribute: 'version' }
    : { kind: 'equals', attribute: 'version', value };
}

/** The version that the order has after its next change. One that is not there counts from nothing, as in every write. */
export function nextVersion(item: Item): number {
  return versionIn(item) + 1;
}

/** The item's version; nothing where what is stored cannot be counted on from, so that a faulty one does not keep data from being erased. */
export function versionIn({ version }: Item): number {
  return typeof version === 'number' && Number.isSafeInteger(version) ? version : 0;
}

/** Required where a version was sent. */
export function versionIs(version: number | null | undefined): Requirement[] {
  return typeof version === 'number' ? [{ kind: 'equals', attribute: 'version', value: version }] : [];
}

/** Throws `CONFLICT` where a version was sent and the item has another one. */
export function assertVersion(item: Versioned, version: number | null | undefined, what: string): void {
  if (typeof version !== 'number' || item.version === version) return;
  throw changedMeanwhile(what, item);
}

/**
 * The answer to whoever has seen another version. Tells the one that is stored where it is one: whatever else stands there is nothing to send back,
 * and nothing to show.
 */
function changedMeanwhile(what: string, { version }: Versioned): PublicError {
  return new PublicError(
    'CONFLICT',
    `Somebody else changed the ${what} in between. Read it again, and send your change with its new version.`,
    {
      ...(Number.isSafeInteger(version) && { currentVersion: version }),
    },
  );
}
