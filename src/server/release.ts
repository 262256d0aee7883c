import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

let known: string | undefined;

/** The release that runs, as `package.json` has it: the first one above this code, which a bundle brings along. */
export function release(): string {
  known ??= (JSON.parse(readFileSync(packageFile(__dirname), 'utf8')) as { version: string }).version;
  return known;
}

function packageFile(folder: string): string {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return file;
  if (dirname(folder) === folder) throw new Error('expected a package.json beside the code or in a folder above it');
  return packageFile(dirname(folder));
}
