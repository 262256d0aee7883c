const KEPT = 'fieldgate.visit';

/**
 * The visit token of the QR code at the door. It comes in the URL’s fragment, which browsers send to nobody, and is taken out of the
 * address at once, so that it is in no bookmark and in no history. It is kept for as long as this tab is open.
 */
export function takeVisitToken(): string | null {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const scanned = fragment.get('visit');
  if (scanned !== null) {
    sessionStorage.setItem(KEPT, scanned);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(KEPT);
}

/** A code that is scanned while the page is open changes the fragment alone: the page begins anew with it. */
addEventListener('hashchange', () => {
  if (new URLSearchParams(location.hash.slice(1)).has('visit')) location.reload();
});
