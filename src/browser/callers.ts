/** Whoever the page asks as: a name for people, and the headers that go with every request. */
export interface Caller {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whoever has no credential. */
export const GUEST: Caller = { name: 'guest', headers: {} };

/** The callers with fresh credentials that this server prepared; none unless it runs on this machine, in local mode. */
export async function preparedCallers(): Promise<readonly Caller[]> {
  const answer = await fetch('/pages/callers.json');
  return answer.ok ? ((await answer.json()) as readonly Caller[]) : [];
}

/** Somebody with an ID token or a guest session token of their own, and perhaps a visit token. Without either it is a guest. */
export function callerWithToken(token: string, visitToken = ''): Caller {
  const plain = token.trim().replace(/^Bearer\s+/i, '');
  const visit = visitToken.trim();
  return {
    name: 'pasted token',
    headers: {
      ...(plain !== '' && { authorization: `Bearer ${plain}` }),
      ...(visit !== '' && { 'x-visit-token': visit }),
    },
  };
}

/** One operation as that caller. Rejects where no answer came; what GraphQL says, errors included, is returned. */
export async function ask(caller: Caller, request: GraphQLRequest): Promise<GraphQLAnswer> {
  const answer = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...caller.headers, ...request.headers },
    body: JSON.stringify({ query: request.query, variables: request.variables }),
    // A guest session of this browser is not that caller's.
    credentials: 'omit',
  });
  return (await answer.json()) as GraphQLAnswer;
}

export interface GraphQLRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface GraphQLAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFault[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface GraphQLFault {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}
