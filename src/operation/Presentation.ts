import { GraphQLError, OperationTypeNode, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import type { Api } from '../compose/api';
import { explain } from '../explain/explain';
import { AuthenticationError } from '../identity/authenticate';
import { logFault } from '../observe/faultLog';
import type { Log } from '../observe/requests/Log';
import { observeError } from '../observe/observeError';
import { currentRequestId } from '../observe/requestScope';
import { HttpRefusal } from '../response/HttpRefusal';
import { presentError } from '../response/presentError';
import { withExtensions, type Answer, type Outcome } from './Answer';
import { withBill, type Billing } from './bill';
import type { OperationContext } from './contexts';
import { reportDenials } from './denials';
import { InvalidOperationError } from './limits/InvalidOperationError';
import { refuseAsAWhole, statusOf } from './refusals';
import { withinRoom } from './room';

interface Parts extends Billing {
  readonly api: Api;
  readonly maxBytes: number;
  readonly log: Log;
}

/** Turns what became of an operation into what its client may learn, whatever it came by. */
export class Presentation {
  constructor(private readonly parts: Parts) {}

  /** What the client may learn of one error; `given` is what is known of it where it has no code of its own. */
  error(error: unknown, given: GraphQLFormattedError): GraphQLFormattedError {
    const requestId = currentRequestId();
    const { formatted, isFault } = presentError(given, error, requestId);
    observeError(error, formatted.extensions?.code);
    if (isFault) logFault(this.parts.log, error, requestId);
    return formatted;
  }

  /** An operation that does not run, or whose run failed as a whole: everything that is wrong with it is told at once. */
  refusal(cause: unknown): Outcome {
    if (cause instanceof HttpRefusal) {
      observeError(cause, cause.code);
      return refused(cause.message, cause.code, cause.status);
    }
    if (cause instanceof AuthenticationError) return refused(cause.message, 'UNAUTHENTICATED', 401);
    const code = cause instanceof InvalidOperationError ? { extensions: { code: cause.code } } : {};
    const errors = errorsOf(cause).map((error) => this.error(error, { ...error.toJSON(), ...code }));
    return { status: statusOf(errors[0]), answer: { errors } };
  }

  /** What was executed, its errors as the client may learn them. */
  executed({ data, errors = [] }: ExecutionResult): Answer {
    return {
      ...(data !== undefined && { data }),
      ...(errors.length > 0 && { errors: errors.map((error) => this.error(error, error.toJSON())) }),
    };
  }

  /** What one event of a subscription answers: denials are told, nothing is refused any more. */
  event(result: ExecutionResult, context: OperationContext): Answer {
    return reportDenials({ status: 200, answer: this.executed(result) }, context).answer;
  }

  /**
   * What goes out for a request that is answered once. Denials are told of the answer as it was made, a refusal has its status, the explanation
   * and the cost come on top, as far as there is room.
   */
  async once(outcome: Outcome, context: OperationContext): Promise<Outcome> {
    const { api, maxBytes } = this.parts;
    const { operation, effects } = context;
    const told = reportDenials(outcome, context);
    const isMutation = operation?.definition.operation === OperationTypeNode.MUTATION;
    const refused = refuseAsAWhole(told, isMutation ? effects : null);
    const explained = withExtensions(refused.answer, explain(api, context, refused.answer));
    const billed = await withBill(explained, context, this.parts);
    return { ...refused, answer: withinRoom(billed, context, maxBytes) };
  }
}

function refused(message: string, code: string, status: number): Outcome {
  return { status, answer: { errors: [{ message, extensions: { code, requestId: currentRequestId() } }] } };
}

function errorsOf(cause: unknown): readonly GraphQLError[] {
  if (cause instanceof InvalidOperationError) return cause.errors;
  if (cause instanceof GraphQLError) return [cause];
  const originalError = cause instanceof Error ? cause : new Error('unknown');
  return [new GraphQLError('a failure', { originalError })];
}
