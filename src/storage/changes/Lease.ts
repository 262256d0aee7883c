import { RequirementError } from '../errors';
import type { Key } from '../keys';
import type { Item } from '../requests';
import type { Table } from '../Table';
import { MISSING, type Write } from '../writes';
import type { Positions, Progress } from './ChangeFeed';
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
  readonly now: () => number;
}

/** `positions`: of all shards, as release 0.2 wrote them. */
const ATTRIBUTES = ['fence', 'until', 'stream', 'positions'];
/** A transaction takes 100 items: the lease is in each. */
const POSITIONS_AT_ONCE = 99;

/**
 * One of several instances has the turn, for as long as it keeps saying so; how far it came is written in the same transactions, so that both
 * are said or neither. Each write requires that nobody took over in between: an instance that was held up finds out before it writes over another's
 * progress. Clocks that differ make a turn end early or late, and lose nothing.
 */
export class Lease {
  private readonly key: Key;
  private readonly positions: KeptPositions;

  constructor(private readonly options: Options) {
    this.key = { pk: `LEASE#${options.name}`, sk: 'LEASE' };
    this.positions = new KeptPositions(options.table, this.key.pk, options.now);
  }

  /** The turn, where nobody has it; `null` where somebody does. */
  async acquire(): Promise<Turn | null> {
    const { table, now, owner } = this.options;
    const [item] = await table.read([this.key], ATTRIBUTES, { consistent: true });
    if (item instanceof Error) throw item;
    const held = { until: Number(item?.until ?? 0), fence: Number(item?.fence ?? 0) };
    if (held.until > now()) return null;
    const taken = { owner, until: this.end(), fence: held.fence + 1 };
    const isTaken = await this.write([
      item
        ? {
            kind: 'update',
            key: this.key,
            set: taken,
            require: [equals('fence', held.fence), equals('until', held.until)],
          }
        : { kind: 'put', key: this.key, item: taken, require: [MISSING] },
    ]);
    return isTaken ? { fence: taken.fence, progress: await this.progress(item ?? {}) } : null;
  }

  /** Read once the turn is taken: nobody of before writes any more. What release 0.2 wrote is taken away by the first who writes here. */
  private async progress({ stream, positions }: Item): Promise<Progress> {
    const known = typeof stream === 'string' ? stream : null;
    this.positions.forget(known);
    if (positions !== undefined) return { stream: known, positions: positionsIn(positions) };
    return { stream: known, positions: known === null ? new Map() : await this.positions.read(known) };
  }

  /** Keeps the turn for another while, and writes down how far it came; `false` where another instance has it now. */
  async keep({ fence }: Turn, progress: Progress): Promise<boolean> {
    return this.writeDown(fence, progress, this.end());
  }

  /** Lets the next one begin at once. */
  async release({ fence }: Turn, progress: Progress): Promise<boolean> {
    return this.writeDown(fence, progress, 0);
  }

  /** The lease itself comes last: until then it says what was so before. */
  private async writeDown(fence: number, { stream, positions }: Progress, until: number): Promise<boolean> {
    const require = [equals('owner', this.options.owner), equals('fence', fence)] as const;
    const due = this.positions.due(stream, positions, fence);
    for (let start = 0; ; start += POSITIONS_AT_ONCE) {
      const some = due.slice(start, start + POSITIONS_AT_ONCE);
      const isLast = start + POSITIONS_AT_ONCE >= due.length;
      const lease: Write = isLast
        ? { kind: 'update', key: this.key, set: { until, stream }, remove: ['positions'], require }
        : { kind: 'check', key: this.key, require };
      if (!(await this.write([lease, ...some.map(({ write }) => write)]))) return false;
      this.positions.written(some);
      if (isLast) return true;
    }
  }

  private async write(writes: readonly Write[]): Promise<boolean> {
    return this.options.table.transact(writes).then(
      () => true,
      (cause: unknown) => {
        if (cause instanceof RequirementError) return false;
        throw cause;
      },
    );
  }

  private end(): number {
    return this.options.now() + this.options.durationMs;
  }
}

function equals(attribute: string, value: unknown) {
  return { kind: 'equals', attribute, value } as const;
}

function positionsIn(stored: unknown): Positions {
  return new Map(Object.entries((stored ?? {}) as Record<string, string>));
}
