import { getVariableValues, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { askedOperation, nullConditionOf, type AskedOperation } from '../../projection/selection';
import { PublicError } from '../../response/errors';

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

/** The operation with these variables. Throws where what it selects hangs on one that is `null`. */
export function askedWith(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  variables: Variables,
): AskedOperation {
  const asked = askedOperation(document, definition, variables);
  const unknown = nullConditionOf(asked);
  if (unknown === undefined) return asked;
  throw new PublicError(
    'BAD_USER_INPUT',
    `Expected the variable $${unknown} to be true or false, since @skip or @include asks for it; got null.`,
  );
}
