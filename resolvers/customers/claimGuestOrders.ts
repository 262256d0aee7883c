import { ordersOfGuestSession } from '../../schema/accessPatterns';
import type { ClaimGuestOrdersInput } from '../../schema/inputs/customerInputs';
import { orderKey, shopKey } from '../../schema/keys';
import { currencyOf } from '../../schema/Money';
import { OrderStatus } from '../../schema/Order';
import type { ClaimGuestOrdersPayload } from '../../schema/payloads';
import { SALES_BY_KIND } from '../../schema/platformCounters';
import { shopCategoryOf, type ShopCategory } from '../../schema/ShopCategory';
import { retryOnConflict } from '../../src/loading/retryOnConflict';
import { PublicError } from '../../src/response/errors';
import { fillKey, matchKey, type Key } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import { EXISTS, type Write } from '../../src/storage/writes';
import { takesBookings } from '../closedDays';
import { customerBuyer, guestBuyer, type Buyer } from '../ordering/buyers';
import { ORDERS_REFUSED, unmarked } from '../ordering/erasureMark';
import { allOrders, recordClaim } from '../ordering/allOrders';
import {
  anyShard,
  buyerDayFacts,
  buyerDayKey,
  dayOf,
  handOverWrites,
  salesDayKey,
  type Purchase,
} from '../ordering/tally';
import { nextVersion, sameVersion } from '../ordering/versions';
import type { FieldgateContext } from '../Services';
import { customerIdOf } from './profile';
import { isTimeLeft } from './timeLeft';

const ORDER_FACTS = ['guestSessionId', 'status', 'placedAt', 'currencyCode', 'version'] as const;
/** Orders that are in no figure: they change hands without moving any. */
const UNCOUNTED = [OrderStatus.REJECTED, OrderStatus.CANCELLED];
const COUNTED = Object.values(OrderStatus).filter((status) => !UNCOUNTED.includes(status));

/**
 * Makes the orders of a guest session the caller's, who proves with the session's token that they are theirs. Each order changes hands in a
 * transaction of its own, so that it goes to one customer whoever else asks, and what was interrupted goes on where it stopped. It is made in
 * the system's name: the counters that move with an order are nobody's to see.
 */
export async function claimGuestOrders(
  context: FieldgateContext,
  { guestSessionToken }: ClaimGuestOrdersInput,
): Promise<ClaimGuestOrdersPayload> {
  const customerId = customerIdOf(context);
  const attempt = await context.attempts.count('claimGuestOrders');
  const { id } = await context.services.guestSessions.verify(guestSessionToken).catch(refuseToken);
  await attempt.giveBack();
  const outcome = await new Claim(context, guestBuyer(id), customerBuyer(customerId)).run();
  // Whoever orders here again as a guest is a new one.
  if (outcome.complete) context.setHeader('set-cookie', context.services.guestCookie.clear());
  return { changed: { customerId }, ...outcome };
}

function refuseToken(): never {
  throw new PublicError('BAD_USER_INPUT', 'The guest session token is not valid or has expired.', {
    argument: 'input.guestSessionToken',
  });
}

class Claim {
  private claimedCount = 0;
  /** The customer has their data erased: nothing becomes theirs. */
  private isRefused = false;
  private readonly categories = new Map<string, ShopCategory>();

  constructor(
    private readonly context: FieldgateContext,
    private readonly guest: Buyer,
    private readonly customer: Buyer,
  ) {}

  async run(): Promise<Omit<ClaimGuestOrdersPayload, 'changed'>> {
    const complete = await this.claimAll().catch((cause: unknown) => {
      if (this.claimedCount === 0) throw cause;
      // Those before it have become the customer's, and the next call goes on with this one.
      this.context.report(cause);
      return false;
    });
    return { claimedCount: this.claimedCount, complete, userErrors: this.isRefused ? [ORDERS_REFUSED] : [] };
  }

  /** One after the other: the orders of a session share the counters of its day. `false` where it stopped before the end. */
  private async claimAll(): Promise<boolean> {
    const { systemWriter: writer } = this.context;
    const indexed = writer.keysOf(ordersOfGuestSession, { guestSessionId: this.guest.id });
    // Also what is not listed yet: who is told that all are claimed lets go of the token.
    for await (const keys of allOrders(this.context, this.guest, indexed)) {
      const orders = await writer.facts(keys, ORDER_FACTS);
      for (const [index, key] of keys.entries()) {
        if (!isTimeLeft(this.context)) return false;
        if (await this.claim(key, orders[index] ?? null)) this.claimedCount += 1;
        if (this.isRefused) return false;
      }
    }
    return true;
  }

  /** Whether the order became the customer's; `false` where it is not the session's any more. */
  private async claim(key: Key, known: Item | null): Promise<boolean> {
    const { systemWriter: writer } = this.context;
    let order = known;
    return retryOnConflict(async () => {
      if (order?.guestSessionId !== this.guest.id) return false;
      const { isMade, failed } = await writer.attempt([unmarked(this.customer.id), ...(await this.writes(key, order))]);
      if (isMade) return true;
      this.isRefused = failed.has(0);
      if (this.isRefused) return false;
      [order = null] = await writer.facts([key], ORDER_FACTS);
      return null;
    });
  }

  private async writes(key: Key, order: Item): Promise<Write[]> {
    const isCounted = COUNTED.includes(order.status as OrderStatus);
    const isDayOpen = takesBookings(dayOf(order), this.context.now);
    return [
      this.orderWrite(key, order, isCounted ? COUNTED : UNCOUNTED, isDayOpen),
      recordClaim(this.customer.id, key, this.context.now),
      ...(isCounted && isDayOpen ? await this.handOver(await this.purchase(key, order)) : []),
    ];
  }

  /**
   * Requires that the order is still the session's, and still in the figures or still not. On a day that takes no more bookings it stays
   * counted for the guest: the order says so, and a recount goes by it. From which version on it is the customer's, it says as well: what
   * happened to it before is no news of theirs.
   */
  private orderWrite(key: Key, order: Item, statuses: readonly OrderStatus[], isDayOpen: boolean): Write {
    const { attribute, id: value } = this.guest;
    return {
      kind: 'update',
      key,
      set: {
        [this.customer.attribute]: this.customer.id,
        gsi1pk: this.customer.partition,
        updatedAt: this.context.now.toISOString(),
        claimedVersion: nextVersion(order),
        ...(!isDayOpen && { countedFor: this.guest.partition }),
      },
      add: { version: 1 },
      remove: [attribute],
      require: [
        EXISTS,
        { kind: 'equals', attribute, value },
        { kind: 'oneOf', attribute: 'status', values: statuses },
        sameVersion(order),
      ],
    };
  }

  private async handOver(purchase: Purchase): Promise<Write[]> {
    const keys = [this.guest, this.customer].map((buyer) => buyerDayKey(buyer, purchase.day));
    const { systemWriter: writer } = this.context;
    const [[from = null, to = null], [sales = null]] = await Promise.all([
      writer.facts(keys, buyerDayFacts(purchase)),
      writer.facts([salesDayKey(purchase)], SALES_BY_KIND),
    ]);
    return handOverWrites(purchase, this.guest, this.customer, { from, to, sales }, anyShard());
  }

  private async purchase(key: Key, order: Item): Promise<Purchase> {
    const shopId = matchKey(orderKey, key)?.shopId ?? '';
    return {
      shopId,
      shopCategory: await this.categoryOf(shopId),
      currencyCode: currencyOf(order.currencyCode),
      day: dayOf(order),
    };
  }

  private async categoryOf(shopId: string): Promise<ShopCategory> {
    const known = this.categories.get(shopId);
    if (known) return known;
    const [shop] = await this.context.systemWriter.facts([fillKey(shopKey, { shopId })], ['category']);
    const category = shopCategoryOf(shop?.category);
    this.categories.set(shopId, category);
    return category;
  }
}
