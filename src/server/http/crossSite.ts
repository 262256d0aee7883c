import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Configuration } from '../configuration';
import { HttpRefusal } from './HttpRefusal';
import type { HttpParts } from './HttpParts';

type Parts = Pick<HttpParts, 'guestCookie' | 'configuration'>;

const REFUSAL =
  'The guest session’s cookie came with a request from a page of another origin: expected a page of this API’s own origin, or of ' +
  'one that its operator allows (CORS_ORIGINS).';

/**
 * A cookie goes wherever the browser goes, also when another site's page sends it: such a request is refused, whatever its path,
 * method and type of content. Nor can such a page start a session in the browser of whoever visits it: what it sends may be
 * answered, but sets no cookie. Clients that are no browsers send neither `Origin` nor `Sec-Fetch-Site`, and pass.
 */
export function addCrossSiteDefence(app: FastifyInstance, parts: Parts): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (isByCookie(request, parts) && isCrossSite(request, parts)) {
      request.record?.security.add('cross_site_request');
      throw new HttpRefusal(403, 'FORBIDDEN', REFUSAL);
    }
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    if (isCrossSite(request, parts)) void reply.removeHeader('set-cookie');
    done(null, payload);
  });
}

/** Beside `Authorization` the cookie is not read. Anything that could be taken for the cookie counts. */
function isByCookie({ headers }: FastifyRequest, { guestCookie }: Parts): boolean {
  return headers.authorization === undefined && headers.cookie?.includes(`${guestCookie.name}=`) === true;
}

function isCrossSite(request: FastifyRequest, { configuration: { CORS_ORIGINS, FIELDGATE_MODE } }: Parts): boolean {
  const { origin, 'sec-fetch-site': site = 'none' } = request.headers;
  if (origin !== undefined && CORS_ORIGINS.includes(origin)) return false;
  if (origin !== undefined && origin !== ownOrigin(request, FIELDGATE_MODE)) return true;
  return site !== 'same-origin' && site !== 'none';
}

/** As the browser sees it: in production TLS ends before us, and a page without it is another origin. */
function ownOrigin({ host, protocol }: FastifyRequest, mode: Configuration['FIELDGATE_MODE']): string | null {
  const url = `${mode === 'production' ? 'https' : protocol}://${host}`;
  return URL.canParse(url) ? new URL(url).origin : null;
}
