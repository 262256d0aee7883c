/* Compiles the API as it will run, into a folder of this package’s own: with tsc, which writes the types that decorators look at. It checks none: `npm run check` does. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
export const compiled = fileURLToPath(new URL('build/js', import.meta.url));

export function compile() {
  const tsc = join(root, 'node_modules/typescript-native/bin/tsc');
  if (!existsSync(tsc)) throw new Error('expected the API’s packages: run `npm ci` in the project’s root first.');
  const own = [
    '--outDir',
    compiled,
    '--tsBuildInfoFile',
    join(compiled, '.tsbuildinfo'),
    '--sourceMap',
    'false',
    '--noCheck',
  ];
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), ...own], {
    stdio: 'inherit',
    cwd: root,
  });
}
