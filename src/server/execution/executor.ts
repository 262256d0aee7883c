import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import {
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { QueryExecutor } from '../../response/execution/QueryExecutor';
import type { Api } from '../api';
import type { RequestContext } from '../contexts';
import { coercedVariables } from './coercedVariables';

type Gateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];
type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;

type Requested = Parameters<Executor>[0];

/** Who executes queries: `levels` runs each field for all objects of a level at once, `graphql-js` object by object. */
export type ExecutorName = 'levels' | 'graphql-js';

/** Of the values of a bad list variable, so many are told. */
const OPTIONS: NonNullable<ExecutionArgs['options']> = { maxCoercionErrors: 5 };

/** Apollo takes an executor of one's own from what it knows as a gateway; this one leads to the schema itself. */
export function executingGateway(api: Pick<Api, 'schema' | 'guarded'>, executor: ExecutorName): Gateway {
  return {
    load: () => Promise.resolve({ executor: createExecutor(api, executor) }),
    onSchemaLoadOrUpdate: (tell) => {
      tell({ apiSchema: api.schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    stop: () => Promise.resolve(),
  };
}

/** Executes operations that were found valid; both ways answer the same. */
function createExecutor({ schema, guarded }: Pick<Api, 'schema' | 'guarded'>, name: ExecutorName): Executor {
  const queries = name === 'levels' ? new QueryExecutor(schema, guarded) : null;
  return async (requested) => {
    const result = queries && attempt(queries, schema, requested);
    if (result) return result;
    const { document, context, request } = requested;
    return execute({
      schema,
      document,
      // As it was asked for: Apollo's own says nothing where the document has none of that name.
      operationName: request.operationName ?? null,
      contextValue: context,
      variableValues: request.variables ?? null,
      options: OPTIONS,
    });
  };
}

/** Bad variables are told of as graphql-js tells of them, and so is a document without the operation that was asked for. */
function attempt(queries: QueryExecutor, schema: GraphQLSchema, requested: Requested): Promise<ExecutionResult> | null {
  const { document, context, request } = requested;
  const operation = requested.operation as OperationDefinitionNode | undefined;
  const variables = operation && coercedVariables(schema, operation, request.variables);
  return operation && variables ? queries.execute({ document, operation, variables }, context as RequestContext) : null;
}
