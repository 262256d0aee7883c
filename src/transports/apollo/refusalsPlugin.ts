import type { ApolloServerPlugin, GraphQLResponse } from '@apollo/server';
import { OperationTypeNode, type GraphQLFormattedError } from 'graphql';
import type { Context } from '../../response/Context';
import type { Effects } from '../../response/Effects';
import { ERROR_CODES, isErrorCode } from '../../response/errorCodes';

/** Codes that refuse a request as a whole. */
const REFUSING: ReadonlySet<unknown> = new Set(
  Object.entries(ERROR_CODES)
    .filter(([, { refuses }]) => refuses === 'request')
    .map(([code]) => code),
);

/**
 * A refusal by a resolver (a bad argument, too many attempts) refuses the request as validation does: its HTTP status, and no data.
 * Only where a mutation beside it was made already, its result is told.
 */
export function refusalsPlugin(): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ response, operation, contextValue: { effects } }) => {
          refuse(response, operation?.operation === OperationTypeNode.MUTATION ? effects : null);
          return Promise.resolve();
        },
      }),
  };
}

function refuse(response: GraphQLResponse, effects: Pick<Effects, 'areThere'> | null): void {
  if (response.body.kind !== 'single') return;
  const { data, errors = [] } = response.body.singleResult;
  const refusals = errors.filter(isRefusal);
  const [first] = refusals;
  if (!first) return;
  tellWhenToReturn(response, refusals);
  // What it answers may have been too large to be told.
  if (effects && (effects.areThere || Object.values(data ?? {}).some(isPayload))) return;
  // Apollo knows better where it refuses a method or a media type.
  if (!isClientsFault(response)) response.http.status = statusOf(first);
  response.body = { kind: 'single', singleResult: { errors: refusals } };
}

function isClientsFault({ http: { status = 200 } }: GraphQLResponse): boolean {
  return status >= 400 && status < 500;
}

function tellWhenToReturn({ http }: GraphQLResponse, refusals: readonly GraphQLFormattedError[]): void {
  const seconds = refusals
    .map(({ extensions }) => extensions?.retryAfterSeconds)
    .filter((each) => typeof each === 'number');
  if (seconds.length > 0) http.headers.set('retry-after', String(Math.max(...seconds)));
}

/** What says when to come back refuses the request as well. */
function isRefusal(error: GraphQLFormattedError): boolean {
  return REFUSING.has(codeOf(error)) || error.extensions?.retryAfterSeconds !== undefined;
}

function statusOf(error: GraphQLFormattedError): number {
  const code = codeOf(error);
  return isErrorCode(code) ? ERROR_CODES[code].alone : 400;
}

/** `__typename` beside a mutation is no result of one. */
function isPayload(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function codeOf({ extensions }: GraphQLFormattedError): unknown {
  return extensions?.code;
}
