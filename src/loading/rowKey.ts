import type { Model, TypeModel } from '../model/Model';
import { matchKey, type Key, type KeyParams } from '../storage/keys';
import type { Item } from '../storage/requests';

/** A row whose key is that of no stored type: which item it is, and who may see it, cannot be told. */
export class RowKeyError extends Error {
  override readonly name = 'RowKeyError';

  constructor(
    readonly list: string,
    readonly key: Key,
  ) {
    super(`expected each row of ${list} to have the key of a stored type`);
  }
}

export function keyOfRow({ pk, sk }: Item): Key {
  return { pk: String(pk), sk: String(sk) };
}

/** The key values of a row of this list; `null` for an item of another type in its range; an error for what can be no item at all. */
export function rowParams(
  model: Model,
  list: string,
  { stored }: TypeModel,
  row: Item,
): KeyParams | null | RowKeyError {
  const key = keyOfRow(row);
  const params = stored && matchKey(stored.key, key);
  if (params) return params;
  const isOfAnother = [...model.types.values()].some((type) => type.stored && matchKey(type.stored.key, key) !== null);
  return isOfAnother ? null : new RowKeyError(list, key);
}
