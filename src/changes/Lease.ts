import { RequirementError } from '../storage/calls/errors';
import type { Key } from '../storage/keys';
import type { Item } from '../storage/requests';
import type { Table } from '../storage/Table';
import { MISSING, type Requirements, type Write } from '../storage/writes';
import type { Positions, Progress } from './ChangeFeed';
import type { Clock } from './clock';
import { KeptPositions } from './KeptPositions';

/** Whose turn it is, and how far whoever had it before came. */
export interface Turn {
  /** Grows with each turn: what was begun in an earlier one writes nothing any more. */
  readonly fence: number;
  readonly progress: Progress;
}

interface Options {
  readonly table: Table;
  /** What is taken in turns. */
  readonly name: string;
  /** Of this instance, and of no other. */
  readonly owner: string;
  readonly durationMs: number;
  readonly clock: Pick<Clock, 'now' | 'elapsed'>;
}

/** A lease as another instance has written it. */
interface Held {
  readonly fence: number;
  /** Differs each time that its holder has kept it. */
  readonly renewals: number;
  /** By the holder's clock, for instances of release 0.2, which believe it; 0 where it was given up. */
  readonly until: number;
  readonly durationMs: number;
}

/** `positions`: of all shards, as release 0.2 wrote them. */
const ATTRIBUTES = ['fence', 'until', 'renewals', 'durationMs', 'stream', 'positions'];
/** A transaction takes 100 items: the lease is in each. */
const POSITIONS_AT_ONCE = 99;

/**
 * One of several instances has the turn, for as long as it keeps saying so; how far it came is written in the same transactions, so that both
 * are said or neither. Each write requires that nobody took over in between: an instance that was held up finds out before it writes over another's
 * progress. No two clocks are compared: a turn is over when it was watched for its whole duration, by the watcher's own clock, and nobody kept it.
 */
export class Lease {
  private readonly key: Key;
  private readonly positions: KeptPositions;
  private watched: { readonly held: Held; readonly since: number } | null = null;
  private renewals = 0;

  constructor(private readonly options: Options) {
    this.key = { pk: `LEASE#${options.name}`, sk: 'LEASE' };
    this.positions = new KeptPositions(options.table, this.key.pk, options.clock.now);
  }

  /** The turn, where nobody has it; `null` where somebody does, or may. To be asked several times while a turn lasts. */
  async acquire(): Promise<Turn | null> {
    const { owner, durationMs } = this.options;
    const { item, held, isKept } = await this.look();
    if (isKept) return null;
    const taken = { owner, until: this.end(), fence: (held?.fence ?? 0) + 1, renewals: 0, durationMs };
    const isTaken = await this.write([
      held
        ? { kind: 'update', key: this.key, set: taken, require: this.asItWas(item ?? {}) }
        : { kind: 'put', key: this.key, item: taken, require: [MISSING] },
    ]);
    if (!isTaken) return null;
    [this.watched, this.renewals] = [null, 0];
    return { fence: taken.fence, progress: await this.progress(item ?? {}) };
  }

  /** Watches it, for who is not to take it. */
  async watch(): Promise<void> {
    await this.look();
  }

  private async look() {
    const { table, durationMs } = this.options;
    const [item] = await table.read([this.key], ATTRIBUTES, { consistent: true });
    if (item instanceof Error) throw item;
    const held = item ? heldIn(item, durationMs) : null;
    return { item, held, isKept: held !== null && this.isKept(held) };
  }

  /** How long nobody is known to have kept the turn, beyond what a turn may last; to be read between calls of {@link acquire} or {@link watch}. */
  get unkeptMs(): number {
    if (!this.watched) return 0;
    const { held, since } = this.watched;
    return Math.max(0, this.options.clock.elapsed() - since - held.durationMs);
  }

  /** Watched from when it was first seen as it is: it may have been kept just before. */
  private isKept(held: Held): boolean {
    const now = this.options.clock.elapsed();
    if (!this.watched || !isSame(this.watched.held, held)) this.watched = { held, since: now };
    return held.until !== 0 && now - this.watched.since < held.durationMs;
  }

  private asItWas({ fence, until, renewals }: Item): Requirements {
    // Nobody of release 0.2 counts; what they take over keeps the count that it had.
    return [
      equals('fence', fence),
      equals('until', until),
      ...(renewals === undefined ? [] : [equals('renewals', renewals)]),
    ];
  }

  /** Read once the turn is taken: nobody of before writes any more. What release 0.2 wrote is taken away by the first who writes here. */
  private async progress({ stream, positions }: Item): Promise<Progress> {
    const known = typeof stream === 'string' ? stream : null;
    this.positions.forget(known);
    if (positions !== undefined) return { stream: known, positions: positionsIn(positions) };
    return { stream: known, positions: known === null ? new Map() : await this.positions.read(known) };
  }

  /** Keeps the turn for another while, and writes down how far it came; `false` where another instance has it now. */
  async keep({ fence }: Turn, progress: Progress, signal?: AbortSignal): Promise<boolean> {
    return this.writeDown(fence, progress, { until: this.end(), signal });
  }

  /** Lets the next one begin at once. */
  async release({ fence }: Turn, progress: Progress, signal?: AbortSignal): Promise<boolean> {
    return this.writeDown(fence, progress, { until: 0, signal });
  }

  /** The lease itself comes last: until then it says what was so before. */
  private async writeDown(
    fence: number,
    { stream, positions }: Progress,
    { until, signal }: { readonly until: number; readonly signal: AbortSignal | undefined },
  ): Promise<boolean> {
    const require = [equals('owner', this.options.owner), equals('fence', fence)] as const;
    this.renewals += 1;
    // What was given up, and comes late, keeps no turn that was given up after it.
    const isLater = { kind: 'below', attribute: 'renewals', value: this.renewals } as const;
    const due = this.positions.due(stream, positions, fence);
    for (let start = 0; ; start += POSITIONS_AT_ONCE) {
      const some = due.slice(start, start + POSITIONS_AT_ONCE);
      const isLast = start + POSITIONS_AT_ONCE >= due.length;
      const lease: Write = isLast
        ? {
            kind: 'update',
            key: this.key,
            set: { until, stream, renewals: this.renewals },
            remove: ['positions'],
            require: [...require, isLater],
          }
        : { kind: 'check', key: this.key, require };
      if (!(await this.write([lease, ...some.map(({ write }) => write)], signal))) return false;
      this.positions.written(some);
      if (isLast) return true;
    }
  }

  private async write(writes: readonly Write[], signal?: AbortSignal): Promise<boolean> {
    return this.options.table.transact(writes, { signal }).then(
      () => true,
      (cause: unknown) => {
        if (cause instanceof RequirementError) return false;
        throw cause;
      },
    );
  }

  private end(): number {
    return this.options.clock.now() + this.options.durationMs;
  }
}

function equals(attribute: string, value: unknown) {
  return { kind: 'equals', attribute, value } as const;
}

function heldIn({ fence, until, renewals, durationMs }: Item, otherwiseMs: number): Held {
  return {
    ...{ fence: Number(fence ?? 0), until: Number(until ?? 0), renewals: Number(renewals ?? 0) },
    durationMs: Number(durationMs ?? otherwiseMs),
  };
}

function isSame(one: Held, other: Held): boolean {
  return one.fence === other.fence && one.renewals === other.renewals && one.until === other.until;
}

function positionsIn(stored: unknown): Positions {
  return new Map(Object.entries((stored ?? {}) as Record<string, string>));
}
