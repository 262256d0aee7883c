import type { DeviceOwner } from '../../src/identity/DeviceTokens';
import type { FieldgateContext } from '../Services';
import { subjectOf } from './ownTokens';

/** An account's name: one, however the address is typed. Limits count by it, and the user pool is asked by it. */
export function accountOf(email: string): string {
  return email.trim().toLowerCase();
}

/** The caller's: what limits count it by, and who they are, which stays the same where the address changes. */
export function ownAccount(context: FieldgateContext): DeviceOwner {
  const subject = subjectOf(context);
  const { email } = context.callerFacts.caller;
  return { account: email === null ? subject : accountOf(email), subject };
}
