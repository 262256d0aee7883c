import { connect } from 'node:net';

/** An answer as it stood on the wire. */
export interface RawAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // The shape is what the test is about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

type Bytes = string | Buffer;

/** Writes these bytes as they are, and reads until the server closes the connection. Throws where it closes without a word. */
export async function sendRaw(url: string, ...bytes: readonly Bytes[]): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const sent = await new Promise<string>((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => {
      for (const each of bytes) socket.write(each);
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    // The server may close while it is still written to; what it said before is what counts.
    socket.on('error', (error) => {
      if (chunks.length === 0) reject(error);
    });
    socket.on('close', () => {
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
  if (sent === '') throw new Error('expected an answer, but the connection was closed without one');
  return parseAnswer(sent);
}

/** The head of a request of which the connection is closed after its answer: `POST /graphql` with these headers. */
export function head(start: string, headers: readonly string[] = []): string {
  return [`${start} HTTP/1.1`, 'host: api.test', 'connection: close', ...headers, '', ''].join('\r\n');
}

/** A whole `POST /graphql`, JSON unless the headers say something else. */
export function postOf(body: Bytes, headers: readonly string[] = []): Bytes[] {
  const type = headers.some((header) => header.startsWith('content-type')) ? [] : ['content-type: application/json'];
  return [head('POST /graphql', [...type, ...headers, `content-length: ${Buffer.byteLength(body)}`]), body];
}

function parseAnswer(sent: string): RawAnswer {
  const [top, text] = split(sent, '\r\n\r\n');
  const [statusLine = '', ...lines] = top.split('\r\n');
  const pairs = lines
    .map((line) => split(line, ':'))
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const);
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(pairs),
    text,
    body: text === '' ? null : JSON.parse(text),
  };
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
