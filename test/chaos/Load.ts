/** What one act of somebody came to. */
export interface Outcome {
  readonly who: string;
  readonly begunAt: number;
  readonly endedAt: number;
  /** `null`: as it should be. Else the error's code, or what stood in its place. */
  readonly problem: string | null;
}

export interface Actor {
  readonly name: string;
  /** Does something; says what stood in its way. */
  readonly act: () => Promise<string | null>;
}

const PAUSE_MS = 60;

/** Everybody acts, again and again, from the beginning to the end. */
export class Load {
  readonly outcomes: Outcome[] = [];
  private readonly running: Promise<void>[] = [];
  private isOver = false;

  constructor(private readonly actors: readonly Actor[]) {}

  start(): void {
    this.running.push(...this.actors.map(async (actor) => this.keepActing(actor)));
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.running);
  }

  get names(): readonly string[] {
    return this.actors.map(({ name }) => name);
  }

  private async keepActing({ name, act }: Actor): Promise<void> {
    while (!this.isOver) {
      const begunAt = performance.now();
      const problem = await act().catch((cause: unknown) => (cause as Error).message);
      this.outcomes.push({ who: name, begunAt, endedAt: performance.now(), problem });
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
