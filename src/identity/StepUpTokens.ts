import { IdentityUnavailableError } from './IdentityTokens';
import { expiryOf, signOwnToken, verifyOwnToken, type OwnTokenKind } from './OwnToken';
import type { KeyRing } from './signingKeys';

/** Whom and what a proof of a second factor is about: one person, in one sign-in. */
export interface SignIn {
  readonly subject: string;
  /** The identity token's mark of the sign-in that it descends from. */
  readonly signIn: string;
}

/** Knows which proofs of a person were ended: those that carry another serial than the one of now. */
export interface ProofSerials {
  serialOf(subject: string, signal?: AbortSignal): Promise<number>;
}

/** Nothing of a request is looked at before: it does not wait for a store that does not answer. */
const SERIAL_MS = 2000;

/**
 * Issues and verifies step-up tokens: proof that this person, a short time ago, proved a second factor to the identity provider. Whoever
 * issues one has just seen the provider itself accept a code; this class only remembers it.
 */
export class StepUpTokens {
  private readonly kind: OwnTokenKind;

  constructor(
    options: { keys: KeyRing; lifetimeSeconds: number },
    private readonly serials: ProofSerials,
  ) {
    this.kind = { typ: 'step-up+jwt', audience: 'fieldgate:step-up', ...options };
  }

  /** `serial`: the person's as it was before the factor was proved, so that what ends proofs meanwhile ends this one as well. */
  async issue(
    { subject, signIn }: SignIn,
    serial: number,
    now = new Date(),
  ): Promise<{ token: string; expiresAt: Date }> {
    const token = await signOwnToken(this.kind, { sub: subject, sign_in: signIn, serial }, now);
    return { token, expiresAt: expiryOf(this.kind, now) };
  }

  /**
   * Whether it is a valid, unexpired step-up token of this person in this sign-in, and neither the password, the authenticator nor a session of
   * theirs has changed or ended since. Rejects with `IdentityUnavailableError` where that cannot be found out in time.
   */
  async proves(token: string, { subject, signIn }: SignIn, now = new Date()): Promise<boolean> {
    const claims = await verifyOwnToken(this.kind, token, now).catch(() => null);
    if (claims?.sub !== subject || claims.sign_in !== signIn) return false;
    const serial = await this.serials.serialOf(subject, AbortSignal.timeout(SERIAL_MS)).catch(() => null);
    if (serial === null)
      throw new IdentityUnavailableError('whether a second factor is proved cannot be found out now');
    return claims.serial === serial;
  }
}
