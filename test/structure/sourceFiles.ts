import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const ROOT = join(__dirname, '..', '..');

export interface SourceFile {
  /** From the project's root, with forward slashes: `src/server.ts`. */
  readonly path: string;
  readonly text: string;
}

/** The TypeScript files under a folder of the project. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(ROOT, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }));
}

/** One line for each place where `find` finds something, such as `src/x.ts:12: Shop`. */
export function places({ path, text }: SourceFile, find: (line: string) => string[]): string[] {
  return text.split('\n').flatMap((line, index) => find(line).map((found) => `${path}:${index + 1}: ${found}`));
}
