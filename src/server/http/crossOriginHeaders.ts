/* Without a package or another module: a gateway before this server is set up by the same lists. */

/** What clients of this API send beyond what browsers let pass without asking. */
export const REQUEST_HEADERS = [
  'authorization',
  'content-type',
  'x-visit-token',
  'x-step-up-token',
  'x-device-token',
  'x-on-denied',
  'x-cost-debug',
  'x-explain',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'apollographql-client-name',
  'apollographql-client-version',
];

/** What pages of other origins may read of an answer beside its body. */
export const ANSWER_HEADERS = ['retry-after', 'www-authenticate', 'x-request-id'];
