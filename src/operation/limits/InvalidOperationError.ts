import { GraphQLError } from 'graphql';

/** What may be wrong with an operation before it runs: its text, its document, its variables. */
type Code = 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED' | 'BAD_USER_INPUT';

/**
 * The operation cannot run as the client sent it; each of `errors` says why. graphql-js gives its own errors no code: whoever asked it knows
 * what it was looking at.
 */
export class InvalidOperationError extends GraphQLError {
  constructor(
    readonly code: Code,
    readonly errors: readonly GraphQLError[],
  ) {
    super(errors[0]?.message ?? 'The operation cannot run.', { extensions: { code } });
  }
}
