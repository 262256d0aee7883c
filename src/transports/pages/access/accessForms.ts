import { escapeHtml } from '../page/escapeHtml';
import { CALLER_QUESTION } from './callerQuestion';

interface FormsView {
  readonly roles: readonly string[];
  readonly typeNames: readonly string[];
  /** Whether anything differs from the last release. */
  readonly hasChanges: boolean;
}

/** Both are hidden until there is a script to make them work. */
export function accessForms(view: FormsView): string {
  return `${filters(view)}\n${CALLER_FORM}`;
}

function filters({ roles, typeNames, hasChanges }: FormsView): string {
  return `<form id="filters" role="search" aria-label="Filter the table" hidden>
<div><label for="role">Role</label><select id="role" name="role"><option value="">every role</option>${options(roles)}</select></div>
<div id="with-field"><label for="with">Compared with</label><select id="with" name="with"><option value="">no other role</option>${options(roles)}</select></div>
<div id="reach-field"><label for="reach">Show</label><select id="reach" name="reach"><option value="reached">what it can reach</option><option value="denied">what it never sees</option><option value="all">everything</option></select></div>
<div><label for="type">Type</label><select id="type" name="type"><option value="">every type</option>${options(typeNames)}</select></div>
<div class="text"><label for="text">Text</label><input id="text" name="text" type="search" placeholder="field, attribute or rule" autocomplete="off" spellcheck="false"></div>
${tick('differs', 'Only where the two differ')}${hasChanges ? `\n${tick('changed', 'Only what changed')}` : ''}
<div><button type="reset">Show everything</button></div>
</form>`;
}

const CALLER_FORM = `<form id="as-caller" aria-label="As this caller" data-question="${escapeHtml(CALLER_QUESTION)}" hidden>
<div id="caller-place"></div>
${tick('hide', 'Hide what they never reach')}
</form>
<p id="asked" role="status"></p>`;

function tick(name: string, label: string): string {
  return `<div class="tick" id="${name}-field"><input id="${name}" name="${name}" type="checkbox"><label for="${name}">${label}</label></div>`;
}

function options(values: readonly string[]): string {
  return values.map((value) => `<option>${escapeHtml(value)}</option>`).join('');
}
