import type { Item } from '../../src/storage/requests';
import type { Requirement } from '../../src/storage/writes';

/** That nobody has changed the order since it was looked at. */
export function sameVersion({ version: value }: Item): Requirement {
  return value === undefined
    ? { kind: 'absent', attribute: 'version' }
    : { kind: 'equals', attribute: 'version', value };
}

/** The version that the order has after its next change. One that is not there counts from nothing, as in every write. */
export function nextVersion({ version }: Item): number {
  return (typeof version === 'number' ? version : 0) + 1;
}
