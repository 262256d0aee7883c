/** What the page for comparing has beyond every page's style. */
export const COMPARE_STYLE = `
form .wide { flex: 1 1 100%; }
form .actions { flex: 1 1 100%; flex-direction: row; flex-wrap: wrap; gap: .75rem 1rem; align-items: center; }
form .choice { display: inline-flex; align-items: center; gap: .5rem; font-weight: 400; font-size: 1rem; min-height: 2.75rem; }
#comparison > div { min-width: 0; }
.chooser select { width: 100%; }
.chooser, .tokens { display: flex; flex-direction: column; gap: .2rem; }
button.primary { background: var(--focus); border-color: var(--focus); color: var(--page); font-weight: 600; }
#said { min-height: 1.5em; font-weight: 600; }
table.compared { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .95rem; }
.compared th, .compared td { text-align: start; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.compared thead th { background: var(--raised); position: sticky; top: 0; }
.compared tbody th { font-weight: 400; }
.compared .different { background: var(--changed-on); }
.compared .different th { border-left: 4px solid var(--changed); }
.compared .same th { border-left: 4px solid transparent; }
.compared .verdict { white-space: nowrap; color: var(--muted); }
.compared .different .verdict { color: var(--changed); }
.only-differences .compared .same { display: none; }
${Array.from({ length: 9 }, (_, depth) => `.compared th[data-depth="${String(depth)}"] { padding-left: ${String(0.6 + depth * 1.1)}rem; }`).join('\n')}
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.pair section { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem 1rem; min-width: 0; }
.pair h3 { font-size: 1rem; margin: 0; }
.pair ul { padding-left: 1.1rem; margin: .4rem 0; }
.pair li { margin: .3rem 0; overflow-wrap: anywhere; }
.pair mark { background: var(--changed-on); color: var(--changed); font-weight: 700; text-decoration: underline; }
@media (max-width: 45rem) {
  .pair { grid-template-columns: 1fr; }
  .compared thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .compared, .compared tbody { display: block; }
  .compared tr { display: grid; grid-template-columns: 1fr auto; border-bottom: 1px solid var(--line); }
  .compared th, .compared td { border: 0; }
  .compared th { grid-area: 1 / 1; }
  .compared td:not([data-side]) { grid-area: 1 / 2; }
  .compared td[data-side] { grid-column: 1 / -1; padding-left: 1.5rem; }
  .compared td[data-side]::before { content: attr(data-side) ': '; font-weight: 600; }
}
`;
