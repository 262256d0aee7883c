import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { presentError } from '../../response/presentError';
import type { Api } from '../../compose/api';
import type { Configuration } from '../../configuration/configuration';
import type { RequestContext } from '../../operation/contexts';
import { denialsPlugin } from './denialsPlugin';
import { explainPlugin } from './explainPlugin';
import { executing } from '../../operation/executor';
import { PREFLIGHT_HEADERS } from '../http/crossOriginHeaders';
import { extensionsRoomPlugin } from './extensionsRoomPlugin';
import { legacyStatusPlugin } from './legacyStatusPlugin';
import { introspectionPlugin } from './introspectionPlugin';
import { admissionPlugin } from './admissionPlugin';
import { operationLimits } from '../../operation/limits/operationLimits';
import { largest } from '../../configuration/perRole';
import type { RateLimits } from '../../operation/limits/RateLimits';
import { refusalsPlugin } from './refusalsPlugin';
import { logFault } from '../../observe/faultLog';
import { observeError } from '../../observe/observeError';
import type { Observer } from '../../observe/Observer';
import { operationPlugin } from './operationPlugin';
import { currentRequestId } from '../../observe/requestScope';

interface Parts {
  readonly api: Api;
  readonly configuration: Configuration;
  readonly rateLimits: RateLimits;
  readonly logger: FastifyBaseLogger;
  readonly observer: Observer;
  /** What Apollo shows to browsers that open the address of the API. */
  readonly landingPage: ApolloServerPlugin<RequestContext>;
}

/** Apollo Server with this API: errors masked in one place, nothing reported elsewhere, signals left to the process. */
export function createApollo(parts: Parts): ApolloServer<RequestContext> {
  const { api, configuration, logger } = parts;
  const present = presenter(logger);
  const execution = executing(api, configuration);
  return new ApolloServer<RequestContext>({
    gateway: execution.gateway,
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
    formatError: present,
    plugins: [...plugins(parts, present), execution.plugin],
  });
}

type Present = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

function presenter(logger: FastifyBaseLogger): Present {
  return (formatted, error) => {
    const requestId = currentRequestId();
    const presented = presentError(formatted, error, requestId);
    observeError(error, presented.formatted.extensions?.code);
    if (presented.isFault) logFault(logger, error, requestId);
    return presented.formatted;
  };
}

/** Before the one that executes, in this order: denials are told of the answer as it was made, a refusal has its status, the cost comes on top, and what went out is observed. */
function plugins(
  { api, configuration, rateLimits, observer, logger, landingPage }: Parts,
  present: Present,
): ApolloServerPlugin<RequestContext>[] {
  return [
    ApolloServerPluginCacheControlDisabled(),
    landingPage,
    denialsPlugin(),
    refusalsPlugin(),
    explainPlugin(api),
    admissionPlugin({
      api,
      rateLimits,
      ...operationLimits(configuration),
      present: (error, code) => present({ ...error.toJSON(), extensions: { code } }, error),
    }),
    extensionsRoomPlugin(configuration.MAX_ANSWER_BYTES),
    legacyStatusPlugin(),
    introspectionPlugin({
      api,
      maxBytes: configuration.MAX_ANSWER_BYTES,
      present: (error) => present(error.toJSON(), error),
    }),
    operationPlugin(logger, observer.telemetry),
  ];
}
