/** How the access page looks: a table on a desk, cards on a phone; light or dark as the reader's system. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: #1b1f24; --muted: #5b6470; --page: #ffffff; --raised: #f5f6f8; --line: #d9dde3; --focus: #0b57d0;
  --always: #0a6b33; --always-on: #e3f5ea; --own: #0b4ea2; --own-on: #e4eefb; --visit: #7a4b00; --visit-on: #fdf0d8;
  --parent: #4b4f57; --parent-on: #eceef1; --changed: #6a2c91; --changed-on: #f3e8fa; --removed: #a1260d; --removed-on: #fde9e5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6e8eb; --muted: #a3abb6; --page: #14171b; --raised: #1d2127; --line: #343a42; --focus: #8ab4f8;
    --always: #8fe0ae; --always-on: #143524; --own: #a6c8ff; --own-on: #17294a; --visit: #f5cd85; --visit-on: #3a2b0c;
    --parent: #c3c8cf; --parent-on: #2a2f36; --changed: #dcb6f5; --changed-on: #37204a; --removed: #ffb4a4; --removed-on: #4a1d14;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 82rem; margin: 0 auto; padding: 1.25rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; max-width: 70ch; }
code { font: .875em/1.4 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.quiet { color: var(--muted); }
.skip { position: absolute; left: -200vw; }
.skip:focus { position: static; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
form { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; margin: 1rem 0 .5rem; padding: .9rem 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; }
form > div { display: flex; flex-direction: column; gap: .2rem; }
form .tick { flex-direction: row; align-items: center; gap: .5rem; min-height: 2.75rem; }
label { font-weight: 600; font-size: .875rem; }
select, input[type=search], button { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--muted); border-radius: .35rem; padding: .4rem .6rem; min-height: 2.75rem; max-width: 100%; }
input[type=checkbox] { width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--focus); }
button { cursor: pointer; }
#count { font-weight: 600; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
thead th { font-size: .8rem; color: var(--muted); border-bottom-width: 2px; overflow-wrap: anywhere; }
tbody th { font-weight: 400; }
thead th:first-child { width: 23%; }
thead .role { width: 6.5rem; }
thead .attributes { width: 17%; }
tr.of-type { background: var(--raised); }
.cell, .mark { display: inline-block; padding: 0 .45rem; border-radius: 1rem; font-size: .85rem; white-space: nowrap; }
.yes { color: var(--always); background: var(--always-on); }
.own { color: var(--own); background: var(--own-on); }
.visit { color: var(--visit); background: var(--visit-on); }
.parent { color: var(--parent); background: var(--parent-on); }
.mark { color: var(--changed); background: var(--changed-on); font-weight: 600; }
.mark.removed { color: var(--removed); background: var(--removed-on); }
.note { font-size: .8rem; }
.was { display: block; font-size: .8rem; color: var(--changed); }
tr.removed th code { text-decoration: line-through; }
.label { display: none; }
[hidden] { display: none !important; }
@media (max-width: 60rem) {
  main { padding: 1rem .75rem 3rem; }
  form > div { flex: 1 1 9rem; }
  form > .text { flex-basis: 100%; }
  form select, form input[type=search], form button { width: 100%; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody { display: block; }
  tr { display: flex; flex-wrap: wrap; gap: .3rem .75rem; padding: .6rem .5rem; border: 1px solid var(--line); border-radius: .5rem; margin-bottom: .5rem; }
  th, td { border: 0; padding: 0; }
  tbody th, td.wide { flex: 1 1 100%; width: auto; }
  td.wide:empty, td.never { display: none; }
  .label { display: inline; color: var(--muted); font-size: .8rem; margin-right: .25rem; }
  .was { display: inline; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
