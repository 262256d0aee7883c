import { escapeHtml } from '../page/escapeHtml';
import type { Entry } from './entries';

/** All that can be looked for, by its first letter; a field stands under its own name. For whoever has no search. */
export function aToZPage(entries: readonly Entry[]): string {
  const named = entries
    .map((entry) => ({ ...entry, ...split(entry.name) }))
    .sort((a, b) => a.own.localeCompare(b.own, 'en') || a.of.localeCompare(b.of, 'en'));
  const letters = [...new Set(named.map(letterOf))];
  const sections = letters.map((letter) => {
    const lines = named.filter((each) => letterOf(each) === letter).map(line);
    return `<h2 id="${letter.toLowerCase()}">${letter}</h2>\n<ul class="list">\n${lines.join('\n')}\n</ul>`;
  });
  const links = letters.map((letter) => `<li><a href="#${letter.toLowerCase()}">${letter}</a></li>`);
  return `<h1>A to Z</h1>
<nav aria-label="Letters"><ul class="letters">${links.join('')}</ul></nav>
${sections.join('\n')}`;
}

function split(name: string): { own: string; of: string } {
  const [, of = '', own = name] = /^([A-Z]\w*)\.(\w+)$/.exec(name) ?? [];
  return { own, of };
}

function letterOf({ own }: { readonly own: string }): string {
  return own.charAt(0).toUpperCase();
}

function line({ own, of, kind, path }: Entry & ReturnType<typeof split>): string {
  const where = of === '' ? kind : `${kind} of ${of}`;
  return `<li><a href="${escapeHtml(path)}">${escapeHtml(own)}</a> <span class="quiet">${escapeHtml(where)}</span></li>`;
}
