import { makeAltairAccessible } from './altairAccess.js';
import { addCallerChooser } from './callerChooser.js';
import { preparedCallers, type Caller } from './callers.js';
import { byId, element } from './element.js';
import type { Explanation } from './explanation.js';
import { explanationTree } from './explanationTree.js';
import { explorerRequests, type ExplorerAnswer } from './explorerRequests.js';
import { keepSchemaOfTab, reloadSchema } from './schemaOfTab.js';
import { startAltair } from './startAltair.js';

/*
 * The bar above Altair (who asks, and whether answers are explained), and the explanation beside it.
 */

const nonce = document.querySelector<HTMLStyleElement>('style[nonce]')?.nonce ?? '';
const said = byId('said');
const panel = byId('explanation');

giveStylesTheNonce();
addExplainSwitch();
const callers = await preparedCallers();
const chooser = addCallerChooser(byId('caller'), { label: 'Ask as', id: 'asks-as', callers, onChange: become });
explorerRequests.caller = chooser.caller();
makeAltairAccessible();
await startAltair(nonce);
keepSchemaOfTab();

/** Altair makes some of its styles without the nonce that it was given. Scripts that run here are files of this origin. */
function giveStylesTheNonce(): void {
  // Of its overloads one is deprecated, for elements that no browser knows any more.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  document.createElement = new Proxy(document.createElement.bind(document), {
    apply(make, _document, parts: Parameters<Document['createElement']>) {
      const made = make(...parts);
      if (made instanceof HTMLStyleElement) made.nonce = nonce;
      return made;
    },
  });
}

/** The schema is fetched again, as this caller may know it. */
function become(caller: Caller): void {
  explorerRequests.caller = caller;
  said.textContent = `Requests are now sent as ${caller.name}. Subscriptions that run go on as whoever began them.`;
  reloadSchema();
}

function addExplainSwitch(): void {
  const button = document.getElementById('explain');
  if (!button) return;
  button.addEventListener('click', () => {
    const isOn = !explorerRequests.areExplained;
    explorerRequests.areExplained = isOn;
    button.setAttribute('aria-checked', String(isOn));
    panel.hidden = !isOn;
  });
  explorerRequests.onAnswer = explain;
}

function explain({ operationName, caller, body }: ExplorerAnswer): void {
  const { explain: explanation, explainRefused: refused } = (body as Answer | null)?.extensions ?? {};
  const title = `${operationName ?? 'The operation'}, as ${caller.name}`;
  const content = explanation
    ? explanationTree(explanation)
    : element(
        'p',
        {},
        refused ?? 'There is nothing to explain: the operation was refused before any field was decided.',
      );
  panel.replaceChildren(element('h2', {}, 'Explanation'), element('p', { class: 'title' }, title), content);
  said.textContent = `Explained: ${title}.`;
}

interface Answer {
  readonly extensions?: { readonly explain?: Explanation; readonly explainRefused?: string };
}
