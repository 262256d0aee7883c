import type { FastifyInstance } from 'fastify';
import type { PageParts } from './page/PageParts';
import { GRAPHQL_PATH } from '../../configuration/paths';
import { addPage } from './page/addPage';
import { pagesOf, type PageLink } from './page/directory';
import { escapeHtml } from './page/escapeHtml';

const HOME_PATH = '/';

/** `/`: leads to every page that is on. It is there where one of them is. */
export function addHome(app: FastifyInstance, { configuration }: PageParts): void {
  const links = pagesOf(configuration);
  if (links.length > 0) addPage(app, configuration, HOME_PATH, () => ({ title: 'Start', main: home(links) }));
}

function home(links: readonly PageLink[]): string {
  return `<h1>A GraphQL API</h1>
<p>The API is at <code>${GRAPHQL_PATH}</code>: send operations there by HTTP POST, or follow changes over a WebSocket
(<code>graphql-ws</code>). Every caller sees each field only where a rule of the schema allows it.</p>
<ul class="doors">
${links.map(door).join('\n')}
</ul>
<h2>For programs</h2>
<ul>
<li><a href="/livez">/livez</a>: the process serves.</li>
<li><a href="/healthz">/healthz</a>: it was ready once, and is not about to stop.</li>
<li><a href="/readyz">/readyz</a>: it can serve well, or the answer says why not.</li>
</ul>`;
}

function door({ path, title, about }: PageLink): string {
  return `<li><a href="${path}">${escapeHtml(title)}</a><p>${escapeHtml(about)}</p></li>`;
}
