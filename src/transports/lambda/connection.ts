import { request, STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import { duplexPair, type Duplex } from 'node:stream';
import type { GatewayAnswer, IncomingCall } from './gatewayEvent';

const OF_THE_CONNECTION: ReadonlySet<string> = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding']);
const TEXT = /^(text\/|application\/([\w.-]+\+)?json|image\/svg\+xml|$)/;
/** A function may answer 6 MB. Text goes out as JSON in JSON, where each quote takes another byte; base64 is a third more than what it stands for, whatever that is. */
const LONGEST_TEXT = 1_000_000;

/** The connection was closed instead of an answer. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/**
 * Sends one request over a connection inside this process, so that it takes every step that it takes when it comes over a network: the
 * same parser, limits and hooks. Resolves when the answer is complete and the server has let go of the connection.
 */
export async function answerOver(server: Server, call: IncomingCall): Promise<GatewayAnswer> {
  const [client, far] = duplexPair();
  server.emit('connection', Object.assign(far, { remoteAddress: call.address }));
  const isClosed = new Promise((resolve) => far.once('close', resolve));
  try {
    return await exchange(client, call);
  } finally {
    client.destroy();
    far.destroy();
    await isClosed;
  }
}

async function exchange(connection: Duplex, { method, path, headers, body }: IncomingCall): Promise<GatewayAnswer> {
  const outgoing = request({ createConnection: () => connection, method, path, headers });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).once('error', () => reject(new NoAnswerError('the connection was closed')));
    outgoing.end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return answerOf(response, Buffer.concat(chunks));
}

function answerOf({ statusCode = 500, headers }: IncomingMessage, body: Buffer): GatewayAnswer {
  const { 'set-cookie': cookies = [], ...others } = headers;
  const kept = Object.entries(others).flatMap(([name, value]) =>
    value === undefined || OF_THE_CONNECTION.has(name) ? [] : [[name, String(value)] as const],
  );
  const isText =
    body.length <= LONGEST_TEXT &&
    headers['content-encoding'] === undefined &&
    TEXT.test(headers['content-type'] ?? '');
  return {
    statusCode: statusCode in STATUS_CODES ? statusCode : 500,
    headers: Object.fromEntries(kept),
    ...(cookies.length > 0 && { cookies }),
    body: body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}
