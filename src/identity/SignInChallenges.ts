import { signOwnToken, verifyOwnToken, type OwnTokenKind } from './OwnToken';
import type { KeyRing } from './signingKeys';

/** The user pool's own challenges end after three minutes. */
const LIFETIME_SECONDS = 180;

/**
 * Seals what the user pool wants to be answered, so that only who has proved the password can try codes: nobody else can use up the tries of
 * somebody's second factor.
 */
export class SignInChallenges {
  private readonly kind: OwnTokenKind;

  constructor({ keys }: { readonly keys: KeyRing }) {
    const audience = 'fieldgate:sign-in-challenge';
    this.kind = { typ: 'sign-in-challenge+jwt', audience, keys, lifetimeSeconds: LIFETIME_SECONDS };
  }

  async seal(challenge: string, now = new Date()): Promise<string> {
    return signOwnToken(this.kind, { challenge }, now);
  }

  /** `null` for anything that was not sealed here within the last three minutes. */
  async open(sealed: string, now = new Date()): Promise<string | null> {
    const claims = await verifyOwnToken(this.kind, sealed, now).catch(() => null);
    return typeof claims?.challenge === 'string' ? claims.challenge : null;
  }
}
