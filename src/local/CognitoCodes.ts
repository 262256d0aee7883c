import { CognitoError } from 'cognito-local/lib/errors';
import type { User } from 'cognito-local/lib/services/userPoolService';

const CODE_MS = { SignUp: 24 * 60 * 60_000, ForgotPassword: 60 * 60_000 };
const USED_CODE_MS = 5 * 60_000;

/** What a code is sent for. */
export type About = keyof typeof CODE_MS;

export const expiredCode = (message = 'Invalid code provided, please request a code again.') =>
  new CognitoError('ExpiredCodeException', message);

/** Which codes were sent for what and until when they are good, and which of an authenticator's were used. */
export class CognitoCodes {
  private readonly sentCodes = new Map<string, { readonly about: About; readonly until: number }>();
  private readonly usedTotp = new Map<string, number>();

  sent({ Username }: User, about: About): void {
    this.sentCodes.set(Username, { about, until: Date.now() + CODE_MS[about] });
  }

  forget(username: string): void {
    this.sentCodes.delete(username);
  }

  /** A code is good for what it was sent for. Of those of an earlier run it is not known any more, so they are taken. */
  assertFresh({ Username }: User, about: About): void {
    const code = this.sentCodes.get(Username);
    if (!code) return;
    if (code.about !== about) throw new CognitoError('CodeMismatchException', 'Invalid code provided.');
    if (code.until <= Date.now()) throw expiredCode();
  }

  assertUnused(username: string, code: string | undefined): void {
    const usedAt = this.usedTotp.get(`${username} ${String(code)}`) ?? -Infinity;
    if (usedAt + USED_CODE_MS > Date.now()) throw expiredCode('Your software token has already been used once.');
  }

  /** What is given back takes it back. */
  use(username: string, code: string | undefined): () => void {
    const name = `${username} ${String(code)}`;
    this.usedTotp.set(name, Date.now());
    return () => void this.usedTotp.delete(name);
  }
}
