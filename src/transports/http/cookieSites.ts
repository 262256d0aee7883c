import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { getDomain } from 'tldts';
import type { Configuration } from '../../configuration/configuration';

type Relevant = Pick<Configuration, 'CORS_ORIGINS' | 'FIELDGATE_MODE' | 'GUEST_COOKIE'>;

const LOCAL_SITE = 'http://localhost';

/**
 * Tells the operator, at the start, of allowed origins whose pages cannot hold a guest session. Locally this server's site is known. In
 * production it is not, since HOST is where the server listens and not how browsers call it; but where the allowed origins are of several
 * sites, at most one of them can be its own. What only shows later, {@link cookieWatch} tells.
 */
export function warnOfOtherSites(configuration: Relevant, logger: FastifyBaseLogger): void {
  const origins = originsOfOtherSites(configuration);
  if (origins.length > 0) warn(logger, origins, configuration);
}

/** Empty where nothing is known to be wrong. */
export function originsOfOtherSites({ CORS_ORIGINS, FIELDGATE_MODE, GUEST_COOKIE }: Relevant): readonly string[] {
  if (GUEST_COOKIE === 'cross-site') return [];
  if (FIELDGATE_MODE === 'local') return CORS_ORIGINS.filter((origin) => siteOf(origin) !== LOCAL_SITE);
  return new Set(CORS_ORIGINS.map(siteOf)).size > 1 ? CORS_ORIGINS : [];
}

/** To be told of every request that was answered with a cookie; warns once, when a browser says that its page is of another site. */
export function cookieWatch(configuration: Relevant): (request: FastifyRequest) => void {
  let hasWarned = configuration.GUEST_COOKIE === 'cross-site';
  return ({ headers: { origin, 'sec-fetch-site': site }, log }) => {
    if (hasWarned || site !== 'cross-site' || origin === undefined) return;
    hasWarned = true;
    warn(log, [origin], configuration);
  };
}

/** No name of a host stands in the log: origins are told by their places in CORS_ORIGINS, from 1. */
function warn(logger: FastifyBaseLogger, origins: readonly string[], { CORS_ORIGINS }: Relevant): void {
  logger.warn(
    { event: 'cookie_site', origins: origins.map((origin) => CORS_ORIGINS.indexOf(origin) + 1) },
    'browsers keep no cookie of this server for pages of another site, unless GUEST_COOKIE is cross-site',
  );
}

/** What browsers call a site: the scheme and the part of the name that somebody registered; any port. */
function siteOf(origin: string): string {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${getDomain(hostname, { allowPrivateDomains: true }) ?? hostname}`;
}
