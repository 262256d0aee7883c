import { PALETTE } from '../page/style';
import { ALTAIR_COLOURS } from './altairColours';

/** How the frame around Altair looks, and what is changed of Altair's own looks. Of its elements, none but those named here. */
export const FRAME_STYLE = `
${PALETTE}
${ALTAIR_COLOURS}
html, body { height: 100%; margin: 0; }
.frame { display: flex; flex-direction: column; height: 100dvh; background: var(--page); color: var(--text); }
.frame .top, #explanation { font: 16px/1.5 system-ui, sans-serif; }
.frame .skip { position: absolute; left: -200vw; }
.frame .skip:focus { position: static; padding: 8px 16px; }
.frame .unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.frame [hidden] { display: none !important; }
.frame :focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
.frame #main:focus { outline: none; }
.top { display: flex; flex-wrap: wrap; gap: 4px 24px; align-items: center; justify-content: space-between; padding: 4px 16px; border-bottom: 1px solid var(--line); background: var(--raised); }
.top a { color: var(--link); }
header.site { display: flex; flex-wrap: wrap; gap: 4px 20px; align-items: center; }
header.site .home { font-weight: 700; color: var(--text); text-decoration: none; padding: 6.4px 0; }
header.site ul { display: flex; flex-wrap: wrap; gap: 0 16px; list-style: none; margin: 0; padding: 0; }
header.site nav a { display: inline-block; padding: 6.4px 0; }
header.site [aria-current] { color: var(--text); font-weight: 600; text-decoration: none; border-bottom: 2px solid var(--focus); }
.asking { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; }
.chooser { display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: center; }
.chooser .tokens { display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: center; }
.asking label { font-weight: 600; font-size: 14px; }
.asking select, .asking input, .switch { font: inherit; color: var(--text); background: var(--page); border: 1px solid var(--muted); border-radius: 5.6px; padding: 4px 9.6px; min-height: 40px; max-width: 100%; }
.asking input { width: 176px; }
@supports (appearance: base-select) {
  .asking select, .asking select::picker(select) { appearance: base-select; }
  .asking select { display: inline-flex; align-items: center; gap: 8px; }
  .asking select::picker(select) { border: 1px solid var(--muted); border-radius: 5.6px; background: var(--page); color: var(--text); padding: 4px; margin-top: 4px; box-shadow: 0 8px 24px rgb(0 0 0 / .25); }
  .asking option { padding: 6.4px 12px; border-radius: 4px; }
  .asking option:hover, .asking option:focus { background: var(--info-on); color: var(--info); }
  .asking option:checked { font-weight: 600; }
}
.switch { display: inline-flex; align-items: center; gap: 8px; cursor: pointer; font-weight: 600; font-size: 14px; }
.switch::before { content: ''; width: 33.6px; height: 19.2px; border-radius: 16px; border: 1px solid var(--muted); background: radial-gradient(circle at 9.6px 50%, var(--muted) 6.08px, transparent 6.72px) var(--raised); }
.switch::after { content: 'off'; font-weight: 400; min-width: 1.6em; text-align: start; }
.switch[aria-checked=true]::before { border-color: var(--focus); background: radial-gradient(circle at 24px 50%, var(--page) 6.08px, transparent 6.72px) var(--focus); }
.switch[aria-checked=true]::after { content: 'on'; }
.stage { flex: 1; min-height: 0; display: flex; }
.stage > main { flex: 1; min-width: 0; position: relative; }
#explanation { flex: 0 0 432px; overflow: auto; padding: 12px 16px 32px; border-left: 1px solid var(--line); background: var(--page); font-size: 14.4px; }
#explanation h2 { font-size: 17.6px; margin: 0 0 4px; color: var(--text); }
#explanation p { margin: 4px 0; }
#explanation .title { font-weight: 600; }
#explanation code { font: 13.6px/1.4 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; color: inherit; background: none; }
#explanation ul { list-style: none; margin: 2.4px 0 2.4px 3.2px; padding: 0 0 0 11.2px; border-left: 1px solid var(--line); }
#explanation .explanation > ul { margin-left: 0; padding-left: 0; border: 0; }
#explanation li { margin: 3.2px 0; }
#explanation summary { cursor: pointer; }
#explanation .calls { border-left: 3px solid var(--focus); }
#explanation .calls::before { content: 'DynamoDB'; font-size: 12px; font-weight: 600; color: var(--muted); }
#explanation .quiet { color: var(--muted); }
#explanation .badge { padding: 0 7.2px; border-radius: 16px; font-size: 12.8px; white-space: nowrap; color: var(--plain); background: var(--plain-on); }
#explanation .badge.good { color: var(--good); background: var(--good-on); }
#explanation .badge.warn { color: var(--warn); background: var(--warn-on); }
#explanation .badge.bad { color: var(--bad); background: var(--bad-on); }

/* Altair fills the window; here it fills its place. Its list of environments gives way to ours. */
.stage app-root, .stage app-altair { display: block; height: 100%; }
.stage .app-wrapper, .stage .main-container { height: 100% !important; min-height: 0; }
.header__menu-item.ant-dropdown-trigger:not(:last-of-type), .header__logo-wrapper { display: none; }
.window-switcher__item, .window-switcher__item * { opacity: 1 !important; }
.stage .query-result__none > * { visibility: hidden; }

/* One above the other. */
@media (max-width: 800px) {
  .frame { height: auto; min-height: 100dvh; }
  .stage { flex-direction: column; }
  .stage > main { height: max(90dvh, 700px); flex: none; }
  #explanation { flex: none; border-left: 0; border-top: 1px solid var(--line); }
  .url-box { flex-wrap: wrap; height: auto !important; }
  .url-box__input-container { flex: 1 0 60%; }
  .send-request__wrapper { flex: 1 0 auto; }
  .send-request__button { white-space: nowrap; width: 100%; }
  .main-content-row as-split { display: flex !important; flex-direction: column !important; }
  .main-content-row .as-split-gutter { display: none !important; }
  .main-content-row as-split-area { flex: 1 1 50% !important; width: 100% !important; max-width: none !important; }
  .main-content-row as-split-area.as-hidden { flex: 0 0 0 !important; }
}
`;
