import { GraphQLError } from 'graphql';
import type { ErrorCode } from './errorCodes';

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
