import { isRecord } from '../../json/isRecord';
import { DocumentRefusal } from './DocumentRefusal';

/** Which document a request asks for: by its text, by its id, or by both. */
export interface AskedDocument {
  readonly text: string | undefined;
  /** The digest alone, 64 hexadecimal digits. */
  readonly id: string | undefined;
  /** Whether the id came as Apollo’s clients send it. */
  readonly isByApollo: boolean;
}

/** The parameters of a GraphQL request, as they came. */
export type Parameters = Readonly<Record<string, unknown>>;

const ID = /^(?:sha256:)?([0-9a-f]{64})$/;

/**
 * Reads `query`, `documentId` (GraphQL over HTTP, appendix A) and `extensions.persistedQuery` (Apollo’s). Throws a
 * {@link DocumentRefusal} for ids of another form, and for two that differ.
 */
export function askedDocument({ query, documentId, extensions }: Parameters): AskedDocument {
  if (isGiven(query) && typeof query !== 'string') throw new DocumentRefusal('Expected `query` to be a string.');
  const byApollo = apollosId(extensions);
  const id = idOf(documentId, '`documentId`');
  if (id !== undefined && byApollo !== undefined && id !== byApollo)
    throw new DocumentRefusal('Expected `documentId` and `extensions.persistedQuery` to name the same document.');
  const text = typeof query === 'string' && query !== '' ? query : undefined;
  return { text, id: id ?? byApollo, isByApollo: byApollo !== undefined };
}

/** The same request, asking for nothing but this text. */
export function askingFor({ documentId: _, extensions, ...others }: Parameters, text: string): Parameters {
  if (!isRecord(extensions)) return { ...others, ...(extensions !== undefined && { extensions }), query: text };
  const { persistedQuery: __, ...kept } = extensions;
  return { ...others, extensions: kept, query: text };
}

function apollosId(extensions: unknown): string | undefined {
  if (!isRecord(extensions) || !isGiven(extensions.persistedQuery)) return undefined;
  const named = extensions.persistedQuery;
  if (!isRecord(named) || named.version !== 1 || !isGiven(named.sha256Hash))
    throw new DocumentRefusal('Expected `extensions.persistedQuery` to be { version: 1, sha256Hash }.');
  return idOf(named.sha256Hash, '`extensions.persistedQuery.sha256Hash`');
}

function idOf(value: unknown, name: string): string | undefined {
  if (!isGiven(value)) return undefined;
  const [, digest] = (typeof value === 'string' && ID.exec(value)) || [];
  if (digest === undefined)
    throw new DocumentRefusal(
      `Expected ${name} to be "sha256:" and the 64 hexadecimal digits, in lower case, of a document’s SHA-256.`,
    );
  return digest;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
