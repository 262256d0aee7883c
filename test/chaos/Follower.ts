import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { RequestHeaders } from '../support/ApiUnderTest';

const FOLLOW = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { internalNote } }';
const AGAIN_MS = 250;

type Transport = 'socket' | 'event stream';

interface Followed {
  readonly orderChanged: { readonly internalNote: string | null };
}

interface Sink {
  next(value: { readonly data?: Followed | null | undefined }): void;
  error(cause: unknown): void;
  complete(): void;
}

/** Follows the note of an order, as a client does that comes back whenever it is let go. */
export class Follower {
  /** The last one it was told. */
  seen = '';
  private readonly client: Pick<Client, 'dispose'> & { subscribe(request: object, sink: Sink): () => void };
  private isOver = false;

  constructor(
    private readonly transport: Transport,
    url: string,
    headers: RequestHeaders,
    private readonly orderId: string,
    private readonly onTold: () => void,
  ) {
    const pause = async () => new Promise<void>((resolve) => setTimeout(resolve, AGAIN_MS));
    const retrying = { retryAttempts: Number.MAX_SAFE_INTEGER, retryWait: pause, shouldRetry: () => true };
    this.client =
      transport === 'socket'
        ? createSocketClient({
            ...retrying,
            url: url.replace(/^http/, 'ws'),
            webSocketImpl: WebSocket,
            connectionParams: headers,
            keepAlive: 2000,
          })
        : createSseClient({ retryAttempts: 0, url: `${url}/stream`, headers: { ...headers } });
    this.follow();
  }

  get name(): string {
    return `follow by ${this.transport}`;
  }

  /** One that is just coming back is let go, too: then graphql-ws rejects with the event that closed it. */
  async close(): Promise<void> {
    this.isOver = true;
    await Promise.resolve(this.client.dispose()).catch(() => undefined);
  }

  private follow(): void {
    const again = () => {
      if (!this.isOver) setTimeout(() => this.follow(), AGAIN_MS);
    };
    this.client.subscribe(
      { query: FOLLOW, variables: { id: this.orderId } },
      {
        next: ({ data }) => {
          this.seen = data?.orderChanged.internalNote ?? this.seen;
          this.onTold();
        },
        error: again,
        complete: again,
      },
    );
  }
}
