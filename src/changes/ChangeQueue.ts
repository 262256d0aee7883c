import { nameOfItem, type ItemChange, type ItemChangeSource } from '../loading/ItemChanges';

/** Whoever is so far behind will not catch up by being sent more: better to come back and begin from now. */
export const MAX_AGE_MS = 30_000;
/** Against memory only: that many items of one follower wait in about a megabyte. */
const MAX_ITEMS = 10_000;

/** A follower does not take what it is told as fast as things change. */
export class FellBehindError extends Error {
  override readonly name = 'FellBehindError';
}

/** Something may not have been heard of, whoever follows. */
export class ChangesMissedError extends Error {
  override readonly name = 'ChangesMissedError';
}

type Result = IteratorResult<ItemChange, undefined>;
const OVER: Result = { done: true, value: undefined };

interface Waiting {
  readonly change: ItemChange;
  readonly since: number;
}

/**
 * What one follower has still to be told, in its order. Of each item one change waits at most: what is told of it is read when its turn comes, so
 * that the last one says it all. Many changes at once are no fault of who follows; that they wait for long is. For one reader.
 */
export class ChangeQueue implements ItemChangeSource {
  private readonly waiting = new Map<string, Waiting>();
  private wanted: { resolve: (result: Result) => void; reject: (cause: Error) => void } | null = null;
  private end: 'open' | 'closed' | Error = 'open';

  constructor(
    private readonly onEnd: () => void,
    private readonly elapsed: () => number = () => performance.now(),
  ) {}

  push(change: ItemChange): void {
    if (this.end !== 'open') return;
    if (this.wanted) {
      const { resolve } = this.wanted;
      this.wanted = null;
      resolve({ done: false, value: change });
      return;
    }
    this.add(change);
    const [oldest] = this.waiting.values();
    const isLate = oldest !== undefined && this.elapsed() - oldest.since > MAX_AGE_MS;
    if (isLate || this.waiting.size > MAX_ITEMS) this.finish(new FellBehindError('events wait for too long'));
  }

  /** What was missed cannot be said any more; the follower is to begin anew. */
  fail(cause: Error): void {
    this.finish(cause);
  }

  next(): Promise<Result> {
    const [first] = this.waiting;
    if (first) {
      this.waiting.delete(first[0]);
      return Promise.resolve({ done: false, value: first[1].change });
    }
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

  private add(change: ItemChange): void {
    const name = nameOfItem(change);
    const before = this.waiting.get(name);
    if (before) this.waiting.set(name, { ...before, change: merged(before.change, change) });
    else this.waiting.set(name, { change, since: this.elapsed() });
  }

  private finish(end: 'closed' | Error): void {
    if (this.end !== 'open') return;
    this.end = end;
    this.waiting.clear();
    this.onEnd();
    if (end === 'closed') this.wanted?.resolve(OVER);
    else this.wanted?.reject(end);
    this.wanted = null;
  }
}

/** Two changes of one item as one. Whoever is to be told of it in any case (`now`) still is. */
function merged({ kind: before }: ItemChange, after: ItemChange): ItemChange {
  if (before === 'now') return { ...after, kind: before };
  if (before === 'created' && after.kind === 'updated') return { ...after, kind: before };
  // Whoever knew it knows another one by the same key.
  if (before === 'deleted' && after.kind === 'created') return { ...after, kind: 'updated' };
  return after;
}
