import { request, type IncomingMessage } from 'node:http';
import { keepAliveAgent } from './keepAliveAgent';

export interface PlainAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const agent = keepAliveAgent();

/** What `fetch` would do, for a fifth of its time: the tests ask tens of thousands of questions. */
export async function postJson(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
  signal?: AbortSignal,
): Promise<PlainAnswer> {
  const sent = Buffer.from(JSON.stringify(body));
  const all = { accept: '*/*', 'content-type': 'application/json', 'content-length': sent.length, ...headers };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { method: 'POST', headers: all, agent, ...(signal && { signal }) }, resolve)
      .on('error', reject)
      .end(sent);
  });
  const text = await textOf(answer);
  return { status: answer.statusCode ?? 0, headers: headersOf(answer), text };
}

/** The whole of a message, as text. */
export async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  return headers;
}
