import { extname } from 'node:path';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  // As plain text: browsers show it, and code generators ask for nothing else.
  '.graphql': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** What a file is, by the end of its name; `undefined` for what no page loads. */
export function mediaTypeOf(name: string): string | undefined {
  return MEDIA_TYPES[extname(name)];
}
