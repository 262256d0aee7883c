import { ChangeFeed, type FeedOptions } from './ChangeFeed';
import { endingWith } from './endingWith';
import { StoreUnavailableError } from '../storage/calls/errors';
import type { HubSource } from './ChangeHub';
import { Background } from '../waiting/Background';

const PATIENCE_MS = 5000;

/**
 * Reads the stream in this process, for its own followers, from the moment at which the first one comes until the last one leaves: nobody
 * has to be asked, and nothing is kept. The store lets two readers at a shard, so this is for one instance, or two.
 */
export class OwnFeed implements HubSource {
  private current: { readonly feed: ChangeFeed; readonly ending: AbortController } | null = null;
  private readonly feeds = new Background();

  constructor(private readonly options: Omit<FeedOptions, 'progress' | 'start'>) {}

  async follow(): Promise<void> {
    this.current ??= this.begin();
    const { feed, ending } = this.current;
    const patience = new AbortController();
    const isReady = await Promise.race([
      feed.ready.opened(patience.signal).then(() => true),
      this.options.clock.pause(PATIENCE_MS, AbortSignal.any([patience.signal, ending.signal])).then(() => false),
    ]);
    patience.abort();
    if (!isReady) throw new StoreUnavailableError('the stream');
  }

  leave(): void {
    this.current?.ending.abort();
    this.current = null;
  }

  async close(): Promise<void> {
    this.leave();
    await this.feeds.over();
  }

  private begin() {
    const ending = new AbortController();
    const feed = new ChangeFeed({
      ...endingWith(this.options, ending.signal),
      start: 'latest',
      progress: { stream: null, positions: new Map() },
    });
    this.feeds.add(feed.run(ending.signal));
    return { feed, ending };
  }
}
