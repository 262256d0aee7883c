import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { lexicographicSortSchema } from 'graphql';
import { accessMatrix } from './accessMatrix';
import { buildApi } from './api';

/** Writes `schema/schema.graphql` and `schema/access-matrix.md`; with `--check`, says what differs and exits 1 instead. */
function main(): void {
  const { schema, model } = buildApi();
  const files = {
    'schema/schema.graphql': `${printSchemaWithDirectives(lexicographicSortSchema(schema))}\n`,
    'schema/access-matrix.md': accessMatrix(model),
  };
  const drifted = Object.entries(files).filter(([path, content]) => currentContent(path) !== content);
  if (process.argv.includes('--check')) {
    report(drifted.map(([path]) => path));
    return;
  }
  for (const [path, content] of drifted) writeFileSync(join(process.cwd(), path), content);
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
