import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../configuration/projectFolder';

/** A module of `src/browser/` as it was compiled. */
export interface BrowserScript {
  readonly name: string;
  readonly content: Buffer;
}

/** All of them. Throws where the project was not built. */
export function browserScripts(): BrowserScript[] {
  const folder = join(projectFolder(), 'dist', 'browser');
  if (!existsSync(folder))
    throw new Error(`expected the pages' scripts in ${folder}, which is not there: run \`npm run build\``);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({ name, content: readFileSync(join(folder, name)) }));
}
