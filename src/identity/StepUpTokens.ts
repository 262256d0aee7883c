import { signOwnToken, verifyOwnToken, type OwnTokenKind } from './OwnToken';
import type { KeyRing } from './signingKeys';

/** Whom and what a proof of a second factor is about: one person, in one sign-in. */
export interface SignIn {
  readonly subject: string;
  /** The identity token's mark of the sign-in that it descends from. */
  readonly signIn: string;
}

/**
 * Issues and verifies step-up tokens: proof that this person, a short time ago, proved a second factor to the identity provider. Whoever
 * issues one has just seen the provider itself accept a code; this class only remembers it.
 */
export class StepUpTokens {
  private readonly kind: OwnTokenKind;

  constructor(options: { keys: KeyRing; lifetimeSeconds: number }) {
    this.kind = { typ: 'step-up+jwt', audience: 'fieldgate:step-up', ...options };
  }

  async issue({ subject, signIn }: SignIn, now = new Date()): Promise<{ token: string; expiresAt: Date }> {
    const token = await signOwnToken(this.kind, { sub: subject, sign_in: signIn }, now);
    const seconds = Math.floor(now.getTime() / 1000) + this.kind.lifetimeSeconds;
    return { token, expiresAt: new Date(seconds * 1000) };
  }

  /** Rejects on anything but a valid, unexpired step-up token of this person in this sign-in. */
  async verify(token: string, { subject, signIn }: SignIn, now = new Date()): Promise<void> {
    const claims = await verifyOwnToken(this.kind, token, now);
    if (claims.sub !== subject || claims.sign_in !== signIn) {
      throw new Error('a step-up token is good for the person and the sign-in that it was made for');
    }
  }
}
