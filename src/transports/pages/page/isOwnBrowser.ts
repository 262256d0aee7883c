import type { FastifyRequest } from 'fastify';

const THIS_MACHINE = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const LOOPBACK = /^(::ffff:)?127\.|^::1$/;

/** What proxies add to say for whom they ask. */
const OF_PROXIES =
  /^(?:via|forwarded|x-real-ip|true-client-ip|x-client-ip|cf-.*|x-forwarded.*|x-envoy-.*|x-amzn-.*|x-fieldgate-.*)$/;

/**
 * Whether a page of this server asks, in a browser on this machine: over the loopback interface, to a name that no stranger's DNS can
 * point here, from this very origin as the browser says it, and through no proxy that says so. A proxy on this machine that says nothing
 * cannot be told from a browser: put none before a local stack.
 */
export function isOwnBrowser({ socket, headers }: FastifyRequest): boolean {
  const { host = '', 'sec-fetch-site': site, origin } = headers;
  const isDirect = !Object.keys(headers).some((name) => OF_PROXIES.test(name));
  // Every browser says it to a local server; programs have `npm run token`.
  const isSameOrigin = site === 'same-origin' && (origin === undefined || origin === `http://${host}`);
  return isDirect && isSameOrigin && THIS_MACHINE.test(host) && LOOPBACK.test(socket.remoteAddress ?? '');
}
