/** What the dashboard has beside the style of every page. */
export const DASHBOARD_STYLE = `
#caller .chooser { display: flex; flex-direction: column; gap: .2rem; }
#caller select { width: 100%; }
.view { border: 1px solid var(--line); border-radius: .5rem; padding: .25rem 1rem 1rem; margin: 1rem 0; }
.view h2 { margin-top: .75rem; }
.view h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .75rem; margin: .75rem 0; padding: 0; }
.figures > div { background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem; }
.figures dt { color: var(--muted); font-size: .875rem; }
.figures dd { margin: 0; font-size: 1.3rem; font-weight: 600; overflow-wrap: anywhere; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 1rem 1.5rem; }
.chart { min-width: 0; margin: 0; }
.chart .u-legend { font-size: .875rem; }
.bars { list-style: none; margin: .25rem 0; padding: 0; display: grid; grid-template-columns: max-content 1fr max-content; gap: .3rem .75rem; align-items: center; }
.bars li { display: contents; }
.bars .name { max-width: 11rem; overflow-wrap: anywhere; }
.bars .number { text-align: right; font-variant-numeric: tabular-nums; }
.bars .track { height: 1rem; background: var(--raised); border: 1px solid var(--line); border-radius: .2rem; overflow: hidden; }
.bars .fill { display: block; height: 100%; background: var(--info); }
.bars .withheld .track { background: repeating-linear-gradient(45deg, var(--plain-on) 0 .35rem, transparent .35rem .7rem); }
details { margin: .25rem 0; }
summary { cursor: pointer; padding: .35rem 0; color: var(--muted); }
.scroll { max-height: 20rem; overflow: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
@media (max-width: 30rem) { .bars .name { max-width: 7rem; } .view { padding: .25rem .6rem .75rem; } }
`;
