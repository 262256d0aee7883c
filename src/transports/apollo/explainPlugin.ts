import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse, GraphQLRequestListener } from '@apollo/server';
import { standingOf } from '../../access/Standing';
import type { Api } from '../../compose/api';
import type { RequestContext } from '../../operation/contexts';
import { rootFields } from '../../projection/selection';
import { CallsByPlace } from '../../explain/CallsByPlace';
import type { ExplainedCall } from '../../explain/explainCall';
import { FieldExplainer, type ExplainedField, type ExplainedOperation } from '../../explain/explainFields';
import type { Explanation } from '../../explain/Explanation';

/** `extensions.explain` of an answer. */
interface Explained {
  readonly roles: readonly string[];
  /** Calls to the store that are for no field: about the caller, and for whole mutations. */
  readonly calls: readonly ExplainedCall[];
  readonly fields: readonly ExplainedField[];
  /** How much is left out, so that the answer stays small. */
  readonly omitted?: { readonly fields: number; readonly calls: number };
}

type Sending = GraphQLRequestContextWillSendResponse<RequestContext>;

/** Said to whoever asks for an explanation that the configuration does not give to their roles. */
const REFUSED = 'EXPLAIN does not name a role of yours, so this deployment explains nothing to you.';

/**
 * Explains answers to whoever asks (header `x-explain`) and may be told: every field's decision with its rule, every call to the
 * store with what it asked for and took, by path. It runs when all is decided, and costs nothing where nobody asks.
 */
export function explainPlugin(api: Api): ApolloServerPlugin<RequestContext> {
  const listener: GraphQLRequestListener<RequestContext> = {
    willSendResponse: (sending) => {
      tell(api, sending);
      return Promise.resolve();
    },
  };
  return {
    requestDidStart: ({ contextValue: { explain } }) => Promise.resolve(explain === null ? undefined : listener),
  };
}

function tell(api: Api, sending: Sending): void {
  const { body } = sending.response;
  const more = told(api, sending);
  if (body.kind === 'single' && more) body.singleResult.extensions = { ...body.singleResult.extensions, ...more };
}

type Told = { readonly explain: Explained } | { readonly explainRefused: string };

function told(api: Api, sending: Sending): Told | null {
  const { explain } = sending.contextValue;
  if (explain === 'refused') return { explainRefused: REFUSED };
  const operation = explain && explainedOperation(sending);
  return operation && { explain: explained(api, sending.contextValue, operation, explain) };
}

/** `null` for what never was an operation with good variables, or was refused for another reason than that fields are denied. */
function explainedOperation({ response: { body }, contextValue }: Sending): ExplainedOperation | null {
  const { asked } = contextValue;
  if (!asked || body.kind !== 'single') return null;
  const { data } = body.singleResult;
  if (data === undefined && !isRejected(contextValue)) return null;
  return { ...asked, data: data ?? null };
}

function isRejected({ effects, denials }: RequestContext): boolean {
  return effects.mayRefuse && denials.haveRefused;
}

function explained(
  api: Api,
  { callerFacts }: RequestContext,
  operation: ExplainedOperation,
  explanation: Explanation,
): Explained {
  const { caller, standing } = callerFacts;
  const calls = new CallsByPlace(explanation, [...rootFields(api.schema, operation).keys()]);
  const explainer = new FieldExplainer(operation, {
    api,
    deciding: { book: api.model.book, before: standingOf(caller), now: standing },
    itemsAt: (place) => explanation.itemsAt(place),
    callsAt: (place) => calls.take(place),
  });
  const fields = explainer.fields();
  const omitted = { fields: explainer.omitted, calls: explanation.omittedCalls };
  return {
    roles: caller.roles,
    calls: calls.rest(),
    fields,
    ...(omitted.fields + omitted.calls > 0 && { omitted }),
  };
}
