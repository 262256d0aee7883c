import { createRedisEventTarget } from '@graphql-yoga/redis-event-target';
import { Redis } from 'ioredis';
import type { Change } from '../../storage/changes/Change';
import { StoreUnavailableError } from '../../storage/errors';
import type { HubSource } from './ChangeHub';
import { Gate } from '../../waiting/Gate';

interface Options {
  readonly url: string;
  /** Instances with the same one hear each other. */
  readonly channel: string;
  readonly hear: (change: Change) => void;
  /** The connection was lost for a while: what was published meanwhile was not heard. */
  readonly onMissed: () => void;
  readonly onTrouble: (cause: unknown) => void;
}

const PATIENCE_MS = 5000;
const PUBLISH_ATTEMPTS = 2;

/**
 * Carries changes to every instance by Redis: keys of items and where in the stream they stand, nothing of what they say. Redis delivers to
 * whoever listens at that moment; whoever was cut off says so, so that its followers begin anew.
 */
export class RedisBus implements HubSource {
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  private readonly target: ReturnType<typeof createRedisEventTarget<CustomEvent<readonly Change[]>>>;
  /** Published by the event target, and not awaited yet. */
  private readonly sent: Promise<unknown>[] = [];
  private readonly hearing = new Gate();

  constructor(private readonly options: Options) {
    const { url, onTrouble } = options;
    this.publisher = new Redis(url, { maxRetriesPerRequest: PUBLISH_ATTEMPTS });
    // A subscription waits for as long as it takes to connect.
    this.subscriber = new Redis(url, { maxRetriesPerRequest: null, autoResubscribe: false });
    for (const client of [this.publisher, this.subscriber]) client.on('error', onTrouble);
    this.target = createRedisEventTarget({
      publishClient: this.publishing(),
      subscribeClient: this.subscriber,
    });
    this.listen();
  }

  /** Resolves when Redis has passed it on; rejects where that is not known, and it is to be sent again. */
  async publish(changes: readonly Change[]): Promise<void> {
    this.target.dispatchEvent(new CustomEvent(this.options.channel, { detail: changes }));
    await Promise.all(this.sent.splice(0));
  }

  /** Whoever follows must be certain that this instance hears. */
  async follow(): Promise<void> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    await this.hearing.opened(patience);
    if (patience.aborted) throw new StoreUnavailableError('the bus');
  }

  leave(): void {
    // It listens for as long as it lives: one channel for all.
  }

  close(): void {
    this.subscriber.removeAllListeners('close');
    this.publisher.disconnect();
    this.subscriber.disconnect();
  }

  /** The event target sends without looking back; what became of it is known here. */
  private publishing(): Redis {
    const publish = (channel: string, message: string): Promise<number> => {
      const sent = this.publisher.publish(channel, message);
      sent.catch(() => undefined);
      this.sent.push(sent);
      return Promise.resolve(0);
    };
    return { publish } as unknown as Redis;
  }

  private listen(): void {
    const { channel, hear, onMissed } = this.options;
    this.subscriber.on('ready', () => {
      this.subscriber.subscribe(channel).then(() => this.hearing.open(), this.options.onTrouble);
    });
    this.subscriber.on('close', () => {
      this.hearing.close();
      onMissed();
    });
    this.target.addEventListener(channel, ({ detail }: CustomEvent<readonly Change[]>) => {
      for (const change of detail) hear(change);
    });
  }
}
