import { ApolloLink, ServerError } from '@apollo/client';
import { isMutationOperation } from '@apollo/client/utilities';
import { catchError, defer, map, of, retry, throwError, timer } from 'rxjs';

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 200;
/** What passes by itself. */
const PASSING = ['TRY_AGAIN', 'RATE_LIMITED'];
const PASSING_STATUS = [502, 503, 504];

/** An answer that another attempt may better. */
class Passing extends Error {
  constructor(readonly result: ApolloLink.Result) {
    super('The API is busy.');
  }
}

/** Asks again where that does no harm: later and later, or when the API says (`Retry-After`). The last answer counts, whatever it is. */
export function tryAgain(): ApolloLink {
  return new ApolloLink((operation, forward) => {
    if (!isSafeToRepeat(operation)) return forward(operation);
    return defer(() => forward(operation)).pipe(
      map((result) => {
        if (isBusy(result)) throw new Passing(result);
        return result;
      }),
      retry({
        count: ATTEMPTS - 1,
        delay: (error: unknown, count) =>
          isPassing(error) ? timer(pauseBefore(operation, count)) : throwError(() => error),
      }),
      catchError((error: unknown) => (error instanceof Passing ? of(error.result) : throwError(() => error))),
    );
  });
}

/** A mutation may have been made although its answer was lost; only one with a key of its own is not made twice. */
function isSafeToRepeat({ query, variables }: ApolloLink.Operation): boolean {
  const { input } = variables as { input?: { idempotencyKey?: unknown } };
  return !isMutationOperation(query) || input?.idempotencyKey !== undefined;
}

function isBusy(result: ApolloLink.Result): boolean {
  const { errors = [] } = 'errors' in result ? result : {};
  return errors.some(({ extensions }) => PASSING.includes(extensions?.code as string));
}

/** `fetch` fails with a `TypeError` where there was no answer at all. */
function isPassing(error: unknown): boolean {
  if (ServerError.is(error)) return PASSING_STATUS.includes(error.statusCode);
  return error instanceof Passing || error instanceof TypeError;
}

function pauseBefore(operation: ApolloLink.Operation, count: number): number {
  const { response } = operation.getContext() as { response?: Response };
  const seconds = Number(response?.headers.get('retry-after') ?? 0);
  return seconds > 0 ? seconds * 1000 : FIRST_PAUSE_MS * 2 ** (count - 1) * (0.5 + Math.random());
}
