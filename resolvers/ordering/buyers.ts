import { BuyerKind } from '../../schema/platformCounters';
import type { Caller } from '../../src/identity/Caller';
import { PublicError } from '../../src/response/errors';
import { fill, match } from '../../src/storage/keys';

const OF_CUSTOMER = 'CUSTOMER#{id}';
const OF_GUEST = 'GUEST#{id}';

/** Who buys: a customer or a guest session. */
export interface Buyer {
  /** The attribute of an order that names them. */
  readonly attribute: 'customerId' | 'guestSessionId';
  readonly id: string;
  readonly kind: BuyerKind;
  /** The partition of what is kept of them, and of their orders in the index. */
  readonly partition: string;
}

/** The caller as a buyer. Throws `UNAUTHENTICATED` for a visitor without a session. */
export function buyerOf({ subject, guestSession }: Caller): Buyer {
  if (subject !== null) return customerBuyer(subject);
  if (guestSession) return guestBuyer(guestSession.id);
  throw new PublicError('UNAUTHENTICATED', 'To order, start a guest session (startGuestSession) or sign in.');
}

export function customerBuyer(id: string): Buyer {
  return { attribute: 'customerId', id, kind: BuyerKind.CUSTOMERS, partition: fill(OF_CUSTOMER, { id }) };
}

export function guestBuyer(id: string): Buyer {
  return { attribute: 'guestSessionId', id, kind: BuyerKind.GUESTS, partition: fill(OF_GUEST, { id }) };
}

/** The buyer whose partition this is; `null` where it is nobody's. */
export function buyerOfPartition(partition: unknown): Buyer | null {
  if (typeof partition !== 'string') return null;
  const [customer, guest] = [match(OF_CUSTOMER, partition)?.id, match(OF_GUEST, partition)?.id];
  if (customer !== undefined) return customerBuyer(customer);
  return guest === undefined ? null : guestBuyer(guest);
}
