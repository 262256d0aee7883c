import { LRUCache } from 'lru-cache';
import { isRefusedByTable, type CounterTable } from '../../storage/CounterTable';
import { Background } from '../../waiting/Background';
import type { RequestRecord } from '../../observe/requests/RequestRecord';
import { currentRecord } from '../../observe/requestScope';
import { SideSystemAwayError, type SideSystem } from '../../sideSystems/SideSystem';
import { EmptyBucketError, nameOf, takeFromEach, Taken, type Bucket, type Counting } from './buckets';
import { CountingAwayError } from './RateLimitError';
import { Tally, type Outcome, type Waiting } from './Tally';

/** Where several instances count together. */
export interface CounterStore {
  readonly table: Pick<CounterTable, 'add'>;
  readonly system: SideSystem;
  /** Whether callers are let in while the table is away, each instance counting for itself. */
  readonly whenAway: 'open' | 'closed';
}

/** What is taken before the table knows of it: a part of a bucket, or nothing at all, which is for what guards secrets. */
type Ahead = 'a part' | 'nothing';

/**
 * So many parts of a bucket. Each instance may let in one of them that the others do not know of: the smaller, the closer is the limit kept, and the
 * more requests wait for the table. A four-hundredth of the default is 125 points, a full page: the 400 sandboxes of a function let in twice the
 * limit at most.
 */
const PARTS = 400;
/** Beyond so many, those set longest ago are forgotten with the share that was not told, and begin as new ones. */
const TALLIES = 50_000;
/** A window's counter stays so much longer, for instances whose clock is slow. */
const KEPT_SECONDS = 60;

/** A part of a bucket that was taken, and where it is counted. */
interface Share {
  readonly tally: Tally;
  readonly points: number;
  /** Not in the table yet. */
  isHeld: boolean;
}

/**
 * Counts with others in a table. What this instance knows decides: what the table said last, and what was let in since. A bucket's window is the
 * same for all instances, by the clock and the bucket's name, and each window has a counter of its own; so one `ADD` both tells the table what
 * requests have come to and says what others took meanwhile. rate-limiter-flexible's own way makes four calls of each request, all of them before
 * the answer: a refused and a made change to charge, and both again to settle.
 *
 * Nothing is sent that need not be. Who would take more ahead of the table than a share waits for it, and all that was let in before goes along;
 * what was given back stays here for the next who asks, unless others could be refused for it. So in any window n instances let in no more than the
 * bucket and n shares, whenever one of them stands still or ends without a word; where nothing may be taken ahead, no more than the bucket.
 */
export class SharedCounters implements Counting {
  private readonly tallies = new LRUCache<string, Tally>({ max: TALLIES });
  private readonly shares = new WeakMap<Taken, Share>();
  private readonly due = new Set<Tally>();
  private readonly sending = new Background();
  /** Those that have waited for the table in vain: none does so twice. */
  private readonly waitedInVain = new WeakSet<RequestRecord>();

  /** `prefix` keeps different counters apart in one table. */
  constructor(
    private readonly prefix: string,
    private readonly store: CounterStore,
    private readonly ahead: Ahead,
  ) {}

  async takeAll(buckets: readonly Bucket[], points = 1): Promise<readonly Taken[]> {
    // Of those that are known to refuse, none makes the others be taken from in vain.
    for (const bucket of buckets) this.tallyOf(bucket).assertNotKnownToRefuse(points);
    return takeFromEach(this, buckets, async (bucket) => this.take(bucket, points));
  }

  giveBack(taken: Taken, part?: number): Promise<number | null> {
    const share = this.shares.get(taken);
    if (!share || performance.now() >= taken.until) return Promise.resolve(null);
    const { tally, points, isHeld } = share;
    const released = taken.release(part);
    share.isHeld = false;
    if (isHeld) tally.settle(points, points - released);
    else tally.later(-released);
    this.sendIfDue(tally);
    return Promise.resolve(tally.left);
  }

  async settle(taken: Taken, excess: number): Promise<number | null> {
    return this.giveBack(taken, excess);
  }

  /** As far as this instance knows. */
  look(bucket: Bucket): Promise<{ left: number; msBeforeNext: number }> {
    const { left, msLeft } = this.tallyOf(bucket);
    return Promise.resolve({ left, msBeforeNext: left === bucket.points ? 0 : msLeft });
  }

  /** Ends when all is told to the table that has to be, or cannot be. */
  async sent(): Promise<void> {
    for (const tally of this.due) this.send(tally);
    await this.sending.over();
  }

  private async take(bucket: Bucket, points: number): Promise<Taken> {
    const tally = this.tallyOf(bucket);
    tally.assertNotKnownToRefuse(points);
    if (tally.mayGoAhead(points, this.shareOf(tally))) {
      tally.hold(points);
      return this.taken(tally, points, true);
    }
    if (this.countsAlone()) return this.takenAlone(tally, points, 'not made');
    const outcome = await new Promise<Outcome>((decide) => {
      tally.waiting.push({ points, decide });
      this.send(tally);
    });
    if (outcome === 'in') return this.taken(tally, points, false);
    if (outcome === 'full') throw new EmptyBucketError(bucket, tally.msLeft);
    const record = currentRecord();
    if (record) this.waitedInVain.add(record);
    if (this.store.whenAway === 'closed') throw new CountingAwayError();
    return this.takenAlone(tally, points, outcome);
  }

  /** So much may be let in that the table does not know of. */
  private shareOf({ bucket }: Tally): number {
    // Nobody is let in uncounted where it is closed while the table is away.
    const isNothing = this.ahead === 'nothing' || this.store.whenAway === 'closed';
    return isNothing ? 0 : Math.floor(bucket.points / PARTS);
  }

  private countsAlone(): boolean {
    if (this.store.whenAway === 'closed') return false;
    const record = currentRecord();
    return this.store.system.isAway || (record !== undefined && this.waitedInVain.has(record));
  }

  private takenAlone(tally: Tally, points: number, change: 'not made' | 'unknown'): Taken {
    if (!tally.hasRoomFor(points)) throw new EmptyBucketError(tally.bucket, tally.msLeft);
    tally.keep(points, change);
    // For when the table is back; it is how that is found out, too.
    this.sendIfDue(tally);
    return this.taken(tally, points, false);
  }

  private taken(tally: Tally, points: number, isHeld: boolean): Taken {
    const taken = new Taken(tally.bucket, points, tally.left, performance.now() + tally.msLeft);
    this.shares.set(taken, { tally, points, isHeld });
    return taken;
  }

  private tallyOf(bucket: Bucket): Tally {
    const name = nameOf(bucket);
    const before = this.tallies.peek(name);
    if (before?.isOfNow) return before;
    const tally = before?.ofNow() ?? Tally.of(bucket);
    this.tallies.set(name, tally);
    return tally;
  }

  /** After this turn of the event loop, in which the answer goes out. */
  private sendIfDue(tally: Tally): void {
    if (this.due.has(tally) || !tally.isDue(this.shareOf(tally))) return;
    this.due.add(tally);
    setImmediate(() => {
      if (this.due.has(tally)) this.send(tally);
    });
  }

  /** One change of a counter at a time: what comes meanwhile goes together. */
  private send(tally: Tally): void {
    this.due.delete(tally);
    if (tally.isSending) return;
    tally.isSending = true;
    this.sending.add(this.sendAll(tally).finally(() => (tally.isSending = false)));
  }

  private async sendAll(tally: Tally): Promise<void> {
    let isWell = true;
    while (isWell && tally.isDue(this.shareOf(tally))) isWell = await this.sendOnce(tally);
  }

  private async sendOnce(tally: Tally): Promise<boolean> {
    const { table, system } = this.store;
    const { points, waiting } = tally.begin();
    const expire = Math.ceil(tally.until / 1000) + KEPT_SECONDS;
    try {
      const total = await system.call(async (signal) =>
        table.add(`${this.prefix}:${tally.key}`, points, { expire, limit: tally.bucket.points }, signal),
      );
      tally.confirm(total, waiting);
      return true;
    } catch (cause) {
      const change = isRefusedByTable(cause) || cause instanceof SideSystemAwayError ? 'not made' : 'unknown';
      const late: readonly Waiting[] = tally.waiting.splice(0);
      tally.fail(change, waiting);
      for (const { decide } of waiting) decide(change);
      for (const { decide } of late) decide('not made');
      return false;
    }
  }
}
