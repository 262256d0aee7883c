import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BARE_HEADERS } from './answerHeaders';
import { HttpRefusal, JSON_TYPE, refusalBody } from '../../response/HttpRefusal';

export const MAX_HEADER_BYTES = 16_384;

const TOO_SLOW = new HttpRefusal(408, 'BAD_USER_INPUT', 'The request did not arrive in time.');
const UNREADABLE = new HttpRefusal(400, 'BAD_USER_INPUT', 'The request could not be read: expected HTTP/1.1.');
const BAD_PATH = new HttpRefusal(400, 'BAD_USER_INPUT', 'The path could not be read: expected percent-encoded UTF-8.');
const BAD_EXPECTATION = new HttpRefusal(417, 'BAD_USER_INPUT', 'Expected no Expect header but 100-continue.');

/** What node's parser says of requests that it gives up. */
const REFUSALS: ReadonlyMap<string | undefined, HttpRefusal> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', TOO_SLOW],
  [
    'HPE_HEADER_OVERFLOW',
    new HttpRefusal(431, 'BAD_USER_INPUT', `The headers are too large; at most ${MAX_HEADER_BYTES} bytes are taken.`),
  ],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', new HttpRefusal(413, 'BAD_USER_INPUT', 'The chunk extensions are too large.')],
]);

/** fastify options for requests that never become one: they, too, are answered in JSON, and with an id that the log knows. */
export function unreadableRequests(logger: FastifyBaseLogger) {
  return {
    clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket): void => {
      if (error.code === 'ECONNRESET' || socket.destroyed) return;
      const refusal = REFUSALS.get(error.code) ?? UNREADABLE;
      // An answer that is under way must not be mixed with this one.
      if (socket.writable && !isAnswering(socket))
        socket.write(rawAnswer(refusal, refuse(logger, refusal, error.code)));
      socket.destroy();
    },
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void => {
      void reply
        .code(BAD_PATH.status)
        .headers(BARE_HEADERS)
        .type(JSON_TYPE)
        .send(refuse(logger, BAD_PATH, error.code));
    },
  };
}

/** node answers an expectation that it does not know by itself, without a body. */
export function addExpectations({ server }: FastifyInstance, { logger }: { readonly logger: FastifyBaseLogger }): void {
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const body = refuse(logger, BAD_EXPECTATION, 'EXPECT');
    response.writeHead(BAD_EXPECTATION.status, headersOf(body)).end(body);
  });
}

/** `code` is the parser's, never what came. */
function refuse(logger: FastifyBaseLogger, refusal: HttpRefusal, code: string | undefined): string {
  const requestId = randomUUID();
  logger.info({ event: 'unreadable_request', requestId, status: refusal.status, code }, 'request could not be read');
  return refusalBody(refusal, requestId);
}

function rawAnswer({ status }: HttpRefusal, body: string): string {
  const lines = Object.entries({ ...headersOf(body), connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`, ...lines, '', body].join('\r\n');
}

function headersOf(body: string): Record<string, string> {
  return { ...BARE_HEADERS, 'content-type': JSON_TYPE, 'content-length': String(Buffer.byteLength(body)) };
}

/** As node's own handler finds out. */
function isAnswering(socket: Socket & { readonly _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent === true;
}
