interface Read {
  /** When the first of what was read was written; `null` where there was nothing new. */
  readonly since: number | null;
  readonly at: number;
}

const UNREAD_AFTER_MS = 10_000;

/** One of which nothing was heard for so long, not even that there is nothing new, is not being read. */
export function isUnread(sinceMs: number, pollMs: number): boolean {
  return sinceMs > pollMs + UNREAD_AFTER_MS;
}

/**
 * How far a reader of the stream is behind: how long ago the oldest of what it read last was written, and nothing where there was nothing
 * new. It grows while what was read is not taken, and while the store does not answer.
 */
export class FeedLag {
  private readonly reads = new Map<string, Read>();

  constructor(
    private readonly now: () => number,
    /** How long a shard that has nothing new is left alone. */
    private readonly pollMs: number,
  ) {}

  /** What was read of a shard: when the first of it was written; `null` where there was nothing. */
  note(shard: string, since: number | null): void {
    this.reads.set(shard, { since, at: this.now() });
  }

  /** Nobody reads it any more. */
  forget(shard: string): void {
    this.reads.delete(shard);
  }

  get seconds(): number {
    const now = this.now();
    const behind = [...this.reads.values()].map(({ since, at }) => {
      if (since !== null) return now - since;
      return isUnread(now - at, this.pollMs) ? now - at : 0;
    });
    return Math.max(0, ...behind) / 1000;
  }
}
