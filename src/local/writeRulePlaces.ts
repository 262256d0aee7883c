import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { SourceText } from './rulePlaces';

/*
 * Part of the build: where each rule is written, for the access page of a server that has no sources. Not committed, since every line
 * that is added above a rule moves it.
 */

const FOLDERS = ['schema', 'resolvers'];

/** Where to write; the one argument, unless it is the project's own build. */
const [, , written = join('dist', 'rule-places.json')] = process.argv;

async function main(): Promise<void> {
  const paths = FOLDERS.flatMap(pathsBelow);
  if (isNewerThanAll(written, [...paths, __filename])) return;
  // Takes longer to load than everything else here.
  const { rulePlacesIn } = await import('./rulePlaces.js');
  const places = rulePlacesIn(paths.filter((path) => path.endsWith('.ts')).map(sourceAt));
  mkdirSync(dirname(written), { recursive: true });
  writeFileSync(written, `${JSON.stringify(places, null, 2)}\n`);
}

/** Folders as well: these are newer where a file is gone. */
function pathsBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return [folder, ...entries.map((entry) => join(entry.parentPath, entry.name))];
}

function isNewerThanAll(file: string, paths: readonly string[]): boolean {
  if (!existsSync(file)) return false;
  const written = statSync(file).mtimeMs;
  return paths.every((path) => statSync(path).mtimeMs < written);
}

function sourceAt(path: string): SourceText {
  return { path: relative('.', path).split(sep).join('/'), text: readFileSync(path, 'utf8') };
}

void main();
