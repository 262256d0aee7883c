import type { FastifyBaseLogger } from 'fastify';
import type { IdentityTokens } from '../../../identity/IdentityTokens';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/**
 * Loads the keys by which identity tokens are verified, and tries again until they are there: one try at a time, each after a longer wait,
 * up to half a minute. Instances that were started together do not try together.
 */
export class KeyLoading {
  private timer: NodeJS.Timeout | null = null;
  private isOver = false;

  constructor(
    private readonly tokens: Pick<IdentityTokens, 'isWarm' | 'preload'>,
    private readonly logger: Pick<FastifyBaseLogger, 'warn'>,
    private readonly random: () => number = Math.random,
  ) {}

  /** Whether the keys are there, by whatever way they came. */
  get isDone(): boolean {
    return this.tokens.isWarm;
  }

  /** Resolves after the first try, whatever came of it: visitors can be served without these keys. */
  async start(): Promise<void> {
    if (await this.isLoaded()) return;
    this.logger.warn('the identity provider’s keys cannot be fetched yet');
    this.tryLater(FIRST_WAIT_MS);
  }

  close(): void {
    this.isOver = true;
    if (this.timer) clearTimeout(this.timer);
  }

  private tryLater(waitMs: number): void {
    if (this.isOver) return;
    const tryAgain = async () => {
      if (!(await this.isLoaded())) this.tryLater(Math.min(2 * waitMs, LONGEST_WAIT_MS));
    };
    this.timer = setTimeout(() => void tryAgain(), waitMs * (0.5 + this.random() / 2));
    this.timer.unref();
  }

  private async isLoaded(): Promise<boolean> {
    if (!this.tokens.isWarm) await this.tokens.preload().catch(() => undefined);
    return this.tokens.isWarm;
  }
}
