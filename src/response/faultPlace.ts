import { RowKeyError } from '../loading/rowKey';
import { keyDigest } from '../storage/keys';
import { Entity, type FieldModel } from '../model/Model';

/** Where in the schema a field failed, and on which item: for whoever looks after the data. */
export interface FaultPlace {
  readonly coordinate?: string;
  /** The list whose row it is, where it is no item. */
  readonly list?: string;
  /** {@link keyDigest} of the item whose field it is, or of the row, as `npm run verify` prints it. */
  readonly item?: string;
}

const places = new WeakMap<Error, FaultPlace>();

/** Notes on which object a field failed; the first place stays. */
export function noteFaultPlace(error: Error, { coordinate }: FieldModel, source: unknown): void {
  if (places.has(error)) return;
  const key = source instanceof Entity ? source.key : null;
  places.set(error, { coordinate, ...(key && { item: keyDigest(key) }) });
}

export function faultPlaceOf(error: unknown): FaultPlace | undefined {
  if (error instanceof RowKeyError) return { ...places.get(error), list: error.list, item: keyDigest(error.key) };
  return error instanceof Error ? places.get(error) : undefined;
}
