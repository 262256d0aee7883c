import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

interface Verified<T> {
  readonly value: T;
  readonly until: number;
}

/** Of so many tokens; the one goes that was verified longest ago, since it has least time left: so it is read by `peek`. */
const MAX_TOKENS = 10_000;
/** So long a token is taken without looking at its signature again, at most. */
const LONGEST_MS = 60_000;

/** Remembers for a minute what tokens prove, never longer than they are good. The tokens themselves are not kept, only their digests. */
export class VerifiedTokens<T> {
  private readonly verified = new LRUCache<string, Verified<T>>({ max: MAX_TOKENS });

  constructor(private readonly expiresAt: (value: T) => Date) {}

  /** What `verify` finds; its rejections are not remembered. `now` in milliseconds. */
  async of(token: string, now: number, verify: () => Promise<T>): Promise<T> {
    const digest = hash('sha256', token, 'base64');
    const known = this.verified.peek(digest);
    if (known && known.until > now) return known.value;
    const value = await verify();
    this.verified.set(digest, { value, until: Math.min(this.expiresAt(value).getTime(), now + LONGEST_MS) });
    return value;
  }

  /** For when the keys have changed. */
  forget(): void {
    this.verified.clear();
  }
}
