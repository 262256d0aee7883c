import { AuthenticationError } from '../../identity/authenticate';
import type { ItemChange, ItemChangeSource } from '../../loading/ItemChanges';
import type { Answer } from './presentation';

/** Why a subscription ends without having been told its last: the connection is to say so. */
export type Loss =
  /** Its credential has ended. */
  | 'credential'
  /** It could not be told everything: its client was too slow, or changes were missed. It is to begin anew. */
  | 'behind';

/** What became of one event, for one subscriber. */
export interface Told {
  readonly answer: Answer;
  /** `gone`: the item is not there for this subscriber, or not any more. */
  readonly outcome: 'shown' | 'gone' | 'rejected';
}

interface Options {
  readonly source: ItemChangeSource;
  /** What this subscriber is told of the change. Throws `AuthenticationError` where they are nobody any more. */
  readonly tell: (change: ItemChange) => Promise<Told>;
  /** Whether there is still something to follow for this subscriber. */
  readonly mayGoOn: () => Promise<boolean>;
  readonly onLost: (loss: Loss) => void;
}

const OVER = { done: true, value: undefined } as const;
type Result = IteratorResult<Answer, void>;

/**
 * What one subscriber is told, event by event and in their order. It ends when the subscriber ends it (at once, also while nothing happens),
 * and by itself when there is nothing to follow any more: the last answer then says `null`, the same whatever the reason.
 */
export class Subscription implements AsyncGenerator<Answer, void, void> {
  private isOver = false;

  constructor(private readonly options: Options) {}

  async next(): Promise<Result> {
    while (!this.isOver) {
      const answer = await this.step().catch((cause: unknown) => this.lose(cause));
      if (answer) return { done: false, value: answer };
    }
    return OVER;
  }

  async return(): Promise<Result> {
    if (!this.isOver) {
      this.isOver = true;
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
    const next = await this.options.source.next();
    if (next.done === true) return this.last();
    const { answer, outcome } = await this.options.tell(next.value);
    if (outcome === 'shown') return answer;
    if (outcome === 'gone' && (await this.options.mayGoOn())) return null;
    await this.return();
    return answer;
  }

  /** Of what was never there for this subscriber, the same is told as of what is not there any more. */
  private async last(): Promise<Answer | null> {
    if (this.isOver) return null;
    const { answer } = await this.options.tell({ typeName: '', params: {}, kind: 'removed' });
    await this.return();
    return answer;
  }

  private async lose(cause: unknown): Promise<null> {
    await this.return();
    this.options.onLost(cause instanceof AuthenticationError ? 'credential' : 'behind');
    return null;
  }
}
