import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Address } from '../../network/Address';
import type { Attempts } from '../../response/Context';
import { holderOf, type Asker } from './Asker';
import { AttemptLimits } from './AttemptLimits';
import { EmptyBucketError, giveBackAll, type Bucket, type Counting, type Taken } from './buckets';
import { Counters } from './Counters';
import { limitFor, type PerRole } from '../../configuration/perRole';
import { RateLimitError, refuse } from './RateLimitError';
import { SharedCounters, type CounterStore } from './SharedCounters';

/** How much a bucket holds, what is left in it, and how much comes back a second, on average. All in cost points. */
export interface ThrottleStatus {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  readonly restoreRate: number;
}

export interface RateLimitOptions {
  /** Cost points a window for one person or guest session, by role. */
  readonly points: PerRole;
  /** Cost points a window for one address, whoever asks from there; also what visitors without a session share. */
  readonly addressPoints: number;
  /** HTTP requests a window from one address, whatever they ask, counted by this process before anything else is done. */
  readonly addressRequests: number;
  readonly windowSeconds: number;
  /** Tries of one operation by one caller. An address has ten times as many. */
  readonly attempts: number;
  readonly attemptsWindowSeconds: number;
  /** Where several instances count together; `null` counts in this process. */
  readonly store: CounterStore | null;
}

/** A cost that was taken from the buckets of a caller and of their address, to be settled when the true one is known. */
export interface Charge {
  readonly points: number;
  readonly own: readonly Taken[];
  readonly whole: readonly Taken[];
}

/** Of what is served nothing is for nothing, so that who asks has asked for something of their own. */
const LEAST = 1;
/** After so many refusals for limits of their own a caller is held. */
const REFUSALS = 20;
/** And so many requests of theirs are given back to their address from then on. */
const FORGIVEN = 20;
/** So many callers, and credentials, are remembered. Those go that were refused longest ago: looking them up, by `peek`, keeps none. */
const HELD = 10_000;

/** How often a caller was refused for a limit of their own, until its window ends. */
interface Refusals {
  readonly count: number;
  /** By the clock that nobody sets. */
  readonly until: number;
}

/**
 * Limits what is asked. A caller's own bucket comes first, then those of the address; where one refuses, nothing is taken from any, so that
 * nobody empties what others share by asking for what they do not get.
 */
export class RateLimits {
  private readonly requests = new Counters('requests');
  private readonly refused = new LRUCache<string, Refusals>({ max: HELD });
  private readonly heldCredentials = new LRUCache<string, number>({ max: HELD });
  private readonly addresses = new Counters('addresses');
  private readonly own: Counting;
  private readonly shared: SharedCounters | null;
  private readonly attemptLimits: AttemptLimits;

  constructor(private readonly options: RateLimitOptions) {
    this.shared = options.store && new SharedCounters('points', options.store, 'a part');
    this.own = this.shared ?? new Counters('points');
    this.attemptLimits = new AttemptLimits(options, async (asker, cause) => this.refusedByOwn(asker, cause));
  }

  /**
   * Counts one HTTP request. Throws {@link RateLimitError}; for the credential of a caller who is held before it is counted, so that their address
   * does not pay, and nothing of the request is read.
   */
  async countRequest(address: Address, credential: string | null = null): Promise<void> {
    const until = credential === null ? 0 : (this.heldCredentials.peek(digestOf(credential)) ?? 0);
    if (until > performance.now()) throw RateLimitError.after(until - performance.now());
    await this.requests.takeAll(this.requestsOf(address)).catch(refuse);
  }

  /**
   * Takes the points from the caller's bucket, then from those of the address. Throws {@link RateLimitError}, having taken nothing, where one
   * has too few left. Of several instances each counts addresses for itself: people behind one address have buckets of their own, which count
   * together.
   */
  async charge(asker: Asker, cost: number): Promise<Charge> {
    const points = Math.max(LEAST, cost);
    const own = await this.own.takeAll(this.ownBuckets(asker), points).catch(async (cause: unknown) => {
      if (cause instanceof EmptyBucketError) await this.refusedByOwn(asker, cause);
      return refuse(cause);
    });
    const whole = await this.addresses
      .takeAll(this.bucketsOf(asker.address, this.options.addressPoints), points)
      .catch(async (cause: unknown) => {
        await giveBackAll(this.own, own);
        return refuse(cause);
      });
    return { points, own, whole };
  }

  /** Gives back what was charged too much, all of what was refused, or takes what was charged too little; nothing once the charged window is over. */
  async settle({ points, own, whole }: Charge, actual: number | 'refused'): Promise<ThrottleStatus> {
    const excess = points - (actual === 'refused' ? 0 : Math.max(LEAST, actual));
    const left = await Promise.all(own.map(async (taken) => this.own.settle(taken, excess)));
    await Promise.all(whole.map(async (taken) => this.addresses.settle(taken, excess)));
    return this.statusOf(
      own.map((taken, index) => left[index] ?? taken.bucket.points),
      own,
    );
  }

  /** Charges what has its price from the start. */
  async spend(asker: Asker, points: number): Promise<void> {
    const charge = await this.charge(asker, points);
    await this.settle(charge, charge.points);
  }

  /** Ends when the other instances are told all that they have to know, or cannot be: for a process that may stand still from now on. */
  async sent(): Promise<void> {
    await Promise.all([this.shared?.sent(), this.attemptLimits.sent()]);
  }

  /** What a caller has left whose operation was not let in. */
  async status(asker: Asker): Promise<ThrottleStatus> {
    const buckets = this.ownBuckets(asker);
    const left = await Promise.all(buckets.map(async (bucket) => (await this.own.look(bucket)).left));
    return this.statusOf(
      left,
      buckets.map((bucket) => ({ bucket })),
    );
  }

  /** The limits of what is tried, as this asker meets them; `report` hears why a try could not be given back. */
  attempts(asker: Asker, report?: (cause: unknown) => void): Attempts {
    return this.attemptLimits.of(asker, report);
  }

  /**
   * For as soon as the caller is known. Throws {@link RateLimitError} for one who goes on asking beyond limits of their own, until the window that
   * refused them ends; from then on their credential is turned away by {@link countRequest}. `requests`: how many the address gets back for this.
   */
  async assertNotHeld({ caller, address }: Asker, credential: string | null = null, requests = 1): Promise<void> {
    const holder = holderOf(caller);
    if (holder === null) return;
    const refusals = this.refused.peek(holder);
    if (!refusals || refusals.count < REFUSALS || refusals.until <= performance.now()) return;
    if (credential !== null) this.heldCredentials.set(digestOf(credential), refusals.until);
    // One credential can be written in many ways: who does that is not forgiven for ever.
    if (refusals.count < REFUSALS + FORGIVEN) {
      this.refused.set(holder, { ...refusals, count: refusals.count + requests });
      for (let count = 0; count < requests; count += 1) await this.forgive(address);
    }
    throw RateLimitError.after(refusals.until - performance.now());
  }

  /** Gives the address back the request that was refused for the caller's own limit alone, and remembers that they were. */
  private async refusedByOwn({ caller, address }: Asker, { msBeforeNext }: EmptyBucketError): Promise<void> {
    const holder = holderOf(caller);
    if (holder === null) return;
    const before = this.refused.peek(holder);
    const goesOn = before !== undefined && before.until > performance.now();
    const until = performance.now() + msBeforeNext;
    this.refused.set(
      holder,
      goesOn ? { count: before.count + 1, until: Math.min(before.until, until) } : { count: 1, until },
    );
    await this.forgive(address);
  }

  private async forgive(address: Address): Promise<void> {
    await Promise.all(this.requestsOf(address).map(async (bucket) => this.requests.forgive(bucket)));
  }

  private requestsOf(address: Address): readonly Bucket[] {
    return this.bucketsOf(address, this.options.addressRequests);
  }

  private bucketsOf({ counted }: Address, points: number): readonly Bucket[] {
    const { windowSeconds: seconds } = this.options;
    return counted.map(({ network, budget }) => ({ name: `address:${network}`, points: points * budget, seconds }));
  }

  /** The caller's bucket; visitors without a session share those of their address. */
  private ownBuckets({ caller, address }: Asker): readonly Bucket[] {
    const { points, addressPoints, windowSeconds: seconds } = this.options;
    const holder = holderOf(caller);
    if (holder === null) return this.bucketsOf(address, addressPoints);
    return [{ name: holder, points: limitFor(points, caller.roles), seconds }];
  }

  /** Of several buckets the one counts in which the least is left. */
  private statusOf(left: readonly number[], of: readonly { readonly bucket: Bucket }[]): ThrottleStatus {
    const currentlyAvailable = Math.min(...left);
    const maximumAvailable = of[left.indexOf(currentlyAvailable)]?.bucket.points ?? currentlyAvailable;
    return { maximumAvailable, currentlyAvailable, restoreRate: maximumAvailable / this.options.windowSeconds };
  }
}

function digestOf(credential: string): string {
  return hash('sha256', credential, 'base64');
}
