import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

export type Coding = 'br' | 'gzip';

/** Of those that a client likes equally, the first one. */
const CODINGS: readonly Coding[] = ['br', 'gzip'];
/** Less is not worth the work: it fits into one packet. */
const SMALLEST_BYTES = 1024;

/** The types of the package do not know the second argument, which the package has. */
interface Choice {
  encoding(available: readonly string[], options: { readonly preferred: readonly string[] }): string | undefined;
}

/**
 * How a client wants an answer of this size, by its `Accept-Encoding`; `null` where as it is. From now on the answer says that it depends
 * on that header.
 */
export function codingFor({ raw }: FastifyRequest, reply: FastifyReply, bytes: number): Coding | null {
  varyBy(reply, 'Accept-Encoding');
  if (bytes < SMALLEST_BYTES || reply.hasHeader('content-encoding')) return null;
  const choice: Choice = new Negotiator(raw);
  const wanted = choice.encoding([...CODINGS, 'identity'], { preferred: CODINGS });
  return CODINGS.find((coding) => coding === wanted) ?? null;
}

/** On another thread, so that others are answered meanwhile. `effort` is brotli's quality, from 0 to 11. */
export async function encode(content: Buffer, coding: Coding, effort: number): Promise<Buffer> {
  if (coding === 'gzip') return promisify(gzip)(content);
  const params = { [constants.BROTLI_PARAM_QUALITY]: effort, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  return promisify(brotliCompress)(content, { params });
}

/** fastify sets the length of a string or a buffer itself, where none was set before. */
export function setCoding(reply: FastifyReply, coding: Coding): void {
  void reply.header('content-encoding', coding).removeHeader('content-length');
}

function varyBy(reply: FastifyReply, name: string): void {
  const vary = reply.getHeader('vary');
  const others = vary === undefined ? [] : String(vary).split(', ');
  if (!others.includes(name)) void reply.header('vary', [...others, name].join(', '));
}
