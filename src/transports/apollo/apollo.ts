import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import type { Api } from '../../compose/api';
import type { Configuration } from '../../configuration/configuration';
import { largest } from '../../configuration/perRole';
import type { Observer } from '../../observe/Observer';
import type { OperationContext } from '../../operation/contexts';
import type { Operations } from '../../operation/Operations';
import { PREFLIGHT_HEADERS } from '../http/crossOriginHeaders';
import { operationPlugin } from './operationPlugin';

interface Parts {
  readonly api: Pick<Api, 'schema'>;
  readonly configuration: Configuration;
  readonly operations: Operations;
  readonly logger: FastifyBaseLogger;
  readonly observer: Observer;
  /** What Apollo shows to browsers that open the address of the API. */
  readonly landingPage: ApolloServerPlugin<OperationContext>;
}

/**
 * Apollo Server before `src/operation`: it reads requests of GraphQL over HTTP, refuses what foreign pages could send, parses documents and
 * keeps them. Errors are masked in one place, nothing is reported elsewhere, signals are left to the process.
 */
export function createApollo(parts: Parts): ApolloServer<OperationContext> {
  const { api, configuration, operations, logger, observer, landingPage } = parts;
  return new ApolloServer<OperationContext>({
    schema: api.schema,
    logger,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    csrfPrevention: { requestHeaders: [...PREFLIGHT_HEADERS] },
    stopOnTerminationSignals: false,
    parseOptions: { maxLexicalTokens: largest(configuration.MAX_DOCUMENT_TOKENS), noLocation: false },
    // The admission validates: after the document's size is known to be harmless, and by what the caller may introspect.
    dangerouslyDisableValidation: true,
    formatError: (formatted, error) => operations.presentation.error(error, formatted),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      landingPage,
      operationPlugin({ operations, telemetry: observer.telemetry, log: logger }),
    ],
  });
}
