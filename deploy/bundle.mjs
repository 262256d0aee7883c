/* Bundles what runs on Lambda, before anything is synthesized: no container, and nothing to download. */
import { build } from 'esbuild';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, compilePages } from './compile.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const out = (name) => join(here, 'build/functions', name);

/** Loaded only where they are wanted, and never in a function: explorers, and packages that other packages can do without. */
const NOT_IN_A_FUNCTION = ['altair-static', '@opentelemetry/exporter-prometheus'];

/** Of each bundle, the files that it is made of, relative to this package. */
const inputs = {};

async function bundle(name, entry, more = {}) {
  mkdirSync(out(name), { recursive: true });
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: join(out(name), 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    // GraphQL types and errors go by the names of their classes.
    keepNames: true,
    metafile: true,
    absWorkingDir: here,
    legalComments: 'none',
    logLevel: 'warning',
    ...more,
  });
  inputs[name] = Object.keys(metafile.inputs);
  return Object.values(metafile.outputs)[0].bytes;
}

rmSync(join(here, 'build/functions'), { recursive: true, force: true });
compile();
const sizes = {
  api: await bundle('api', join(here, 'lambda/api.ts'), { external: NOT_IN_A_FUNCTION }),
  rotation: await bundle('rotation', join(here, 'lambda/rotation.ts')),
  postConfirmation: await bundle('postConfirmation', join(here, 'lambda/postConfirmation.ts')),
};
// Without Secrets Manager, for coldStart.mjs.
await bundle('../measured', join(here, 'build/js/src/lambda.js'), { external: NOT_IN_A_FUNCTION });
// What pages are made of, where one is switched on. They are looked for beside a package.json.
compilePages(join(out('api'), 'dist'));
cpSync(join(here, '../docs/guides'), join(out('api'), 'docs/guides'), { recursive: true });
copyFileSync(join(here, '../schema/trusted-documents.json'), join(out('api'), 'trusted-documents.json'));
// Beside it the function looks for all of this, and in it for its release.
const { name, version } = JSON.parse(readFileSync(join(here, '../package.json'), 'utf8'));
writeFileSync(join(out('api'), 'package.json'), JSON.stringify({ name, version }));
writeFileSync(join(here, 'build/sizes.json'), JSON.stringify(sizes));
writeFileSync(join(here, 'build/inputs.json'), JSON.stringify(inputs));
process.stdout.write(
  `bundled ${Object.entries(sizes)
    .map(([name, bytes]) => `${name} ${(bytes / 1024).toFixed(0)} kB`)
    .join(', ')}\n`,
);
