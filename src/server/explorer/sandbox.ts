import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { NOT_EXPLAINED } from '../explain/explanationFor';
import type { ExampleDocument } from './ExplorerContent';

/**
 * Apollo Sandbox at `/graphql`, in local mode: the examples in one document, each with a button of its own; cookies go along, so
 * that a guest session holds; denied fields are told beside the data. Its code comes from Apollo, so it needs the network.
 */
export function sandbox(examples: readonly ExampleDocument[]): ApolloServerPlugin {
  return ApolloServerPluginLandingPageLocalDefault({
    embed: { runTelemetry: false, initialState: { pollForSchemaUpdates: false } },
    includeCookies: true,
    headers: { 'x-on-denied': 'mask', ...NOT_EXPLAINED },
    ...(examples.length > 0 && { document: examples.map(({ document }) => document.trim()).join('\n\n') }),
  });
}
