import { createPublicKey } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { JwksValidationError, KidNotFoundInJwksError } from 'aws-jwt-verify/error';
import { SimpleJwksCache, type Jwk, type Jwks, type PenaltyBox } from 'aws-jwt-verify/jwk';
import { LRUCache } from 'lru-cache';

/** How soon the provider is asked again where it did not have a key: whoever makes up key ids has it asked so often, and no more. */
const ASK_AGAIN_MS = 1000;
/** How long it is believed that there is no such key. */
const MISSING_MS = 10_000;
/** Key ids that were not there when they were asked for, as many as are remembered. */
const MOST_MISSING = 1000;

/**
 * A key id that the provider was just asked for is refused at once. Of another one it is not known whether there is such a key, so it waits for
 * its turn to ask: whoever makes up key ids does not make tokens of a new key forged.
 */
class MissingKeys implements PenaltyBox {
  private readonly missing = new LRUCache<string, true>({ max: MOST_MISSING, ttl: MISSING_MS, ttlResolution: 0 });
  private askAgainAt = 0;

  async wait(_uri: string, kid: string): Promise<void> {
    if (this.missing.has(kid)) throw new KidNotFoundInJwksError('the provider was asked for it, and has no such key');
    // Who waits together asks together: the cache fetches once for all.
    for (let left = this.left(); left > 0; left = this.left()) await wait(left);
  }

  private left(): number {
    return this.askAgainAt - performance.now();
  }

  registerFailedAttempt(_uri: string, kid: string): void {
    this.missing.set(kid, true);
    this.askAgainAt = performance.now() + ASK_AGAIN_MS;
  }

  registerSuccessfulAttempt(): void {
    // The key is in the cache from now on.
  }
}

/** How long a key that the provider has withdrawn is still good, from when it was last seen. */
const GOOD_FOR_MS = 3_600_000;
/** RS256 takes no shorter ones (RFC 7518, 3.3). */
const LEAST_BITS = 2048;

interface Withdrawn {
  readonly key: Jwk;
  readonly goodUntil: number;
}

/**
 * A provider's key sets as they are fetched. One without a key that could verify anything is somebody else's answer, and changes nothing. A
 * key that is missing in a newer set stays good for as long as it may: what came may be a set of another provider.
 */
export class KeySets extends SimpleJwksCache {
  private uri = '';
  private latest: readonly Jwk[] = [];
  private latestAt = 0;
  private withdrawn: readonly Withdrawn[] = [];

  constructor(
    fetch: (uri: string) => Promise<ArrayBuffer>,
    private readonly now: () => number,
  ) {
    super({ fetcher: { fetch }, penaltyBox: new MissingKeys() });
    const parse = this.jwksParser;
    this.jwksParser = (bytes) => this.taken(usable(parse(bytes)));
  }

  override async getJwks(uri: string): Promise<Jwks> {
    this.uri = uri;
    return super.getJwks(uri);
  }

  override addJwks(uri: string, jwks: Jwks): void {
    this.uri = uri;
    super.addJwks(uri, this.taken(jwks));
  }

  /** Ends what was withdrawn long enough ago: whether there was any. */
  endWithdrawn(): boolean {
    const now = this.now();
    const left = this.withdrawn.filter(({ goodUntil }) => goodUntil > now);
    if (left.length === this.withdrawn.length) return false;
    this.withdrawn = left;
    super.addJwks(this.uri, this.all);
    return true;
  }

  private taken({ keys }: Jwks): Jwks {
    const now = this.now();
    const kids = new Set(keys.map(({ kid }) => kid));
    const missing = this.latest.map((key) => ({ key, goodUntil: this.latestAt + GOOD_FOR_MS }));
    this.withdrawn = [...missing, ...this.withdrawn].filter(
      ({ key, goodUntil }) => !kids.has(key.kid) && goodUntil > now,
    );
    [this.latest, this.latestAt] = [keys, now];
    return this.all;
  }

  private get all(): Jwks {
    return { keys: [...this.latest, ...this.withdrawn.map(({ key }) => key)] };
  }
}

function usable(jwks: Jwks): Jwks {
  if (jwks.keys.some(isUsable)) return jwks;
  throw new JwksValidationError('expected a key set with an RSA key for signatures');
}

function isUsable(key: Jwk): boolean {
  if (key.kty !== 'RSA' || !key.kid || (key.use ?? 'sig') !== 'sig' || (key.alg ?? 'RS256') !== 'RS256') return false;
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: { ...key }, format: 'jwk' });
    return (asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_BITS;
  } catch {
    return false;
  }
}
