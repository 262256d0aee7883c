import { Pool, type Dispatcher } from 'undici';

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

  constructor(origin: URL, { connectionTimeoutMs, requestTimeoutMs }: Timeouts) {
    this.pool = new Pool(origin.origin, {
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
      const exchange = new Exchange(resolve, reject, signal);
      this.pool.dispatch({ path: '/', method: 'POST', headers, body }, exchange);
    });
  }

  destroy(): void {
    void this.pool.destroy();
  }
}

/** undici's own `request` gives a stream for each body, which costs more than the body. */
class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | null = null;
  private status = 0;
  private headers: HttpAnswer['headers'] = {};
  private readonly chunks: Buffer[] = [];

  constructor(
    private readonly resolve: (answer: HttpAnswer) => void,
    private readonly reject: (cause: Error) => void,
    private readonly signal: AbortSignal | undefined,
  ) {
    signal?.addEventListener('abort', this.abort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.signal?.aborted) this.abort();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: HttpAnswer['headers']): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.signal?.removeEventListener('abort', this.abort);
    const [only, ...others] = this.chunks;
    const body = only && others.length === 0 ? only : Buffer.concat(this.chunks);
    this.resolve({ status: this.status, headers: this.headers, body: body.toString('utf8') });
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    this.signal?.removeEventListener('abort', this.abort);
    this.reject(cause);
  }

  /** A request that still waits for a connection has no controller yet: whoever waits for it is told at once. */
  private readonly abort = (): void => {
    const cause = aborted();
    this.controller?.abort(cause);
    this.reject(cause);
  };
}

function aborted(): Error {
  return Object.assign(new Error('the request was aborted'), { name: 'AbortError' });
}
