import type { Caller } from './callers.js';
import { explorerRequests } from './explorerRequests.js';

const ACTIVE = '.window-switcher__item--active';
const RELOAD = '[track-id="reload_docs"]';

/** Whose schema each tab shows: Altair keeps one for each of them, and fetches none by itself. */
const shown = new WeakMap<Element, Caller>();

/** From now on the open tab has the schema as the chosen caller may know it. */
export function keepSchemaOfTab(): void {
  new MutationObserver(reloadSchema).observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ['class'],
  });
  reloadSchema();
}

/** Fetches it, unless that caller's is there. To be called when another caller is chosen. */
export function reloadSchema(): void {
  const tab = document.querySelector(ACTIVE);
  const button = document.querySelector<HTMLElement>(RELOAD);
  if (!tab || !button || shown.get(tab) === explorerRequests.caller) return;
  shown.set(tab, explorerRequests.caller);
  // Once Altair has drawn the tab, whose button it is then.
  setTimeout(() => document.querySelector<HTMLElement>(RELOAD)?.click());
}
