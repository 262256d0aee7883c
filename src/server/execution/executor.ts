import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import {
  execute,
  getVariableValues,
  GraphQLError,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import type { RequestContext } from '../contexts';
import { CompiledQueries } from './CompiledQueries';

type Gateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];
type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;
type Requested = Parameters<Executor>[0];

/** Of the values of a bad list variable, so many are told. */
const OPTIONS: NonNullable<ExecutionArgs['options']> = { maxCoercionErrors: 5 };

/** Apollo takes an executor of one's own from what it knows as a gateway; this one leads to the schema itself. */
export function executingGateway(schema: GraphQLSchema, compileFromUse: number): Gateway {
  return {
    load: () => Promise.resolve({ executor: createExecutor(schema, compileFromUse) }),
    onSchemaLoadOrUpdate: (tell) => {
      tell({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    stop: () => Promise.resolve(),
  };
}

/** Executes operations that were found valid: as graphql-js does, and faster where one comes again. */
function createExecutor(schema: GraphQLSchema, compileFromUse: number): Executor {
  const queries = new CompiledQueries(schema, compileFromUse);
  return async (requested) => {
    const { document, context, request } = requested;
    // As it was asked for: Apollo's own says nothing where the document has none of that name.
    const { operationName = null } = request;
    const compiled = queries.find(document, operationName);
    if (compiled && canCoerce(schema, requested))
      return withWholeErrors(await compiled.query(undefined, context, request.variables));
    return execute({
      schema,
      document,
      operationName,
      contextValue: context,
      variableValues: request.variables ?? null,
      options: OPTIONS,
    });
  };
}

/** Apollo counts on every error to have `extensions`, as those of graphql-js have; graphql-jit's have none where there is nothing in them. */
function withWholeErrors({ errors, ...result }: ExecutionResult): ExecutionResult {
  return errors ? { ...result, errors: errors.map(whole) } : result;
}

function whole({ message, path, locations, originalError }: GraphQLError): GraphQLError {
  return Object.assign(new GraphQLError(message, { path, originalError }), { locations });
}

/** Bad variables are told of as graphql-js tells of them. */
function canCoerce(schema: GraphQLSchema, { operation, request: { variables = {} } }: Requested): boolean {
  const { variableDefinitions = [] } = operation;
  if (variableDefinitions.length === 0) return true;
  return getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 }).coerced !== undefined;
}
