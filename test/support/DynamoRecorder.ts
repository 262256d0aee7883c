import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keepAliveAgent } from './keepAliveAgent';
import type { RecordedCall, WireObject } from './RecordedCall';

/**
 * What goes wrong with one call. `undefined`: nothing.
 * - `{ status, body }`: answered so; the engine is not asked.
 * - `{ status, type, text }`: the same with an answer that is not in DynamoDB's form.
 * - `'hang'`: never answered, and the engine is not asked.
 * - `'reset'`: the connection is torn down, and the engine is not asked.
 * - `'lose-answer'`: the engine does what was asked; the connection is torn down instead of an answer.
 * - `'truncate'`: the engine does what was asked; half of the answer arrives, then the connection is torn down.
 * - `{ transform }`: the engine does what was asked; its answer is replaced by what `transform` makes of it.
 */
export type Fault =
  | undefined
  | 'hang'
  | 'reset'
  | 'lose-answer'
  | 'truncate'
  | { readonly status: number; readonly body: WireObject }
  | { readonly status: number; readonly type: string; readonly text: string }
  | { readonly transform: (response: WireObject) => WireObject };

/** Decides for each call, before it is passed on, what shall go wrong with it. The call waits for a promise. */
export type Faults = (call: Pick<RecordedCall, 'operation' | 'request' | 'accessKeyId'>) => Fault | Promise<Fault>;

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

const DYNAMODB_JSON = 'application/x-amz-json-1.0';
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

/**
 * A proxy between the API and the DynamoDB engine that records every call, in the order in which the calls arrived.
 * A call is complete in `calls` before its answer reaches the API.
 *
 *     const recorder = await DynamoRecorder.start({ target: process.env.FIELDGATE_TEST_ENDPOINT });
 *     … point the API at recorder.url, send a query …
 *     expect(recorder.take().map((call) => call.operation)).toEqual(['Query', 'BatchGetItem']);
 *     await recorder.close();
 */
export class DynamoRecorder {
  /** May be set, changed and removed at any time; holds for the calls that arrive from then on. */
  faults: Faults | undefined;

  /** How many calls the API gave up before they were answered. */
  givenUp = 0;

  private recorded: RecordedCall[] = [];
  private readonly agent = keepAliveAgent();
  private readonly server: Server;

  /** Starts a recorder on a free port of this machine, in front of the engine at `target`. */
  static async start(options: { target: string | undefined; faults?: Faults }): Promise<DynamoRecorder> {
    const recorder = new DynamoRecorder(targetUrl(options.target), options.faults);
    await new Promise<void>((resolve, reject) => {
      recorder.server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return recorder;
  }

  private constructor(
    private readonly target: URL,
    faults: Faults | undefined,
  ) {
    this.faults = faults;
    this.server = createServer((incoming, outgoing) => {
      this.serve(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  /** Where the API is to be pointed. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Every call since the start or the last `take()`. */
  get calls(): readonly RecordedCall[] {
    return this.recorded;
  }

  /** Gives the calls recorded so far and forgets them. */
  take(): RecordedCall[] {
    const taken = this.recorded;
    this.recorded = [];
    return taken;
  }

  /** Stops listening and tears down what is still open, hanging calls included. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
    this.agent.destroy();
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readAll(incoming);
    const call = startOfCall(incoming, body);
    this.recorded.push(call);
    let isTornHere = false;
    outgoing.once('close', () => {
      if (!outgoing.writableEnded && !isTornHere) this.givenUp += 1;
    });
    const fault = await this.faults?.(call);
    isTornHere = typeof fault === 'string' && fault !== 'hang';
    if (fault === 'hang') return;
    if (fault === 'reset') return void outgoing.destroy();

    const answer = isCanned(fault) ? cannedAnswer(fault) : await this.forward(incoming, outgoing, body);
    if (fault === 'lose-answer') return void outgoing.destroy();
    deliver(call, spoil(answer, fault), outgoing, fault === 'truncate');
  }

  private async forward(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): Promise<Answer> {
    const { hostname, port } = this.target;
    // `identity`, because the answer is read here.
    const headers = { ...incoming.headers, 'accept-encoding': 'identity' };
    const options = { hostname, port, method: incoming.method, path: incoming.url, headers, agent: this.agent };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const upstream = httpRequest(options, resolve).on('error', reject);
      // A call that the API gives up is given up here, too.
      outgoing.once('close', () => upstream.destroy());
      upstream.end(body);
    });
    return { status: answer.statusCode ?? 0, headers: endToEnd(answer), body: await readAll(answer) };
  }
}

function targetUrl(target: string | undefined): URL {
  if (target !== undefined && URL.canParse(target)) return new URL(target);
  throw new Error(
    `DynamoRecorder needs the URL of a DynamoDB engine as target, but got ${String(target)}. ` +
      'Under jest it is in process.env.FIELDGATE_TEST_ENDPOINT.',
  );
}

function startOfCall(incoming: IncomingMessage, body: Buffer): RecordedCall {
  const target = String(incoming.headers['x-amz-target'] ?? '');
  const requestText = body.toString('utf8');
  return {
    operation: target.slice(target.lastIndexOf('.') + 1),
    request: parseObject(requestText) ?? {},
    requestText,
    accessKeyId: /Credential=([^/]+)/.exec(incoming.headers.authorization ?? '')?.[1] ?? '',
    response: undefined,
    responseText: '',
    status: 0,
  };
}

type CannedFault = Extract<Fault, { status: number }>;

function isCanned(fault: Fault): fault is CannedFault {
  return typeof fault === 'object' && 'status' in fault;
}

function cannedAnswer(fault: CannedFault): Answer {
  const [type, text] = 'text' in fault ? [fault.type, fault.text] : [DYNAMODB_JSON, JSON.stringify(fault.body)];
  return { status: fault.status, headers: { 'content-type': type }, body: Buffer.from(text) };
}

function spoil(answer: Answer, fault: Fault): Answer {
  if (typeof fault !== 'object' || !('transform' in fault)) return answer;
  const spoilt = fault.transform(parseObject(answer.body.toString('utf8')) ?? {});
  // The checksum was that of the engine's answer.
  const { 'x-amz-crc32': _checksum, ...headers } = answer.headers;
  return { ...answer, headers, body: Buffer.from(JSON.stringify(spoilt)) };
}

function deliver(call: RecordedCall, answer: Answer, outgoing: ServerResponse, truncate: boolean): void {
  const arriving = truncate ? answer.body.subarray(0, answer.body.length >> 1) : answer.body;
  call.status = answer.status;
  call.responseText = arriving.toString('utf8');
  call.response = parseObject(call.responseText);
  outgoing.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
  if (truncate) outgoing.write(arriving, () => outgoing.destroy());
  else outgoing.end(arriving);
}

function endToEnd({ headers }: IncomingMessage): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}

function parseObject(text: string): WireObject | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as WireObject) : undefined;
  } catch {
    return undefined;
  }
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
