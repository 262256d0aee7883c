import type { ApolloServerPlugin, GraphQLServerListener, LandingPage } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { NOT_EXPLAINED } from '../../../explain/explanationFor';
import { GRAPHQL_PATH } from '../../../configuration/paths';
import type { Configuration } from '../../../configuration/configuration';
import { pagesOf, type PageLink } from '../page/directory';
import { escapeHtml } from '../page/escapeHtml';
import type { ExampleDocument } from '../page/ExplorerContent';

const OFFLINE = 'Apollo Sandbox cannot be loaded; it appears that you might be offline.</p>';

/** What the API shows to browsers that open its address: in production nothing. */
export function landingPage(configuration: Configuration, examples: readonly ExampleDocument[]): ApolloServerPlugin {
  return configuration.FIELDGATE_MODE === 'local'
    ? sandbox(examples, pagesOf(configuration))
    : ApolloServerPluginLandingPageDisabled();
}

/**
 * Apollo Sandbox at `/graphql`, in local mode: the examples in one document, each with a button of its own; cookies go along, so
 * that a guest session holds; denied fields are told beside the data. Its code comes from Apollo, so it needs the network: without it,
 * the page leads to the pages of this server.
 */
function sandbox(examples: readonly ExampleDocument[], links: readonly PageLink[]): ApolloServerPlugin {
  const plugin = ApolloServerPluginLandingPageLocalDefault({
    embed: { runTelemetry: false, initialState: { pollForSchemaUpdates: false } },
    includeCookies: true,
    headers: { 'x-on-denied': 'mask', ...NOT_EXPLAINED },
    ...(examples.length > 0 && { document: examples.map(({ document }) => document.trim()).join('\n\n') }),
  });
  return { serverWillStart: async (service) => withLinks((await plugin.serverWillStart?.(service)) ?? {}, links) };
}

function withLinks(listener: GraphQLServerListener, links: readonly PageLink[]): GraphQLServerListener {
  const page = listener.renderLandingPage?.();
  if (!page) return listener;
  return { ...listener, renderLandingPage: async () => pageWithLinks(await page, links) };
}

/** Where Apollo's page says that it is offline. Its frame, still empty then, lies over that and would take the clicks. */
function pageWithLinks({ html }: LandingPage, links: readonly PageLink[]): LandingPage {
  const others = links.filter(({ path }) => path !== GRAPHQL_PATH);
  const list = others.map(
    ({ path, title, about }) => `<li><a href="${path}">${escapeHtml(title)}</a>: ${escapeHtml(about)}</li>`,
  );
  const offer = others.length > 0 ? `<p>These pages need no network:</p><ul>${list.join('')}</ul>` : '';
  return {
    html: async () =>
      (typeof html === 'string' ? html : await html())
        .replace(OFFLINE, `${OFFLINE}${offer}`)
        .replace('#embeddableSandbox {', '#embeddableSandbox:empty { pointer-events: none; }\n  #embeddableSandbox {'),
  };
}
