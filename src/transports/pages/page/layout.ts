import type { PageLink } from './directory';
import { escapeHtml } from './escapeHtml';
import { ASSETS_PATH, STYLE_FILE } from './paths';

/** What differs from page to page. */
export interface PageParts {
  readonly path: string;
  readonly title: string;
  /** HTML: what stands in `<main>`. The page's `<h1>` is in it. */
  readonly main: string;
  /** Modules of `src/browser/`, by name. The page must make sense before they run. */
  readonly scripts?: readonly string[];
  /** Style sheets of this page alone, by their path. */
  readonly styles?: readonly string[];
}

/** A whole page, with a menu of the pages that are on. Nothing in it is in line: neither script nor style. */
export function layout(
  { path, title, main, scripts = [], styles = [] }: PageParts,
  links: readonly PageLink[],
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)} · Fieldgate</title>
<link rel="icon" href="data:,">
${[`${ASSETS_PATH}/${STYLE_FILE}`, ...styles].map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
${scripts.map((name) => `<script type="module" src="${ASSETS_PATH}/${name}.js"></script>`).join('\n')}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${siteHeader(links, path)}
<main id="main" tabindex="-1">
${main}
</main>
</body>
</html>
`;
}

/** Where one is, and where one may go: the same on every page. */
export function siteHeader(links: readonly PageLink[], path: string): string {
  return `<header class="site">
<a class="home" href="/">Fieldgate</a>
<nav aria-label="Pages"><ul>
${links.map((link) => menuItem(link, path)).join('\n')}
</ul></nav>
</header>`;
}

function menuItem(link: PageLink, current: string): string {
  const isHere = link.path === current || (link.path !== '/' && current.startsWith(`${link.path}/`));
  return `<li><a href="${link.path}"${isHere ? ' aria-current="page"' : ''}>${escapeHtml(link.title)}</a></li>`;
}
