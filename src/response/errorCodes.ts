/** What the documents say of an error code. The texts are Markdown. */
export interface CodeHelp {
  /** HTTP status → when the code comes with it. An answer with another one does not compile, see `HttpRefusal`. */
  readonly statuses: Readonly<Record<number, string>>;
  /** The status of an answer that is nothing but this error. */
  readonly alone: number;
  /** Whether a query that meets it is refused as a whole (`request`), or answered without this one place (`place`). */
  readonly refuses: 'request' | 'place';
  readonly cause: string;
  /** What to do, for whoever wrote the client. */
  readonly remedy: string;
  /** Whether the same request may be sent again, and when. */
  readonly again: string;
}

const JSON_ONLY =
  'Only where the request has `accept: application/json` and nothing else, as GraphQL over HTTP has it.';
const AFTER_A_CHANGE = 'No: the same request is refused again.';

/**
 * Every error code of the API, for every transport. What is thrown has one of these, by its type; `docs/errors.md` and the page of error
 * codes are made of it.
 */
export const ERROR_CODES = {
  BAD_USER_INPUT: {
    statuses: {
      200: `${JSON_ONLY} Also beside the data of a mutation, if another mutation of the same request was made already.`,
      400: 'The request, its document, a variable or an argument is not as expected.',
      405: 'The path does not take this method. The header `allow` says which it takes.',
      406: 'The header `accept` takes no type of answer that the API sends.',
      408: 'The request did not arrive in time.',
      413: 'The body is too large.',
      415: 'The body is not JSON in UTF-8, or it is compressed.',
      417: 'The header `expect` is not `100-continue`.',
      426: 'The path takes nothing but a WebSocket.',
      431: 'The headers are too large.',
    },
    alone: 400,
    refuses: 'request',
    cause:
      'The request is not as the API expects it. The message says what was expected, and never repeats what came. `extensions.argument` ' +
      'names the argument, `extensions.fields` the fields of an input, `extensions.limit` and `extensions.maximum` a limit.',
    remedy: 'Change what the message names. If people typed the value, show them the message at that field.',
    again: AFTER_A_CHANGE,
  },
  GRAPHQL_PARSE_FAILED: {
    statuses: { 200: JSON_ONLY, 400: 'In every other case.' },
    alone: 400,
    refuses: 'request',
    cause: 'The document is not GraphQL. `locations` says at which line and column.',
    remedy: 'Correct the document. Tools that check documents while you write find this before you send them.',
    again: AFTER_A_CHANGE,
  },
  GRAPHQL_VALIDATION_FAILED: {
    statuses: { 200: JSON_ONLY, 400: 'In every other case.' },
    alone: 400,
    refuses: 'request',
    cause:
      'The document is GraphQL, but not of this schema: a field, an argument or a type does not exist, or is used in a wrong way. All ' +
      'mistakes of the document are listed.',
    remedy:
      'Compare the document with this reference, or generate code from the schema, so that mistakes show when you build.',
    again: AFTER_A_CHANGE,
  },
  QUERY_TOO_COMPLEX: {
    statuses: {
      200: 'Beside the data of a mutation, if something in its payload is too dear to search, or what it answers is too large.',
      400: 'In every other case.',
    },
    alone: 400,
    refuses: 'request',
    cause:
      'The document exceeds one of the limits, or the operation would cost too many points, or a list has to be searched too far, or the ' +
      'answer would have too many bytes: then `path` says where it had no room left. `extensions.limit` and `extensions.maximum` say which limit.',
    remedy:
      'Ask for smaller pages, fewer levels or fewer fields, or divide the operation into several. See the guide to limits.',
    again: AFTER_A_CHANGE,
  },
  UNAUTHENTICATED: {
    statuses: {
      200: 'A field or operation is denied, and signing in or starting a session may help.',
      401: 'A credential was sent, and it is not valid, has expired or comes from elsewhere.',
    },
    alone: 401,
    refuses: 'place',
    cause:
      'With 401, the credential in `authorization` (or the session cookie) is not valid: nothing was answered, and the request does not ' +
      'count as one of a visitor. With 200, the caller is not signed in, and what `extensions.coordinate` names needs more.',
    remedy:
      'With 401, get a new token (refresh it, or sign in again), then send the request again. With 200, ask the person to sign in. ' +
      '`extensions.requires` says what it takes.',
    again: 'Yes, once, with a new credential.',
  },
  FORBIDDEN: {
    statuses: {
      200: 'A field or operation is denied to this caller.',
      403: 'A browser sent the session cookie from a page of another origin.',
    },
    alone: 200,
    refuses: 'place',
    cause:
      'The caller may not see this field or use this operation. The field is `null`, its siblings are answered. `extensions.coordinate` ' +
      'names it, `extensions.requires` says what it takes, `extensions.count` how often it was met. With ' +
      '`extensions.secondFactor: "REQUIRED"`, only a proof of the second factor is missing.',
    remedy:
      'Do not select what the caller may not see. With `secondFactor`, ask for the code, and send the proof in `x-step-up-token`. With 403, ' +
      'call the API from its own origin, or have the operator add yours to CORS_ORIGINS.',
    again: 'Only with other rights: another role, a visit token, a second factor.',
  },
  NOT_FOUND: {
    statuses: {
      200: 'A mutation names an item that does not exist, or that the caller may not know of.',
      404: 'There is no such path.',
    },
    alone: 404,
    refuses: 'place',
    cause:
      'A mutation names an item that does not exist. An item of somebody else gives the same answer, so that nobody learns that it is there.',
    remedy: 'Check the id, and that the caller owns the item. With 404, check the address: GraphQL is at `/graphql`.',
    again: AFTER_A_CHANGE,
  },
  RATE_LIMITED: {
    statuses: {
      200: 'Beside the data of a mutation, if another mutation of the same request was made already.',
      429: 'In every other case. The header `retry-after` says after how many seconds to ask again.',
    },
    alone: 429,
    refuses: 'request',
    cause:
      'The caller, or everybody at their network address, asked for too much in a short time: requests, points, attempts or connections.',
    remedy:
      'Wait for as many seconds as `retry-after` and `extensions.retryAfterSeconds` say. Whoever goes on asking is turned away unread ' +
      'until the window ends. `extensions.cost.throttleStatus` of each answer tells how much is left.',
    again: 'Yes, after `retry-after` seconds.',
  },
  CONFLICT: {
    statuses: { 200: 'The mutation has changed nothing.' },
    alone: 200,
    refuses: 'place',
    cause:
      'The item has changed since the `version` that was sent. `extensions.currentVersion` is the version that it has now, where that is known.',
    remedy: 'Read the item again, show the person what has changed, and send the change with the new version.',
    again: 'Only with the new version.',
  },
  IDEMPOTENCY_MISMATCH: {
    statuses: { 200: 'The mutation has changed nothing.' },
    alone: 200,
    refuses: 'place',
    cause: 'The same idempotency key was used before, with other content.',
    remedy: 'Make a new key for each new intention of a person, and keep it, with its content, for repetitions only.',
    again: AFTER_A_CHANGE,
  },
  TRY_AGAIN: {
    statuses: {
      200: 'One place could not be read or written; the rest is answered.',
      503: 'The server is busy or about to restart, or the credential cannot be checked now. `retry-after` says when to come back, where that is known.',
    },
    alone: 503,
    refuses: 'place',
    cause:
      'Something that the API depends on is busy or away for a moment, or others change the same item at the same time.',
    remedy:
      'Send the request again after a pause, and make each pause longer than the one before. See the guide to retries.',
    again: 'Yes, after a pause. Repeat a mutation only if the guide to retries says that it is safe.',
  },
  INTERNAL_SERVER_ERROR: {
    statuses: {
      200: 'One place could not be answered; the rest is answered.',
      500: 'Nothing could be answered.',
    },
    alone: 500,
    refuses: 'place',
    cause:
      'A fault of the API. What a client sends never causes it. The answer tells nothing more; the log has the cause.',
    remedy: 'Report `extensions.requestId` to whoever runs the API: it leads to the line in the log.',
    again: 'Once, after a pause, for queries. Read first whether a mutation was made.',
  },
} as const satisfies Readonly<Record<string, CodeHelp>>;

/** A published error code, the same for every transport. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** The HTTP statuses that a code comes with. */
export type StatusOf<Code extends ErrorCode> = keyof (typeof ERROR_CODES)[Code]['statuses'];

/** Whether that is one of ours. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_CODES, code);
}

/** Whether the code comes with this HTTP status. */
export function hasStatus<Code extends ErrorCode>(code: Code, status: number): status is number & StatusOf<Code> {
  return Object.hasOwn(ERROR_CODES[code].statuses, status);
}
