import { createHash } from 'node:crypto';
import { PublicError } from '../../src/response/errors';
import type { Key, KeyParams } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import { MISSING, type Write } from '../../src/storage/writes';
import type { Buyer } from './buyers';

/** How long a buyer's records are kept; far beyond any client's retries, and any index's lag. */
export const RECORDS_KEPT_SECONDS = 30 * 86_400;

export const IDEMPOTENCY_PREFIX = 'IDEMPOTENCY#';

export const IDEMPOTENCY_FACTS = ['contentHash', 'shopId', 'orderId'] as const;

/** Where a caller's key is remembered: in their own partition, so that keys of different callers never meet. */
export function idempotencyKey({ partition }: Buyer, clientKey: string): Key {
  return { pk: partition, sk: `${IDEMPOTENCY_PREFIX}${sha256(clientKey)}` };
}

/** A string that is the same for the same content, whatever the order of its properties' making. */
export function contentHash(content: readonly unknown[]): string {
  return sha256(JSON.stringify(content));
}

/** The order that this key made, `null` if none yet. Throws `IDEMPOTENCY_MISMATCH` where it was made with other content. */
export function rememberedOrder(record: Item | null, hash: string): KeyParams | null {
  if (!record) return null;
  if (record.contentHash !== hash) {
    throw new PublicError(
      'IDEMPOTENCY_MISMATCH',
      'This idempotencyKey was used for an order with other content. Use a new key for each new order.',
    );
  }
  return { shopId: String(record.shopId), orderId: String(record.orderId) };
}

/** Written with the order itself, so that either both are there or neither. */
export function rememberOrder(
  key: Key,
  hash: string,
  { shopId, orderId }: { shopId: string; orderId: string },
  now: Date,
): Write {
  const expiresAt = Math.floor(now.getTime() / 1000) + RECORDS_KEPT_SECONDS;
  return { kind: 'put', key, item: { contentHash: hash, shopId, orderId, expiresAt }, require: [MISSING] };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
