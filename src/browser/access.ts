import { AccessCaller } from './accessCaller.js';
import { AccessFilters } from './accessFilters.js';
import { AccessLine } from './accessLine.js';
import { byId } from './element.js';

/*
 * The access page: hides the lines that were not asked for, marks what a caller may do, and keeps the question in the address, so that it
 * can be sent to somebody. Without it the page shows everything.
 */

const lines = [...document.querySelectorAll<HTMLElement>('tbody tr')].map((row) => new AccessLine(row));
const filters = new AccessFilters(lines);
const caller = new AccessCaller(lines, (isSomebody) => {
  filters.show(isSomebody);
  remember();
});

function remember(): void {
  const asked = filters.asked();
  if (caller.name !== null) asked.push(['as', caller.name]);
  history.replaceState(null, '', `#${String(new URLSearchParams(asked))}`);
}

/** A question; or the id of something in the page, and then nothing is asked. */
function question(): URLSearchParams | null {
  const hash = location.hash.slice(1);
  return hash === '' || hash.includes('=') ? new URLSearchParams(hash) : null;
}

async function recall(): Promise<void> {
  const asked = question();
  if (asked) {
    filters.recall(asked);
    await caller.becomeNamed(asked.get('as'));
  } else goTo(location.hash);
}

function goTo(hash: string): void {
  const target = document.getElementById(decoded(hash.slice(1)));
  target?.scrollIntoView();
  target?.focus({ preventScroll: true });
}

/** Somebody may have cut a link off in the middle of a character. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Goes there and keeps the question in the address. */
function follow(event: Event): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link) return;
  event.preventDefault();
  goTo(link.hash);
}

function changed(): void {
  filters.show();
  remember();
}

for (const form of [byId('filters'), byId('as-caller')])
  form.addEventListener('submit', (event) => event.preventDefault());
for (const part of [byId('filters'), byId('hide-field')]) part.addEventListener('input', changed);
byId('filters').addEventListener('reset', (event) => {
  event.preventDefault();
  filters.recall(new URLSearchParams());
  remember();
});
byId('contents').addEventListener('click', follow);
addEventListener('hashchange', () => void recall());

const wanted = question()?.get('as') ?? null;
byId('filters').hidden = false;
await recall();
await caller.addChooser();
await caller.becomeNamed(wanted);
