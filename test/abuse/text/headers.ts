import { REQUEST_HEADERS } from '../../../src/server/http/crossOriginHeaders';

/** node refuses more than 16 kB of headers, ours included. */
export const LONGEST_HEADER = 14_000;

/** Every header that the server, or a library in it, reads of a request. */
export const HEADERS: readonly string[] = [
  ...REQUEST_HEADERS,
  'accept',
  'accept-encoding',
  'accept-language',
  'access-control-request-headers',
  'access-control-request-method',
  'baggage',
  'content-encoding',
  'cookie',
  'forwarded',
  'host',
  'if-modified-since',
  'if-none-match',
  'origin',
  'range',
  'referer',
  'sec-fetch-site',
  'sec-websocket-extensions',
  'sec-websocket-protocol',
  'traceparent',
  'tracestate',
  'user-agent',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-request-id',
];

/** As a header can carry it: its bytes in UTF-8, less those that end a line. */
export function headerText(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, ' ');
}
