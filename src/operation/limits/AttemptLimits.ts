import type { Attempt, AttemptLimit, Attempts } from '../../response/Context';
import { holderOf, type Asker } from './Asker';
import { EmptyBucketError, giveBackAll, type Bucket, type Counting, type Taken } from './buckets';
import { Counters } from './Counters';
import { refuse } from './RateLimitError';
import { SharedCounters, type CounterStore } from './SharedCounters';

interface Options {
  readonly attempts: number;
  readonly attemptsWindowSeconds: number;
  readonly store: CounterStore | null;
}

const ATTEMPTS_OF_ADDRESS = 10;

/** Counts tries before they are made: those of the caller first, then what they share with others; where one refuses, none is taken. */
export class AttemptLimits {
  private readonly counters: Counting;
  private readonly shared: SharedCounters | null;

  constructor(
    private readonly options: Options,
    /** Hears of whom limits of their own refused. */
    private readonly onRefused: (asker: Asker, cause: EmptyBucketError) => Promise<void>,
  ) {
    this.shared = options.store && new SharedCounters('attempts', options.store, 'nothing');
    this.counters = this.shared ?? new Counters('attempts');
  }

  /** The limits as one asker meets them; `report` hears why a try could not be given back. */
  of(asker: Asker, report: (cause: unknown) => void = () => undefined): Attempts {
    let isReported = false;
    return {
      count: async (operation, addresses = 'everybody') => {
        const { own, shared } = this.general(asker, operation, addresses);
        return this.taken([...own, ...shared], report, async (cause) => {
          // A request may try many times; it is one request.
          if (isReported || !own.includes(cause.bucket)) return;
          isReported = true;
          await this.onRefused(asker, cause);
        });
      },
      take: async (limits) =>
        this.taken(
          limits.flatMap((limit) => bucketsOf(limit, asker)),
          report,
        ),
    };
  }

  /** Ends when the other instances are told all that they have to know, or cannot be. */
  async sent(): Promise<void> {
    await this.shared?.sent();
  }

  private general(asker: Asker, operation: string, addresses: 'everybody' | 'visitors') {
    const { attempts, attemptsWindowSeconds: seconds } = this.options;
    const limit = { name: operation, seconds };
    const holder = holderOf(asker.caller);
    const own = holder === null ? [] : bucketsOf({ ...limit, tries: attempts, about: holder }, asker);
    const isShared = addresses === 'everybody' || asker.caller.subject === null;
    const tries = attempts * ATTEMPTS_OF_ADDRESS;
    return { own, shared: isShared ? bucketsOf({ ...limit, tries, perAddress: true }, asker) : [] };
  }

  private async taken(
    buckets: readonly Bucket[],
    report: (cause: unknown) => void,
    onRefused?: (cause: EmptyBucketError) => Promise<void>,
  ): Promise<Attempt> {
    const taken: readonly Taken[] = await this.counters.takeAll(buckets).catch(async (cause: unknown) => {
      if (cause instanceof EmptyBucketError) await onRefused?.(cause);
      return refuse(cause);
    });
    return { giveBack: async () => giveBackAll(this.counters, taken).catch(report) };
  }
}

function bucketsOf({ name, tries, seconds, about, perAddress }: AttemptLimit, { address }: Asker): readonly Bucket[] {
  const what = about === undefined ? name : `${name}:${about}`;
  if (perAddress !== true) return [{ name: what, points: tries, seconds }];
  return address.counted.map(({ network, budget }) => ({
    name: `${what}:address:${network}`,
    points: tries * budget,
    seconds,
  }));
}
