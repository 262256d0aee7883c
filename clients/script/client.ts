import { setTimeout } from 'node:timers/promises';
import type { CombinedError } from '@urql/core';
import {
  Client,
  fetchExchange,
  makeOperation,
  mapExchange,
  type AnyVariables,
  type Operation,
  type TypedDocumentNode,
} from '@urql/core';
import { Kind } from 'graphql';

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 500;
const PASSING = ['TRY_AGAIN', 'RATE_LIMITED'];

/** A client for a script of one person. Where anything is denied, nothing is answered: half a result would look like a whole one. */
export function createClient(url: string, token: string): Client {
  return new Client({
    url,
    exchanges: [mapExchange({ onOperation: withDocumentId }), fetchExchange],
    // What is asked for stands in no URL, so in nobody's log of URLs.
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${token}`, 'x-on-denied': 'reject' } },
  });
}

/** Asks until there is an answer, for as long as the API is merely busy. Throws urql's `CombinedError` for everything else. */
export async function ask<Data, Variables extends AnyVariables>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  for (let attempt = 1; ; attempt += 1) {
    const { data, error } = await client.query(document, variables);
    if (!error && data !== undefined) return data;
    if (attempt === ATTEMPTS || !isPassing(error)) throw error ?? new Error('expected data, got an empty answer');
    await setTimeout(pauseAfter(error, attempt));
  }
}

/** urql sends the `documentId` of a document that has one and no text. Codegen embeds it; a document without one is sent itself. */
export function withDocumentId(operation: Operation): Operation {
  const { __meta__: meta } = operation.query as { __meta__?: { hash: string } };
  if (!meta) return operation;
  const query = { kind: Kind.DOCUMENT as const, definitions: [], documentId: meta.hash };
  return makeOperation(operation.kind, { ...operation, query }, operation.context);
}

function isPassing(error: CombinedError | undefined): error is CombinedError {
  return error?.graphQLErrors.some(({ extensions }) => PASSING.includes(extensions.code as string)) === true;
}

function pauseAfter({ response }: CombinedError, attempt: number): number {
  const { headers } = response as Response;
  const seconds = Number(headers.get('retry-after') ?? 0);
  return seconds > 0 ? seconds * 1000 : FIRST_PAUSE_MS * 2 ** (attempt - 1);
}
