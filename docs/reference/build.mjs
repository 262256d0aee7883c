import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { introduction } from './introduction.mjs';
import { schemaInWords } from './schemaInWords.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..', '..');
const PAGE = join(HERE, 'index.html');

/*
 * Writes the reference of the API, one page that loads nothing: docs/reference/index.html, from schema/schema.graphql. With
 * `--check`, says whether it is out of date and exits 1 instead.
 */
const page = await build();
if (!process.argv.includes('--check')) await writeFile(PAGE, page);
else if (page !== (await readFile(PAGE, 'utf8').catch(() => ''))) {
  process.stderr.write(
    `Out of date: ${relative(ROOT, PAGE)}. Run \`npm run reference\`, look at the page, and commit it.\n`,
  );
  process.exitCode = 1;
}

async function build() {
  const folder = await mkdtemp(join(tmpdir(), 'fieldgate-reference-'));
  try {
    return confined(withoutMargins(await made(folder)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function made(folder) {
  const schemaFile = join(folder, 'schema.graphql');
  const configuration = join(folder, 'spectaql.json');
  await writeFile(schemaFile, schemaInWords(await readFile(join(ROOT, 'schema/schema.graphql'), 'utf8')));
  await writeFile(configuration, JSON.stringify(await settings(folder, schemaFile)));
  withoutChance();
  withoutSassWarnings();
  const { run } = createRequire(import.meta.url)('spectaql');
  await run({ specFile: configuration, quiet: true });
  return readFile(join(folder, 'index.html'), 'utf8');
}

async function settings(folder, schemaFile) {
  return {
    spectaql: {
      oneFile: true,
      targetDir: folder,
      targetFile: 'index.html',
      themeDir: join(HERE, 'theme'),
      errorOnInterpolationReferenceNotFound: false,
    },
    introspection: {
      schemaFile,
      dynamicExamplesProcessingModule: join(HERE, 'examples.cjs'),
      inputValueDeprecation: true,
      queryNameStrategy: 'capitalizeFirst',
    },
    info: {
      title: 'Fieldgate API',
      description:
        'Every type, field and operation, with who may see or use it. Made from the schema; it loads nothing.',
      'x-introItemsLabel': 'Introduction',
      'x-introItems': await introduction(ROOT),
      'x-hidePoweredBy': true,
    },
    servers: [{ url: 'http://localhost:4000/graphql', description: 'Local' }],
  };
}

/** SpectaQL draws lots for what it finds no example for; the same page must come of the same schema. */
function withoutChance() {
  Math.random = () => 0;
}

/** SpectaQL’s own style sheets use what Sass will give up one day; its release is pinned. */
function withoutSassWarnings() {
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (chunk, ...rest) =>
    String(chunk).includes('DEPRECATION WARNING') ? true : write(chunk, ...rest);
}

/** SpectaQL indents what it does not know to be code. */
function withoutMargins(html) {
  return html.replace(/(<pre>)([\s\S]*?)(<\/pre>)/g, (_, open, code, close) => {
    const [first, ...lines] = code.split('\n');
    const margins = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)[0].length);
    const margin = Math.min(...margins);
    return [open + first, ...lines.map((line) => line.slice(margin))].join('\n') + close;
  });
}

/** With a policy of its own: its scripts by their digests, its styles, and nothing from anywhere. */
function confined(html) {
  const scripts = [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script);
  const digests = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  const policy = `default-src 'none'; script-src ${digests.join(' ')}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  return html.replace(/<head>/, `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}">`);
}
