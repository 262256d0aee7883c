import { RequirementError } from '../errors';
import type { Key } from '../keys';
import type { Table } from '../Table';
import { MISSING, type Write } from '../writes';
import type { Positions, Progress } from './ChangeFeed';

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

const ATTRIBUTES = ['fence', 'until', 'stream', 'positions'];

/**
 * One of several instances has the turn, for as long as it keeps saying so; how far it came stands in the same item, so that one write says
 * both. Each write requires that nobody took over in between: an instance that was held up finds out before it writes over another's
 * progress. Clocks that differ make a turn end early or late, and lose nothing.
 */
export class Lease {
  private readonly key: Key;

  constructor(private readonly options: Options) {
    this.key = { pk: `LEASE#${options.name}`, sk: 'LEASE' };
  }

  /** The turn, where nobody has it; `null` where somebody does. */
  async acquire(): Promise<Turn | null> {
    const { table, now, owner } = this.options;
    const [item] = await table.read([this.key], ATTRIBUTES, { consistent: true });
    if (item instanceof Error) throw item;
    const held = { until: Number(item?.until ?? 0), fence: Number(item?.fence ?? 0) };
    if (held.until > now()) return null;
    const taken = { owner, until: this.end(), fence: held.fence + 1 };
    const isTaken = await this.write(
      item
        ? {
            kind: 'update',
            key: this.key,
            set: taken,
            require: [equals('fence', held.fence), equals('until', held.until)],
          }
        : { kind: 'put', key: this.key, item: taken, require: [MISSING] },
    );
    return isTaken ? { fence: taken.fence, progress: progressIn(item ?? {}) } : null;
  }

  /** Keeps the turn for another while, and writes down how far it came; `false` where another instance has it now. */
  async keep({ fence }: Turn, progress: Progress): Promise<boolean> {
    return this.writeDown(fence, progress, this.end());
  }

  /** Lets the next one begin at once. */
  async release({ fence }: Turn, progress: Progress): Promise<boolean> {
    return this.writeDown(fence, progress, 0);
  }

  private async writeDown(fence: number, { stream, positions }: Progress, until: number): Promise<boolean> {
    const set = { until, stream, positions: Object.fromEntries(positions) };
    const require = [equals('owner', this.options.owner), equals('fence', fence)] as const;
    return this.write({ kind: 'update', key: this.key, set, require });
  }

  private async write(write: Write): Promise<boolean> {
    return this.options.table.transact([write]).then(
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

function progressIn({ stream, positions }: Readonly<Record<string, unknown>>): Progress {
  return { stream: typeof stream === 'string' ? stream : null, positions: positionsIn(positions) };
}

function positionsIn(stored: unknown): Positions {
  return new Map(Object.entries((stored ?? {}) as Record<string, string>));
}
