import type { AccessConfiguration } from '../../../access/AccessConfiguration';
import type { Model } from '../../../model/Model';
import { escapeHtml } from '../page/escapeHtml';
import type { PageParts } from '../page/layout';
import { ASSETS_PATH } from '../page/paths';
import { accessForms } from './accessForms';
import { accessLines, partOf, PARTS, type Part } from '../../../model/accessLines';
import { accessRow, type RowsView, type ShownPlace } from './accessRows';
import { compareWithRelease, type ComparedLine, type ReleasedAccess } from './releases';

export const ACCESS_PAGE_PATH = '/access';
/** The style sheet of this page alone. */
export const ACCESS_STYLE_PATH = `${ASSETS_PATH}/access.css`;

const NO_CHANGE = 'nothing has changed';

const TITLES: Readonly<Record<Part | 'gone', string>> = {
  stored: 'What is stored',
  value: 'Values',
  operation: 'Operations',
  input: 'Inputs',
  gone: 'What is gone',
};
/** Few and asked for most: the others are a click away. */
const OPEN: readonly (Part | 'gone')[] = ['stored', 'operation'];

/** The lines of one type, in the order in which types come first. */
interface TypeLines {
  readonly typeName: string;
  readonly part: Part | 'gone';
  readonly lines: readonly ComparedLine[];
}

/**
 * The access table as a page, which can be read without scripting. Lines, cells and attributes that differ from the last release are
 * marked; each line has the place where its rule is written, as far as that is known.
 */
export function accessPage(
  model: Model,
  lastRelease: ReleasedAccess,
  placeOf: (coordinate: string) => ShownPlace | null,
): PageParts {
  const lines = compareWithRelease(accessLines(model), lastRelease);
  const types = byType(lines, model);
  const roles = model.access.roles.map(({ name }) => name);
  const halfOf = (typeName: string) =>
    typeName === 'Mutation' || partOf(model, typeName) === 'input' ? 'write' : 'read';
  const view: RowsView = { roles, release: lastRelease.release, halfOf, placeOf };
  const hasChanges = lines.some(({ change }) => change !== null);
  const main = `${introduction(lines, model.access, lastRelease.release)}
${accessForms({ roles, typeNames: types.map(({ typeName }) => typeName), hasChanges })}
${contents(types)}
<p id="count" role="status">${lines.length} lines.</p>
<div id="table">
${parts(types)
  .map(([part, ofPart]) => partSection(part, ofPart, view))
  .join('\n')}
</div>`;
  return { path: ACCESS_PAGE_PATH, title: 'Access', main, scripts: ['access'], styles: [ACCESS_STYLE_PATH] };
}

function introduction(lines: readonly ComparedLine[], { roles, visit }: AccessConfiguration, release: string): string {
  const counts = (['added', 'changed', 'removed'] as const)
    .map((change) => ({ change, count: lines.filter((line) => line.change === change).length }))
    .filter(({ count }) => count > 0)
    .map(({ change, count }) => `${count} ${change}`);
  const owners = roles.filter(({ owns }) => owns !== null).map(({ name, ownTitle }) => `${name} as ${ownTitle}`);
  return `<h1>Access matrix</h1>
<p>Who may see each field and use each operation and input, as the rules in the schema say and the API enforces.</p>
<p class="quiet"><span class="cell yes">yes</span> always; <span class="cell own">own</span> only the caller’s own: ${escapeHtml(owners.join(', '))};
<span class="cell visit">visit</span> with a current visit token of ${escapeHtml(visit.title)};
<span class="cell parent">as parent</span> whoever may see the field that leads here; a dash: never.
Who is not signed in takes a guest session for every change by <span class="cell visit">visit</span>.
“Second factor” counts where the deployment asks for one (REQUIRE_MFA).</p>
<p>Since release ${escapeHtml(release)}: ${counts.join(', ') || NO_CHANGE}.</p>`;
}

function byType(lines: readonly ComparedLine[], model: Model): TypeLines[] {
  const groups = new Map<string, ComparedLine[]>();
  for (const line of lines) groups.set(line.typeName, [...(groups.get(line.typeName) ?? []), line]);
  return [...groups].map(([typeName, ofType]) => ({
    typeName,
    part: partOf(model, typeName) ?? 'gone',
    lines: ofType,
  }));
}

function parts(types: readonly TypeLines[]): [Part | 'gone', TypeLines[]][] {
  return [...PARTS, 'gone' as const]
    .map((part): [Part | 'gone', TypeLines[]] => [part, types.filter((type) => type.part === part)])
    .filter(([, ofPart]) => ofPart.length > 0);
}

function contents(types: readonly TypeLines[]): string {
  const lists = parts(types).map(([part, ofPart]) => {
    const links = ofPart.map(({ typeName }) => `<li><a href="#${idOf(typeName)}">${escapeHtml(typeName)}</a></li>`);
    return `<details${OPEN.includes(part) ? ' open' : ''}><summary>${TITLES[part]} (${ofPart.length})</summary><ul>${links.join('')}</ul></details>`;
  });
  return `<nav id="contents" aria-label="Contents">\n${lists.join('\n')}\n</nav>`;
}

const idOf = (typeName: string) => `type-${escapeHtml(typeName)}`;

function partSection(part: Part | 'gone', types: readonly TypeLines[], view: RowsView): string {
  return `<div class="part">
<h2>${TITLES[part]}</h2>
${types.map((type) => typeSection(type, view)).join('\n')}
</div>`;
}

function typeSection({ typeName, lines }: TypeLines, view: RowsView): string {
  const id = idOf(typeName);
  const heads = view.roles.map(
    (role) =>
      `<th role="columnheader" scope="col" class="role" data-of="${escapeHtml(role)}">${escapeHtml(role).replaceAll('_', '_<wbr>')}</th>`,
  );
  return `<section aria-labelledby="${id}">
<h3 id="${id}" tabindex="-1">${escapeHtml(typeName)}</h3>
<table role="table" aria-labelledby="${id}">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="field">Field</th>${heads.join('')}<th role="columnheader" scope="col" class="attributes">Attributes</th><th role="columnheader" scope="col">Rule</th></tr></thead>
<tbody role="rowgroup">
${lines.map((line) => accessRow(line, view)).join('\n')}
</tbody>
</table>
</section>`;
}
