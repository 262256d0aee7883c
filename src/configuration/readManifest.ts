import { hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { Kind, parse } from 'graphql';
import { isRecord } from '../json/isRecord';

/** Thousands of documents; more is a mistake, and would stay in memory. */
const MAX_BYTES = 10_000_000;

/**
 * Reads the manifest that `npm run documents` wrote (ids and documents, as graphql-codegen’s client preset has them): each text by its
 * digest. Throws an `Error` with a sentence for people about the first thing in it that cannot be trusted.
 */
export function readManifest(path: string): ReadonlyMap<string, string> {
  const documents = Object.entries(manifestIn(path)).map(([id, text]) => trusted(id, text));
  if (documents.length === 0) throw problem('at least one document', 'none');
  return new Map(documents);
}

function manifestIn(path: string): Readonly<Record<string, unknown>> {
  const manifest = parseJson(contentOf(path));
  if (!isRecord(manifest)) throw problem('a JSON object of ids and documents', 'other JSON');
  return manifest;
}

function contentOf(path: string): string {
  const file = statSync(path, { throwIfNoEntry: false });
  if (!file?.isFile()) throw problem('the path of a file', JSON.stringify(path));
  if (file.size > MAX_BYTES) throw problem(`a file of at most ${MAX_BYTES} bytes`, `one of ${file.size}`);
  return readFileSync(path, 'utf8');
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content) as unknown;
  } catch {
    throw problem('a JSON object of ids and documents', 'something that is no JSON');
  }
}

/** Whoever changed a document, or wrote its id by hand, changed what clients get for an id that they know. */
function trusted(id: string, text: unknown): [digest: string, text: string] {
  const name = JSON.stringify(id.slice(0, 80));
  if (typeof text !== 'string') throw problem('the text of a document with each id', `something else for ${name}`);
  const digest = digestOf(text);
  if (id !== digest && id !== `sha256:${digest}`)
    throw problem('each id to be "sha256:" and the SHA-256 of its document', `${name} with a document of another one`);
  if (!hasOperation(text)) throw problem('GraphQL documents with an operation', `something else for ${name}`);
  return [digest, text];
}

function hasOperation(text: string): boolean {
  try {
    return parse(text, { noLocation: true }).definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  } catch {
    return false;
  }
}

/** By which a document is named: lower-case hexadecimal SHA-256 of its text in UTF-8. */
export function digestOf(text: string): string {
  return hash('sha256', text, 'hex');
}

function problem(expected: string, came: string): Error {
  return new Error(`expected ${expected}, as \`npm run documents\` writes them; got ${came}.`);
}
