import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GRAPHQL_PATH } from '../../configuration/paths';
import { HttpRefusal } from '../../response/HttpRefusal';

const MAX_TYPE_LENGTH = 256;

/** Those that a path may take; what OPTIONS answers is said by CORS. */
const METHODS = ['GET', 'HEAD', 'POST'];

/** Refuses what cannot be a request to this API before its body is read, and reads JSON in UTF-8 only. */
export function addRequestForm(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    assertHost(request);
    if (request.is404) throw nothingHere(request);
    assertPlainCoding(request);
    assertShortType(request);
    assertUtf8(request);
    done();
  });
  addJsonParser(app);
}

/** Where there is no such path, or it takes other methods. */
export function nothingHere({ url, server }: FastifyRequest): HttpRefusal {
  const path = url.split('?')[0] ?? '';
  const allow = methodsOf(server, path);
  if (allow !== '') return new HttpRefusal(405, 'BAD_USER_INPUT', `Expected one of the methods ${allow}.`, { allow });
  const bare = path.replace(/\/$/, '');
  return bare !== path && methodsOf(server, bare) !== ''
    ? new HttpRefusal(404, 'NOT_FOUND', `There is nothing here; expected ${bare}, without a slash at its end.`)
    : new HttpRefusal(404, 'NOT_FOUND', `There is nothing here; the API is at ${GRAPHQL_PATH}.`);
}

function methodsOf(app: FastifyInstance, url: string): string {
  // The type does not say that there may be none.
  const find = (method: string): object | null => app.findRoute({ method, url });
  return METHODS.filter((method) => find(method) !== null).join(', ');
}

/** HTTP/1.1 demands one, and later stages make URLs of it. */
function assertHost({ raw }: FastifyRequest): void {
  const [host, ...more] = raw.headersDistinct.host ?? [];
  if (host === undefined || more.length > 0 || !URL.canParse(`http://${host}/`))
    throw new HttpRefusal(400, 'BAD_USER_INPUT', 'Expected one Host header with a name or an address.');
}

/** Nothing is ever inflated: a few compressed kilobytes can stand for gigabytes. */
function assertPlainCoding({ headers }: FastifyRequest): void {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (coding !== '' && coding !== 'identity')
    throw new HttpRefusal(415, 'BAD_USER_INPUT', 'Expected a body without content-encoding.', {
      'accept-encoding': 'identity',
    });
}

/** The longest that says anything is `application/json; charset=utf-8`. A pattern of a library that reads it takes quadratic time. */
function assertShortType({ headers }: FastifyRequest): void {
  if ((headers['content-type'] ?? '').length > MAX_TYPE_LENGTH)
    throw new HttpRefusal(415, 'BAD_USER_INPUT', 'Expected a JSON body with content-type application/json.');
}

/** Any parameter that looks like another charset counts, wherever it stands: no two parsers may read the header differently. */
function assertUtf8({ headers }: FastifyRequest): void {
  const charsets = [...(headers['content-type'] ?? '').matchAll(/charset\s*=\s*["']?([^"';,\s]*)/gi)];
  if (charsets.some(([, charset = '']) => !/^utf-?8$/i.test(charset)))
    throw new HttpRefusal(415, 'BAD_USER_INPUT', 'Expected a JSON body in UTF-8.');
}

/**
 * The only body that is taken: not even plain text, which a page of another origin can send without asking first. Keys that
 * would reach an object's prototype are refused. Bytes that are no UTF-8 are refused as well: read leniently, two different
 * bodies would become one.
 */
function addJsonParser(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (isUtf8(body)) void parse(request, body.toString('utf8'), done);
    else done(new HttpRefusal(400, 'BAD_USER_INPUT', 'Expected a JSON body in UTF-8.'));
  });
}
