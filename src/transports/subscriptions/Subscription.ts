import { LRUCache } from 'lru-cache';
import { AuthenticationError } from '../../identity/authenticate';
import { nameOfItem, type ItemChange, type ItemChangeSource } from '../../loading/ItemChanges';
import { ChangesMissedError } from '../../changes/ChangeQueue';
import type { Beginning } from './Beginning';
import type { Answer } from '../../operation/Answer';

/** Why a subscription ends without having been told its last: the connection is to say so. */
export type Loss =
  /** Its credential has ended. */
  | 'credential'
  /** Its client was too slow to be told everything, or the server has met a fault. It is to begin anew, later. */
  | 'behind'
  /** Changes may have been missed, or an event could not be read for long, whoever it is. It is to begin anew. */
  | 'missed';

/** What became of one event, for one subscriber. */
export type Reported = { readonly answer: Answer } & (
  | {
      readonly outcome: 'shown';
      /** Of the answer; `null` where the store was away, so that nobody knows. */
      readonly digest: string | null;
    }
  /** `gone`: the item is not there for this subscriber, or not any more. */
  | { readonly outcome: 'gone' | 'rejected' }
);

interface Options {
  readonly source: ItemChangeSource;
  /** What this subscriber could have read at the beginning, and what changed for them meanwhile. */
  readonly beginning: Beginning;
  /** What this subscriber is told of the change. Throws `AuthenticationError` where they are nobody any more. The signal aborts when nobody waits for it. */
  readonly report: (change: ItemChange, signal: AbortSignal) => Promise<Reported>;
  /** Whether there is still something to follow for this subscriber. */
  readonly mayGoOn: (signal: AbortSignal) => Promise<boolean>;
  readonly onLost: (loss: Loss) => void;
}

/**
 * Items that one subscription remembers: of one that it has forgotten, the next change is told whatever it is. Their number is given as a size,
 * since for a `max` the cache takes all its memory at once: 24 kB for each subscription, instead of 3.
 */
const MAX_SEEN = 1000;

const OVER = { done: true, value: undefined } as const;
type Result = IteratorResult<Answer, void>;

/**
 * What one subscriber is told, event by event and in their order. It ends when the subscriber ends it (at once, also while nothing happens),
 * and by itself when there is nothing to follow any more: the last answer then says `null`, the same whatever the reason.
 */
export class Subscription implements AsyncGenerator<Answer, void, void> {
  private readonly ending = new AbortController();
  private readonly seen = new LRUCache<string, string>({ maxSize: MAX_SEEN, sizeCalculation: () => 1 });
  private readonly missed: ItemChange[];

  constructor(private readonly options: Options) {
    for (const [item, digest] of options.beginning.seen) this.seen.set(item, digest);
    this.missed = [...options.beginning.missed];
  }

  private get isOver(): boolean {
    return this.ending.signal.aborted;
  }

  async next(): Promise<Result> {
    while (!this.isOver) {
      const answer = await this.step().catch((cause: unknown) => this.lose(cause));
      if (answer) return { done: false, value: answer };
    }
    return OVER;
  }

  async return(): Promise<Result> {
    if (!this.isOver) {
      this.ending.abort();
      await this.options.source.return();
    }
    return OVER;
  }

  async throw(): Promise<Result> {
    return this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** `null`: there is nothing to tell of it. */
  private async step(): Promise<Answer | null> {
    const change = this.missed.shift() ?? (await this.followed());
    if (!change) return this.last();
    const told = await this.options.report(change, this.ending.signal);
    const { answer } = told;
    if (told.outcome === 'shown') return this.isNew(change, told.digest) ? answer : null;
    if (told.outcome === 'gone' && (await this.options.mayGoOn(this.ending.signal))) return null;
    await this.return();
    return answer;
  }

  private async followed(): Promise<ItemChange | null> {
    const next = await this.options.source.next();
    return next.done === true ? null : next.value;
  }

  /** Whether it shows anything else than what this subscriber has seen of the item. Whoever asks for it as it is now is always told. */
  private isNew(change: ItemChange, digest: string | null): boolean {
    const item = nameOfItem(change);
    const isSame = digest !== null && this.seen.get(item) === digest;
    if (digest !== null) this.seen.set(item, digest);
    return !isSame || change.kind === 'now';
  }

  /** Of what was never there for this subscriber, the same is told as of what is not there any more. */
  private async last(): Promise<Answer | null> {
    if (this.isOver) return null;
    const { answer } = await this.options.report({ typeName: '', params: {}, kind: 'deleted' }, this.ending.signal);
    await this.return();
    return answer;
  }

  private async lose(cause: unknown): Promise<null> {
    // Whoever has ended it has lost nothing.
    if (this.isOver) return null;
    await this.return();
    this.options.onLost(lossBy(cause));
    return null;
  }
}

function lossBy(cause: unknown): Loss {
  if (cause instanceof AuthenticationError) return 'credential';
  return cause instanceof ChangesMissedError ? 'missed' : 'behind';
}
