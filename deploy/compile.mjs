/* Compiles the API as it will run, into a folder of this package’s own: with tsc, which writes the types that decorators look at. It checks none: `npm run check` does. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
export const compiled = fileURLToPath(new URL('build/js', import.meta.url));

const tsc = join(root, 'node_modules/typescript-native/bin/tsc');

export function compile() {
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

/** What pages are made of, into a folder as the build has it: their scripts, and where each rule is written. After {@link compile}. */
export function compilePages(folder) {
  const own = ['--outDir', join(folder, 'browser'), '--incremental', 'false', '--noCheck'];
  execFileSync(process.execPath, [tsc, '-p', join(root, 'src/browser'), ...own], { stdio: 'inherit', cwd: root });
  const places = [join(compiled, 'src/local/writeRulePlaces.js'), join(folder, 'rule-places.json')];
  execFileSync(process.execPath, places, { stdio: 'inherit', cwd: root });
}
