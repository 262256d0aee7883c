import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from './projectFolder';

const UNKNOWN = 'unknown';

let known: string | undefined;

/** The release that runs, as `package.json` has it; `unknown` where there is none. Read once. */
export function release(): string {
  known ??= versionIn(join(projectFolder(), 'package.json'));
  return known;
}

function versionIn(file: string): string {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version ?? UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}
