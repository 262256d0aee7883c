/**
 * How far a reader of the stream is behind: how long ago the oldest of what it read last was written, and nothing where there was nothing
 * new. It grows while what was read is not taken, and while the store answers no more.
 */
export class FeedLag {
  private readonly since = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  /** What was read of a shard: when the first of it was written; `null` where there was nothing, or nobody reads it any more. */
  note(shard: string, since: number | null): void {
    if (since === null) this.since.delete(shard);
    else this.since.set(shard, since);
  }

  get seconds(): number {
    const now = this.now();
    return Math.max(0, ...[...this.since.values()].map((since) => (now - since) / 1000));
  }
}
