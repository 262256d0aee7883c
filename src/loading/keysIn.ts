import type { AccessPattern } from '../model/AccessPattern';
import { fill, type KeyParams } from '../storage/keys';
import type { RangeQuery } from '../storage/requests';

/** What of a list its rows are found by. */
export type KeyList = Pick<AccessPattern, 'index' | 'partition' | 'prefix' | 'descending'>;

/** All rows of a list, with their keys alone; throws a `RangeError` for a value that cannot stand in a key. */
export function keysIn({ index, partition, prefix, descending }: KeyList, params: KeyParams): RangeQuery {
  return {
    index,
    partition: fill(partition, params),
    range: prefix === null ? null : { beginsWith: prefix },
    descending,
    where: [],
    attributes: [],
    consistent: false,
  };
}
