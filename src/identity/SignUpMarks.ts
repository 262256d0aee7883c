import { digestOfAccount } from './DeviceTokens';
import { signOwnToken, verifyOwnToken, type OwnTokenKind } from './OwnToken';
import type { KeyRing } from './signingKeys';

/** Longer than any code of a sign-up is good; who comes later begins anew. */
const LIFETIME_SECONDS = 7 * 86_400;

/**
 * Marks accounts that were made here, with a password that nobody has. Anybody may make one at the user pool itself, in somebody else's name and with a
 * password of their own: such an account lacks the mark, and is never confirmed.
 */
export class SignUpMarks {
  private readonly kind: OwnTokenKind;

  constructor({ keys }: { readonly keys: KeyRing }) {
    this.kind = { typ: 'sign-up+jwt', audience: 'fieldgate:sign-up', keys, lifetimeSeconds: LIFETIME_SECONDS };
  }

  async issue(account: string, now = new Date()): Promise<string> {
    return signOwnToken(this.kind, { account: digestOfAccount(account) }, now);
  }

  async isOurs(mark: string | null, account: string, now = new Date()): Promise<boolean> {
    if (mark === null) return false;
    const claims = await verifyOwnToken(this.kind, mark, now).catch(() => null);
    return claims?.account === digestOfAccount(account);
  }
}
