import type { GraphQLSchema } from 'graphql';
import type { AccessConfiguration } from '../../access/AccessConfiguration';
import type { AccessPattern } from '../AccessPattern';
import { compile } from '../compile';
import type { Model } from '../Model';
import { modelProblems } from './modelProblems';

/** The schema cannot be served: something in it is not ruled, or is said and cannot be kept. One line a problem. */
export class SchemaRuleError extends Error {
  override readonly name = 'SchemaRuleError';

  constructor(readonly problems: readonly string[]) {
    super(`The schema says what cannot be enforced:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/**
 * The model of a schema, compiled and checked, once at start. `lists` are those that resolvers read. Throws {@link SchemaRuleError} with
 * everything that is missing, contradicts itself or means nothing.
 */
export function compileModel(
  schema: GraphQLSchema,
  access: AccessConfiguration,
  lists: readonly AccessPattern[] = [],
): Model {
  const { model, rules, problems } = compile(schema, access);
  const found = modelProblems({ schema, rules, lists, ...model });
  // Rules are read where a check asks for them, too: what is wrong with these is known only now.
  const all = new Set([...rules.problems, ...problems, ...found]);
  if (all.size > 0) throw new SchemaRuleError([...all]);
  return model;
}
