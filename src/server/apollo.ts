import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { FastifyBaseLogger } from 'fastify';
import type { Context } from '../response/Context';
import { presentError } from '../response/presentError';
import type { Api } from './api';
import { badRequestPlugin } from './badRequestPlugin';
import type { Configuration } from './configuration';
import { denialsPlugin } from './denialsPlugin';
import { logFault } from './faultLog';
import { currentRequestId } from './requestScope';

const MAX_TOKENS = 4000;

/** Apollo Server with this API: errors masked in one place, nothing reported elsewhere, signals left to the process. */
export function createApollo(api: Api, configuration: Configuration, logger: FastifyBaseLogger): ApolloServer<Context> {
  const isLocal = configuration.FIELDGATE_MODE === 'local';
  return new ApolloServer<Context>({
    schema: api.schema,
    logger,
    introspection: isLocal,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxLexicalTokens: MAX_TOKENS, noLocation: false },
    formatError: (formatted, error) => {
      const requestId = currentRequestId();
      const presented = presentError(formatted, error, requestId);
      if (presented.isFault) logFault(logger, error, requestId);
      return presented.formatted;
    },
    plugins: [ApolloServerPluginCacheControlDisabled(), landingPage(isLocal), badRequestPlugin(), denialsPlugin(api)],
  });
}

function landingPage(isLocal: boolean): ApolloServerPlugin {
  return isLocal
    ? ApolloServerPluginLandingPageLocalDefault({ embed: true, includeCookies: true })
    : ApolloServerPluginLandingPageDisabled();
}
