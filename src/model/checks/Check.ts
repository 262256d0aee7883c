import type { GraphQLSchema } from 'graphql';
import type { AccessPattern } from '../AccessPattern';
import type { Model } from '../Model';
import type { WrittenRules } from '../WrittenRules';

/** A schema as it was compiled, before anybody is served by it. */
export interface CheckedSchema extends Model {
  readonly schema: GraphQLSchema;
  readonly rules: WrittenRules;
  readonly lists: readonly AccessPattern[];
}

/**
 * Finds what would start and not be enforced. One line a problem: the place, what was expected, what was found or what to write
 * instead.
 */
export type Check = (checked: CheckedSchema) => readonly string[];
