import type { FastifyRequest } from 'fastify';

const THIS_MACHINE = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const LOOPBACK = /^(::ffff:)?127\.|^::1$/;

/**
 * Whether the request comes from this machine and from no page of another site: over the loopback interface, through no proxy, to
 * a name that no stranger's DNS can point here, and not sent by another origin.
 */
export function isOwnBrowser({ socket, headers }: FastifyRequest): boolean {
  const { host = '', 'sec-fetch-site': site = 'none', forwarded, 'x-forwarded-for': forwardedFor, origin } = headers;
  const isDirect = forwarded === undefined && forwardedFor === undefined;
  const isSameOrigin =
    (site === 'same-origin' || site === 'none') && (origin === undefined || origin === `http://${host}`);
  return isDirect && isSameOrigin && THIS_MACHINE.test(host) && LOOPBACK.test(socket.remoteAddress ?? '');
}
