import type { VisitClaim } from './Caller';
import { signOwnToken, verifyOwnToken, type OwnTokenKind } from './OwnToken';
import type { KeyRing } from './signingKeys';

/** Issues and verifies visit tokens: proof of being at one tenant's place, good until its serial is rotated or it expires. */
export class VisitTokens {
  private readonly kind: OwnTokenKind;

  constructor(options: { keys: KeyRing; lifetimeSeconds: number }) {
    this.kind = { typ: 'visit+jwt', audience: 'fieldgate:visit', ...options };
  }

  async issue({ tenant, serial }: VisitClaim, now = new Date()): Promise<string> {
    return signOwnToken(this.kind, { tenant, serial }, now);
  }

  /** Rejects on anything but a valid, unexpired visit token. Does not know whether the serial is current. */
  async verify(token: string, now = new Date()): Promise<VisitClaim> {
    const { tenant, serial } = await verifyOwnToken(this.kind, token, now);
    if (typeof tenant !== 'string' || typeof serial !== 'number') {
      throw new Error('a visit token carries `tenant` and `serial`');
    }
    return { tenant, serial };
  }
}
