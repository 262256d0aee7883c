/** How the access page looks, beside what all pages have: a table on a desk, cards on a phone. */
export const STYLE = `
h2 { font-size: 1.3rem; margin: 2.5rem 0 0; }
h3 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
form { margin: .75rem 0 .5rem; }
form .tick { flex-direction: row; align-items: center; gap: .5rem; min-height: 2.75rem; }
#count, #asked { font-weight: 600; max-width: none; }
#asked.refused { color: var(--bad); }
.chooser, .chooser .tokens { display: flex; flex-direction: column; gap: .2rem; }
.chooser .tokens input { width: 30rem; }
#contents { margin: 1rem 0; }
#contents details { margin: .25rem 0; }
#contents summary { cursor: pointer; font-weight: 600; padding: .35rem 0; }
#contents ul { display: flex; flex-wrap: wrap; gap: 0 1.25rem; list-style: none; margin: 0 0 .25rem; padding: 0 0 0 1rem; }
#contents a { display: inline-block; padding: .3rem 0; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
thead th { font-size: .8rem; color: var(--muted); border-bottom-width: 2px; overflow-wrap: anywhere; }
tbody th { font-weight: 400; overflow-wrap: anywhere; }
thead .field { width: 23%; }
thead .caller { width: 17%; color: var(--text); }
thead .role { width: 6.5rem; }
thead .attributes { width: 17%; }
.with-caller thead .field { width: 19%; }
.with-caller thead .attributes { width: 12%; }
td.caller { background: var(--raised); }
tr.of-type { background: var(--raised); }
tr:target { outline: 3px solid var(--focus); outline-offset: -3px; }
.cell, .mark { display: inline-block; padding: 0 .45rem; border-radius: 1rem; font-size: .85rem; white-space: nowrap; }
.yes { color: var(--good); background: var(--good-on); }
.own { color: var(--info); background: var(--info-on); }
.visit, .factor { color: var(--warn); background: var(--warn-on); }
.parent { color: var(--plain); background: var(--plain-on); }
.cell.never { color: var(--bad); background: var(--bad-on); }
.mark { color: var(--changed); background: var(--changed-on); font-weight: 600; }
.mark.removed { color: var(--bad); background: var(--bad-on); }
.note, .because, .place { font-size: .8rem; }
.because, .place { display: block; }
.because { color: var(--muted); }
.place code { font-size: inherit; }
.wide > .quiet { font-size: .875rem; }
.was { display: block; font-size: .8rem; color: var(--changed); }
tr.removed th code { text-decoration: line-through; }
.label { display: none; }
.source { font: .875rem/1.5 ui-monospace, Menlo, Consolas, monospace; margin: 1rem 0; padding: 0 0 0 4rem; background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; overflow-x: auto; }
.source li { padding-left: .75rem; scroll-margin-top: 30vh; }
.source li::marker { color: var(--muted); }
.source code { font: inherit; white-space: pre-wrap; }
.source li:target { background: var(--info-on); outline: 2px solid var(--focus); }
.source li:target::marker { color: var(--text); font-weight: 700; }
@media (max-width: 60rem) {
  form > .text, form > #caller-place { flex-basis: 100%; }
  form select, form input[type=search], form input[type=password], form button, .chooser .tokens input { width: 100%; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody { display: block; }
  tr { display: flex; flex-wrap: wrap; gap: .3rem .75rem; padding: .6rem .5rem; border: 1px solid var(--line); border-radius: .5rem; margin-bottom: .5rem; }
  th, td { border: 0; padding: 0; }
  tbody th, td.wide, td.caller { flex: 1 1 100%; width: auto; }
  td.caller { background: none; }
  td.wide:empty, #table:not(.compared) td.never { display: none; }
  .label { display: inline; color: var(--muted); font-size: .8rem; margin-right: .25rem; }
  .was, .because, .place { display: inline; }
  .source { padding-left: 3rem; }
}
`;
