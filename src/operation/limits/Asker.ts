import type { Caller } from '../../identity/Caller';
import type { Address } from '../../network/Address';

/** Who asks: a person or guest session where there is one, and the address in any case. */
export interface Asker {
  readonly caller: Caller;
  readonly address: Address;
}

/** Who a caller is for limits; `null` for visitors without a session. */
export function holderOf({ subject, guestSession }: Caller): string | null {
  if (subject !== null) return `subject:${subject}`;
  return guestSession ? `guest:${guestSession.id}` : null;
}
