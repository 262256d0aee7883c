import type { PageLink } from '../page/directory';
import { siteHeader } from '../page/layout';
import { ASSETS_PATH } from '../page/paths';

interface Frame {
  /** Where the page is. */
  readonly path: string;
  /** Altair's own page. */
  readonly altair: string;
  /** The pages that are on, for the menu. */
  readonly links: readonly PageLink[];
  /** Whether somebody may have answers explained. */
  readonly mayExplain: boolean;
}

/** Altair's page within ours: the menu and the bar above it, the explanation beside it, our scripts before and after its own. */
export function explorerFrame({ path, altair, links, mayExplain }: Frame): string {
  return altair
    .replace('<html>', '<html lang="en">')
    .replace(/<title>[^<]*<\/title>/, '<title>Explorer · Fieldgate</title>')
    .replace(/<base [^<>]*>/, `<base href="${path}/">`)
    .replace('</head>', () => `${HEAD}\n</head>`)
    .replace('<app-root>', () => `${top(path, links, mayExplain)}\n<app-root>`)
    .replace('</app-root>', () => `</app-root>\n${bottom(mayExplain)}`)
    .replace('</body>', `<script type="module" src="${ASSETS_PATH}/explorer.js"></script></body>`);
}

/** The first script of the page: it stands between Altair and the network. */
const HEAD = `<meta name="referrer" content="no-referrer">
<link rel="stylesheet" href="frame.css">
<script type="module" src="${ASSETS_PATH}/explorerRequests.js"></script>`;

function top(path: string, links: readonly PageLink[], mayExplain: boolean): string {
  const explain =
    '<button id="explain" class="switch" type="button" role="switch" aria-checked="false">Explain</button>';
  return `<div class="frame">
<a class="skip" href="${path}#main">Skip to the explorer</a>
<div class="top">
${siteHeader(links, path)}
<section class="asking" aria-label="Who asks">
<div id="caller"></div>
${mayExplain ? explain : ''}
<p id="said" class="unseen" role="status"></p>
</section>
</div>
<div class="stage">
<main id="main" tabindex="-1">
<h1 class="unseen">Explorer</h1>`;
}

function bottom(mayExplain: boolean): string {
  const invitation = mayExplain
    ? `<h2>Explanation</h2>
<p>Send an operation: here is then shown what was decided of each field, by which rule, and what DynamoDB was asked.</p>`
    : '';
  return `</main>
<aside id="explanation" aria-label="Explanation" tabindex="0" hidden>
${invitation}
</aside>
</div>
</div>`;
}
