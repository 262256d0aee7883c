import { setMaxListeners } from 'node:events';
import type { CallerFactSource } from '../loading/CallerFacts';
import type { ItemChange } from '../loading/ItemChanges';
import { SharedReads } from '../loading/SharedReads';
import type { TableReads } from '../loading/TableReads';

/** What was read for one event, and until when that takes. */
export interface Reading {
  readonly reads: SharedReads;
  readonly signal: AbortSignal;
}

/** Whoever comes to an event later than this reads for themselves: they are to be told what is, not what was. */
const SHARED_FOR_MS = 1000;

/** One set of reads for all who are told of the same event at about the same time. */
export class EventReads {
  private readonly known = new WeakMap<ItemChange, Reading & { readonly until: number }>();

  constructor(
    private readonly table: TableReads,
    private readonly facts: CallerFactSource,
    private readonly deadlineMs: number,
  ) {}

  of(change: ItemChange): Reading {
    const before = this.known.get(change);
    if (before && before.until > performance.now()) return before;
    const reading = { ...this.fresh(), until: performance.now() + SHARED_FOR_MS };
    this.known.set(change, reading);
    return reading;
  }

  /** Shared with nobody. */
  fresh(): Reading {
    const signal = AbortSignal.timeout(this.deadlineMs);
    setMaxListeners(0, signal);
    return { reads: new SharedReads(this.table, this.facts, signal), signal };
  }
}
