/** Whether a resolver's value is still to come. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** As graphql-js has it: a string is no list. */
export function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** What was thrown, as an error: nothing keeps a resolver from throwing anything else. In graphql-js's words. */
export function errorOf(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(`Unexpected error value: ${JSON.stringify(cause)}`);
}
