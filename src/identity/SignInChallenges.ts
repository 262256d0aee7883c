import { signOwnToken, verifyOwnToken, type OwnTokenKind } from './OwnToken';
import type { KeyRing } from './signingKeys';

/** What the user pool wants to be answered, and the serial of the person's proofs when it was asked. */
export interface SealedChallenge {
  readonly challenge: string;
  readonly serial: number;
}

const NOTHING: Readonly<Record<string, unknown>> = {};

/**
 * Seals what the user pool wants to be answered, so that only who has proved the password can try codes: nobody else can use up the tries of
 * somebody's second factor.
 */
export class SignInChallenges {
  private readonly kind: OwnTokenKind;

  constructor(options: { readonly keys: KeyRing; readonly lifetimeSeconds: number }) {
    this.kind = { typ: 'sign-in-challenge+jwt', audience: 'fieldgate:sign-in-challenge', ...options };
  }

  async seal({ challenge, serial }: SealedChallenge, now = new Date()): Promise<string> {
    return signOwnToken(this.kind, { challenge, serial }, now);
  }

  /** `null` for anything that was not sealed here, or has expired. */
  async open(sealed: string, now = new Date()): Promise<SealedChallenge | null> {
    const { challenge, serial } = await verifyOwnToken(this.kind, sealed, now).catch(() => NOTHING);
    return typeof challenge === 'string' && typeof serial === 'number' ? { challenge, serial } : null;
  }
}
