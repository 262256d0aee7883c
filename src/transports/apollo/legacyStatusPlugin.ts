import type { ApolloServerPlugin, GraphQLResponse } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { takesOnlyJson } from '../http/mediaTypes';

const OF_THE_DOCUMENT: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]);

/**
 * GraphQL over HTTP lets a client that takes `application/json` and nothing else have 200 for any well-formed request, since
 * such a client takes another status for the word of something in between. Whoever takes more (a wildcard, no header at all,
 * `application/graphql-response+json`) gets the status that says what happened.
 */
export function legacyStatusPlugin(): ApolloServerPlugin {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ response, request }) => {
          if (takesOnlyJson(request.http?.headers.get('accept')) && isOfTheDocument(response))
            response.http.status = 200;
          return Promise.resolve();
        },
      }),
  };
}

function isOfTheDocument({ http, body }: GraphQLResponse): boolean {
  if (http.status !== 400 || body.kind !== 'single') return false;
  return (body.singleResult.errors ?? []).every(({ extensions }: GraphQLFormattedError) =>
    OF_THE_DOCUMENT.has(extensions?.code),
  );
}
