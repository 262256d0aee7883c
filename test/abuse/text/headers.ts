import { REQUEST_HEADERS } from '../../../src/transports/http/crossOriginHeaders';
import type { PumpedText } from './pumpedTexts';

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
  'x-fieldgate-address',
  'x-fieldgate-host',
  'x-fieldgate-key',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-request-id',
];

/** How a good value begins, so that what reads it goes on to the text: blanks at the beginning of a header do not count. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  authorization: 'Bearer a',
  'content-type': 'application/json;a=b',
  accept: 'application/json;q=1',
  'accept-encoding': 'gzip;q=1',
  'accept-language': 'en;q=1',
  'access-control-request-headers': 'authorization',
  baggage: 'a=b',
  'content-encoding': 'identity',
  cookie: 'fieldgate_guest=a',
  forwarded: 'for=10.0.0.1',
  host: 'localhost',
  'if-none-match': '"a"',
  origin: 'http://localhost',
  range: 'bytes=0-1',
  referer: 'http://localhost/',
  'sec-websocket-extensions': 'permessage-deflate; a=b',
  'sec-websocket-protocol': 'graphql-transport-ws',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-',
  tracestate: 'a=b',
  'x-fieldgate-address': '10.0.0.1',
  'x-fieldgate-host': 'localhost',
  'x-forwarded-for': '10.0.0.1',
  'x-forwarded-host': 'localhost',
  'x-forwarded-proto': 'https',
};

/** The text as this header, alone, after a letter and after what a good value begins with; its end stays what it is. */
export function headersWith(name: string, { of }: PumpedText, length: number): Readonly<Record<string, string>>[] {
  return ['', 'a', BEGINNINGS[name] ?? 'a;b='].map((begun) => {
    const value = headerText(begun + of(length - begun.length));
    return { [name]: value.length <= length ? value : value.slice(0, length - 1) + value.slice(-1) };
  });
}

/** As a header can carry it: its bytes in UTF-8, less those that end a line. */
export function headerText(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, ' ');
}
