import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { execute, GraphQLError, type ExecutionArgs, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { RequestContext } from '../contexts';
import { coercedVariables } from './coercedVariables';
import { CompiledQueries } from './CompiledQueries';

type Gateway = ApolloServerOptionsWithGateway<RequestContext>['gateway'];
type Executor = NonNullable<Awaited<ReturnType<Gateway['load']>>['executor']>;

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
    const { document, operation, context, request } = requested;
    // As it was asked for: Apollo's own says nothing where the document has none of that name.
    const { operationName = null } = request;
    const compiled = queries.find(document, operationName);
    // Bad variables are told of as graphql-js tells of them.
    if (compiled && coercedVariables(schema, operation, request.variables))
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
