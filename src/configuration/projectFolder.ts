import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where package.json is: the same for the sources that tests run, for what was built, and for what was bundled beside one. */
export function projectFolder(folder = __dirname): string {
  if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return folder;
  return projectFolder(dirname(folder));
}
