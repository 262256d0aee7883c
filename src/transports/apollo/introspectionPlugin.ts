import type { ApolloServerPlugin, GraphQLRequestContextResponseForOperation } from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import {
  execute,
  OperationTypeNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { getOrInsert } from '../../maps/getOrInsert';
import type { Room } from '../../response/AnswerTooLargeError';
import { cutToBytes } from '../../response/execution/cutToBytes';
import { executeCounted } from '../../response/execution/executeCounted';
import type { Api } from '../../compose/api';
import type { RequestContext } from '../../operation/contexts';
import { splitIntrospection, type SplitOperation } from '../../operation/splitIntrospection';

interface Options {
  readonly api: Api;
  readonly maxBytes: number;
  /** Turns an error into what the client may learn of it. */
  readonly present: (error: GraphQLError) => GraphQLFormattedError;
}

/**
 * Answers `__schema` and `__type` from the schema that the caller's roles may know, and everything else from the whole one: that a
 * field is not told of does not change how it is denied.
 */
export function introspectionPlugin({ api, maxBytes, present }: Options): ApolloServerPlugin<RequestContext> {
  const splits = new WeakMap<OperationDefinitionNode, SplitOperation | null>();
  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: async (requestContext) => {
          const { document, contextValue } = requestContext;
          // Apollo comes here, too, where the document has no operation of that name.
          const operation = requestContext.operation as OperationDefinitionNode | undefined;
          const split =
            operation && getOrInsert(splits, operation, () => splitIntrospection(api.schema, document, operation));
          if (!split) return null;
          const visible = api.visible.of(contextValue.asker.caller.roles);
          const room = { maxBytes, isSerial: operation.operation === OperationTypeNode.MUTATION };
          const both = await executeBoth(split, { visible, whole: api.schema, room }, requestContext);
          const { data, errors } = cutToBytes(both, room);
          const singleResult = { ...(data !== undefined && { data }), ...(errors && { errors: errors.map(present) }) };
          return { http: { headers: new HeaderMap() }, body: { kind: 'single' as const, singleResult } };
        },
      }),
  };
}

async function executeBoth(
  { introspection, data }: SplitOperation,
  { visible, whole, room }: { readonly visible: GraphQLSchema; readonly whole: GraphQLSchema; readonly room: Room },
  { request, contextValue }: GraphQLRequestContextResponseForOperation<RequestContext>,
): Promise<ExecutionResult> {
  const variableValues = request.variables ?? {};
  const told = await execute({ schema: visible, document: introspection, variableValues });
  if (!data) return told;
  const answered = await executeCounted({ schema: whole, document: data, contextValue, variableValues }, room);
  if (!answered.data || !told.data) return { errors: [...(told.errors ?? []), ...(answered.errors ?? [])] };
  const errors = [...(told.errors ?? []), ...(answered.errors ?? [])];
  return { data: { ...told.data, ...answered.data }, ...(errors.length > 0 && { errors }) };
}
