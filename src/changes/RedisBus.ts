import type { Change } from './Change';
import { StoreUnavailableError } from '../storage/calls/errors';
import { Gate } from '../waiting/Gate';
import type { HubSource } from './ChangeHub';
import { changesIn, messageOf } from './changesMessage';
import { RedisLink } from './RedisLink';

interface Options {
  readonly url: string;
  /** Instances with the same one hear each other. */
  readonly channel: string;
  readonly onChange: (change: Change) => void;
  /** How long the bus, and whoever reads the stream for all, may be silent. */
  readonly silentMs: number;
  /** What this instance has to say of the stream: `null` where another one reads it, else whether it can be read. */
  readonly reading: () => boolean | null;
  /** What was published lately may not have been heard. */
  readonly onMissed: () => void;
  readonly onTrouble: (cause: unknown) => void;
  /** What was told by `onTrouble` is over. */
  readonly onWell: () => void;
}

/** The instance that reads the stream is not heard of any more, or says that it cannot. */
class ReaderSilentError extends Error {
  override readonly name = 'ReaderSilentError';
}

const PATIENCE_MS = 5000;
const [READS, CANNOT_READ] = ['reads', 'cannot'];

/**
 * Carries changes to every instance by Redis: keys of items and where in the stream they stand, nothing of what they say. Redis delivers to
 * whoever listens at that moment; whoever was cut off says so, so that its followers begin anew. The instance that reads the stream says so
 * each second: one that does not hear it any more (the reader may be at another node of Redis) cannot tell silence from peace.
 */
export class RedisBus implements HubSource {
  private readonly link: RedisLink;
  private readonly isRead = new Gate();
  /** `null` until a reader is heard for the first time: one of an older release says nothing. */
  private readAt: number | null = null;
  private readonly channels: { readonly changes: string; readonly reader: string; readonly gaps: string };

  constructor(private readonly options: Options) {
    const { channel, ...others } = options;
    this.channels = { changes: channel, reader: `${channel}:reader`, gaps: `${channel}:gaps` };
    this.isRead.open();
    this.link = new RedisLink({
      ...others,
      channels: Object.values(this.channels),
      onMessage: (from, text) => this.onMessage(from, text),
      onBeat: () => this.beat(),
    });
  }

  /** Whether what is published reaches everybody who listens: a message of our own came back lately. */
  get isAlive(): boolean {
    return this.link.isAlive;
  }

  /** Resolves when Redis has passed it on; rejects where that is not known, and it is to be sent again. */
  async publish(changes: readonly Change[]): Promise<void> {
    await this.link.publish(this.channels.changes, messageOf(changes));
  }

  /** Tells all instances that changes were missed; as {@link publish}. */
  async publishGap(): Promise<void> {
    await this.link.publish(this.channels.gaps, '');
  }

  /** Whoever follows must be certain that this instance hears, and that there is something to hear. */
  async follow(): Promise<void> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    await this.link.receiving.opened(patience);
    await this.isRead.opened(patience);
    if (patience.aborted) throw new StoreUnavailableError('the bus');
  }

  leave(): void {
    // It listens for as long as it lives: one channel for all.
  }

  close(): void {
    this.link.close();
  }

  private beat(): void {
    const { reading, silentMs } = this.options;
    const canRead = reading();
    // That it is not said is noticed by those who listen.
    if (canRead !== null) this.link.publish(this.channels.reader, canRead ? READS : CANNOT_READ).catch(() => undefined);
    // Another one takes over when it has watched a lease end; then it looks for the stream before it says that it reads.
    if (this.readAt === null || performance.now() - this.readAt < 2 * silentMs + PATIENCE_MS) return;
    this.readAt = performance.now();
    this.noReader();
    this.link.reconnect();
  }

  private onMessage(channel: string, text: string): void {
    if (channel === this.channels.gaps) this.options.onMissed();
    else if (channel === this.channels.reader && text !== READS) this.noReader();
    else if (channel === this.channels.reader) this.onReader();
    else this.onChanges(text);
  }

  /** What cannot be read may have told of changes; it ends nothing else. */
  private onChanges(text: string): void {
    try {
      for (const change of changesIn(text)) this.options.onChange(change);
    } catch (cause) {
      this.options.onTrouble(cause);
      this.options.onMissed();
    }
  }

  private onReader(): void {
    this.readAt = performance.now();
    if (!this.isRead.isOpen) this.options.onWell();
    this.isRead.open();
  }

  private noReader(): void {
    if (!this.isRead.isOpen) return;
    this.isRead.close();
    this.options.onMissed();
    this.options.onTrouble(new ReaderSilentError('no instance says that it reads the stream'));
  }
}
