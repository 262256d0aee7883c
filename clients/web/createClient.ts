import { ApolloClient, ApolloLink, HttpLink } from '@apollo/client';
import { printExecutableGraphQLDocument } from '@graphql-tools/documents';
import { OperationTypeNode, type ASTNode, type DocumentNode } from 'graphql';
import { createCache } from './cache';
import { deniedFields, type DeniedField } from './deniedFields';
import { refreshSession, sendCredentials, type Session } from './session';
import { sendDocumentIds } from './trustedDocuments';
import { tryAgain } from './tryAgain';

export interface ClientOptions {
  /** Such as `https://api.example.com/graphql`. */
  readonly url: string;
  readonly session: Session;
  /** Told which fields an answer left out, and what they ask for: to offer signing in, or a visit. */
  readonly onDenied: (denied: readonly DeniedField[], operationName: string) => void;
  /** Where subscriptions go: see `createLive`. */
  readonly live?: ApolloLink;
  readonly fetch?: typeof fetch;
}

/**
 * Apollo Client for a web page. Call its `clearStore()` whenever somebody signs in or out: what one caller was shown is not for the
 * next one.
 */
export function createClient({ url, session, onDenied, live, fetch }: ClientOptions): ApolloClient {
  const requests = ApolloLink.from([
    tryAgain(),
    refreshSession(session),
    sendCredentials(session),
    sendDocumentIds(),
    // The guest session is a cookie that no script can read: the browser keeps it, and sends it where it is told to.
    new HttpLink({ uri: url, credentials: 'include', print: asInManifest, ...(fetch && { fetch }) }),
  ]);
  const link = live
    ? ApolloLink.split(({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION, live, requests)
    : requests;
  return new ApolloClient({ cache: createCache(), link: ApolloLink.from([deniedFields(onDenied), link]) });
}

/** A document’s id is that of its text in the manifest. Where the text is sent beside the id, it has to be that very text. */
function asInManifest(document: ASTNode): string {
  return printExecutableGraphQLDocument(document as DocumentNode);
}
