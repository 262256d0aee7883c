import { signOwnToken, verifyOwnToken, type OwnTokenKind } from './OwnToken';
import type { KeyRing } from './signingKeys';

/**
 * Seals what the user pool wants to be answered, so that only who has proved the password can try codes: nobody else can use up the tries of
 * somebody's second factor.
 */
export class SignInChallenges {
  private readonly kind: OwnTokenKind;

  constructor(options: { readonly keys: KeyRing; readonly lifetimeSeconds: number }) {
    this.kind = { typ: 'sign-in-challenge+jwt', audience: 'fieldgate:sign-in-challenge', ...options };
  }

  async seal(challenge: string, now = new Date()): Promise<string> {
    return signOwnToken(this.kind, { challenge }, now);
  }

  /** `null` for anything that was not sealed here, or has expired. */
  async open(sealed: string, now = new Date()): Promise<string | null> {
    const claims = await verifyOwnToken(this.kind, sealed, now).catch(() => null);
    return typeof claims?.challenge === 'string' ? claims.challenge : null;
  }
}
