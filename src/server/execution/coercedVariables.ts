import { getVariableValues, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

interface Coerced {
  readonly operation: OperationDefinitionNode;
  readonly values: Variables | null;
}

const NONE: Variables = {};
/** Several ask for the variables of one request: what it costs, whether it may run, what it selects. */
const coerced = new WeakMap<Variables, Coerced>();

/** The variables of a request with defaults filled in; `null` where one is bad: the execution tells of it, before anything is read. */
export function coercedVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables | null | undefined,
): Variables | null {
  const { variableDefinitions = [] } = operation;
  const given = variables ?? NONE;
  if (variableDefinitions.length === 0) return NONE;
  const known = coerced.get(given);
  if (known?.operation === operation) return known.values;
  const values = getVariableValues(schema, variableDefinitions, given, { maxErrors: 1 }).coerced ?? null;
  coerced.set(given, { operation, values });
  return values;
}
