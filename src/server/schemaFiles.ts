import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { lexicographicSortSchema } from 'graphql';
import { accessMatrix } from './accessMatrix';
import { buildApi } from './api';
import { variablesTable } from './variablesTable';

/** Writes `schema/schema.graphql`, `schema/access-matrix.md` and the README's table of variables; with `--check`, says what differs and exits 1 instead. */
function main(): void {
  const { schema, model } = buildApi();
  const files = {
    'schema/schema.graphql': `${printSchemaWithDirectives(lexicographicSortSchema(schema))}\n`,
    'schema/access-matrix.md': accessMatrix(model),
    'README.md': withVariables(currentContent('README.md') ?? ''),
  };
  const drifted = Object.entries(files).filter(([path, content]) => currentContent(path) !== content);
  if (process.argv.includes('--check')) {
    report(drifted.map(([path]) => path));
    return;
  }
  for (const [path, content] of drifted) writeFileSync(join(process.cwd(), path), content);
}

/** The README with its table of variables as the configuration has them. */
function withVariables(readme: string): string {
  const table = /(<!-- variables: .*? -->\n\n)[\s\S]*?(\n\n<!-- end of variables -->)/;
  return readme.replace(table, (_, before: string, after: string) => before + variablesTable() + after);
}

function currentContent(path: string): string | null {
  try {
    return readFileSync(join(process.cwd(), path), 'utf8');
  } catch {
    return null;
  }
}

function report(paths: readonly string[]): void {
  if (paths.length === 0) return;
  process.stderr.write(`Out of date: ${paths.join(', ')}. Run \`npm run schema\`, look at the diff, and commit it.\n`);
  process.exitCode = 1;
}

main();
