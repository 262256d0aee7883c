/*
 * Copies what production runs, and nothing else, into a folder: `node deploy/image/collect.mjs <folder>`, after `npm run build`. What is
 * reached from the entries is found by @vercel/nft; what is read as a file, by a name that is put together, is listed here.
 */
import { nodeFileTrace } from '@vercel/nft';
import { cpSync, existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What is started there: the server, and what an operator starts beside it. */
const ENTRIES = ['dist/src/main.js', 'dist/src/deadLetters.js'];
/** What pages are made of. */
const READ_AS_FILES = [
  'dist/browser',
  'dist/rule-places.json',
  'node_modules/altair-static/package.json',
  'node_modules/altair-static/build/dist',
  'node_modules/uplot/package.json',
  'node_modules/uplot/dist/uPlot.esm.js',
  'node_modules/uplot/dist/uPlot.min.css',
];
/** These stand beside `dist` and are copied from the sources. */
const NOT_OURS_TO_COPY = /^package\.json$/;
/** What runs on a developer's machine, and what runs when something is built. */
const FOR_DEVELOPMENT = /^dist\/(?:src\/local|demo|tools|test)\//;
const FOR_DEVELOPERS = /\.(?:map|d\.ts)$/;
/** Whoever passes a package on, as an image does, passes its licence on. */
const LICENCE = /^(?:licen[cs]e|notice|copying)/i;

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('expected a folder: node deploy/image/collect.mjs <folder>');

const reached = await reachedFiles();
const licences = licencesOf(reached);
let bytes = 0;
for (const path of [...reached, ...licences, ...READ_AS_FILES]) copy(path);
process.stdout.write(`${folder}: ${reached.length} files of code, ${(bytes / 1e6).toFixed(1)} MB in all\n`);

/** Relative to the project. Ends with an error where an entry is missing, or reaches for what is for development. */
async function reachedFiles() {
  for (const path of [...ENTRIES, ...READ_AS_FILES])
    if (!existsSync(join(root, path))) throw new Error(`expected ${path} to be there: \`npm run build\` makes dist/.`);
  const { fileList } = await nodeFileTrace(
    ENTRIES.map((path) => join(root, path)),
    { base: root, processCwd: root },
  );
  const files = [...fileList].filter((path) => !NOT_OURS_TO_COPY.test(path) && statSync(join(root, path)).isFile());
  const strays = files.filter((path) => !/^(?:dist|node_modules)\//.test(path) || FOR_DEVELOPMENT.test(path));
  if (strays.length > 0) throw new Error(`production reaches for ${strays.join(', ')}, which is not for production.`);
  return files;
}

/** Beside the `package.json` of each package of which there is anything. */
function licencesOf(files) {
  const packages = files.filter((path) => path.endsWith('/package.json')).map(dirname);
  return packages.flatMap((path) =>
    readdirSync(join(root, path), { withFileTypes: true })
      .filter((entry) => entry.isFile() && LICENCE.test(entry.name))
      .map(({ name }) => join(path, name)),
  );
}

function copy(path) {
  cpSync(join(root, path), join(folder, path), {
    recursive: true,
    filter: (from) => {
      if (FOR_DEVELOPERS.test(from)) return false;
      const found = statSync(from);
      if (found.isFile()) bytes += found.size;
      return true;
    },
  });
}
