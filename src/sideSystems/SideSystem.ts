import { DeadlineError, within } from '../waiting/within';
import { Breaker } from './Breaker';

/** What answers go out without, if need be. */
export type SideSystemName = 'rate-limits' | 'traces' | 'metrics';

/** It was not asked: it has not answered lately. */
export class SideSystemAwayError extends Error {
  override readonly name = 'SideSystemAwayError';
}

/** It has not answered in its time. */
class SideSystemTimeoutError extends Error {
  override readonly name = 'SideSystemTimeoutError';
}

/** Hears of each change: whether it is away now, why, and where it is back for how many milliseconds it was away. */
export type SideSystemListener = (name: SideSystemName, change: SideSystemChange) => void;

export type SideSystemChange =
  { readonly isAway: true; readonly cause: unknown } | { readonly isAway: false; readonly milliseconds: number };

interface Options {
  readonly name: SideSystemName;
  /** So long one call of it is waited for. */
  readonly timeoutMs: number;
  readonly onChange?: SideSystemListener | undefined;
  /** Whether a failure says that it is away; any does unless told otherwise. Others say nothing, neither this nor that it is well. */
  readonly isOutage?: (cause: unknown) => boolean;
}

/** Something beside the way of an answer: waited for a short time, and not at all while it does not answer. */
export class SideSystem {
  private awaySince = 0;
  private readonly breaker: Breaker;

  constructor(private readonly options: Options) {
    const { name, onChange } = options;
    this.breaker = new Breaker((isAway, cause) => {
      const now = performance.now();
      onChange?.(name, isAway ? { isAway, cause } : { isAway, milliseconds: Math.round(now - this.awaySince) });
      if (isAway) this.awaySince = now;
    });
  }

  get name(): SideSystemName {
    return this.options.name;
  }

  get isAway(): boolean {
    return this.breaker.isOpen;
  }

  /** Rejects with {@link SideSystemAwayError} at once while it is away, with {@link SideSystemTimeoutError} where it takes too long. */
  async call<T>(send: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const passage = this.breaker.enter();
    if (!passage) throw new SideSystemAwayError(this.name);
    try {
      const answer = await answered(this.options.timeoutMs, send);
      passage.succeeded();
      return answer;
    } catch (cause) {
      if (this.options.isOutage?.(cause) ?? true) passage.failed(cause);
      else passage.saidNothing();
      throw cause;
    }
  }
}

/** Gives it up after that time, whether or not it heeds its signal. */
async function answered<T>(milliseconds: number, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  return within(milliseconds, send(controller.signal)).catch((cause: unknown) => {
    if (!(cause instanceof DeadlineError)) throw cause;
    controller.abort();
    throw new SideSystemTimeoutError(`no answer within ${String(milliseconds)} ms`);
  });
}
