/* Without a package or another module: a gateway before this server is set up by the same lists. */

/** Headers that clients set and this API reads. `test/structure/requestHeaders.test.ts` compares the list with what the code reads. */
export const READ_HEADERS = [
  'authorization',
  'content-type',
  // Read only to refuse: a page must be able to learn that its body was not taken, and why.
  'content-encoding',
  'x-visit-token',
  'x-step-up-token',
  'x-device-token',
  'x-on-denied',
  'x-cost-debug',
  'x-explain',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'traceparent',
] as const;

/**
 * Headers that clients' libraries, tracing and proxies add on their own, and that nothing here reads. A browser sends nothing at all where
 * one header of a request is not admitted. `x-request-id` is one of these: the id of a request is always made here.
 */
export const IGNORED_HEADERS = [
  'tracestate',
  'baggage',
  'sentry-trace',
  'x-request-id',
  'x-correlation-id',
  'x-requested-with',
  'x-apollo-operation-id',
  'apollographql-client-name',
  'apollographql-client-version',
  'cache-control',
  'last-event-id',
] as const;

/** What pages of other origins may send beyond what browsers let pass without asking. */
export const REQUEST_HEADERS: string[] = [...READ_HEADERS, ...IGNORED_HEADERS];

/** What pages of other origins may read of an answer beside its body. */
export const ANSWER_HEADERS = ['retry-after', 'www-authenticate', 'x-request-id', 'allow'];

/**
 * Headers that make a browser ask (a preflight) before it sends the request of another origin's page, and that nothing between a browser and
 * this server adds. A GET with one of them was sent by a client of this API, or by a page that may. Headers of tracing and forwarding never
 * belong here: proxies add those to whatever passes.
 */
export const PREFLIGHT_HEADERS = [
  'authorization',
  'x-visit-token',
  'apollo-require-preflight',
  'x-apollo-operation-name',
] as const satisfies readonly (typeof READ_HEADERS)[number][];
