/** The colours of every page of ours, light or dark as the reader's system. */
export const PALETTE = `:root {
  color-scheme: light dark;
  --text: #1b1f24; --muted: #5b6470; --page: #ffffff; --raised: #f5f6f8; --line: #d9dde3; --focus: #0b57d0; --link: #0b57d0;
  --good: #0a6b33; --good-on: #e3f5ea; --info: #0b4ea2; --info-on: #e4eefb; --warn: #7a4b00; --warn-on: #fdf0d8;
  --plain: #4b4f57; --plain-on: #eceef1; --changed: #6a2c91; --changed-on: #f3e8fa; --bad: #a1260d; --bad-on: #fde9e5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6e8eb; --muted: #a3abb6; --page: #14171b; --raised: #1d2127; --line: #343a42; --focus: #8ab4f8; --link: #8ab4f8;
    --good: #8fe0ae; --good-on: #143524; --info: #a6c8ff; --info-on: #17294a; --warn: #f5cd85; --warn-on: #3a2b0c;
    --plain: #c3c8cf; --plain-on: #2a2f36; --changed: #dcb6f5; --changed-on: #37204a; --bad: #ffb4a4; --bad-on: #4a1d14;
  }
}`;

/** How every page of ours looks; light or dark as the reader's system. A page may add a style sheet of its own. */
export const STYLE = `
${PALETTE}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 82rem; margin: 0 auto; padding: 1.25rem 1rem 4rem; }
main:focus { outline: none; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; max-width: 70ch; }
a { color: var(--link); }
code, pre { font: .875em/1.4 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: .5rem 0; }
.quiet { color: var(--muted); }
.skip { position: absolute; left: -200vw; }
.skip:focus { position: static; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
[hidden] { display: none !important; }
header.site { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: center; padding: .5rem 1rem; border-bottom: 1px solid var(--line); background: var(--raised); }
header.site .home { font-weight: 700; color: var(--text); text-decoration: none; padding: .5rem 0; }
header.site ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: 0; padding: 0; }
header.site nav a { display: inline-block; padding: .5rem 0; }
header.site [aria-current] { color: var(--text); font-weight: 600; text-decoration: none; border-bottom: 2px solid var(--focus); }
form { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; margin: 1rem 0 .5rem; padding: .9rem 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; }
form > div { display: flex; flex-direction: column; gap: .2rem; min-width: 0; }
label { font-weight: 600; font-size: .875rem; }
select, input, textarea, button { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--muted); border-radius: .35rem; padding: .4rem .6rem; min-height: 2.75rem; max-width: 100%; }
textarea { font: .875rem/1.4 ui-monospace, Menlo, Consolas, monospace; width: 100%; }
input[type=checkbox], input[type=radio] { width: 1.25rem; height: 1.25rem; min-height: 0; margin: 0; accent-color: var(--focus); }
button { cursor: pointer; }
.badge { display: inline-block; padding: 0 .45rem; border-radius: 1rem; font-size: .85rem; white-space: nowrap; color: var(--plain); background: var(--plain-on); }
.badge.good { color: var(--good); background: var(--good-on); }
.badge.info { color: var(--info); background: var(--info-on); }
.badge.warn { color: var(--warn); background: var(--warn-on); }
.badge.bad { color: var(--bad); background: var(--bad-on); }
.doors { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); gap: 1rem; list-style: none; margin: 1.25rem 0; padding: 0; }
.doors > li { border: 1px solid var(--line); border-radius: .5rem; background: var(--raised); padding: .9rem 1rem; }
.doors a { font-size: 1.05rem; font-weight: 600; }
@media (max-width: 60rem) {
  main { padding: 1rem .75rem 3rem; }
  form > div { flex: 1 1 9rem; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
