import { GraphQLError } from 'graphql';

/** A published error code, the same for every transport. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'QUERY_TOO_COMPLEX'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'RATE_LIMITED'
  | 'CONFLICT'
  | 'IDEMPOTENCY_MISMATCH'
  | 'TRY_AGAIN'
  | 'INTERNAL_SERVER_ERROR';

/** An error whose message was written for the client: it goes out as it is. Everything else is masked. */
export class PublicError extends GraphQLError {
  constructor(code: ErrorCode, message: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(message, { extensions: { code, ...extensions } });
  }
}

/** The operation was refused as a whole, since `x-on-denied: reject` was asked for and a field is denied. */
export class OperationRejectedError extends Error {
  override readonly name = 'OperationRejectedError';
}
