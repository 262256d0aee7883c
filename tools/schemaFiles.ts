import 'reflect-metadata';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Option } from 'commander';
import { USER_ERROR_HELP } from '../schema';
import { accessMatrix } from './accessMatrix';
import { accessLines } from '../src/model/accessLines';
import { releaseFile } from '../src/transports/pages/access/releases';
import { buildApi, type Api } from '../src/compose/api';
import { readCommandLine } from '../src/commandLine/commandLine';
import { runTool } from '../src/commandLine/runTool';
import { UsageError } from '../src/commandLine/UsageError';
import { configurationGuide } from '../src/configuration/configurationGuide';
import { errorsDocument } from '../src/transports/pages/reference/errorsDocument';
import { schemaText } from '../src/compose/schemaText';

type Files = Readonly<Record<string, string>>;

/** Says which release was the last. */
const POINTER = 'schema/lastRelease.ts';

const COMMAND = {
  usage: 'npm run schema --',
  about:
    'Writes what is made from the code: the SDL, the access matrix, the error codes and the guide to the variables.',
  options: [
    new Option('--check', 'write nothing, say what differs, and end with 1 if anything does').conflicts('release'),
    new Option('--release <version>', 'keep the SDL and the access table as those of this release, such as 1.2.3'),
  ],
  examples: [
    ['npm run schema', 'after a change of the schema; then look at the diff'],
    ['npm run schema -- --release 1.2.3', 'what later versions are compared with'],
  ],
} as const;

function main(): void {
  const { values } = readCommandLine<{ readonly check?: true; readonly release?: string }>(COMMAND);
  const api = buildApi();
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
    throw new UsageError(`--release: expected a version such as 1.2.3; got ${JSON.stringify(release)}.`);
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

runTool(main);
