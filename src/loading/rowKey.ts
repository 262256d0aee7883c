import type { Model, TypeModel } from '../model/Model';
import { matchKey, type Key, type KeyParams } from '../storage/keys';
import type { Item } from '../storage/requests';

/** A row whose key is that of no stored type, or of another item than its list says: who may see it cannot be told. */
export class RowKeyError extends Error {
  override readonly name = 'RowKeyError';

  constructor(
    readonly list: string,
    readonly key: Key,
    /** Whether it is an item, of which nothing may be told here. */
    readonly isAnItem = false,
  ) {
    super(
      `expected each row of ${list} to have the key of a stored type, and the values that the list is asked for by`,
    );
  }
}

export function keyOfRow({ pk, sk }: Item): Key {
  return { pk: String(pk), sk: String(sk) };
}

/** A list, as it is asked for: its placeholders, where they have the names of key values, are those of every row. */
interface AskedList {
  readonly list: string;
  readonly type: TypeModel;
  readonly asked: KeyParams;
}

/** The key values of a row of this list; `null` for an item of another type in its range; an error for what can be no item of it. */
export function rowParams(
  model: Model,
  { list, type: { stored }, asked }: AskedList,
  row: Item,
): KeyParams | null | RowKeyError {
  const key = keyOfRow(row);
  const params = stored && matchKey(stored.key, key);
  if (params) {
    const isOther = Object.entries(asked).some(([name, value]) => (params[name] ?? value) !== value);
    return isOther ? new RowKeyError(list, key, true) : params;
  }
  const isOfAnother = [...model.types.values()].some((type) => type.stored && matchKey(type.stored.key, key) !== null);
  return isOfAnother ? null : new RowKeyError(list, key);
}
