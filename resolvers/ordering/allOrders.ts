import { ordersOfCustomer, ordersOfGuestSession } from '../../schema/accessPatterns';
import { claimKey, orderKey } from '../../schema/keys';
import { fillKey, matchKey, type Key } from '../../src/storage/keys';
import { MISSING, type Write } from '../../src/storage/writes';
import type { FieldgateContext } from '../Services';
import type { Buyer } from './buyers';
import { IDEMPOTENCY_PREFIX, RECORDS_KEPT_SECONDS } from './idempotency';

const CLAIM_PREFIX = 'CLAIM#';

/**
 * The keys of all of a buyer's orders, page by page, each once: those that an index lists, then those that it does not list yet. An index lags
 * behind its table; what the buyer's own records tell is read as it is.
 */
export async function* allOrders(
  context: Pick<FieldgateContext, 'systemWriter'>,
  buyer: Buyer,
  indexed: AsyncIterable<readonly Key[]>,
): AsyncGenerator<readonly Key[], void> {
  const seen = new Set<string>();
  const isNew = ({ pk, sk }: Key): boolean => seen.size < seen.add(`${pk}/${sk}`).size;
  for await (const keys of indexed) yield keys.filter(isNew);
  for await (const keys of recordedOrders(context, buyer)) yield keys.filter(isNew);
}

/** Those that were placed within the records' time, and those that were claimed within it. */
async function* recordedOrders(
  { systemWriter: writer }: Pick<FieldgateContext, 'systemWriter'>,
  { attribute, id }: Buyer,
): AsyncGenerator<readonly Key[], void> {
  // Templates are remembered, so whose it is stands beside them.
  const { partition } = attribute === 'customerId' ? ordersOfCustomer : ordersOfGuestSession;
  const list = { index: null, partition, descending: false } as const;
  const params = { [attribute]: id };
  for await (const keys of writer.keysOf({ ...list, prefix: IDEMPOTENCY_PREFIX }, params)) {
    const records = await writer.facts(keys, ['shopId', 'orderId']);
    yield records.flatMap((record) =>
      record ? [fillKey(orderKey, { shopId: String(record.shopId), orderId: String(record.orderId) })] : [],
    );
  }
  if (attribute !== 'customerId') return;
  for await (const keys of writer.keysOf({ ...list, prefix: CLAIM_PREFIX }, params))
    yield keys.flatMap((key) => {
      const claim = matchKey(claimKey, key);
      return claim ? [fillKey(orderKey, claim)] : [];
    });
}

/** Goes into the transaction that gives a guest's order to a customer. */
export function recordClaim(customerId: string, order: Key, now: Date): Write {
  const key = fillKey(claimKey, { ...matchKey(orderKey, order), customerId });
  const expiresAt = Math.floor(now.getTime() / 1000) + RECORDS_KEPT_SECONDS;
  return { kind: 'put', key, item: { expiresAt }, require: [MISSING] };
}
