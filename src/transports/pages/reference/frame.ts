import { escapeHtml } from '../page/escapeHtml';
import { A_TO_Z_PATH, DOCS_PATH, ERRORS_PATH, GUIDES_PATH, LIMITS_PATH, pathOfRoot, ROOTS, TYPES_PATH } from './places';

/** A part of the reference, with the pages in it. */
export interface Section {
  readonly path: string;
  readonly title: string;
  readonly pages: readonly { readonly path: string; readonly title: string }[];
}

/** The parts in the order of the menu; `pages` gives what is in each. */
export function sectionsOf(pages: Readonly<Record<string, Section['pages']>>): Section[] {
  const sections = [
    { path: DOCS_PATH, title: 'Overview' },
    { path: GUIDES_PATH, title: 'Guides' },
    ...ROOTS.map((root) => ({ path: pathOfRoot(root), title: root.title })),
    { path: TYPES_PATH, title: 'Types' },
    { path: ERRORS_PATH, title: 'Error codes' },
    { path: LIMITS_PATH, title: 'Limits' },
    { path: A_TO_Z_PATH, title: 'A to Z' },
  ];
  return sections
    .map((section) => ({ ...section, pages: pages[section.path] ?? [] }))
    .filter(({ path, pages: inside }) => path !== GUIDES_PATH || inside.length > 0);
}

/** Shown once there is a script that makes it work. */
const SEARCH = `<form id="search" role="search" hidden>
<label for="sought">Search <span class="quiet">(press <kbd>/</kbd>)</span></label>
<input id="sought" type="search" role="combobox" aria-autocomplete="list" aria-expanded="false" aria-controls="found" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="name or word">
<ul id="found" role="listbox" aria-label="Found" hidden></ul>
<p id="told" role="status" class="unseen"></p>
</form>`;

/** A page of the reference: beside it the search, the menu of its parts, and the pages of its own part. */
export function framed(path: string, content: string, sections: readonly Section[]): string {
  const current = sections.find((section) => section.path === path || isIn(section, path));
  return `<div class="docs">
<div class="side">
${SEARCH}
<nav aria-label="Reference"><ul>
${sections.map((section) => `<li>${link(section, path, section === current)}</li>`).join('\n')}
</ul></nav>
</div>
<article>
${current && current.path !== path ? `<p class="crumb"><a href="${current.path}">${escapeHtml(current.title)}</a></p>` : ''}
${content}
</article>
${current && current.path !== path ? besides(current, path) : ''}
</div>`;
}

function isIn({ pages }: Section, path: string): boolean {
  return pages.some((page) => page.path === path);
}

/** After the page itself, as it may be long; a narrow screen leaves it to the page of the part. */
function besides({ title, pages }: Section, current: string): string {
  return `<nav class="besides" aria-label="${escapeHtml(title)}"><p>${escapeHtml(title)}</p><ul>
${pages.map((page) => `<li>${link(page, current, false)}</li>`).join('\n')}
</ul></nav>`;
}

function link(
  { path, title }: { readonly path: string; readonly title: string },
  current: string,
  isOpen: boolean,
): string {
  const mark = path === current ? ' aria-current="page"' : isOpen ? ' aria-current="true"' : '';
  return `<a href="${escapeHtml(path)}"${mark}>${escapeHtml(title)}</a>`;
}
