import { principalOf } from '../access/Principal';
import type { Api } from '../compose/api';
import { rootFields, type AskedOperation } from '../projection/selection';
import type { Context } from '../response/Context';
import { CallsByPlace } from './CallsByPlace';
import type { ExplainedCall } from './explainCall';
import { FieldExplainer, type ExplainedField, type ExplainedOperation } from './explainFields';
import type { Explanation } from './Explanation';

/** `extensions.explain` of an answer. */
interface Explained {
  readonly roles: readonly string[];
  /** Calls to the store that are for no field: about the caller, and for whole mutations. */
  readonly calls: readonly ExplainedCall[];
  readonly fields: readonly ExplainedField[];
  /** How much is left out, so that the answer stays small. */
  readonly omitted?: { readonly fields: number; readonly calls: number };
}

/** What is explained: an operation that was admitted, with what was taken down on its way. */
interface Explainable extends Pick<Context, 'effects' | 'denials' | 'callerFacts'> {
  /** `null` where nobody asks for it. */
  readonly explain: Explanation | 'refused' | null;
  /** `null` for what never was an operation with good variables. */
  readonly operation: AskedOperation | null;
}

type Shown = { readonly explain: Explained } | { readonly explainRefused: string };

/** Said to whoever asks for an explanation that the configuration does not give to their roles. */
const REFUSED = 'EXPLAIN does not name a role of yours, so this deployment explains nothing to you.';

/**
 * Explains an answer to whoever asks (header `x-explain`) and may be told, in `extensions`: every field's decision with its rule, every call
 * to the store with what it asked for and took, by path. It runs when all is decided, and costs nothing where nobody asks.
 */
export function explain(
  api: Api,
  context: Explainable,
  { data }: { readonly data?: ExplainedOperation['data'] },
): Shown | null {
  const { explain: explanation, operation } = context;
  if (explanation === 'refused') return { explainRefused: REFUSED };
  // Or it was refused for another reason than that fields are denied.
  if (!explanation || !operation || (data === undefined && !isRejected(context))) return null;
  return { explain: explained(api, context, { ...operation, data: data ?? null }, explanation) };
}

function isRejected({ effects, denials }: Explainable): boolean {
  return effects.mayRefuse && denials.haveRefused;
}

function explained(
  api: Api,
  { callerFacts }: Explainable,
  operation: ExplainedOperation,
  explanation: Explanation,
): Explained {
  const { caller, principal } = callerFacts;
  const calls = new CallsByPlace(explanation, [...rootFields(api.schema, operation).keys()]);
  const explainer = new FieldExplainer(operation, {
    api,
    deciding: { access: api.model.access, before: principalOf(caller), now: principal },
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
