import type { Facts } from '../access/Rule';
import type { IndexKeys } from '../storage/requests';

/** A question that the table answers with one range of one partition, named by the question: `messagesOfTenant`. */
export interface AccessPattern {
  /** The name, which cursors are bound to. */
  readonly name: string;
  /** The stored type whose items it lists. */
  readonly type: string;
  /** `null`: the table itself; an index brings keys only, and the items come by batch. */
  readonly index: IndexKeys | null;
  /** Template of the partition key; its placeholders are known of every row, of an index as far as it does not lag. */
  readonly partition: string;
  /** All sort keys of the list begin with it; `null`: the list is the whole partition. */
  readonly prefix: string | null;
  /** Facts that the index says of every row: what it lists where they hold. It may lag, so the item itself decides. */
  readonly implies?: Facts;
  readonly descending: boolean;
  /** Argument → the field of the type that it compares; only these can be filtered by, and only by who may see the field. */
  readonly filters: Readonly<Record<string, string>>;
}
