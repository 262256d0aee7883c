import type { AwsCredentialIdentity } from '@smithy/types';
import { Shared } from '../waiting/Shared';
import { DeadlineError, within } from '../waiting/within';

export interface GivenCredentials extends AwsCredentialIdentity {
  /** How long they are good from now on, where whoever gives them says so. More is believed of it than of two clocks that may differ. */
  readonly lifetimeMs?: number;
}

interface Options {
  /** Gives new credentials each time. Asked once at a time, but anew where it did not answer in time. */
  readonly source: () => Promise<GivenCredentials>;
  /** How long the source may take. */
  readonly withinMs: number;
  readonly random?: () => number;
  /** Milliseconds from any beginning, never backwards. */
  readonly now?: () => number;
}

interface Held {
  readonly credentials: GivenCredentials;
  /** The asking that they came from: a higher one began later. */
  readonly asking: number;
  readonly since: number;
  readonly renewAt: number;
  /** By the clock that never goes backwards. It may stand still while a function is frozen, */
  readonly goodUntil: number;
  /** and by the one on the wall, which does not, but may be set. In ms since 1970. */
  readonly goodUntilOnTheWall: number;
}

/** Renewed when 70 to 85 % of their life is over, so that instances that began together do not come together. */
const RENEWED_FROM = 0.7;
const RENEWED_WITHIN = 0.15;
/** What is new and yet expired has a wrong clock on one side: it is used, and asked for again after so long. */
const UNKNOWN_LIFE_MS = 60_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;
/** New ones were refused as well: asking for others at once would not help. */
const REFUSED_AGAIN_MS = 5000;
/** A session that was revoked is denied as one that may not, not as one that is unknown. Then a newer one helps, if this is not a new one. */
const REVOKED_AFTER_MS = 60_000;

/** What AWS's services answer to credentials that they do not accept (any more). */
const OF_CREDENTIALS: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'TokenRefreshRequired',
  'UnrecognizedClientException',
]);
const DENIED: ReadonlySet<string> = new Set(['AccessDenied', 'AccessDeniedException']);

/** Those with which AWS refused or denied a call last, and how often the source had been asked by then. */
interface Refused {
  readonly key: string;
  readonly asking: number;
  readonly lastAsking: number;
}

/** Nobody gave credentials, or not in time. Named as the SDK names it. */
class NoCredentialsError extends Error {
  override readonly name = 'CredentialsProviderError';
}

/**
 * Credentials that are used for as long as they are good: renewed ahead, in the background, while whoever asks gets those that are held.
 * A source that fails or hangs keeps nobody from using them, is asked again after a growing pause, and holds up nobody for longer than it
 * may take; what it gives after that time is used all the same. What AWS does not accept is dropped, and new ones are asked for at once.
 */
export class HeldCredentials {
  private held: Held | null = null;
  private readonly renewal = new Shared(async () => this.renew());
  private readonly newer = new Shared(async () => this.askForNewer());
  private failures = 0;
  private failure: Error | null = null;
  private askAgainAt = 0;
  private refusedAt = -Infinity;
  private deniedAt = -Infinity;
  private refused: Refused | null = null;
  /** How often the source was asked. */
  private askings = 0;
  private readonly now: () => number;
  private readonly random: () => number;

  constructor(private readonly options: Options) {
    this.now = options.now ?? (() => performance.now());
    this.random = options.random ?? Math.random;
  }

  /** At once; `null` where they have to be waited for. */
  get ready(): GivenCredentials | null {
    const { held } = this;
    if (!held || !this.isGood(held)) return null;
    if (this.now() >= held.renewAt) this.renewInBackground();
    return held.credentials;
  }

  /** Rejects with an error named `CredentialsProviderError` where there are none to be had. */
  async get(): Promise<GivenCredentials> {
    const { ready } = this;
    if (ready) return ready;
    try {
      if (this.failure && this.now() < this.askAgainAt) throw this.failure;
      return await this.renewal.get();
    } catch (cause) {
      // The clock of the wall says that they are over, and the other one does not.
      const { held } = this;
      if (!held || this.isOver(held)) throw cause;
      return held.credentials;
    }
  }

  /**
   * AWS refused a call made with the credentials of this key, in these words. Returns others to make it again with, once; `null` where others
   * would not help. Those that AWS does not accept are nobody's any more: everybody waits for others, and this rejects as {@link get} does
   * where there are none. Those that may not do what was asked stay everybody else's: only whoever calls this waits, and gets `null` where
   * there are none.
   */
  async insteadOf(accessKeyId: string | undefined, errorName: string): Promise<GivenCredentials | null> {
    if (DENIED.has(errorName)) return this.newerThan(accessKeyId);
    if (!OF_CREDENTIALS.has(errorName) || !this.drop(accessKeyId)) return null;
    return othersThan(accessKeyId, await this.get());
  }

  /** Whether others may help. */
  private drop(accessKeyId: string | undefined): boolean {
    const { held } = this;
    // Others have come meanwhile, or are being asked for.
    if (!held || held.credentials.accessKeyId !== accessKeyId) return true;
    if (this.now() - this.refusedAt < REFUSED_AGAIN_MS) return false;
    this.noteRefused(held);
    [this.refusedAt, this.askAgainAt, this.held] = [this.now(), 0, null];
    return true;
  }

  private async newerThan(accessKeyId: string | undefined): Promise<GivenCredentials | null> {
    const { held } = this;
    if (held && held.credentials.accessKeyId === accessKeyId) {
      if (this.now() - held.since < REVOKED_AFTER_MS) return null;
      await this.newer.get();
    } else if (accessKeyId !== this.refused?.key) return null;
    // Those that are held now; where these were not accepted meanwhile, or are over, those that everybody waits for.
    const found = await this.get().catch(() => null);
    return found && othersThan(accessKeyId, found);
  }

  /** Never rejects. */
  private async askForNewer(): Promise<void> {
    const now = this.now();
    if (!this.held || now - this.deniedAt < REFUSED_AGAIN_MS || now < this.askAgainAt) return;
    this.noteRefused(this.held);
    await this.renewal.get().catch(ignored);
    // Counted from its end: from its beginning, whoever is denied while the source hangs would wait each time.
    this.deniedAt = this.now();
  }

  private noteRefused({ credentials: { accessKeyId: key }, asking }: Held): void {
    this.refused = { key, asking, lastAsking: this.askings };
  }

  private isOver({ goodUntil }: Held): boolean {
    return this.now() >= goodUntil;
  }

  private isGood(held: Held): boolean {
    return !this.isOver(held) && Date.now() < held.goodUntilOnTheWall;
  }

  private renewInBackground(): void {
    if (this.now() >= this.askAgainAt) this.renewal.get().catch(() => undefined);
  }

  private async renew(): Promise<GivenCredentials> {
    const { source, withinMs } = this.options;
    const asking = (this.askings += 1);
    const asked = source();
    const given = await within(withinMs, asked).catch((cause: unknown) => {
      // Better late than never: who needs longer would be asked again and again, in vain.
      if (cause instanceof DeadlineError)
        asked.then((late) => this.isWanted(late, asking) && this.hold(late, asking), ignored);
      throw this.failed(cause);
    });
    return this.isWanted(given, asking) ? this.hold(given, asking) : this.renew();
  }

  private failed(cause: unknown): Error {
    // Once is nothing: the next one who comes asks at once.
    const longest = this.failures === 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** this.failures, LONGEST_PAUSE_MS);
    this.failures += 1;
    this.failure = cause instanceof DeadlineError ? new NoCredentialsError(cause.message) : errorOf(cause);
    this.askAgainAt = this.now() + longest * (1 + this.random()) * 0.5;
    return this.failure;
  }

  private hold(credentials: GivenCredentials, asking: number): GivenCredentials {
    this.held = this.heldFrom(credentials, asking);
    [this.failures, this.failure, this.askAgainAt] = [0, null, 0];
    return credentials;
  }

  /** Whether what came, maybe late, is better than what is held, and is nothing that AWS has refused since it was asked for. */
  private isWanted({ accessKeyId }: GivenCredentials, asking: number): boolean {
    const { held, refused } = this;
    if (held && this.isGood(held) && asking < held.asking) return false;
    if (!refused || asking > refused.lastAsking) return true;
    return asking > refused.asking && accessKeyId !== refused.key;
  }

  private heldFrom(credentials: GivenCredentials, asking: number): Held {
    const { lifetimeMs, expiration } = credentials;
    const since = this.now();
    const life = lifetimeMs ?? (expiration ? expiration.getTime() - Date.now() : Infinity);
    if (life <= 0)
      return {
        credentials,
        asking,
        since,
        renewAt: since + UNKNOWN_LIFE_MS,
        goodUntil: Infinity,
        goodUntilOnTheWall: Infinity,
      };
    const part = RENEWED_FROM + RENEWED_WITHIN * this.random();
    const goodUntilOnTheWall = Date.now() + life;
    return { credentials, asking, since, renewAt: since + life * part, goodUntil: since + life, goodUntilOnTheWall };
  }
}

const ignored = (): void => undefined;

function othersThan(accessKeyId: string | undefined, found: GivenCredentials): GivenCredentials | null {
  return found.accessKeyId === accessKeyId ? null : found;
}

function errorOf(cause: unknown): Error {
  return cause instanceof Error ? cause : new NoCredentialsError(String(cause));
}
