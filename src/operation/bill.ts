import type { GraphQLFormattedError } from 'graphql';
import type { Api } from '../compose/api';
import { currentRecord } from '../observe/requestScope';
import { LIMIT_OF_BYTES } from '../response/AnswerTooLargeError';
import { withExtensions, type Answer } from './Answer';
import type { OperationContext } from './contexts';
import { actualCost, costBreakdown } from './limits/queryCost';
import type { Charge, RateLimits } from './limits/RateLimits';

export interface Billing {
  readonly api: Pick<Api, 'schema'>;
  readonly rateLimits: RateLimits;
}

/** Settles what was charged for an operation, and tells what it costs in `extensions.cost`; of what was not found good to run, nothing is told. */
export async function withBill(answer: Answer, context: OperationContext, parts: Billing): Promise<Answer> {
  const { operation, charge, asker, costDebug } = context;
  if (!operation) return answer;
  const { api, rateLimits } = parts;
  const actual = charge && actualCost(answer.data, operation.definition);
  const throttleStatus =
    charge && actual !== null
      ? await rateLimits.settle(charge, owed(answer, context, charge) ?? actual)
      : await rateLimits.status(asker);
  const record = currentRecord();
  if (record && actual !== null) record.cost = { requested: operation.cost, actual };
  const cost = {
    requestedQueryCost: operation.cost,
    actualQueryCost: actual,
    throttleStatus,
    ...(costDebug && { fields: costBreakdown(api.schema, operation) }),
  };
  return withExtensions(answer, { cost });
}

/** Where it is not what was answered: what was given up on its way, or was too large, has cost all the same, or the server would be worked for nothing. */
function owed(answer: Answer, { signal }: OperationContext, { points }: Charge): number | 'refused' | null {
  if (signal.aborted || isTooLarge(answer)) return points;
  return isRefused(answer) ? 'refused' : null;
}

function isTooLarge({ errors = [] }: { readonly errors?: readonly GraphQLFormattedError[] }): boolean {
  return errors.some(
    ({ extensions }) => extensions?.code === 'QUERY_TOO_COMPLEX' && extensions.limit === LIMIT_OF_BYTES,
  );
}

/** Nothing was answered, or nothing but `null`. */
function isRefused({ data }: Answer): boolean {
  return !data || Object.values(data).every((value) => value === null);
}
