import { assertUninterrupted } from './interruption';

/** An answer of the API’s. */
export interface Answer {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string; readonly coordinate?: string };
  }[];
}

export type Headers = Readonly<Record<string, string>>;

const DEADLINE_MS = 30_000;

/** Asks the API at this address, such as `http://localhost:4000/graphql`. */
export async function ask(url: string, query: string, headers: Headers = {}, variables: object = {}): Promise<Answer> {
  assertUninterrupted();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  const answer = (await response.json()) as Partial<Answer>;
  return { status: response.status, data: answer.data ?? null, errors: answer.errors ?? [] };
}

/** The data of an answer without errors. Rejects with what came instead. */
export async function dataOf<T>(answer: Promise<Answer>): Promise<T> {
  const { status, data, errors } = await answer;
  const [error] = errors;
  if (data !== null && !error) return data as T;
  throw new Error(
    `expected data; got HTTP ${String(status)} ${error ? `${error.extensions.code}: ${error.message}` : 'without any'}`,
  );
}

export const signedIn = (token: string): Headers => ({ authorization: `Bearer ${token}` });
