/** Those that OpenTelemetry knows; a client can send others. */
const METHODS: ReadonlySet<string> = new Set([
  ...['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'],
]);

/** The server itself speaks no TLS; that is for the load balancer in front of it. */
export const SCHEME = 'http';

/** The method, as `http.request.method` has it. */
export function methodOf(method: string): string {
  return METHODS.has(method) ? method : '_OTHER';
}
