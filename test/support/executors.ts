import { execute, getOperationAST, getVariableValues, parse, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { Context } from '../../src/response/Context';
import { askedOperation } from '../../src/projection/selection';
import { OperationExecutor } from '../../src/response/execution/OperationExecutor';
import type { GuardedFields } from '../../src/response/guard';

type Variables = Readonly<Record<string, unknown>>;

interface Guarded {
  readonly schema: GraphQLSchema;
  readonly guarded: GuardedFields;
}

type Execute = (api: Guarded, query: string, context: unknown, variables?: Variables) => Promise<ExecutionResult>;

/** Both ways in which an operation may be executed. */
export const EXECUTORS: Readonly<Record<'graphql-js' | 'levels', Execute>> = {
  'graphql-js': async ({ schema }, query, contextValue, variableValues = {}) =>
    execute({ schema, document: parse(query), contextValue, variableValues }),
  levels: async ({ schema, guarded }, query, context, given = {}) => {
    const document = parse(query);
    const operation = getOperationAST(document)!;
    const variables = getVariableValues(schema, operation.variableDefinitions ?? [], given).coerced!;
    const asked = askedOperation(document, operation, variables);
    const result = new OperationExecutor(schema, guarded).execute(asked, context as Context);
    if (!result) throw new Error(`left to graphql-js: ${query}`);
    return result;
  },
};
