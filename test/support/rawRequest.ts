import { request, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The bytes as they came: nothing is decoded. */
  readonly bytes: Buffer;
}

interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request on a connection of its own, by node's client: it adds no header but `Host`, follows nothing and decodes nothing. */
export async function rawRequest(url: string | URL, { method, headers, body }: Request = {}): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: method ?? 'GET', headers: { ...headers }, agent: false }, (answer) => {
      buffer(answer).then(
        (bytes) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, bytes }),
        reject,
      );
    });
    sent.once('error', reject).end(body);
  });
}
