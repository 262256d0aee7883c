import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const UNKNOWN = 'unknown';

let known: string | undefined;

/** The release that runs, as the first `package.json` in a folder above this code has it; `unknown` where there is none. */
export function release(): string {
  known ??= versionAbove(__dirname);
  return known;
}

function versionAbove(folder: string): string {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version ?? UNKNOWN;
  return dirname(folder) === folder ? UNKNOWN : versionAbove(dirname(folder));
}
