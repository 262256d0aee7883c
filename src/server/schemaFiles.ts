import 'reflect-metadata';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { USER_ERROR_HELP } from '../../schema';
import { accessMatrix } from './accessMatrix';
import { accessLines } from './accessPage/accessLines';
import { releaseFile } from './accessPage/releases';
import { buildApi, type Api } from './api';
import { configurationGuide } from './configurationGuide';
import { errorsDocument } from './reference/errorsDocument';
import { schemaText } from './schemaText';

type Files = Readonly<Record<string, string>>;

/** Says which release was the last. */
const POINTER = 'schema/lastRelease.ts';

/**
 * Writes what is made from the code: the SDL, the access matrix, the error codes and the guide to the variables. With
 * `--check`, says what differs and exits 1 instead. With `--release <version>`, takes the SDL and the access table down as those of that release.
 */
function main(): void {
  const api = buildApi();
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, release: { type: 'string' } } });
  const files = values.release === undefined ? filesOf(api) : releaseFiles(api, values.release);
  const drifted = drift(files);
  if (values.check === true) report(Object.keys(drifted));
  else write(drifted);
}

function filesOf(api: Api): Files {
  return {
    'schema/schema.graphql': schemaText(api),
    'schema/access-matrix.md': accessMatrix(api.model),
    'docs/configuration.md': configurationGuide(),
    'docs/errors.md': `${errorsDocument(USER_ERROR_HELP)}\n`,
  };
}

/** The access page shows changes against it from then on. */
function releaseFiles(api: Api, release: string): Files {
  if (!/^\d+\.\d+\.\d+$/.test(release))
    throw new RangeError(`--release: expected a version such as 1.2.3, got ${release}`);
  const pointer = (currentContent(POINTER) ?? '').replace(/releases\/[^/]+\//, `releases/${release}/`);
  return {
    [`schema/releases/${release}/schema.graphql`]: schemaText(api),
    [`schema/releases/${release}/access.json`]: releaseFile(release, accessLines(api.model)),
    [POINTER]: pointer,
  };
}

function drift(files: Files): Files {
  return Object.fromEntries(Object.entries(files).filter(([path, content]) => currentContent(path) !== content));
}

function write(files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(join(process.cwd(), path), content);
  }
}

function currentContent(path: string): string | null {
  try {
    return readFileSync(join(process.cwd(), path), 'utf8');
  } catch {
    return null;
  }
}

function report(paths: readonly string[]): void {
  if (paths.length === 0) return;
  process.stderr.write(`Out of date: ${paths.join(', ')}. Run \`npm run schema\`, look at the diff, and commit it.\n`);
  process.exitCode = 1;
}

main();
