import { VARIABLES } from './configuration';

/** The configuration table of the README, one row a variable. */
export function variablesTable(): string {
  const rows = Object.entries(VARIABLES).map(([name, { expected, fallback }]) => {
    const value = fallback === undefined ? '' : fallback === '' ? 'none' : `\`${fallback}\``;
    return `| \`${name}\` | ${expected} | ${value} |`.replace(/ {2}\|$/, ' |');
  });
  return ['| variable | takes | unless set |', '| --- | --- | --- |', ...rows].join('\n');
}
