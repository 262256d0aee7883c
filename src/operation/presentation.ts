import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import { AuthenticationError } from '../identity/authenticate';
import { ERROR_CODES, isErrorCode } from '../response/errorCodes';
import { presentError } from '../response/presentError';
import { masked, toError, toldOf } from '../transports/apollo/denialsPlugin';
import type { RequestContext } from './contexts';
import { HttpRefusal } from '../response/HttpRefusal';
import { InvalidOperationError } from './limits/InvalidOperationError';
import { logFault } from '../observe/faultLog';
import { observeError } from '../observe/observeError';
import { currentRequestId } from '../observe/requestScope';

/** What goes out: every error in it was written for the client. */
export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A subscription that does not begin, and what its client learns of that. */
export class SubscriptionRefusal extends Error {
  override readonly name = 'SubscriptionRefusal';

  constructor(
    readonly errors: readonly GraphQLFormattedError[],
    /** For whoever can say it with a status. */
    readonly status: number,
  ) {
    super('the subscription was refused');
  }
}

/** The failure of a beginning, as HTTP would tell it. */
export function refusalOf(cause: unknown, logger: FastifyBaseLogger): SubscriptionRefusal {
  if (cause instanceof SubscriptionRefusal) return cause;
  if (cause instanceof HttpRefusal) {
    const { message, code, status } = cause;
    observeError(cause, code);
    return new SubscriptionRefusal([{ message, extensions: { code, requestId: currentRequestId() } }], status);
  }
  if (cause instanceof AuthenticationError) {
    const extensions = { code: 'UNAUTHENTICATED', requestId: currentRequestId() };
    return new SubscriptionRefusal([{ message: cause.message, extensions }], 401);
  }
  const code = cause instanceof InvalidOperationError ? cause.code : undefined;
  const errors = errorsOf(cause).map((error) => present(error, code, logger));
  return new SubscriptionRefusal(errors, statusOf(errors[0]));
}

/** What one event answers: errors and denials told as HTTP tells them. */
export function answerOf(
  { data, errors = [] }: ExecutionResult,
  { denials, onDenied, requestId }: RequestContext,
  logger: FastifyBaseLogger,
): Answer {
  const denied = toldOf(denials, onDenied, data);
  const asErrors = denied.map((denial) => toError(denial, requestId));
  if (onDenied === 'reject' && denied.length > 0) return { errors: asErrors };
  const presented = errors.map((error) => present(error, undefined, logger));
  const all = onDenied === 'error' ? [...presented, ...asErrors] : presented;
  return {
    ...(data !== undefined && { data }),
    ...(all.length > 0 && { errors: all }),
    ...(onDenied === 'mask' && denied.length > 0 && { extensions: { authorization: { denied: masked(denied) } } }),
  };
}

function errorsOf(cause: unknown): readonly GraphQLError[] {
  if (cause instanceof InvalidOperationError) return cause.errors;
  if (cause instanceof GraphQLError) return [cause];
  const originalError = cause instanceof Error ? cause : new Error('unknown');
  return [new GraphQLError('a failure', { originalError })];
}

function present(error: GraphQLError, code: string | undefined, logger: FastifyBaseLogger): GraphQLFormattedError {
  const requestId = currentRequestId();
  const plain = error.toJSON();
  const coded = code === undefined ? plain : { ...plain, extensions: { code } };
  const { formatted, isFault } = presentError(coded, error, requestId);
  observeError(error, formatted.extensions?.code);
  if (isFault) logFault(logger, error, requestId);
  return formatted;
}

function statusOf(error: GraphQLFormattedError | undefined): number {
  const code = error?.extensions?.code;
  return isErrorCode(code) ? ERROR_CODES[code].alone : 400;
}
