import type { ApolloServerPlugin, GraphQLResponse } from '@apollo/server';
import {
  getVariableValues,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Context } from '../response/Context';
import { denialMessage, type Denial } from '../response/Denials';
import { OperationRejectedError } from '../response/errors';
import { deniedByRole } from '../response/preflight';
import type { Api } from './api';

/** Tells denied fields in the way that the caller chose: as errors, masked, or by refusing the operation. */
export function denialsPlugin({ schema, model }: Api): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ contextValue, operation, document, request }) => {
        if (contextValue.onDenied !== 'reject' || !operation) return;
        const fragments = new Map(
          document.definitions.filter(isFragment).map((fragment) => [fragment.name.value, fragment]),
        );
        const { standing } = contextValue.callerFacts;
        const fields = deniedByRole(
          schema,
          model,
          { definition: operation, fragments, variables: variablesOf(schema, operation, request.variables ?? {}) },
          standing,
        );
        for (const { coordinate, ownRule } of fields)
          contextValue.denials.add(coordinate, ownRule ?? { grants: [] }, standing, []);
        if (fields.length > 0) throw new OperationRejectedError('denied by role');
      },
      willSendResponse: async ({ contextValue, response }) => {
        const { denials, onDenied, requestId } = contextValue;
        if (denials.all.length > 0) tell[onDenied](response, denials.all, requestId);
      },
    }),
  };
}

const tell: Record<
  Context['onDenied'],
  (response: GraphQLResponse, denials: readonly Denial[], requestId: string) => void
> = {
  error: (response, denials, requestId) => {
    if (response.body.kind !== 'single') return;
    const { singleResult } = response.body;
    singleResult.errors = [...(singleResult.errors ?? []), ...denials.map((denial) => toError(denial, requestId))];
  },
  mask: (response, denials) => {
    if (response.body.kind !== 'single') return;
    const denied = denials.map(({ coordinate, code, requires, count }) => ({ coordinate, code, requires, count }));
    const { singleResult } = response.body;
    singleResult.extensions = { ...singleResult.extensions, authorization: { denied } };
  },
  reject: (response, denials, requestId) => {
    response.http.status = 200;
    response.body = { kind: 'single', singleResult: { errors: denials.map((denial) => toError(denial, requestId)) } };
  },
};

/** Coerced, so that defaults count; bad ones are told by the execution that follows. */
function variablesOf(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  inputs: Readonly<Record<string, unknown>>,
) {
  return getVariableValues(schema, variableDefinitions, inputs).coerced ?? {};
}

function toError(denial: Denial, requestId: string): GraphQLFormattedError {
  const { path, code, coordinate, requires, count } = denial;
  return {
    message: denialMessage(denial),
    ...(path.length > 0 && { path }),
    extensions: { code, coordinate, requires, count, requestId },
  };
}

function isFragment(definition: { kind: string }): definition is FragmentDefinitionNode {
  return definition.kind === (Kind.FRAGMENT_DEFINITION as string);
}
