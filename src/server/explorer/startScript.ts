/**
 * What starts Altair in the page. Its options come as JSON, which pages of this origin alone can read; a script could be run, and
 * so read, by any page. Altair writes down which tabs are open, with their answers, and, as it is told here, never reads it: so
 * that is removed first. It opens the last tab that it is given; the first one is what people look for.
 */
export const START_SCRIPT = `
const forgetTabs = () => new Promise((done) => {
  const opening = indexedDB.open('AltairDB');
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onerror = done;
  opening.onsuccess = () => {
    const database = opening.result;
    const close = () => { database.close(); done(); };
    if (!database.objectStoreNames.contains('appState')) return close();
    const clearing = database.transaction('appState', 'readwrite');
    clearing.objectStore('appState').clear();
    clearing.oncomplete = clearing.onabort = close;
  };
});

const showFirstTab = (count) => {
  const observer = new MutationObserver(() => {
    const tabs = document.querySelectorAll('app-window-switcher-item .window-switcher__item');
    if (tabs.length < count) return;
    observer.disconnect();
    tabs[0].click();
  });
  observer.observe(document.body, { childList: true, subtree: true });
};

const answer = await fetch('options.json');
const { tabs, ...options } = await answer.json();
const endpointURL = new URL(options.endpointURL, location.origin).href;
await forgetTabs();
if (tabs.length > 1) showFirstTab(tabs.length);
AltairGraphQL.init({
  ...options,
  endpointURL,
  initialWindows: tabs.map((tab) => ({ ...tab, endpointURL })),
  cspNonce: document.querySelector('style[nonce]').nonce,
});
`;
