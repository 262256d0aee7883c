import { hash } from 'node:crypto';
import type { Model } from '../../model/Model';
import { accessLines, type AccessLine } from './accessLines';
import { compareWithRelease, type ComparedLine, type ReleasedAccess } from './releases';
import { SCRIPT } from './script';
import { STYLE } from './style';

interface View {
  readonly roles: readonly string[];
  readonly visitTitle: string;
  readonly release: string;
}

const NO_CHANGE = 'nothing has changed';

/** What the page may do: run its own script, use its own style, and nothing else. It loads nothing and sends nothing. */
export const ACCESS_PAGE_POLICY = [
  "default-src 'none'",
  `script-src '${hashOf(SCRIPT)}'`,
  `style-src '${hashOf(STYLE)}'`,
  // An empty icon, so that no browser asks for one.
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * The access table as a page of its own: one file that needs nothing else, not even scripting, to be read. Lines, cells and
 * attributes that differ from the last release are marked.
 */
export function accessPage(model: Model, lastRelease: ReleasedAccess): string {
  const lines = compareWithRelease(accessLines(model), lastRelease);
  const view = {
    roles: model.book.roles.map(({ name }) => name),
    visitTitle: model.book.visit.title,
    release: lastRelease.release,
  };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${ACCESS_PAGE_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Access matrix</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
${introduction(lines, view)}
${filters(lines, view)}
<p id="count" role="status">${lines.length} lines.</p>
<div id="table">
${byType(lines)
  .map(([typeName, ofType]) => section(typeName, ofType, view))
  .join('\n')}
</div>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function hashOf(content: string): string {
  return `sha256-${hash('sha256', content, 'base64')}`;
}

function introduction(lines: readonly ComparedLine[], { visitTitle, release }: View): string {
  const counts = (['added', 'changed', 'removed'] as const)
    .map((change) => ({ change, count: lines.filter((line) => line.change === change).length }))
    .filter(({ count }) => count > 0)
    .map(({ change, count }) => `${count} ${change}`);
  return `<h1>Access matrix</h1>
<p>Who may see each field and use each operation and input, as the rules in the schema say and the API enforces.</p>
<p class="quiet"><span class="cell yes">yes</span> always; <span class="cell own">own</span> only the caller’s own;
<span class="cell visit">visit</span> with a current visit token of ${escape(visitTitle)};
<span class="cell parent">as parent</span> whoever may see the field that leads here; a dash: never.
Who is not signed in takes a guest session for every change by <span class="cell visit">visit</span>.
“Second factor” counts where the deployment asks for one (REQUIRE_MFA).</p>
<p>Since release ${escape(release)}: ${counts.join(', ') || NO_CHANGE}.</p>`;
}

/** Hidden until there is a script to make it work. */
function filters(lines: readonly ComparedLine[], { roles }: View): string {
  const options = (values: readonly string[]) => values.map((value) => `<option>${escape(value)}</option>`).join('');
  const changed = lines.some(({ change }) => change !== null)
    ? '\n<div class="tick"><input id="changed" name="changed" type="checkbox"><label for="changed">Only what changed</label></div>'
    : '';
  return `<form id="filters" role="search" aria-label="Filter the table" hidden>
<div><label for="role">Role</label><select id="role" name="role"><option value="">every role</option>${options(roles)}</select></div>
<div id="reach-field"><label for="reach">Show</label><select id="reach" name="reach"><option value="reached">what it can reach</option><option value="denied">what it never sees</option><option value="all">everything</option></select></div>
<div><label for="type">Type</label><select id="type" name="type"><option value="">every type</option>${options(byType(lines).map(([name]) => name))}</select></div>
<div class="text"><label for="text">Text</label><input id="text" name="text" type="search" placeholder="field, attribute or rule" autocomplete="off" spellcheck="false"></div>${changed}
<div><button type="reset">Show everything</button></div>
</form>`;
}

/** In the order in which types come first. */
function byType(lines: readonly ComparedLine[]): [string, ComparedLine[]][] {
  const groups = new Map<string, ComparedLine[]>();
  for (const line of lines) groups.set(line.typeName, [...(groups.get(line.typeName) ?? []), line]);
  return [...groups];
}

/** The roles are spelt out since a table that a narrow screen shows as cards is none any more to a screen reader. */
function section(typeName: string, lines: readonly ComparedLine[], view: View): string {
  const id = `type-${escape(typeName)}`;
  const heads = view.roles.map(
    (role) =>
      `<th role="columnheader" scope="col" class="role" data-of="${escape(role)}">${escape(role).replaceAll('_', '_<wbr>')}</th>`,
  );
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${escape(typeName)}</h2>
<table role="table" aria-labelledby="${id}">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Field</th>${heads.join('')}<th role="columnheader" scope="col" class="attributes">Attributes</th><th role="columnheader" scope="col">Rule</th></tr></thead>
<tbody role="rowgroup">
${lines.map((line) => row(line, view)).join('\n')}
</tbody>
</table>
</section>`;
}

function row(line: ComparedLine, { roles, release }: View): string {
  const { coordinate, typeName, now, change } = line;
  const reaching = roles.filter((role) => cellsOf(now)[role]);
  const isOfType = coordinate === typeName;
  const name = isOfType ? '<em>the type itself</em>' : `<code>${escape(coordinate.slice(typeName.length + 1))}</code>`;
  const mark = change
    ? ` <span class="mark ${change}">${change}<span class="unseen"> since ${escape(release)}</span></span>`
    : '';
  const style = [...(isOfType ? ['of-type'] : []), ...(change === 'removed' ? [change] : [])].join(' ');
  return `<tr role="row"${style && ` class="${style}"`} data-type="${escape(typeName)}" data-roles="${escape(reaching.join(' '))}" data-change="${change ?? ''}">\
<th role="rowheader" scope="row">${name}${mark}</th>${roles.map((role) => cell(line, role)).join('')}\
<td role="cell" class="wide">${attributes(line)}</td><td role="cell" class="wide">${rule(line)}</td></tr>`;
}

const cellsOf = (line: AccessLine | null): Readonly<Record<string, string>> => line?.cells ?? {};

function cell({ now, was, change }: ComparedLine, role: string): string {
  const value = cellsOf(now)[role] ?? '';
  const before = was?.access[role] ?? '';
  const differs = (change === 'changed' || change === 'removed') && before !== value;
  const note = differs ? ` <span class="was">was ${escape(before || 'never')}</span>` : '';
  const isNever = value === '' && note === '';
  return `<td role="cell" data-of="${escape(role)}"${isNever ? ' class="never"' : ''}><span class="label">${escape(role)}</span>${shown(value)}${note}</td>`;
}

function shown(value: string): string {
  if (value === '') return '<span class="quiet" aria-hidden="true">–</span><span class="unseen">never</span>';
  const kind = value === 'as parent' ? 'parent' : value === 'yes' ? 'yes' : value.startsWith('own') ? 'own' : 'visit';
  return `<span class="cell ${kind}">${escape(value)}</span>`;
}

function attributes({ now, was, change }: ComparedLine): string {
  const before = was?.attributes ?? [];
  const present = now?.attributes ?? [];
  const note =
    change === 'changed' && before.join() !== present.join()
      ? ` <span class="was">was ${before.length > 0 ? codes(before) : 'none'}</span>`
      : '';
  const label = present.length > 0 ? '<span class="label">attributes</span>' : '';
  return `${label}${codes(present)}${note}`;
}

function codes(names: readonly string[]): string {
  return names.map((name) => `<code>${escape(name)}</code>`).join(' ');
}

function rule({ now, was, change }: ComparedLine): string {
  if (!now) return '';
  const before = was?.secondFactor === true;
  const factor = now.needsSecondFactor ? '<br><span class="note">with a second factor</span>' : '';
  const note =
    change === 'changed' && before !== now.needsSecondFactor
      ? ` <span class="was">was ${before ? 'with' : 'without'} a second factor</span>`
      : '';
  const written = now.rule === '' ? '<span class="quiet">the type’s</span>' : `<code>${escape(now.rule)}</code>`;
  return `<span class="label">rule</span>${written}${factor}${note}`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
