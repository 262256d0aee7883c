import type { GraphQLFormattedError } from 'graphql';
import type { Api } from '../compose/api';
import type { AskedOperation } from '../projection/selection';
import type { Context } from '../response/Context';
import { denialMessage, type Denial } from '../response/Denials';
import { withExtensions, type Answer, type Outcome } from './Answer';
import { awaitedOfCaller, deniedByRole } from './preflight';

type Reported = Pick<Context, 'denials' | 'onDenied' | 'effects' | 'requestId'>;

/**
 * Where the caller wants denied operations rejected: throws `OperationRejectedError` before anything is read if roles and credentials alone
 * deny a selected field, and learns of the caller what the others are decided by.
 */
export async function rejectByRole(
  { schema, model }: Pick<Api, 'schema' | 'model'>,
  { onDenied, callerFacts, denials }: Context,
  operation: AskedOperation,
): Promise<void> {
  if (onDenied !== 'reject') return;
  denials.refuse(
    deniedByRole(schema, model, operation, callerFacts.principal),
    callerFacts.principal,
    'denied by role',
  );
  // Known before the first field runs, so that none is read while another one still waits to be denied. A failure is told there.
  await callerFacts.learn(awaitedOfCaller(schema, model, operation, callerFacts.principal)).catch(() => undefined);
}

/** Tells denied fields in the way that the caller chose: as errors, masked, or by refusing the operation. */
export function reportDenials(outcome: Outcome, context: Reported): Outcome {
  const { answer } = outcome;
  const { denials, requestId } = context;
  const way = denialMode(context);
  // What stands in the answer, so that the same is told whichever of its fields came first.
  const denied = way === 'reject' ? denials.refusing(answer.data) : denials.within(answer.data);
  if (denied.length === 0) return outcome;
  if (way === 'mask') return { ...outcome, answer: masked(answer, denied) };
  const errors = denied.map((denial) => toError(denial, requestId));
  if (way === 'reject') return { ...outcome, status: 200, answer: { errors } };
  if (answer.data === undefined) return outcome;
  return { ...outcome, answer: { ...answer, errors: [...(answer.errors ?? []), ...errors] } };
}

/** What happened cannot be refused any more: of that, denials are told beside the data. */
function denialMode({ onDenied, effects }: Pick<Context, 'onDenied' | 'effects'>): Context['onDenied'] {
  return onDenied === 'reject' && !effects.mayRefuse ? 'mask' : onDenied;
}

function masked(answer: Answer, denials: readonly Denial[]): Answer {
  const denied = denials.map(({ coordinate, code, requires, secondFactor, count }) => ({
    ...{ coordinate, code, requires },
    ...(secondFactor && { secondFactor }),
    count,
  }));
  return withExtensions(answer, { authorization: { denied } });
}

/** A denial as an entry in `errors`. */
export function toError(denial: Denial, requestId: string): GraphQLFormattedError {
  const { path, code, coordinate, requires, secondFactor, count } = denial;
  return {
    message: denialMessage(denial),
    ...(path.length > 0 && { path }),
    extensions: { code, coordinate, requires, ...(secondFactor && { secondFactor }), count, requestId },
  };
}
