/*
 * Altair 8 leaves much of its page without a name or a role, and out of reach of the keyboard. What it draws is put right as it is drawn.
 */

/** Names of what shows an icon or nothing. */
const NAMES: Readonly<Record<string, string>> = {
  '[track-id="save_to_collection"]': 'Save to a collection',
  '[track-id="update_in_collection"]': 'Update in the collection',
  '[track-id="export_window"]': 'Export this tab',
  '[track-id="reload_docs"]': 'Reload the schema',
  '[track-id="go_back_docs"]': 'Back',
  '[track-id="clear_result"]': 'Clear the answer',
  '[track-id="download_result"]': 'Download the answer',
  '[track-id="autoscroll"]': 'Scroll to the newest event',
  '[track-id="close_window_tab"]': 'Close this tab',
  '.header__menu': 'Explorer',
  '.header__menu-item:last-of-type': 'Settings',
  '.ant-tabs-nav-more': 'More',
  '.ant-modal-close': 'Close',
  '.doc-viewer-navigation__option.ant-dropdown-trigger': 'More about the schema',
  '.doc-viewer-navigation__option:not(.ant-dropdown-trigger):last-child': 'Close the schema',
  '.doc-viewer-search-wrapper input': 'Search the schema',
  'app-url-box .cm-content': 'Address of the API',
  'app-query-editor .cm-content': 'Operation',
  'app-variables-editor .cm-content': 'Variables',
  'app-query-result .cm-content': 'Answer',
};

const ROLES: Readonly<Record<string, string>> = {
  '.header__menu': 'menubar',
  '.header__menu-item': 'menuitem',
};

/** What is clicked, but is neither a link with an address nor a button. */
const BUTTONS = [
  'a.side-menu-item:not([href])',
  'a.submenu-item:not([href])',
  '.window-switcher__input:not([contenteditable="true"])',
  '.window-switcher__list > .window-switcher__item',
  '[track-id="close_window_tab"]',
  '[track-id="toggle_variables"]',
  '.doc-viewer-navigation__option',
].join(', ');

const PRESSED_BY_KEYBOARD = `${BUTTONS}, .header__menu-item`;

/** For drawing to come to rest. */
const PAUSE_MS = 50;

/** Puts right what is there, and whatever is drawn later. */
export function makeAltairAccessible(): void {
  let isPlanned = false;
  const plan = (): void => {
    if (isPlanned) return;
    isPlanned = true;
    setTimeout(() => {
      isPlanned = false;
      putRight();
    }, PAUSE_MS);
  };
  new MutationObserver(plan).observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ['class', 'contenteditable'],
  });
  document.body.addEventListener('keydown', pressByKeyboard);
  putRight();
}

function putRight(): void {
  setOnAll(NAMES, 'aria-label');
  setOnAll(ROLES, 'role');
  for (const each of all('.header__menu-item')) set(each, 'tabindex', '0');
  for (const each of all(BUTTONS)) {
    if (each.matches('button')) continue;
    set(each, 'role', 'button');
    set(each, 'tabindex', '0');
  }
  for (const each of all('.window-switcher__input'))
    set(each, 'aria-current', String(each.closest('.window-switcher__item--active') !== null));
  putTabsRight();
  // The text is read with the arrow keys, wherever it is longer than its place.
  for (const each of all('.cm-scroller')) if (each.scrollHeight > each.clientHeight) set(each, 'tabindex', '0');
}

/** Altair names panes that do not carry these ids. */
function putTabsRight(): void {
  for (const tab of all('[role="tab"][aria-controls]'))
    if (!document.getElementById(tab.getAttribute('aria-controls') ?? '')) tab.removeAttribute('aria-controls');
}

function setOnAll(values: Readonly<Record<string, string>>, attribute: string): void {
  for (const [selector, value] of Object.entries(values)) for (const each of all(selector)) set(each, attribute, value);
}

function all(selector: string): NodeListOf<Element> {
  return document.querySelectorAll(selector);
}

function set(it: Element, name: string, value: string): void {
  if (it.getAttribute(name) !== value) it.setAttribute(name, value);
}

/** As browsers do it for buttons. */
function pressByKeyboard(event: KeyboardEvent): void {
  const { target, key } = event;
  if (!(target instanceof HTMLElement) || (key !== 'Enter' && key !== ' ')) return;
  if (!target.matches(PRESSED_BY_KEYBOARD) || target.matches('button')) return;
  event.preventDefault();
  target.click();
}
