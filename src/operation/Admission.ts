import { OperationTypeNode, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { Api } from '../compose/api';
import type { Configuration } from '../configuration/configuration';
import { GRAPHQL_PATH, STREAM_PATH } from '../configuration/paths';
import { limitFor } from '../configuration/perRole';
import type { AskedOperation } from '../projection/selection';
import { PublicError } from '../response/errors';
import { assertWithin } from './limits/documentLimits';
import { operationLimits, type OperationLimits } from './limits/operationLimits';
import { requestedCost } from './limits/queryCost';
import { usableOperation } from './limits/usableOperation';
import { DocumentValidation } from './limits/validateDocument';
import { assertVariablesWithin } from './limits/variableLimits';

/** What a request asks for: a document that was parsed, and one operation of it. */
export interface Requested {
  readonly document: DocumentNode;
  /** `null` where the document has none of the name that was asked for. */
  readonly definition: OperationDefinitionNode | null;
  /** As they came. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An operation that may run, as far as its document and its variables say. */
export interface AdmittedOperation extends AskedOperation, Pick<Requested, 'document'> {
  /** Before they were coerced: graphql-js does that itself. */
  readonly givenVariables: Requested['variables'];
  /** What it may cost at most, in points; of a subscription, each event. */
  readonly cost: number;
}

/** How an operation is answered: once, or with every event. */
type Answering = 'once' | 'by event';

/**
 * What an operation has to pass between its parsing and its first resolver, whatever it came by, in this order: how it is answered, its size,
 * its validity, its variables, its cost. What it costs is charged by whoever runs it.
 */
export class Admission {
  private readonly validation: DocumentValidation;
  private readonly limits: OperationLimits;

  constructor(
    private readonly api: Pick<Api, 'schema'>,
    configuration: Configuration,
  ) {
    this.validation = new DocumentValidation(api.schema);
    this.limits = operationLimits(configuration);
  }

  /** Throws a `GraphQLError` that says why not: of what is wrong with the document or its variables, an `InvalidOperationError` with everything. */
  admit(
    { document, definition, variables }: Requested,
    roles: readonly string[],
    answering: Answering,
  ): AdmittedOperation {
    const { documentLimits, mayIntrospect } = this.limits;
    if (definition) assertAnswered(definition, answering);
    assertWithin(document, documentLimits, roles);
    assertVariablesWithin(variables, documentLimits, roles);
    this.validation.assertValid(document, mayIntrospect(roles));
    if (!definition)
      throw new PublicError('BAD_USER_INPUT', 'Expected `operationName` to name one operation of the document.');
    const asked = usableOperation(this.api.schema, document, definition, variables);
    return { ...asked, document, givenVariables: variables, cost: requestedCost(this.api.schema, asked) };
  }

  /** Throws where one operation may not cost so much. */
  assertAffordable({ cost, definition }: AdmittedOperation, roles: readonly string[]): void {
    const maximum = limitFor(this.limits.maxCost, roles);
    if (cost <= maximum) return;
    const expected =
      definition.operation === OperationTypeNode.SUBSCRIPTION
        ? `Expected a subscription of which an event costs at most ${String(maximum)} points, got one of ${String(cost)}.`
        : `Expected a query that costs at most ${String(maximum)} points, got one of ${String(cost)}: ask for smaller pages or fewer levels.`;
    throw new PublicError('QUERY_TOO_COMPLEX', expected, { limit: 'cost', maximum, requestedQueryCost: cost });
  }
}

/** What is answered many times needs a connection that stays. */
function assertAnswered({ operation }: OperationDefinitionNode, answering: Answering): void {
  const isFollowed = operation === OperationTypeNode.SUBSCRIPTION;
  if (isFollowed === (answering === 'by event')) return;
  throw new PublicError(
    'BAD_USER_INPUT',
    isFollowed
      ? `Expected a query or a mutation: subscriptions are taken over WebSocket (graphql-transport-ws) at ${GRAPHQL_PATH}, and as server-sent events at ${STREAM_PATH}.`
      : `Expected a subscription here, got a ${operation}. Send queries and mutations by HTTP POST to ${GRAPHQL_PATH}.`,
  );
}
