import { VARIABLES } from './variables';
import type { Entry, Group, Name } from './configurationGroup';
import { GROUPS } from './configurationGroups';

const BEGINNING = `# Configuration

Made by \`npm run schema\` from \`src/configuration/variables.ts\`, \`src/configuration/configurationGroups.ts\` and \`src/configuration/telemetryGroups.ts\`: change it there.

The server is configured by environment variables. A bad value stops the start with a sentence that names the variable, what was
expected and what came. For production you need the variables without a default, and the keys. \`npm start\` sets everything for
local work; what you set yourself stays.
`;

/** `docs/configuration.md`. Throws where a variable is in no group or in two. */
export function configurationGuide(): string {
  assertComplete();
  return [BEGINNING, ...GROUPS.map(section)].join('\n');
}

function assertComplete(): void {
  const listed = GROUPS.flatMap(({ variables }) => Object.keys(variables));
  const unlisted = Object.keys(VARIABLES).filter((name) => !listed.includes(name));
  const twice = listed.filter((name, index) => listed.indexOf(name) !== index);
  if (unlisted.length + twice.length > 0)
    throw new Error(
      `expected every variable in one group of the guide; missing: ${unlisted.join(', ')}; twice: ${twice.join(', ')}`,
    );
}

function section({ title, about, variables }: Group): string {
  const rows = Object.entries(variables).map(([name, entry]) => row(name as Name, entry));
  return [
    `## ${title}\n\n${about}\n`,
    '| variable | sets | takes | unless set | example |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function row(name: Name, [sets, example]: Entry): string {
  const { expected, fallback } = VARIABLES[name] as { expected: string; fallback?: string };
  const unlessSet = fallback === undefined ? '' : fallback === '' ? 'none' : `\`${fallback}\``;
  return `| \`${name}\` | ${sets} | ${expected} | ${unlessSet} | \`${example}\` |`.replaceAll('|  |', '| |');
}
