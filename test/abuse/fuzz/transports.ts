import { Agent, request, type IncomingMessage } from 'node:http';
import { textOf } from '../../support/postJson';
import type { FuzzedOperation } from './OperationFuzzer';
import type { SeededDice } from './SeededDice';
import { anyJson, strangeText } from './strangeValues';

/** How one request ended, as its client sees it. */
export interface Outcome {
  /** The first error's code, `data`, or what became of a connection. */
  readonly code: string;
  /** `null` over a socket. */
  readonly status: number | null;
  readonly text: string;
}

export type Headers = Readonly<Record<string, string>>;
export const HTTP_TRANSPORTS = ['POST', 'GET', 'events', 'batch', 'form'] as const;
export type HttpTransport = (typeof HTTP_TRANSPORTS)[number];

const JSON_BODY = { 'content-type': 'application/json' };
const FORMS = [
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'text/plain',
  'application/json; charset=latin1',
];
const agent = new Agent({ keepAlive: true });

/** The request of an operation by one of the ways over HTTP. */
export function requestFor(transport: HttpTransport, { parameters }: FuzzedOperation, dice: SeededDice) {
  const body = JSON.stringify(parameters);
  switch (transport) {
    case 'POST':
      return { method: 'POST', path: '/graphql', headers: JSON_BODY, body };
    case 'GET':
      return { method: 'GET', path: `/graphql?${search(parameters)}`, headers: { 'apollo-require-preflight': 'true' } };
    case 'events':
      return dice.chance(30)
        ? { method: 'GET', path: `/graphql/stream?${search(parameters)}`, headers: { accept: 'text/event-stream' } }
        : { method: 'POST', path: '/graphql/stream', headers: { ...JSON_BODY, accept: 'text/event-stream' }, body };
    case 'batch':
      return {
        method: 'POST',
        path: '/graphql',
        headers: JSON_BODY,
        body: dice.chance(50) ? `[${body},${body}]` : JSON.stringify(anyJson(dice)),
      };
    case 'form':
      return { method: 'POST', path: '/graphql', headers: { 'content-type': dice.pick(FORMS) }, body };
  }
}

function search(parameters: Readonly<Record<string, unknown>>): string {
  const texts = Object.entries(parameters).map(([name, value]): [string, string] => [
    wellFormed(name),
    wellFormed(typeof value === 'string' ? value : JSON.stringify(value)),
  ]);
  return new URLSearchParams(texts).toString();
}

/** A URL cannot say half of a character otherwise. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Headers that say how the caller wants to be answered, good and bad. */
export function strangeHeaders(dice: SeededDice): Headers {
  const wishes: Record<string, readonly string[]> = {
    'x-on-denied': ['mask', 'reject', 'error', 'nothing', ''],
    'x-cost-debug': ['1', 'true', 'x'],
    'x-explain': ['1', 'true', 'x'],
    'x-step-up-token': ['x.y.z', ''],
    'x-device-token': ['x.y.z', ''],
    accept: ['application/graphql-response+json', 'application/json', '*/*', 'text/html', ''],
    traceparent: ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'x'],
    'x-request-id': ['x'],
    cookie: ['fieldgate_guest=x', 'fieldgate_device=x; a', '='],
  };
  const given = dice.some(Object.entries(wishes), 3).map(([name, values]) => {
    const value = dice.chance(80) ? dice.pick(values) : strangeText(dice);
    return [name, value.replace(/[^ -~\xa0-\xff]/g, '?').slice(0, 4000)];
  });
  return Object.fromEntries(given) as Headers;
}

/** Sends it, and reads the answer to its end; of one that goes on for as long as its reader likes, the first event. */
export async function sendOverHttp(
  url: string,
  { method, path, headers, body }: { method: string; path: string; headers: Headers; body?: string },
  signal: AbortSignal,
): Promise<Outcome> {
  const { hostname, port } = new URL(url);
  const sent = body === undefined ? undefined : Buffer.from(body);
  const all = { accept: '*/*', ...headers, ...(sent && { 'content-length': String(sent.length) }) };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ hostname, port, method, path, headers: all, agent, signal }, resolve).on('error', reject).end(sent);
  });
  const status = answer.statusCode ?? 0;
  if (answer.headers['content-type']?.startsWith('text/event-stream')) return firstEvent(answer, status);
  const text = await textOf(answer);
  return { status, text, code: codeIn(text) };
}

/** Of one that has nothing to tell yet there is none: what counts is that it was taken. */
async function firstEvent(answer: IncomingMessage, status: number): Promise<Outcome> {
  const text = await new Promise<string>((resolve) => {
    let heard = '';
    const patience = setTimeout(() => resolve(heard), EVENT_MS);
    answer.on('data', (chunk: Buffer) => {
      heard += chunk.toString('utf8');
      if (heard.includes('event: ')) resolve(heard);
    });
    answer.once('close', () => {
      clearTimeout(patience);
      resolve(heard);
    });
  });
  answer.destroy();
  return { status, text, code: text.includes('event: ') ? codeIn(text) : 'open' };
}

/** A subscription that was taken and has nothing to tell is left after this. */
export const EVENT_MS = 60;

/** The worst that the answer tells, so that nothing is hidden behind what is told first. */
export function codeIn(text: string): string {
  const codes = [...text.matchAll(/"code":"([A-Z_]{3,40})"/g)].map(([, code = '']) => code);
  if (codes.includes('INTERNAL_SERVER_ERROR')) return 'INTERNAL_SERVER_ERROR';
  return codes[0] ?? (text.includes('"data"') ? 'data' : 'no code');
}
