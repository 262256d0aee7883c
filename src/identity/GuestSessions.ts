import { randomUUID } from 'node:crypto';
import type { GuestSession } from './Caller';
import { signOwnToken, verifyOwnToken, type OwnTokenKind } from './OwnToken';
import type { KeyRing } from './signingKeys';
import { VerifiedTokens } from './VerifiedTokens';

export const GUEST_SESSION_TYP = 'guest-session+jwt';

interface Options {
  readonly keys: KeyRing;
  readonly lifetimeSeconds: number;
  /** How long after its start a session may be renewed: a stolen one ends, too. Not given: it cannot be renewed. */
  readonly renewableSeconds?: number;
}

/** A session, and the token that proves it. */
interface Issued {
  readonly token: string;
  readonly session: GuestSession;
}

/** Issues and verifies guest session tokens. The id is random and made here, so that nobody can fix another's session. */
export class GuestSessions {
  private readonly kind: OwnTokenKind;
  private readonly renewableSeconds: number;
  private readonly known = new VerifiedTokens<GuestSession>(({ expiresAt }) => expiresAt);

  constructor({ renewableSeconds = 0, ...options }: Options) {
    this.kind = { typ: GUEST_SESSION_TYP, audience: 'fieldgate:guest-session', ...options };
    this.renewableSeconds = renewableSeconds;
  }

  /** A new session; never one that anybody has had before. */
  async issue(now = new Date()): Promise<Issued> {
    return this.sign({ id: randomUUID(), startedAt: now }, this.kind.lifetimeSeconds, now);
  }

  /** The same session for another lifetime, signed by the ring's first key; `null` where it was started too long ago. */
  async renew(session: Pick<GuestSession, 'id' | 'startedAt'>, now = new Date()): Promise<Issued | null> {
    const renewableUntil = session.startedAt.getTime() + this.renewableSeconds * 1000;
    return now.getTime() < renewableUntil ? this.sign(session, this.kind.lifetimeSeconds, now) : null;
  }

  /** A token of the same session for the rest of its lifetime, to hand a session over that lives in a cookie. */
  async handOver(session: GuestSession, now = new Date()): Promise<string> {
    const left = Math.floor((session.expiresAt.getTime() - now.getTime()) / 1000);
    return (await this.sign(session, Math.max(1, left), now)).token;
  }

  /** Rejects on anything but a valid, unexpired guest session token. */
  async verify(token: string, now = new Date()): Promise<GuestSession> {
    return this.known.of(token, now.getTime(), async () => this.verifyAnew(token, now));
  }

  private async verifyAnew(token: string, now: Date): Promise<GuestSession> {
    const { sid, exp, iat, since = iat } = await verifyOwnToken(this.kind, token, now);
    if (typeof sid !== 'string' || exp === undefined || typeof since !== 'number')
      throw new Error('a guest session token carries `sid`');
    return { id: sid, startedAt: new Date(since * 1000), expiresAt: new Date(exp * 1000) };
  }

  private async sign(
    { id, startedAt }: Pick<GuestSession, 'id' | 'startedAt'>,
    lifetimeSeconds: number,
    now: Date,
  ): Promise<Issued> {
    const claims = { sid: id, since: Math.floor(startedAt.getTime() / 1000) };
    const token = await signOwnToken({ ...this.kind, lifetimeSeconds }, claims, now);
    return { token, session: await this.verify(token, now) };
  }
}
