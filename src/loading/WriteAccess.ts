import type { HoldingSource } from '../access/AccessConfiguration';
import type { IndexKeys } from '../storage/requests';

/** What writes take of the items in one kind of partition. */
export interface StoreAccess {
  /** Template of the partition key. */
  readonly partition: string;
  /** The placeholder that is bound to what the caller holds; `null`: any partition of the kind. */
  readonly held: { readonly placeholder: string; readonly by: HoldingSource } | null;
  /** What is looked at before a write, beside keys; `null`: nothing at all. */
  readonly looksAt: readonly string[] | null;
  /** What writes require, set, add to or take away; empty: they require that an item is there. */
  readonly writes: readonly string[];
  /** Other partitions that are looked at in the same batch. */
  readonly together?: Pick<StoreAccess, 'partition' | 'held'>;
  /** Whether the keys of the items there are listed. */
  readonly listsKeys?: true;
  /** The index in which the partition is listed; absent: the table. */
  readonly index?: IndexKeys;
}

/**
 * What the writes take that some roles make in their own name. The rules of the schema say what a role may see; what its writes look at
 * and change is said here, so that the store can be told to refuse all else.
 */
export interface WriteAccess extends StoreAccess {
  readonly roles: readonly string[];
}

/** Where the rows of a value type are kept, by the type's name: templates of partition keys. */
export type RowPartitions = Readonly<Record<string, string>>;
