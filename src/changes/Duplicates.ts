import { LRUCache } from 'lru-cache';
import { isAfter, type Change } from './Change';

/** Shards live for some hours, and a table that this is for has dozens: more than these are long closed. */
const MAX_SHARDS = 10_000;

/**
 * Recognises changes that come again: after a reader has died, the next one starts where it had last said that it was, and two may
 * overlap for a moment. A shard is told of in its own order, so that what does not stand after the last one was heard before.
 */
export class Duplicates {
  private readonly last = new LRUCache<string, string>({ max: MAX_SHARDS });

  /** Whether it is the first time; the next time it is not. */
  isNew({ shard, sequence }: Change): boolean {
    const before = this.last.get(shard);
    if (before !== undefined && !isAfter(sequence, before)) return false;
    this.last.set(shard, sequence);
    return true;
  }
}
