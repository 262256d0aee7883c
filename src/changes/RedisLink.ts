import { randomUUID } from 'node:crypto';
import { Redis, type RedisOptions } from 'ioredis';
import { Gate } from '../waiting/Gate';

interface Options {
  readonly url: string;
  /** Whatever is published on these is heard. */
  readonly channels: readonly string[];
  readonly onMessage: (channel: string, text: string) => void;
  /** How long no message of our own may come back before the link counts as dead. */
  readonly silentMs: number;
  /** Called before each message of our own: for what else is to be said as regularly. */
  readonly onBeat: () => void;
  /** What was published since the last message may not have been heard. */
  readonly onMissed: () => void;
  readonly onTrouble: (cause: unknown) => void;
  /** What was told by `onTrouble` is over. */
  readonly onWell: () => void;
}

/** Redis takes what it is sent, or not even that, and nothing comes back. */
class RedisSilentError extends Error {
  override readonly name = 'RedisSilentError';
}

/** Redis, or the network, has closed the connection. */
class RedisLostError extends Error {
  override readonly name = 'RedisLostError';
}

/** The node passes on to nobody but its own clients: another one is the primary now. */
class RedisReplicaError extends Error {
  override readonly name = 'RedisReplicaError';
}

const MOST_MS = 5000;
const BEAT_MS = 1000;
const PUBLISH_ATTEMPTS = 2;
const PRIMARY = 'master';

/**
 * A link to a Redis that shows that it works by working: a message of our own goes the whole way (published, passed on, heard) every second.
 * That no error comes proves nothing: a host that is gone, or one that was a primary before a failover, takes what it is sent for minutes.
 */
export class RedisLink {
  /** Open while what others publish is heard. */
  readonly receiving = new Gate();
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  private readonly beating: NodeJS.Timeout;
  private readonly own: string;
  private isBeating = false;
  private receivedAt: number | null = null;
  private silentSince = performance.now();
  private isReported = false;

  constructor(private readonly options: Options) {
    const { url, silentMs, channels } = options;
    // By the name of the others, so that who may use those may use it.
    this.own = `${channels[0] ?? ''}:beat:${randomUUID()}`;
    const limits = limitsFor(silentMs);
    this.publisher = new Redis(url, { ...limits, maxRetriesPerRequest: PUBLISH_ATTEMPTS });
    // A subscription waits for as long as it takes to connect.
    this.subscriber = new Redis(url, { ...limits, maxRetriesPerRequest: null, autoResubscribe: false });
    for (const client of [this.publisher, this.subscriber]) client.on('error', (cause) => this.report(cause));
    this.listen();
    this.beating = setInterval(() => this.beat(), Math.min(BEAT_MS, silentMs / 4));
  }

  /** Whether a message of our own came back lately. */
  get isAlive(): boolean {
    return this.receivedAt !== null && performance.now() - this.receivedAt < this.options.silentMs;
  }

  /** Resolves when Redis has passed it on; rejects where that is not known. */
  async publish(channel: string, text: string): Promise<void> {
    await this.publisher.publish(channel, text);
  }

  /** Connects anew: the name may stand for another host by now. */
  reconnect(): void {
    for (const client of [this.publisher, this.subscriber]) client.disconnect(true);
  }

  close(): void {
    clearInterval(this.beating);
    this.subscriber.removeAllListeners('close');
    this.publisher.disconnect();
    this.subscriber.disconnect();
  }

  private listen(): void {
    const { channels, onMessage } = this.options;
    this.subscriber.on('ready', () => {
      // Its own channel is the last one: what comes by it proves that the others are heard.
      this.subscriber.subscribe(...channels, this.own).then(
        () => this.beat(),
        (cause: unknown) => {
          this.report(cause);
          this.subscriber.disconnect(true);
        },
      );
    });
    this.subscriber.on('close', () => this.lose(new RedisLostError('the connection was closed')));
    this.subscriber.on('message', (channel, text) => {
      if (channel === this.own) this.onOwnMessage();
      else onMessage(channel, text);
    });
  }

  private onOwnMessage(): void {
    this.silentSince = this.receivedAt = performance.now();
    this.receiving.open();
    if (this.isReported) this.options.onWell();
    this.isReported = false;
  }

  private beat(): void {
    this.lookForSilence();
    if (this.isBeating) return;
    this.isBeating = true;
    this.options.onBeat();
    this.sendOwn()
      .catch((cause: unknown) => this.report(cause))
      .finally(() => (this.isBeating = false));
  }

  /** A node that is no primary is given no message of our own, so that the link dies of it where no other one is found. */
  private async sendOwn(): Promise<void> {
    const role = await this.role();
    if (role === PRIMARY) return this.publish(this.own, '');
    this.reconnect();
    throw new RedisReplicaError(`expected the primary of this Redis, got a node that is a ${String(role)}`);
  }

  private async role(): Promise<unknown> {
    try {
      const [role] = await this.publisher.role();
      return role;
    } catch (cause) {
      // Whoever may not ask is believed.
      if (cause instanceof Error && /^NOPERM|^ERR unknown command/.test(cause.message)) return PRIMARY;
      throw cause;
    }
  }

  private lookForSilence(): void {
    if (performance.now() - this.silentSince < this.options.silentMs) return;
    this.silentSince = performance.now();
    this.report(new RedisSilentError('nothing that was published came back'));
    this.lose(null);
    this.reconnect();
  }

  private lose(cause: Error | null): void {
    if (!this.receiving.isOpen) return;
    this.receiving.close();
    if (cause) this.report(cause);
    this.options.onMissed();
  }

  private report(cause: unknown): void {
    this.isReported = true;
    this.options.onTrouble(cause);
  }
}

function limitsFor(silentMs: number): RedisOptions {
  const milliseconds = Math.min(MOST_MS, silentMs / 2);
  return {
    commandTimeout: milliseconds,
    socketTimeout: milliseconds,
    connectTimeout: MOST_MS,
    // A host that is gone does not answer the end of a connection either.
    disconnectTimeout: milliseconds,
    keepAlive: MOST_MS,
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  };
}
