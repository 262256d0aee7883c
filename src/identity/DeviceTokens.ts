import { hash, randomUUID } from 'node:crypto';
import type { DeviceClaim } from './Caller';
import { expiryOf, signOwnToken, verifyOwnToken, type OwnTokenKind } from './OwnToken';
import type { KeyRing } from './signingKeys';

/** Whose device it is. */
export interface DeviceOwner {
  /** The account's name, as they sign in by it; the token holds a digest of it. */
  readonly account: string;
  readonly subject: string;
}

/**
 * Issues and verifies device tokens: proof that somebody has signed in to this account on this device before. It opens nothing. Failed tries on
 * such a device count for themselves, so that strangers who fail cannot keep the owner out
 * (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
 */
export class DeviceTokens {
  private readonly kind: OwnTokenKind;

  constructor(options: { keys: KeyRing; lifetimeSeconds: number }) {
    this.kind = { typ: 'device+jwt', audience: 'fieldgate:device', ...options };
  }

  /** `known`: the device's token of before, whose count goes on where it was the same person's. */
  async issue({ account, subject }: DeviceOwner, known: DeviceClaim | null, now = new Date()) {
    const id = known?.subject === subject ? known.id : randomUUID();
    const token = await signOwnToken(this.kind, { jti: id, sub: subject, account: digestOfAccount(account) }, now);
    return { token, expiresAt: expiryOf(this.kind, now) };
  }

  /** Rejects on anything but a valid, unexpired device token. */
  async verify(token: string, now = new Date()): Promise<DeviceClaim> {
    const { jti, sub, account } = await verifyOwnToken(this.kind, token, now);
    if (typeof jti !== 'string' || typeof sub !== 'string' || typeof account !== 'string')
      throw new Error('a device token carries `jti`, `sub` and `account`');
    return { id: jti, subject: sub, accountDigest: account };
  }
}

/** The device's id where it is this account's or this person's; `null` for any other, and for none. */
export function deviceOf(device: DeviceClaim | null, { account, subject }: Partial<DeviceOwner>): string | null {
  if (!device) return null;
  const isTheirs =
    (subject !== undefined && device.subject === subject) ||
    (account !== undefined && device.accountDigest === digestOfAccount(account));
  return isTheirs ? device.id : null;
}

/** Stands for an account in tokens that do not name it. */
export function digestOfAccount(account: string): string {
  return hash('sha256', account, 'base64url').slice(0, 22);
}
