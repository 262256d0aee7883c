import type { GraphQLFormattedError } from 'graphql';
import type { Effects } from '../response/Effects';
import { ERROR_CODES, isErrorCode } from '../response/errorCodes';
import type { Outcome } from './Answer';

/** Codes that refuse a request as a whole. */
const REFUSING: ReadonlySet<unknown> = new Set(
  Object.entries(ERROR_CODES)
    .filter(([, { refuses }]) => refuses === 'request')
    .map(([code]) => code),
);

/**
 * A refusal by a resolver (a bad argument, too many attempts) refuses the request as validation does: its HTTP status, and no data.
 * Only where a mutation beside it was made already, its result is told. `effects`: of a mutation, what it did.
 */
export function refuseAsAWhole(outcome: Outcome, effects: Pick<Effects, 'areThere'> | null): Outcome {
  const { data, errors = [] } = outcome.answer;
  const refusals = errors.filter(isRefusal);
  const [first] = refusals;
  if (!first) return outcome;
  const told = { ...outcome, ...returning(refusals) };
  // What it answers may have been too large to be told.
  if (effects && (effects.areThere || Object.values(data ?? {}).some(isPayload))) return told;
  // The transport knows better where it refuses a method or a media type.
  const status = isClientsFault(outcome) ? outcome.status : statusOf(first);
  return { ...told, status, answer: { errors: refusals } };
}

/** The status of an answer that is nothing but this error. */
export function statusOf(error: GraphQLFormattedError | undefined): number {
  const code = error?.extensions?.code;
  return isErrorCode(code) ? ERROR_CODES[code].alone : 400;
}

function isClientsFault({ status }: Outcome): boolean {
  return status >= 400 && status < 500;
}

function returning(refusals: readonly GraphQLFormattedError[]): Pick<Outcome, 'retryAfterSeconds'> {
  const seconds = refusals
    .map(({ extensions }) => extensions?.retryAfterSeconds)
    .filter((each) => typeof each === 'number');
  return seconds.length > 0 ? { retryAfterSeconds: Math.max(...seconds) } : {};
}

/** What says when to come back refuses the request as well. */
function isRefusal({ extensions }: GraphQLFormattedError): boolean {
  return REFUSING.has(extensions?.code) || extensions?.retryAfterSeconds !== undefined;
}

/** `__typename` beside a mutation is no result of one. */
function isPayload(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
