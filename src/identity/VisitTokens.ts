import type { VisitClaim } from './Caller';
import { signOwnToken, verifyOwnToken, type OwnTokenKind } from './OwnToken';
import type { KeyRing } from './signingKeys';

/** In its lifetime, a token of one visit changes so often at most. */
const STEPS = 100;

/**
 * Issues and verifies visit tokens: proof of being at one tenant's place, good until its serial is rotated or it expires.
 *
 * Asked again within a hundredth of the lifetime (never less than a second), the token is the same: it counts from the beginning
 * of that time. So it is good for 99 of 100 parts of the lifetime at least, and never for more than all of them.
 */
export class VisitTokens {
  private readonly kind: OwnTokenKind;

  constructor(options: { keys: KeyRing; lifetimeSeconds: number }) {
    this.kind = { typ: 'visit+jwt', audience: 'fieldgate:visit', ...options };
  }

  async issue({ tenant, serial }: VisitClaim, now = new Date()): Promise<string> {
    return signOwnToken(this.kind, { tenant, serial }, this.beginningOfStep(now));
  }

  /** Rejects on anything but a valid, unexpired visit token. Does not know whether the serial is current. */
  async verify(token: string, now = new Date()): Promise<VisitClaim> {
    const { tenant, serial } = await verifyOwnToken(this.kind, token, now);
    if (typeof tenant !== 'string' || typeof serial !== 'number') {
      throw new Error('a visit token carries `tenant` and `serial`');
    }
    return { tenant, serial };
  }

  private beginningOfStep(now: Date): Date {
    const milliseconds = Math.max(1, Math.floor(this.kind.lifetimeSeconds / STEPS)) * 1000;
    return new Date(Math.floor(now.getTime() / milliseconds) * milliseconds);
  }
}
