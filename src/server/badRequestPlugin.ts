import type { ApolloServerPlugin, GraphQLResponse } from '@apollo/server';
import { OperationTypeNode, type GraphQLFormattedError } from 'graphql';
import type { Context } from '../response/Context';

/**
 * A bad argument that a resolver found is a bad request like one that validation finds: HTTP 400 without data. Only where a
 * mutation beside it was made already, its result is told.
 */
export function badRequestPlugin(): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ response, operation }) => {
          if (operation) refuseBadRequest(response, operation.operation === OperationTypeNode.QUERY);
          return Promise.resolve();
        },
      }),
  };
}

function refuseBadRequest(response: GraphQLResponse, isQuery: boolean): void {
  if (response.body.kind !== 'single') return;
  const { data, errors = [] } = response.body.singleResult;
  const bad = errors.filter(isBadInput);
  const isNothingDone = isQuery || Object.values(data ?? {}).every((value) => value === null);
  if (bad.length === 0 || !isNothingDone) return;
  response.http.status = 400;
  response.body = { kind: 'single', singleResult: { errors: bad } };
}

function isBadInput({ extensions }: GraphQLFormattedError): boolean {
  return extensions?.code === 'BAD_USER_INPUT';
}
