import type { ErrorCode, StatusOf } from './errorCodes';

/** A code with one of the statuses that the documents give for it. */
type Refused = {
  readonly [Code in ErrorCode]: readonly [
    status: StatusOf<Code>,
    code: Code,
    message: string,
    headers?: Readonly<Record<string, string>>,
  ];
}[ErrorCode];

/**
 * A request that is refused before GraphQL sees it. Thrown by any hook or handler, answered in one place; the message was
 * written for the client.
 */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  readonly status: number;
  readonly code: ErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(...[status, code, message, headers = {}]: Refused) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const JSON_TYPE = 'application/json; charset=utf-8';
/** Tells clients that an answer with whatever status was written by a GraphQL API, and not by something in between. */
export const GRAPHQL_RESPONSE_TYPE = 'application/graphql-response+json; charset=utf-8';

/** In the shape of a GraphQL answer, so that clients need to read only one. */
export function refusalBody({ code, message }: Pick<HttpRefusal, 'code' | 'message'>, requestId: string): string {
  return JSON.stringify({ errors: [{ message, extensions: { code, requestId } }] });
}
