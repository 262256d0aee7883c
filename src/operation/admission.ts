import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import { BoundedMap } from '../identity/BoundedMap';
import { rootFields, type AskedOperation } from '../projection/selection';
import { PublicError } from '../response/errors';
import type { Api } from '../compose/api';
import type { Configuration } from '../configuration/configuration';
import { isRecord } from '../json/isRecord';
import { askedDocument, type Parameters } from './documents/askedDocument';
import type { TakenDocuments } from './documents/TakenDocuments';
import { GRAPHQL_PATH } from '../configuration/paths';
import type { Asker } from './limits/Asker';
import { assertWithin } from './limits/documentLimits';
import { InvalidOperationError } from './limits/InvalidOperationError';
import { operationLimits, type OperationLimits } from './limits/operationLimits';
import { largest, limitFor } from '../configuration/perRole';
import { requestedCost } from './limits/queryCost';
import { usableOperation } from './limits/usableOperation';
import { DocumentValidation } from './limits/validateDocument';
import { assertVariablesWithin } from './limits/variableLimits';

/** A subscription that may run. */
export interface AdmittedOperation extends AskedOperation {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  /** As they came, for graphql-js, which coerces them when it asks what to follow. */
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly cost: number;
  /** The one field that it selects of the subscription type. */
  readonly fieldName: string;
}

const KEPT_DOCUMENTS = 500;
/** Longer ones are parsed anew each time: what is kept must be bounded, and clients' own are short. */
const KEPT_LENGTH = 10_000;

/** What a subscription has to pass before it runs: the same as what a query has to over HTTP, in the same order. */
export class SubscriptionAdmission {
  private readonly validation: DocumentValidation;
  private readonly limits: OperationLimits;
  private readonly documents = new BoundedMap<string, DocumentNode>(KEPT_DOCUMENTS);

  constructor(
    private readonly api: Api,
    private readonly configuration: Configuration,
    private readonly taken: TakenDocuments | null,
  ) {
    this.validation = new DocumentValidation(api.schema);
    this.limits = operationLimits(configuration);
  }

  /** Throws a `GraphQLError` or `HttpRefusal` that says why not. */
  admit(parameters: Parameters, asker: Asker): AdmittedOperation {
    const { documentLimits, mayIntrospect } = this.limits;
    const { roles } = asker.caller;
    const document = this.parsed(this.textFor(parameters, asker));
    assertWithin(document, documentLimits, roles);
    const variableValues = variablesIn(parameters);
    assertVariablesWithin(variableValues, documentLimits, roles);
    const definition = subscriptionIn(document, operationNameIn(parameters));
    const operationName = definition.name?.value ?? null;
    this.validation.assertValid(document, mayIntrospect(roles));
    const asked = usableOperation(this.api.schema, document, definition, variableValues);
    const cost = requestedCost(this.api.schema, asked);
    assertAffordable(cost, limitFor(this.limits.maxCost, roles));
    return { ...asked, document, operationName, variableValues, cost, fieldName: this.rootField(asked) };
  }

  private textFor(parameters: Parameters, asker: Asker): string {
    const asked = askedDocument(parameters);
    const text = this.taken?.textFor(asked, asker) ?? asked.text;
    if (text === undefined) throw new PublicError('BAD_USER_INPUT', 'Expected the subscription as `query`.');
    return text;
  }

  private parsed(text: string): DocumentNode {
    const known = this.documents.get(text);
    if (known) return known;
    const document = parsed(text, largest(this.configuration.MAX_DOCUMENT_TOKENS));
    if (text.length <= KEPT_LENGTH) this.documents.set(text, document);
    return document;
  }

  /** That there is no second one was validated. */
  private rootField(asked: AskedOperation): string {
    const [field] = rootFields(this.api.schema, asked).values();
    if (field) return field.name;
    throw new PublicError('BAD_USER_INPUT', 'Expected the subscription to include a field; all were skipped.');
  }
}

function parsed(text: string, maxTokens: number): DocumentNode {
  try {
    return parse(text, { maxTokens });
  } catch (cause) {
    throw cause instanceof GraphQLError ? new InvalidOperationError('GRAPHQL_PARSE_FAILED', [cause]) : cause;
  }
}

function operationNameIn({ operationName }: Parameters): string | null {
  if (operationName === undefined || operationName === null || operationName === '') return null;
  if (typeof operationName === 'string') return operationName;
  throw new PublicError('BAD_USER_INPUT', 'Expected `operationName` to be a text.');
}

function variablesIn({ variables }: Parameters): Readonly<Record<string, unknown>> {
  if (variables === undefined || variables === null) return {};
  if (isRecord(variables)) return variables;
  throw new PublicError('BAD_USER_INPUT', 'Expected `variables` to be an object.');
}

function subscriptionIn(document: DocumentNode, name: string | null): OperationDefinitionNode {
  const definition = getOperationAST(document, name);
  if (!definition)
    throw new PublicError('BAD_USER_INPUT', 'Expected `operationName` to name one operation of the document.');
  if (definition.operation === OperationTypeNode.SUBSCRIPTION) return definition;
  throw new PublicError(
    'BAD_USER_INPUT',
    `Expected a subscription here, got a ${definition.operation}. Send queries and mutations by HTTP POST to ${GRAPHQL_PATH}.`,
  );
}

function assertAffordable(requested: number, maximum: number): void {
  if (requested <= maximum) return;
  throw new PublicError(
    'QUERY_TOO_COMPLEX',
    `Expected a subscription of which an event costs at most ${String(maximum)} points, got one of ${String(requested)}.`,
    { limit: 'cost', maximum, requestedQueryCost: requested },
  );
}
