import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Configuration } from '../../configuration/configuration';
import { cookieWatch } from './cookieSites';
import { HttpRefusal } from '../../response/HttpRefusal';
import type { HttpParts } from './HttpParts';

type Parts = Pick<HttpParts, 'guestCookie' | 'deviceCookie' | 'configuration'>;

const EXPECTED = 'expected a page of this API’s own origin, or of one that its operator allows (CORS_ORIGINS).';
const BY_COOKIE = `A cookie of this API came with a request from a page of another origin: ${EXPECTED}`;
const BY_PAGE = `The request came from a page of another origin: ${EXPECTED}`;

/**
 * A cookie goes wherever the browser goes, also when another site's page sends it: such a request is refused, whatever its path,
 * method and type of content. Nor can such a page start a session in the browser of whoever visits it: what it sends may be
 * answered, but sets no cookie. Clients that are no browsers send neither `Origin` nor `Sec-Fetch-Site`, and pass. So does who follows a
 * link to what is the same for everybody.
 */
export function addCrossSiteDefence(app: FastifyInstance, parts: Parts): void {
  const watch = cookieWatch(parts.configuration);
  app.addHook('onRequest', (request, _reply, done) => {
    if (isByCookie(request, parts) && isCrossSite(request, parts) && !isStatic(request))
      throw refusal(request, BY_COOKIE);
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    if (reply.hasHeader('set-cookie')) {
      if (isCrossSite(request, parts)) void reply.removeHeader('set-cookie');
      else watch(request);
    }
    done(null, payload);
  });
}

/** Throws an `HttpRefusal` where a page of an origin that is not allowed sent the request, with a cookie or without. */
export function assertNoForeignPage(request: FastifyRequest, parts: Pick<Parts, 'configuration'>): void {
  if (isCrossSite(request, parts)) throw refusal(request, BY_PAGE);
}

function refusal({ record }: FastifyRequest, message: string): HttpRefusal {
  record?.security.add('cross_site_request');
  return new HttpRefusal(403, 'FORBIDDEN', message);
}

/** Beside `Authorization` the guest's cookie is not read. Anything that could be taken for a cookie of ours counts. */
function isByCookie({ headers }: FastifyRequest, { guestCookie, deviceCookie }: Parts): boolean {
  const { authorization, cookie = '' } = headers;
  return authorization === undefined && [guestCookie, deviceCookie].some(({ name }) => cookie.includes(`${name}=`));
}

function isStatic({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config.isStatic === true;
}

function isCrossSite(
  request: FastifyRequest,
  { configuration: { CORS_ORIGINS, FIELDGATE_MODE } }: Pick<Parts, 'configuration'>,
): boolean {
  const { origin, 'sec-fetch-site': site = 'none' } = request.headers;
  if (origin !== undefined && CORS_ORIGINS.includes(origin)) return false;
  if (origin !== undefined && origin !== ownOrigin(request, FIELDGATE_MODE)) return true;
  return site !== 'same-origin' && site !== 'none';
}

/** As the browser sees it: in production TLS ends before us, and a page without it is another origin. */
function ownOrigin({ edge, host, protocol }: FastifyRequest, mode: Configuration['FIELDGATE_MODE']): string | null {
  const url = `${mode === 'production' ? 'https' : protocol}://${edge?.host ?? host}`;
  return URL.canParse(url) ? new URL(url).origin : null;
}
