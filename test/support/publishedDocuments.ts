import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getOperationAST, parse } from 'graphql';
import { readAnswer, type ApiUnderTest, type RequestHeaders } from './ApiUnderTest';
import type { Operations } from './operations';

/** The manifest of the clients' operations, as a deployment is given it. */
export const MANIFEST = join(__dirname, '../../schema/trusted-documents.json');

export interface PublishedDocument {
  /** `sha256:` and the digest. */
  readonly id: string;
  readonly text: string;
}

const byName = new Map(
  Object.entries(JSON.parse(readFileSync(MANIFEST, 'utf8')) as Record<string, string>).map(([id, text]) => [
    getOperationAST(parse(text))?.name?.value ?? '',
    { id, text },
  ]),
);

/** The document of one of the clients' operations. */
export function published(name: keyof Operations): PublishedDocument {
  const document = byName.get(name);
  if (!document) throw new Error(`expected a trusted document ${name}: run \`npm run documents\``);
  return document;
}

interface Answer<Data> {
  readonly status: number;
  readonly data: Data;
  readonly errors: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

/** Asks as a released client does: by the id of the document, with its variables, for its data. */
export async function runOperation<Name extends keyof Operations>(
  { url }: Pick<ApiUnderTest, 'url'>,
  name: Name,
  variables: Operations[Name]['variables'],
  headers: RequestHeaders = {},
): Promise<Answer<Operations[Name]['data']>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ documentId: published(name).id, variables }),
  });
  const { body } = readAnswer(await response.text());
  return { status: response.status, errors: [], ...(body as Pick<Answer<Operations[Name]['data']>, 'data'>) };
}
