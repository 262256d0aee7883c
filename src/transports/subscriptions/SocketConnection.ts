import type { WebSocket } from 'ws';
import type { Authentication } from '../../identity/authenticate';
import { CLOSE } from './closeCodes';
import type { Subscriber } from './Subscriber';

interface Options {
  readonly maxBufferedBytes: number;
  readonly pingMs: number;
}

/** For a close that is under way to be answered; after that the connection is torn down. */
const CLOSING_MS = 1000;
/** Refusals for asking too fast, on one socket. */
const MOST_TOO_FAST = 20;
/** What a close frame takes beside its code. */
const MOST_REASON_BYTES = 123;
/** A timer of node's waits no longer. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** One socket: who is at its other end, whether they are still there, and whether they read what they are sent. */
export class SocketConnection {
  subscriber: Subscriber | null = null;
  private readonly pinging: NodeJS.Timeout;
  private expiry: NodeJS.Timeout | undefined;
  private tearDown: NodeJS.Timeout | undefined;
  private isThere = true;
  private tooFast = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly options: Options,
  ) {
    socket.on('pong', () => (this.isThere = true));
    // A broken connection closes, too; there is nothing to add to that.
    socket.on('error', () => undefined);
    this.pinging = setInterval(() => this.ping(), options.pingMs);
    socket.once('close', () => this.end());
  }

  get isOver(): boolean {
    return this.socket.readyState === this.socket.CLOSED;
  }

  /** Closes at the second at which the credential ends. */
  endsWith({ expiresAt }: Authentication): void {
    clearTimeout(this.expiry);
    if (expiresAt === null) return;
    const left = Math.max(0, expiresAt.getTime() - Date.now());
    // What ends later is found to have ended with the first event after that.
    if (left <= LONGEST_TIMER_MS) this.expiry = setTimeout(() => this.close('expired'), left);
  }

  /** Resolves when it was handed over to the network, which a slow reader holds up. */
  async send(data: string): Promise<void> {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > this.options.maxBufferedBytes) {
      this.close('tryLater');
      return;
    }
    await new Promise<void>((resolve) => socket.send(data, () => resolve()));
  }

  /** Hears of what was refused: who goes on asking too fast is sent away. */
  refused(status: number): void {
    if (status === 429 && ++this.tooFast > MOST_TOO_FAST) this.close('tryLater');
  }

  close(why: keyof typeof CLOSE): void {
    const { code, reason } = CLOSE[why];
    this.closeWith(code, reason);
  }

  closeWith(code: number, reason: string): void {
    this.socket.close(code, textOf(reason));
    if (!this.isOver) this.tearDown ??= setTimeout(() => this.socket.terminate(), CLOSING_MS);
  }

  /** Whoever has not answered the last one is gone, or reads nothing. */
  private ping(): void {
    if (!this.isThere) this.socket.terminate();
    else if (this.socket.readyState === this.socket.OPEN) {
      this.isThere = false;
      this.socket.ping();
    }
  }

  private end(): void {
    clearInterval(this.pinging);
    clearTimeout(this.expiry);
    clearTimeout(this.tearDown);
  }
}

/** As much of it as a frame takes: a library may repeat what the client has sent, and a longer one is thrown back at us. */
function textOf(reason: string): string {
  return new TextDecoder().decode(Buffer.from(reason).subarray(0, MOST_REASON_BYTES), { stream: true });
}
