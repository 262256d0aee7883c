import type { ItemChange, ItemChangeSource } from '../../loading/ItemChanges';

/** Whoever has so many events waiting will not catch up by being sent more: better to come back and begin from now. */
const MAX_WAITING = 200;

/** A follower does not take what it is told as fast as things change. */
export class FellBehindError extends Error {
  override readonly name = 'FellBehindError';
}

type Result = IteratorResult<ItemChange, undefined>;
const OVER: Result = { done: true, value: undefined };

/** What one follower has still to be told, in its order; bounded. For one reader. */
export class ChangeQueue implements ItemChangeSource {
  private waiting: ItemChange[] = [];
  private wanted: { resolve: (result: Result) => void; reject: (cause: Error) => void } | null = null;
  private end: 'open' | 'closed' | Error = 'open';

  constructor(private readonly onEnd: () => void) {}

  push(change: ItemChange): void {
    if (this.end !== 'open') return;
    if (this.wanted) {
      const { resolve } = this.wanted;
      this.wanted = null;
      resolve({ done: false, value: change });
      return;
    }
    this.waiting.push(change);
    if (this.waiting.length > MAX_WAITING) this.finish(new FellBehindError('too many events wait'));
  }

  /** What was missed cannot be said any more; the follower is to begin anew. */
  fail(cause: Error): void {
    this.finish(cause);
  }

  next(): Promise<Result> {
    const [change] = this.waiting.splice(0, 1);
    if (change) return Promise.resolve({ done: false, value: change });
    if (this.end instanceof Error) return Promise.reject(this.end);
    if (this.end === 'closed') return Promise.resolve(OVER);
    return new Promise((resolve, reject) => (this.wanted = { resolve, reject }));
  }

  return(): Promise<Result> {
    this.finish('closed');
    return Promise.resolve(OVER);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private finish(end: 'closed' | Error): void {
    if (this.end !== 'open') return;
    this.end = end;
    this.waiting = [];
    this.onEnd();
    if (end === 'closed') this.wanted?.resolve(OVER);
    else this.wanted?.reject(end);
    this.wanted = null;
  }
}
