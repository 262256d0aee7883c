/** What the reference adds to the style of all pages. */
export const REFERENCE_STYLE = `
.docs { display: grid; grid-template-columns: 16rem minmax(0, 1fr); grid-template-rows: auto 1fr; gap: 1rem 2.5rem; align-items: start; }
.docs article { grid-column: 2; grid-row: 1 / span 2; max-width: 54rem; min-width: 0; }
.docs nav ul { list-style: none; margin: 0; padding: 0; }
.side nav a, .besides a { display: block; padding: .25rem .5rem; border-radius: .25rem; text-decoration: none; overflow-wrap: anywhere; }
.side nav a:hover, .besides a:hover { text-decoration: underline; }
.docs nav a[aria-current] { color: var(--text); background: var(--plain-on); font-weight: 600; }
.besides { grid-column: 1; border-top: 1px solid var(--line); padding-top: .75rem; font-size: .875rem; }
.besides p { padding: 0 .5rem; color: var(--muted); font-weight: 600; }
::placeholder { color: var(--muted); opacity: 1; }
#search { display: block; position: relative; margin: 0 0 1rem; padding: 0; background: none; border: 0; }
#search input { width: 100%; }
kbd { font: .85em ui-monospace, Menlo, Consolas, monospace; border: 1px solid var(--muted); border-radius: .25rem; padding: 0 .3rem; }
#found { list-style: none; margin: .25rem 0 0; padding: 0; border: 1px solid var(--line); border-radius: .35rem; background: var(--page); max-height: 24rem; overflow: auto; }
#found li { padding: .4rem .6rem; cursor: pointer; overflow-wrap: anywhere; }
#found li[aria-selected=true] { background: var(--info-on); color: var(--info); }
#found li[aria-selected=true] .quiet { color: inherit; }
#found .name { display: block; font: .875rem/1.4 ui-monospace, Menlo, Consolas, monospace; }
#found .quiet { display: block; font-size: .8125rem; }
article h2 { border-top: 1px solid var(--line); padding-top: 1rem; }
article h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
article h4 { font-size: .875rem; margin: .5rem 0 .25rem; color: var(--muted); }
article p, article ul { max-width: 75ch; }
.crumb { font-size: .875rem; }
.entry { padding: .25rem 0 .5rem; border-bottom: 1px solid var(--line); }
.entry h3 { margin: .5rem 0 0; }
.entry h3 a { color: var(--text); text-decoration: none; }
.entry h3 code { font-size: 1rem; font-weight: 700; }
.entry h3 a:hover { text-decoration: underline; }
.entry:target, article :target { scroll-margin-top: 1rem; background: var(--info-on); }
.of-type { margin: 0; }
.who { font-size: .875rem; line-height: 1.7; }
a.label { color: var(--muted); }
td code { overflow-wrap: normal; }
dl { margin: .25rem 0; }
dt { margin-top: .5rem; }
dd { margin: 0 0 .25rem 1rem; }
ul.list { list-style: none; padding: 0; }
ul.list li { padding: .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
ul.links { columns: 18rem; padding-left: 1.1rem; }
ul.links li { break-inside: avoid; padding: .125rem 0; overflow-wrap: anywhere; }
ul.letters { display: flex; flex-wrap: wrap; gap: .25rem; list-style: none; padding: 0; }
ul.letters a { display: block; min-width: 2rem; padding: .25rem .5rem; text-align: center; border: 1px solid var(--line); border-radius: .25rem; text-decoration: none; }
.scroll { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; font-size: .9375rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); }
@media (max-width: 60rem) {
  .docs { grid-template-columns: minmax(0, 1fr); }
  .docs article { grid-column: 1; grid-row: auto; }
  .docs .besides { display: none; }
  .side nav ul { display: flex; flex-wrap: wrap; gap: .25rem; }
  .side nav a { border: 1px solid var(--line); }
}
`;
