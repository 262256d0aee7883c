import { createSourceEventStream } from 'graphql';
import { decideAll } from '../../access/decide';
import { NOBODY } from '../../access/Rule';
import type { Api } from '../../compose/api';
import type { ItemChangeSource } from '../../loading/ItemChanges';
import { typeNamed } from '../../model/Model';
import type { AdmittedOperation } from '../../operation/Admission';
import type { OperationContext } from '../../operation/contexts';
import { rejectByRole } from '../../operation/denials';
import { rootFields } from '../../projection/selection';
import { PublicError } from '../../response/errors';
import { SubscriptionRefusal } from './SubscriptionRefusal';

/** What there is to follow for the caller of this context. Throws a {@link SubscriptionRefusal} where it is denied. */
export async function followedBy(
  api: Api,
  operation: AdmittedOperation,
  context: OperationContext,
): Promise<ItemChangeSource> {
  await rejectByRole(api, context, operation).catch(() => {
    throw SubscriptionRefusal.denied(context);
  });
  assertMayFollow(api, operation, context);
  const { document, definition, givenVariables: variableValues } = operation;
  const operationName = definition.name?.value ?? null;
  const asked = { schema: api.schema, document, operationName, variableValues, contextValue: context };
  const source = await createSourceEventStream(asked);
  if (!(Symbol.asyncIterator in source)) throw source.errors?.[0] ?? new TypeError('neither a source nor an error');
  return source as ItemChangeSource;
}

/** A root field that is denied to the caller is told of, as in a query. */
function assertMayFollow({ schema, model }: Api, operation: AdmittedOperation, context: OperationContext): void {
  const { callerFacts, denials } = context;
  // That there is no second one was validated.
  const [selected] = rootFields(schema, operation).values();
  if (!selected)
    throw new PublicError('BAD_USER_INPUT', 'Expected the subscription to include a field; all were skipped.');
  const field = typeNamed(model, 'Subscription').fields.get(selected.name);
  const rules = field?.rules ?? [];
  const { principal } = callerFacts;
  if (field && rules.length > 0 && decideAll(rules, principal, {}).effect === 'allow') return;
  denials.add(`Subscription.${selected.name}`, field?.ownRule ?? NOBODY, principal, []);
  throw SubscriptionRefusal.denied(context);
}
