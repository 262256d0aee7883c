import { randomUUID } from 'node:crypto';
import type { GuestSession } from './Caller';
import { signOwnToken, verifyOwnToken, type OwnTokenKind } from './OwnToken';
import type { KeyRing } from './signingKeys';

export const GUEST_SESSION_TYP = 'guest-session+jwt';

/** Issues and verifies guest session tokens. The id is random and made here, so that nobody can fix another's session. */
export class GuestSessions {
  private readonly kind: OwnTokenKind;

  constructor(options: { keys: KeyRing; lifetimeSeconds: number }) {
    this.kind = { typ: GUEST_SESSION_TYP, audience: 'fieldgate:guest-session', ...options };
  }

  async issue(now = new Date()): Promise<{ token: string; session: GuestSession }> {
    const id = randomUUID();
    const token = await signOwnToken(this.kind, { sid: id }, now);
    return { token, session: await this.verify(token, now) };
  }

  /** Rejects on anything but a valid, unexpired guest session token. */
  async verify(token: string, now = new Date()): Promise<GuestSession> {
    const { sid, exp } = await verifyOwnToken(this.kind, token, now);
    if (typeof sid !== 'string' || exp === undefined) throw new Error('a guest session token carries `sid`');
    return { id: sid, expiresAt: new Date(exp * 1000) };
  }
}
