import type { ApolloServerPlugin, GraphQLRequestListener, GraphQLResponse } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { AskedOperation } from '../../projection/selection';
import type { Context } from '../../response/Context';
import { denialMessage, type Denial, type Denials } from '../../response/Denials';
import { awaitedOfCaller, deniedByRole } from '../../operation/preflight';
import type { Api } from '../../compose/api';

/** Tells denied fields in the way that the caller chose: as errors, masked, or by refusing the operation. */
export function denialsPlugin(): ApolloServerPlugin<Context> {
  const listener: GraphQLRequestListener<Context> = {
    willSendResponse: ({ contextValue, response }) =>
      settled(() => {
        const { denials, requestId } = contextValue;
        const { body } = response;
        const told = wayOfTelling(contextValue);
        const denied = toldOf(denials, told, body.kind === 'single' ? body.singleResult.data : null);
        if (denied.length > 0) tell[told](response, denied, requestId);
      }),
  };
  return { requestDidStart: () => Promise.resolve(listener) };
}

/** Apollo's hooks want promises; ours have nothing to wait for. */
function settled(run: () => void): Promise<void> {
  return new Promise((resolve) => {
    run();
    resolve();
  });
}

/**
 * Where the caller wants denied operations rejected: throws {@link OperationRejectedError} before anything is read if roles and
 * credentials alone deny a selected field, and learns of the caller what the others are decided by.
 */
export async function rejectByRole(
  { schema, model }: Api,
  { onDenied, callerFacts, denials }: Context,
  operation: AskedOperation,
): Promise<void> {
  if (onDenied !== 'reject') return;
  denials.refuse(deniedByRole(schema, model, operation, callerFacts.standing), callerFacts.standing, 'denied by role');
  // Known before the first field runs, so that none is read while another one still waits to be denied. A failure is told there.
  await callerFacts.learn(awaitedOfCaller(schema, model, operation, callerFacts.standing)).catch(() => undefined);
}

const tell: Record<
  Context['onDenied'],
  (response: GraphQLResponse, denials: readonly Denial[], requestId: string) => void
> = {
  error: (response, denials, requestId) => {
    if (response.body.kind !== 'single' || response.body.singleResult.data === undefined) return;
    const { singleResult } = response.body;
    singleResult.errors = [...(singleResult.errors ?? []), ...denials.map((denial) => toError(denial, requestId))];
  },
  mask: (response, denials) => {
    if (response.body.kind !== 'single') return;
    const { singleResult } = response.body;
    singleResult.extensions = { ...singleResult.extensions, authorization: { denied: masked(denials) } };
  },
  reject: (response, denials, requestId) => {
    response.http.status = 200;
    response.body = { kind: 'single', singleResult: { errors: denials.map((denial) => toError(denial, requestId)) } };
  },
};

/** What happened cannot be refused any more: of that, denials are told beside the data. */
function wayOfTelling({ onDenied, effects }: Context): Context['onDenied'] {
  return onDenied === 'reject' && !effects.mayRefuse ? 'mask' : onDenied;
}

/** What is told of the answer with this data: what stands in it, so that it is the same whichever of its fields came first. */
export function toldOf(denials: Denials, onDenied: Context['onDenied'], data: unknown): readonly Denial[] {
  return onDenied === 'reject' ? denials.refusing(data) : denials.within(data);
}

/** Denials as `extensions.authorization.denied` tells them. */
export function masked(denials: readonly Denial[]): Omit<Denial, 'path'>[] {
  return denials.map(({ coordinate, code, requires, secondFactor, count }) => ({
    coordinate,
    code,
    requires,
    ...(secondFactor && { secondFactor }),
    count,
  }));
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
