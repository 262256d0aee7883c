/** Why a socket is closed, and what the documents say of it. The texts are Markdown. */
export interface CloseHelp {
  readonly code: number;
  readonly reason: string;
  readonly cause: string;
  readonly remedy: string;
  /** Whether the client library graphql-ws connects again by itself. */
  readonly reconnects: boolean;
}

/** Why we close a socket. */
export const CLOSE = {
  restart: {
    code: 1012,
    reason: 'Service restart',
    cause: 'This server stops, for a new release or since there is less to do.',
    remedy:
      'Connect again at once: another server answers. Subscribe with `initial: true`, where there is such an argument.',
    reconnects: true,
  },
  missed: {
    code: 1012,
    reason: 'Changes were missed',
    cause:
      'Changes may have been missed on the way to this server: the stream, or what carries events between servers, was away for a while. Or what an event tells of could not be read for 30 seconds.',
    remedy:
      'Connect again at once. Subscribe with `initial: true`, or read again what you show: what was missed is not sent any more.',
    reconnects: true,
  },
  tryLater: {
    code: 1013,
    reason: 'Try again later',
    cause:
      'The client sends too much or reads too slowly, was refused too often for asking too fast, or the server has met a fault of its own.',
    remedy: 'Connect again after a pause, and make each pause longer than the one before.',
    reconnects: true,
  },
  /** By the protocol (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md), as for what is no message at all. */
  badMessage: {
    code: 4400,
    reason: 'Expected a message that clients send',
    cause: 'What came is not a message of `graphql-transport-ws`, or one that only servers send.',
    remedy: 'Use a client library for this protocol, such as graphql-ws. Do not connect again as it is.',
    reconnects: false,
  },
  unauthorized: {
    code: 4401,
    reason: 'Unauthorized',
    cause: 'The credential in `connectionParams` is not valid, or the client subscribed before `connection_init`.',
    remedy: 'Sign in again, then connect with the new token.',
    reconnects: false,
  },
  /** The credential has ended: come back with another one. */
  expired: {
    code: 4403,
    reason: 'Credential expired',
    cause: 'The token has expired. A connection lasts no longer than the token that it was opened with.',
    remedy:
      'Get a new token and connect again. Give graphql-ws `connectionParams` as a function, so that it asks for one each time.',
    reconnects: true,
  },
  /** Not 4429, after which client libraries never come back: another connection may be closed at any moment. */
  tooMany: {
    code: 1013,
    reason: 'Too many connections',
    cause: 'The caller has as many connections as they may have.',
    remedy:
      'Share one connection between all subscriptions of an app. Connect again after a pause, and make each pause longer than the one before.',
    reconnects: true,
  },
} as const satisfies Readonly<Record<string, CloseHelp>>;

/** Closed by the libraries that speak the protocol, before or without a word of ours. */
export const CLOSED_BY_PROTOCOL = [
  {
    code: 1009,
    reason: '(none)',
    cause: 'A message is larger than the server takes.',
    remedy: 'Send less, or the id of a trusted document in place of its text.',
    reconnects: false,
  },
  {
    code: 4406,
    reason: 'Subprotocol not acceptable',
    cause: 'The client does not offer the subprotocol `graphql-transport-ws`, perhaps the older `graphql-ws`.',
    remedy: 'Use a client library for `graphql-transport-ws`.',
    reconnects: false,
  },
  {
    code: 4408,
    reason: 'Connection initialisation timeout',
    cause: '`connection_init` did not come in time.',
    remedy: 'Send it at once after connecting.',
    reconnects: true,
  },
  {
    code: 4409,
    reason: 'Subscriber for <id> already exists',
    cause: 'Two subscriptions on one connection have the same id.',
    remedy: 'Give each subscription an id of its own. Client libraries do.',
    reconnects: false,
  },
  {
    code: 4429,
    reason: 'Too many initialisation requests',
    cause: 'The client sent `connection_init` twice.',
    remedy: 'Send it once, after connecting. Client libraries do.',
    reconnects: false,
  },
] as const satisfies readonly CloseHelp[];
