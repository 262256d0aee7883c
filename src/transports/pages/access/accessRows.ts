import { escapeHtml } from '../page/escapeHtml';
import type { AccessLine } from '../../../model/accessLines';
import type { ComparedLine } from './releases';

/** Where a rule is written, for people: a string, and a link where there is something to open. */
export interface ShownPlace {
  readonly text: string;
  readonly href: string | null;
}

/** What all rows have in common. */
export interface RowsView {
  readonly roles: readonly string[];
  readonly release: string;
  /** Whether what has this coordinate is written by callers, or read. */
  readonly halfOf: (typeName: string) => 'read' | 'write';
  readonly placeOf: (coordinate: string) => ShownPlace | null;
}

/**
 * One row of the table, with what the page's script needs of it in `data-`: the coordinate is its id, so that a link can lead to it.
 * Roles are spelt out since a table that a narrow screen shows as cards is none any more to a screen reader.
 */
export function accessRow(line: ComparedLine, view: RowsView): string {
  const { coordinate, typeName, change } = line;
  const isOfType = coordinate === typeName;
  const name = isOfType
    ? '<em>the type itself</em>'
    : `<code>${escapeHtml(coordinate.slice(typeName.length + 1))}</code>`;
  const mark = change
    ? ` <span class="mark ${change}">${change}<span class="unseen"> since ${escapeHtml(view.release)}</span></span>`
    : '';
  const style = [...(isOfType ? ['of-type'] : []), ...(change === 'removed' ? [change] : [])].join(' ');
  return `<tr role="row" id="${escapeHtml(coordinate)}"${style && ` class="${style}"`}${dataOf(line, view)}>\
<th role="rowheader" scope="row">${name}${mark}</th>${view.roles.map((role) => cell(line, role)).join('')}\
<td role="cell" class="wide">${attributes(line)}</td><td role="cell" class="wide">${rule(line, view)}</td></tr>`;
}

/** What is gone cannot be asked for: it is neither read nor written. */
function dataOf({ typeName, now, change }: ComparedLine, { roles, halfOf }: RowsView): string {
  const reaching = roles.filter((role) => cellsOf(now)[role]);
  const data = {
    type: typeName,
    roles: reaching.join(' '),
    change: change ?? '',
    ...(now && { half: halfOf(typeName) }),
  };
  return Object.entries(data)
    .map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`)
    .join('');
}

const cellsOf = (line: AccessLine | null): Readonly<Record<string, string>> => line?.cells ?? {};

function cell({ now, was, change }: ComparedLine, role: string): string {
  const value = cellsOf(now)[role] ?? '';
  const before = was?.access[role] ?? '';
  const differs = (change === 'changed' || change === 'removed') && before !== value;
  const note = differs ? ` <span class="was">was ${escapeHtml(before || 'never')}</span>` : '';
  const isNever = value === '' && note === '';
  const [name, access] = [escapeHtml(role), escapeHtml(value)];
  return `<td role="cell" data-of="${name}" data-access="${access}"${isNever ? ' class="never"' : ''}><span class="label">${name}</span>${shown(value)}${note}</td>`;
}

function shown(value: string): string {
  if (value === '') return '<span class="quiet" aria-hidden="true">–</span><span class="unseen">never</span>';
  const kind = value === 'as parent' ? 'parent' : value === 'yes' ? 'yes' : value.startsWith('own') ? 'own' : 'visit';
  return `<span class="cell ${kind}">${escapeHtml(value)}</span>`;
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
  return names.map((name) => `<code>${escapeHtml(name)}</code>`).join(' ');
}

function rule({ coordinate, now, was, change }: ComparedLine, { placeOf }: RowsView): string {
  if (!now) return '';
  const before = was?.secondFactor === true;
  const factor = now.needsSecondFactor ? '<br><span class="note">with a second factor</span>' : '';
  const note =
    change === 'changed' && before !== now.needsSecondFactor
      ? ` <span class="was">was ${before ? 'with' : 'without'} a second factor</span>`
      : '';
  const written = now.rule === '' ? '<span class="quiet">the type’s</span>' : `<code>${escapeHtml(now.rule)}</code>`;
  return `<span class="label">rule</span>${written}${factor}${note}${place(placeOf(coordinate))}`;
}

function place(shownPlace: ShownPlace | null): string {
  if (!shownPlace) return '';
  const text = escapeHtml(shownPlace.text);
  return shownPlace.href === null
    ? ` <code class="place">${text}</code>`
    : ` <a class="place" href="${escapeHtml(shownPlace.href)}"><code>${text}</code></a>`;
}
