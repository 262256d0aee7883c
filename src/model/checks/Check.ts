import type { GraphQLSchema } from 'graphql';
import type { Facts } from '../../access/Rule';
import type { IndexKeys } from '../../storage/requests';
import type { Model } from '../Model';
import type { WrittenRules } from '../WrittenRules';

/** What the model must know of a list before it can be read. */
export interface ListDeclaration {
  readonly name: string;
  /** The stored type of its items. */
  readonly type: string;
  /** `null`: it is a range of the table itself. */
  readonly index: IndexKeys | null;
  /** Template of the partition key. */
  readonly partition: string;
  /** What all sort keys begin with. */
  readonly prefix: string | null;
  readonly implies?: Facts;
  /** Argument → field. */
  readonly filters: Readonly<Record<string, string>>;
}

/** A schema as it was compiled, before anybody is served by it. */
export interface CheckedSchema extends Model {
  readonly schema: GraphQLSchema;
  readonly rules: WrittenRules;
  readonly lists: readonly ListDeclaration[];
}

/**
 * Finds what would start and not be enforced. One line a problem: the place, what was expected, what was found or what to write
 * instead.
 */
export type Check = (checked: CheckedSchema) => readonly string[];
