/** What the server wants Altair to show; see explorerOptions.ts. */
interface Options extends Readonly<Record<string, unknown>> {
  readonly endpointURL: string;
  readonly tabs: readonly Readonly<Record<string, unknown>>[];
}

declare const AltairGraphQL: { init(options: object): unknown };

const DATABASE = 'AltairDB';
const OPEN_TABS = 'appState';

/**
 * Starts Altair in the page. Its options come as JSON, so that nothing in line is needed. Resolves when the first tab is open. Altair writes down which tabs are open, with their
 * answers, and, as it is told here, never reads it: so that is removed first.
 */
export async function startAltair(nonce: string): Promise<void> {
  const answer = await fetch('/explore/options.json');
  const { tabs, ...options } = (await answer.json()) as Options;
  const endpointURL = new URL(options.endpointURL, location.origin).href;
  await forgetTabs();
  const firstTab = tabs.length > 1 ? showFirstTab(tabs.length) : Promise.resolve();
  // At the path of sockets alone, which is there behind one domain, too.
  const subscriptionsEndpoint = `${endpointURL.replace(/^http/, 'ws')}/socket`;
  AltairGraphQL.init({
    ...options,
    endpointURL,
    subscriptionsEndpoint,
    initialWindows: tabs.map((tab) => ({ ...options, ...tab, endpointURL, subscriptionsEndpoint })),
    cspNonce: nonce,
  });
  await firstTab;
}

/** Resolves in any case: where there is no such database there is nothing to forget. */
async function forgetTabs(): Promise<void> {
  return new Promise((done) => {
    const opening = indexedDB.open(DATABASE);
    opening.onupgradeneeded = () => opening.transaction?.abort();
    opening.onerror = () => done();
    opening.onsuccess = () => {
      const database = opening.result;
      const close = (): void => {
        database.close();
        done();
      };
      if (!database.objectStoreNames.contains(OPEN_TABS)) {
        close();
        return;
      }
      const clearing = database.transaction(OPEN_TABS, 'readwrite');
      clearing.objectStore(OPEN_TABS).clear();
      clearing.oncomplete = clearing.onabort = close;
    };
  });
}

/** Altair opens the last tab that it is given; the first one is what people look for. Resolves when it is open. */
async function showFirstTab(count: number): Promise<void> {
  return new Promise((done) => {
    const observer = new MutationObserver(() => {
      const tabs = document.querySelectorAll<HTMLElement>('app-window-switcher-item .window-switcher__item');
      if (tabs.length < count) return;
      observer.disconnect();
      tabs[0]?.click();
      done();
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
}
