import type {
  ApolloServerPlugin,
  GraphQLRequestContextDidResolveOperation,
  GraphQLRequestListener,
} from '@apollo/server';
import {
  OperationTypeNode,
  type GraphQLError,
  type GraphQLFormattedError,
  type OperationDefinitionNode,
} from 'graphql';
import type { AskedOperation } from '../../projection/selection';
import type { ErrorCode } from '../../response/errorCodes';
import { LIMIT_OF_BYTES } from '../../response/AnswerTooLargeError';
import { PublicError } from '../../response/errors';
import type { Api } from '../../compose/api';
import type { RequestContext } from '../../operation/contexts';
import { rejectByRole } from './denialsPlugin';
import { currentRecord } from '../../observe/requestScope';
import { assertWithin, type DocumentLimits } from '../../operation/limits/documentLimits';
import { limitFor, type PerRole } from '../../configuration/perRole';
import { InvalidOperationError } from '../../operation/limits/InvalidOperationError';
import { actualCost, costBreakdown, requestedCost, type FieldCost } from '../../operation/limits/queryCost';
import type { Charge, RateLimits } from '../../operation/limits/RateLimits';
import { usableOperation } from '../../operation/limits/usableOperation';
import { DocumentValidation } from '../../operation/limits/validateDocument';
import { assertVariablesWithin } from '../../operation/limits/variableLimits';

interface Options {
  readonly api: Api;
  readonly documentLimits: DocumentLimits;
  readonly maxCost: PerRole;
  readonly rateLimits: RateLimits;
  readonly mayIntrospect: (roles: readonly string[]) => boolean;
  /** Turns an error of an operation, with this code, into what the client may learn of it. */
  readonly present: (error: GraphQLError, code: ErrorCode) => GraphQLFormattedError;
}

/** What is known of the cost of one operation. */
interface Bill {
  readonly requested: number;
  readonly fields: readonly FieldCost[] | null;
  charge: Charge | null;
}

/**
 * What an operation has to pass between its parsing and its first resolver, in this order: its size, its validity, its cost, its
 * caller's rate. Apollo's own validation is off, since it would come before the size is known and cannot tell callers apart.
 * Answers tell what they cost in `extensions.cost`.
 */
export function admissionPlugin(options: Options): ApolloServerPlugin<RequestContext> {
  const validation = new DocumentValidation(options.api.schema);
  return {
    requestDidStart: ({ request }) => {
      // No operation is named so: some clients send it where they name none. As subscriptions take it.
      if (request.operationName === '') delete request.operationName;
      return Promise.resolve(new Admission(options, validation));
    },
  };
}

type Resolved = GraphQLRequestContextDidResolveOperation<RequestContext>;
type Listener = GraphQLRequestListener<RequestContext>;

class Admission implements Listener {
  private bill: Bill | null = null;
  private invalid: InvalidOperationError | null = null;

  constructor(
    private readonly options: Options,
    private readonly validation: DocumentValidation,
  ) {}

  async didResolveOperation(resolved: Resolved): Promise<void> {
    const { document, contextValue, request } = resolved;
    const { roles } = contextValue.asker.caller;
    assertAnsweredOnce(resolved);
    assertWithin(document, this.options.documentLimits, roles);
    assertVariablesWithin(request.variables ?? {}, this.options.documentLimits, roles);
    const asked = this.validated(resolved);
    contextValue.asked = asked;
    if (!asked) return;
    this.bill = this.billFor(asked, contextValue.costDebug);
    assertAffordable(this.bill.requested, limitFor(this.options.maxCost, roles));
    this.bill.charge = await this.options.rateLimits.charge(contextValue.asker, this.bill.requested);
    await rejectByRole(this.options.api, contextValue, asked);
  }

  /** Everything that is wrong with an operation is told at once; Apollo's hook can throw one error only. */
  async willSendResponse({
    contextValue,
    operation,
    response,
  }: Parameters<NonNullable<Listener['willSendResponse']>>[0]): Promise<void> {
    if (response.body.kind !== 'single') return;
    if (this.invalid) {
      const { code, errors } = this.invalid;
      response.http.status = 400;
      response.body = {
        kind: 'single',
        singleResult: { errors: errors.map((error) => this.options.present(error, code)) },
      };
    }
    if (this.bill && operation) await this.tellCost(this.bill, contextValue, operation, response.body);
  }

  private validated(resolved: Resolved): AskedOperation | null {
    const { document, operation, request, contextValue } = resolved;
    const { api, mayIntrospect } = this.options;
    try {
      this.validation.assertValid(document, mayIntrospect(contextValue.asker.caller.roles));
      return operation ? usableOperation(api.schema, document, operation, request.variables ?? {}) : null;
    } catch (cause) {
      if (cause instanceof InvalidOperationError) this.invalid = cause;
      throw cause;
    }
  }

  private billFor(asked: AskedOperation, debug: boolean): Bill {
    const { schema } = this.options.api;
    const fields = debug ? costBreakdown(schema, asked) : null;
    return { requested: requestedCost(schema, asked), fields, charge: null };
  }

  private async tellCost(
    { requested, fields, charge }: Bill,
    { asker, signal }: RequestContext,
    operation: OperationDefinitionNode,
    body: Extract<Resolved['response']['body'], { kind: 'single' }>,
  ): Promise<void> {
    const { rateLimits } = this.options;
    const { singleResult } = body;
    const actual = charge && actualCost(singleResult.data, operation);
    const throttleStatus =
      charge && actual !== null
        ? // What was given up on its way, or was too large, has cost all the same: the server would be worked for nothing.
          await rateLimits.settle(
            charge,
            signal.aborted || isTooLarge(singleResult) ? charge.points : isRefused(singleResult) ? 'refused' : actual,
          )
        : await rateLimits.status(asker);
    const record = currentRecord();
    if (record && actual !== null) record.cost = { requested, actual };
    const cost = {
      requestedQueryCost: requested,
      actualQueryCost: actual,
      throttleStatus,
      ...(fields && { fields }),
    };
    singleResult.extensions = { ...singleResult.extensions, cost };
  }
}

function isTooLarge({ errors = [] }: { readonly errors?: readonly GraphQLFormattedError[] }): boolean {
  return errors.some(
    ({ extensions }) => extensions?.code === 'QUERY_TOO_COMPLEX' && extensions.limit === LIMIT_OF_BYTES,
  );
}

/** Nothing was answered, or nothing but `null`. */
function isRefused({ data }: { readonly data?: object | null }): boolean {
  return !data || Object.values(data).every((value) => value === null);
}

/** What is answered many times needs a connection that stays. */
function assertAnsweredOnce({ operation }: Resolved): void {
  if (operation?.operation === OperationTypeNode.SUBSCRIPTION)
    throw new PublicError(
      'BAD_USER_INPUT',
      'Expected a query or a mutation: subscriptions are taken over WebSocket (graphql-transport-ws) at /graphql, and as server-sent events at /graphql/stream.',
    );
}

function assertAffordable(requested: number, maximum: number): void {
  if (requested <= maximum) return;
  throw new PublicError(
    'QUERY_TOO_COMPLEX',
    `Expected a query that costs at most ${String(maximum)} points, got one of ${String(requested)}: ask for smaller pages or fewer levels.`,
    { limit: 'cost', maximum, requestedQueryCost: requested },
  );
}
