import type { Socket } from 'node:net';
import { Client, Pool, type buildConnector, type Dispatcher } from 'undici';
import { aborted } from '../../waiting/untilAborted';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Timeouts {
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

const MAX_CONNECTIONS = 256;
/** The store lets a silent connection live for longer. */
const KEEP_ALIVE_MS = 30_000;

/** Kept connections to one host, one request at a time on each. */
export class Connections {
  private readonly pool: Pool;
  private readonly kept = new Set<Kept>();
  private readonly answerMs: number;

  constructor(origin: URL, { connectionTimeoutMs, requestTimeoutMs }: Timeouts) {
    this.answerMs = connectionTimeoutMs + requestTimeoutMs;
    this.pool = new Pool(origin.origin, {
      factory: (url, options) => this.open(url, options),
      connections: MAX_CONNECTIONS,
      pipelining: 1,
      connect: { timeout: connectionTimeoutMs },
      headersTimeout: requestTimeoutMs,
      bodyTimeout: requestTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
    });
  }

  /** The whole answer. Rejects where none came in time, with an error whose `name` or `code` says why; with `AbortError` once aborted. */
  async post(headers: Record<string, string>, body: string, signal: AbortSignal | undefined): Promise<HttpAnswer> {
    if (signal?.aborted) throw aborted();
    return new Promise((resolve, reject) => {
      const failed = (cause: Error) => {
        if (cause.name !== 'AbortError') this.dropIdleSince(exchange.begun);
        reject(cause);
      };
      const exchange = new Exchange(resolve, failed, signal);
      exchange.endWithin(this.answerMs);
      this.pool.dispatch({ path: '/', method: 'POST', headers, body }, exchange);
    });
  }

  private open(origin: URL, options: Client.Options): Client {
    const kept = new Kept(origin, options);
    this.kept.add(kept);
    // The pool forgets it, too.
    kept.on('connectionError', () => this.kept.delete(kept));
    return kept;
  }

  /**
   * Whatever has cut one connection off may have cut others that nobody has looked at since: none of them is given the next request, which
   * may be the same one, sent again. Those from which something came since are well: one slow answer is no reason to open all anew.
   */
  private dropIdleSince(moment: number): void {
    for (const kept of this.kept) if (kept.stats.size === 0 && kept.answeredAt < moment) kept.disconnect();
  }

  destroy(): void {
    void this.pool.destroy();
  }
}

/** One connection, opened anew where it was closed. */
class Kept extends Client {
  /** When the other side was last known to be there. */
  answeredAt = 0;
  private socket: Socket | null = null;

  constructor(origin: URL, options: Client.Options) {
    const connect = options.connect as buildConnector.connector;
    super(origin, {
      ...options,
      connect: (to, done) => {
        connect(to, (...result) => {
          [, this.socket] = result;
          this.answeredAt = performance.now();
          done(...result);
        });
      },
    });
    // Whatever was on its way has come.
    this.on('drain', () => (this.answeredAt = performance.now()));
  }

  disconnect(): void {
    this.socket?.destroy();
  }
}

/** undici's own `request` gives a stream for each body, which costs more than the body. */
class Exchange implements Dispatcher.DispatchHandler {
  /** When it was sent, or tried to be. */
  begun = performance.now();
  private controller: Dispatcher.DispatchController | null = null;
  private status = 0;
  private headers: HttpAnswer['headers'] = {};
  private readonly chunks: Buffer[] = [];
  private isOver = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly resolve: (answer: HttpAnswer) => void,
    private readonly reject: (cause: Error) => void,
    private readonly signal: AbortSignal | undefined,
  ) {
    signal?.addEventListener('abort', this.abort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.begun = performance.now();
    if (this.isOver) controller.abort(aborted());
  }

  /**
   * undici's timeouts begin when a connection is free for the request, which may be never, and anew with each part of an answer, which may
   * trickle. This one is for all of it.
   */
  endWithin(milliseconds: number): void {
    this.timer = setTimeout(() => {
      const cause = late();
      this.controller?.abort(cause);
      this.fail(cause);
    }, milliseconds);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: HttpAnswer['headers']): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.end();
    const [only, ...others] = this.chunks;
    const body = only && others.length === 0 ? only : Buffer.concat(this.chunks);
    this.resolve({ status: this.status, headers: this.headers, body: body.toString('utf8') });
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    // Nonsense in the middle of an answer is a connection that broke, as it is to Node's own client.
    const isTorn = this.status !== 0 && cause.name === 'HTTPParserError';
    this.fail(isTorn ? Object.assign(new Error('the answer broke off', { cause }), { code: 'ECONNRESET' }) : cause);
  }

  /** A request that still waits for a connection has no controller yet: whoever waits for it is told at once. */
  private readonly abort = (): void => {
    const cause = aborted();
    this.controller?.abort(cause);
    this.fail(cause);
  };

  private fail(cause: Error): void {
    if (this.isOver) return;
    this.end();
    this.reject(cause);
  }

  private end(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.signal?.removeEventListener('abort', this.abort);
  }
}

function late(): Error {
  return Object.assign(new Error('the answer did not come in time'), { code: 'ETIMEDOUT' });
}
