import { request } from 'node:http';
import { readConfiguration } from '../../src/configuration/configuration';
import { startServer, type ServerOptions } from '../../src/server';
import { readAnswer, type ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { PATIENCE_MS } from '../support/patience';
import { postJson } from '../support/postJson';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // The shape is what the test is about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

/** Posts one operation to this URL. */
export async function post(
  url: string,
  query: string,
  headers: RequestHeaders = {},
  more: Readonly<Record<string, unknown>> = {},
  signal?: AbortSignal,
): Promise<HttpAnswer> {
  const { status, headers: sent, text: whole } = await postJson(url, headers, { query, ...more }, signal);
  const { text, body } = readAnswer(whole);
  return { status, headers: sent, text, body };
}

/** The same with headers in the order and number given, as `fetch` would not send them. */
export async function postWithRawHeaders(
  url: string,
  query: string,
  headers: readonly (readonly [name: string, value: string])[],
): Promise<Pick<HttpAnswer, 'status' | 'body'>> {
  const body = JSON.stringify({ query });
  const fixed = [
    ['host', new URL(url).host],
    ['content-type', 'application/json'],
    ['content-length', String(Buffer.byteLength(body))],
    ['connection', 'close'],
  ];
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers: [...fixed, ...headers].flat() }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { body: answered } = readAnswer(Buffer.concat(chunks).toString('utf8'));
        resolve({ status: response.statusCode ?? 0, body: answered });
      });
    });
    outgoing.on('error', reject).end(body);
  });
}

const beside: (() => Promise<void>)[] = [];

// A test that failed before it closed its server must not keep the whole run waiting.
afterAll(async () => {
  await Promise.all(beside.splice(0).map(async (close) => close()));
});

/** A second server on the same table, configured like the first one but for `overrides`. */
export async function serverBeside(
  { environment, log }: ApiUnderTest,
  overrides: Readonly<Record<string, string>>,
  options: ServerOptions = {},
): Promise<{ url: string; close(): Promise<void> }> {
  const configuration = readConfiguration({ ...environment, ...overrides });
  const server = await startServer(configuration, { logDestination: log, ...options });
  let closing: Promise<void> | undefined;
  const close = async () => (closing ??= server.close());
  beside.push(close);
  return { url: server.url.replace('localhost', '127.0.0.1'), close };
}

/** The schema coordinates that an answer tells as denied, in order of their names. */
export function deniedCoordinates({ body }: Pick<HttpAnswer, 'body'>): string[] {
  const errors = (body.errors ?? []) as { extensions: { coordinate?: string } }[];
  return errors.flatMap(({ extensions: { coordinate } }) => coordinate ?? []).sort();
}

/** The answer without what differs from request to request. */
export function masked(text: string): string {
  return text.replace(/"requestId":"[^"]*"/g, '"requestId":"*"');
}

const POLL_MS = 20;

/** Asks again until the answer is yes; fails where it never is. */
export async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`expected it within ${PATIENCE_MS} ms, but it did not happen`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
