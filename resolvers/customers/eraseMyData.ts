import { ordersOfCustomer } from '../../schema/accessPatterns';
import type { EraseMyDataPayload } from '../../schema/payloads';
import { untilDone } from '../../src/loading/untilDone';
import type { Key } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import { EXISTS, type Write } from '../../src/storage/writes';
import type { FieldgateContext } from '../Services';
import { countCustomer, customerIdOf, profileKey, readProfile } from './profile';
import { isTimeLeft } from './timeLeft';

/** What an order holds of a person. Its lines, totals and figures say nothing of one, and stay. */
const PERSONAL = ['customerName', 'phoneNumber', 'note'] as const;
const ORDER_FACTS = ['customerId', 'erasedAt'] as const;
/** Few enough that a change to one of them by its shop seldom holds up the others. */
const ORDERS_AT_ONCE = 25;

/**
 * Takes the caller's personal data out of all their orders, then out of their profile: an erased profile is the proof that every order was.
 * What was interrupted goes on where it stopped; where nothing is left, nothing happens.
 */
export async function eraseMyData(context: FieldgateContext): Promise<EraseMyDataPayload> {
  const customerId = customerIdOf(context);
  const { erasedOrderCount, complete } = await eraseOrders(context, customerId);
  if (complete) await eraseProfile(context, customerId);
  return { changed: { customerId }, erasedOrderCount, complete, userErrors: [] };
}

async function eraseOrders(
  context: FieldgateContext,
  customerId: string,
): Promise<Pick<EraseMyDataPayload, 'erasedOrderCount' | 'complete'>> {
  let erasedOrderCount = 0;
  for await (const keys of context.writer.keysOf(ordersOfCustomer, { customerId })) {
    for (let at = 0; at < keys.length; at += ORDERS_AT_ONCE) {
      if (!isTimeLeft(context)) return { erasedOrderCount, complete: false };
      erasedOrderCount += await eraseSome(context, customerId, keys.slice(at, at + ORDERS_AT_ONCE));
    }
  }
  return { erasedOrderCount, complete: true };
}

/** How many of these orders it was that had something to erase. In the system's name: an order's version is the shop's to see. */
async function eraseSome(context: FieldgateContext, customerId: string, keys: readonly Key[]): Promise<number> {
  return untilDone(async () => {
    const orders = await context.systemWriter.facts(keys, ORDER_FACTS);
    const left = keys.filter((_, index) => isToErase(orders[index] ?? null, customerId));
    if (left.length === 0) return 0;
    const writes = left.map((key) => orderWrite(context, customerId, key));
    const { isMade } = await context.systemWriter.attempt(writes);
    return isMade ? left.length : null;
  });
}

function isToErase(order: Item | null, customerId: string): boolean {
  return order?.customerId === customerId && order.erasedAt === undefined;
}

function orderWrite({ now }: FieldgateContext, customerId: string, key: Key): Write {
  const erasedAt = now.toISOString();
  return {
    kind: 'update',
    key,
    set: { erasedAt, updatedAt: erasedAt },
    add: { version: 1 },
    remove: PERSONAL,
    require: [
      EXISTS,
      { kind: 'equals', attribute: 'customerId', value: customerId },
      { kind: 'absent', attribute: 'erasedAt' },
    ],
  };
}

/**
 * Puts another item in the profile's place, so that attributes that nobody may name are gone with the rest. Its version is kept under
 * another name: every field answers `null` again, as before registering.
 */
async function eraseProfile(context: FieldgateContext, customerId: string): Promise<void> {
  await untilDone(async () => {
    const profile = await readProfile(context, customerId);
    if (profile.state !== 'registered') return 'nothing to erase';
    const { version } = profile;
    const tombstone: Write = {
      kind: 'put',
      key: profileKey(customerId),
      item: { erasedAt: context.now.toISOString(), erasedVersion: version },
      require: [EXISTS, { kind: 'equals', attribute: 'version', value: version }],
    };
    const { isMade } = await context.systemWriter.attempt([tombstone, ...countCustomer(-1, context)]);
    return isMade ? 'erased' : null;
  });
}
