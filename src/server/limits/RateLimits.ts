import { hash } from 'node:crypto';
import { RateLimiterDynamo, RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Caller } from '../../identity/Caller';
import type { Quota } from '../../response/Context';
import { PublicError } from '../../response/errors';
import { ipv6Groups } from '../ipv6Groups';
import { limitFor, type PerRole } from './perRole';

/** How much a bucket holds, what is left in it, and how much comes back a second, on average. All in cost points. */
export interface ThrottleStatus {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  readonly restoreRate: number;
}

/** Who asks: a person or guest session where there is one, and the address in any case. */
export interface Asker {
  readonly caller: Caller;
  readonly address: string;
}

export interface RateLimitOptions {
  /** Cost points a window for one person or guest session, by role. */
  readonly points: PerRole;
  /** Cost points a window for one address, whoever asks from there; also what visitors without a session share. */
  readonly addressPoints: number;
  /** HTTP requests a window from one address, whatever they ask, counted by this process before anything else is done. */
  readonly addressRequests: number;
  readonly windowSeconds: number;
  /** Tries of one sensitive operation by one caller, or on one account. An address has ten times as many. */
  readonly attempts: number;
  readonly attemptsWindowSeconds: number;
  /** Where several instances count together; `null` counts in this process. */
  readonly store: { readonly client: unknown; readonly tableName: string } | null;
}

const ATTEMPTS_OF_ADDRESS = 10;

/** More was asked than may be asked now. */
export class RateLimitError extends PublicError {
  constructor(
    /** After how many seconds it is worth asking again. */
    readonly retryAfterSeconds: number,
    readonly kind: 'requests' | 'points' | 'attempts',
  ) {
    super('RATE_LIMITED', `Too fast: ask again in ${String(retryAfterSeconds)} seconds.`, { retryAfterSeconds });
  }
}

/** A cost that was taken from a caller's bucket, to be settled when the true one is known. */
export interface Charge {
  readonly points: number;
  /** When the window that was charged ends, in ms since 1970. */
  readonly until: number;
  readonly status: ThrottleStatus;
}

/**
 * Counts what is asked, in windows of fixed length: a bucket is full again when its window ends. Keys are digests, so that a store
 * shared by instances holds no address and no subject.
 */
export class RateLimits {
  private readonly limiters = new Map<string, RateLimiterAbstract>();
  private readonly requests: RateLimiterMemory;
  private readonly addresses: RateLimiterMemory;

  constructor(private readonly options: RateLimitOptions) {
    const { addressRequests, addressPoints, windowSeconds: duration } = options;
    this.requests = new RateLimiterMemory({ points: addressRequests, duration });
    this.addresses = new RateLimiterMemory({ points: addressPoints, duration });
  }

  /** Counts one HTTP request. Throws {@link RateLimitError}. */
  async countRequest(address: string): Promise<void> {
    await this.requests.consume(networkOf(address)).catch(refuse('requests'));
  }

  /**
   * Takes the points from the caller's bucket and from the one of the address. Throws {@link RateLimitError} where one of them has too few
   * left. Of several instances each counts addresses for itself: people behind one address have buckets of their own, which count together.
   */
  async charge(asker: Asker, points: number): Promise<Charge> {
    const { own, whole } = this.buckets(asker);
    await whole.limiter.consume(whole.key, points).catch(refuse('points'));
    const taken = await own.limiter.consume(own.key, points).catch(refuse('points'));
    return { points, until: Date.now() + taken.msBeforeNext, status: this.statusOf(own.points, taken) };
  }

  /** Gives back what was charged too much, or takes what was charged too little; nothing once the charged window is over. */
  async settle(asker: Asker, { points, until, status }: Charge, actual: number): Promise<ThrottleStatus> {
    const { own, whole } = this.buckets(asker);
    const excess = points - actual;
    if (excess === 0 || Date.now() >= until) return status;
    await giveBack(whole, excess);
    return this.statusOf(own.points, await giveBack(own, excess));
  }

  /** What a caller is told whose operation was not let in: that nothing is left. */
  exhausted(asker: Asker): ThrottleStatus {
    const { points } = this.buckets(asker).own;
    return { maximumAvailable: points, currentlyAvailable: 0, restoreRate: points / this.options.windowSeconds };
  }

  /**
   * Counts one try of a sensitive operation: by the caller, by the address and, where an account is named, on the account, whoever
   * tries. Throws {@link RateLimitError} where one of them has tried too often.
   */
  async countAttempt({ caller, address }: Asker, operation: string, account?: string): Promise<void> {
    const { attempts, attemptsWindowSeconds: seconds } = this.options;
    const holder = holderOf(caller);
    const tries = [
      { key: `address:${networkOf(address)}`, points: attempts * ATTEMPTS_OF_ADDRESS },
      ...(holder === null ? [] : [{ key: holder, points: attempts }]),
      ...(account === undefined ? [] : [{ key: `account:${account}`, points: attempts }]),
    ];
    await Promise.all(
      tries.map(({ key, points }) =>
        this.limiter('attempts', points, seconds)
          .consume(digest(`${operation}:${key}`))
          .catch(refuse('attempts')),
      ),
    );
  }

  /**
   * Counts one try on an account. A try takes one of the quota's places for as long as the quota says: other than windows of fixed length,
   * of which two may meet, no stretch of time has more tries than places. Throws {@link RateLimitError} where none is free.
   */
  async countWithin({ name, tries, seconds }: Quota, account: string): Promise<void> {
    const places = this.limiter(`places:${String(seconds)}`, 1, seconds);
    let soonest: RateLimitError | null = null;
    for (let place = 0; place < tries; place += 1) {
      const key = digest(`${name}:${String(place)}:account:${account}`);
      const refusal = await places.consume(key).then(() => null, refusalIn('attempts'));
      if (!refusal) return;
      if (!soonest || refusal.retryAfterSeconds < soonest.retryAfterSeconds) soonest = refusal;
    }
    if (soonest) throw soonest;
  }

  /** The caller's bucket, which visitors without a session share with those of their address, and the one of the address as a whole. */
  private buckets({ caller, address }: Asker): { own: Bucket; whole: Bucket } {
    const { points, addressPoints, windowSeconds } = this.options;
    const holder = holderOf(caller);
    const network = digest(`address:${networkOf(address)}`);
    const mine = holder === null ? addressPoints : limitFor(points, caller.roles);
    return {
      own: {
        points: mine,
        key: holder === null ? network : digest(holder),
        limiter: this.limiter('points', mine, windowSeconds),
      },
      whole: { points: addressPoints, key: network, limiter: this.addresses },
    };
  }

  private statusOf(maximumAvailable: number, { remainingPoints }: RateLimiterRes): ThrottleStatus {
    const restoreRate = maximumAvailable / this.options.windowSeconds;
    return { maximumAvailable, currentlyAvailable: Math.min(remainingPoints, maximumAvailable), restoreRate };
  }

  private limiter(keyPrefix: string, points: number, duration: number): RateLimiterAbstract {
    const name = `${keyPrefix}:${points}`;
    const limiter = this.limiters.get(name) ?? this.createLimiter({ keyPrefix: name, points, duration });
    this.limiters.set(name, limiter);
    return limiter;
  }

  /** While the store is away, each instance counts for itself: that limits less, and refuses nobody wrongly. */
  private createLimiter(options: { keyPrefix: string; points: number; duration: number }): RateLimiterAbstract {
    const memory = new RateLimiterMemory(options);
    const { store } = this.options;
    if (!store) return memory;
    return new RateLimiterDynamo({
      ...options,
      storeClient: store.client,
      tableName: store.tableName,
      tableCreated: true,
      ttlSet: true,
      // Whoever has used up everything is refused from memory: no call, no cost.
      inMemoryBlockOnConsumed: options.points + 1,
      insuranceLimiter: memory,
    });
  }
}

interface Bucket {
  readonly points: number;
  readonly key: string;
  readonly limiter: RateLimiterAbstract;
}

async function giveBack({ limiter, key }: Bucket, points: number): Promise<RateLimiterRes> {
  return points > 0 ? limiter.reward(key, points) : limiter.penalty(key, -points);
}

function holderOf({ subject, guestSession }: Caller): string | null {
  if (subject !== null) return `subject:${subject}`;
  return guestSession ? `guest:${guestSession.id}` : null;
}

/** One household or server has a whole /64 of IPv6: counting single addresses there would count nothing. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  return ipv6Groups(address).slice(0, 4).join(':');
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22);
}

function refuse(kind: RateLimitError['kind']) {
  const refusalOf = refusalIn(kind);
  return (cause: unknown): never => {
    throw refusalOf(cause);
  };
}

/** What the limiter rejects with, as our own error; any other failure is thrown. */
function refusalIn(kind: RateLimitError['kind']) {
  return (cause: unknown): RateLimitError => {
    if (!(cause instanceof RateLimiterRes)) throw cause;
    return new RateLimitError(Math.max(1, Math.ceil(cause.msBeforeNext / 1000)), kind);
  };
}
