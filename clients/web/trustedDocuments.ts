import type { ApolloLink } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import type { DocumentNode } from 'graphql';

/**
 * Sends the id of a document instead of the document. Where the API does not know it and takes others from this caller, it asks for
 * the document itself, and gets it: so that an operation can be changed without a new manifest while one works on it.
 */
export function sendDocumentIds(): ApolloLink {
  return new PersistedQueryLink({ generateHash: idOf });
}

/** Codegen embeds it. */
function idOf(document: DocumentNode): string {
  const { __meta__: meta } = document as { __meta__?: { hash: string } };
  if (!meta)
    throw new TypeError('expected a document that `npm run codegen` made; write the operation into clients/operations');
  return meta.hash;
}
