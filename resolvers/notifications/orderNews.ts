import { ulid } from 'ulid';
import { noticeKey } from '../../schema/keys';
import { OrderStatus } from '../../schema/Order';
import { fillKey } from '../../src/storage/keys';
import { MISSING, type Write } from '../../src/storage/writes';

/** What a buyer wants to hear of while they are elsewhere. */
const NEWS: Readonly<Partial<Record<OrderStatus, string>>> = {
  [OrderStatus.ACCEPTED]: 'has been accepted',
  [OrderStatus.READY]: 'is ready',
  [OrderStatus.REJECTED]: 'could not be accepted',
};
/** Longer than the table's stream, which brings it to whoever sends it, keeps anything; and as long as one that was given up is sent again. */
const KEPT_SECONDS = 30 * 86_400;

/** What is said of an order that became this; `undefined`: nothing. */
export function newsOf(status: unknown): string | undefined {
  return NEWS[status as OrderStatus];
}

export function isNews(status: OrderStatus): boolean {
  return newsOf(status) !== undefined;
}

/** A change of an order's status, as its own transaction makes it. */
interface Transition {
  readonly shopId: string;
  readonly orderId: string;
  readonly to: OrderStatus;
  /** The order's version after it. */
  readonly version: number;
}

/**
 * Goes into the transaction that makes the transition, which requires the order's version: so it is there where that was made, once. It tells by the order's version which
 * change it was: whoever the order came to later was not concerned. It holds no address and no text, which may be others by the time it is sent.
 */
export function noticeWrites({ shopId, orderId, to, version }: Transition, now: Date): Write[] {
  if (!isNews(to)) return [];
  const key = fillKey(noticeKey, { shopId, orderId, noticeId: ulid(now.getTime()) });
  const expiresAt = Math.floor(now.getTime() / 1000) + KEPT_SECONDS;
  const item = { status: to, version, expiresAt };
  return [{ kind: 'put', key, item, require: [MISSING] }];
}
