import type { FastifyRequest } from 'fastify';
import { DocumentRefusal } from '../../operation/documents/DocumentRefusal';
import { isRecord } from '../../json/isRecord';
import { askedDocument, askingFor, type Parameters } from '../../operation/documents/askedDocument';
import type { Asker } from '../../operation/limits/Asker';
import type { TakenDocuments } from '../../operation/documents/TakenDocuments';

/** Parameters of a URL that say which document is meant, in one way or another. */
const SAYING_WHICH = ['query', 'documentId', 'extensions'];

/**
 * Puts the text of the document in place of its id, before Apollo sees the request. Throws a {@link DocumentRefusal} where the caller may
 * not ask for it. A request that is none is left as it is, for Apollo to refuse.
 */
export function resolveDocument(request: FastifyRequest, documents: TakenDocuments, asker: Asker): void {
  if (request.method === 'GET') resolveUrl(request, documents, asker);
  else if (isRecord(request.body)) request.body = resolved(request.body, documents, asker);
}

/** Apollo reads nothing but the URL of a GET, and nothing but the body of a POST. */
function resolveUrl(request: FastifyRequest, documents: TakenDocuments, asker: Asker): void {
  const url = new URL(request.url, 'http://localhost');
  const parameters = parametersOf(url.searchParams);
  const text = documents.textFor(askedDocument(parameters), asker);
  if (text === undefined) return;
  url.searchParams.set('query', text);
  url.searchParams.delete('documentId');
  // They say nothing else that is listened to; what is none is left for Apollo to refuse.
  if (isRecord(parameters.extensions)) url.searchParams.delete('extensions');
  request.raw.url = url.pathname + url.search;
}

function resolved(parameters: Parameters, documents: TakenDocuments, asker: Asker): Parameters {
  const text = documents.textFor(askedDocument(parameters), asker);
  return text === undefined ? parameters : askingFor(parameters, text);
}

function parametersOf(search: URLSearchParams): Parameters {
  const repeated = SAYING_WHICH.find((name) => search.getAll(name).length > 1);
  if (repeated !== undefined) throw new DocumentRefusal(`Expected \`${repeated}\` once.`);
  const [query, documentId, extensions] = SAYING_WHICH.map((name) => search.get(name) ?? undefined);
  return { query, documentId, extensions: extensions === undefined ? undefined : parse(extensions) };
}

function parse(extensions: string): unknown {
  try {
    return JSON.parse(extensions) as unknown;
  } catch {
    throw new DocumentRefusal('Expected `extensions` to be a JSON object.');
  }
}
