import type { AdvanceOrderInput, AnnotateOrderInput, CancelOrderInput } from '../../schema/inputs/orderInputs';
import { orderKey, productKey, shopKey } from '../../schema/keys';
import { currencyOf } from '../../schema/Money';
import { OrderStatus } from '../../schema/Order';
import type { OrderPayload } from '../../schema/payloads';
import { shopCategoryOf } from '../../schema/ShopCategory';
import { UserErrorCode, type UserError } from '../../schema/UserError';
import type { Writer } from '../../src/loading/Writer';
import { retryOnConflict } from '../../src/loading/retryOnConflict';
import { fillKey, matchKey, type Key } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import { storedNumber } from '../../src/storage/storedInteger';
import { storedText } from '../../src/storage/storedText';
import { EXISTS, type Requirement, type Write } from '../../src/storage/writes';
import { dayAt, takesBookings } from '../closedDays';
import { isNews, noticeWrites } from '../notifications/orderNews';
import type { FieldgateContext } from '../Services';
import { buyerOf, buyerOfPartition, customerBuyer, guestBuyer, type Buyer } from './buyers';
import { DATA_ERASED } from './erasureMark';
import { linesOf } from './orderLines';
import { notFound, ownershipCheck } from './ownership';
import { soldKeys } from './soldProducts';
import {
  anyShard,
  buyerDayFacts,
  buyerDayKey,
  dayOf,
  lateWithdrawalWrites,
  SALES_FACTS,
  shopCounterKeys,
  tallyWrites,
  type Countable,
  type TallyState,
} from './tally';
import { assertVersion, nextVersion, sameVersion } from './versions';

/** What takes an order out of the figures. */
const COUNTED_FACTS = [
  ...['placedAt', 'total', 'currencyCode', 'lineCount', 'customerId', 'guestSessionId', 'countedFor'],
] as const;

/** From which statuses a status is reached. The table enforces it: the condition of the write, not a read before. */
const SOURCES: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  [OrderStatus.PENDING]: [],
  [OrderStatus.ACCEPTED]: [OrderStatus.PENDING],
  [OrderStatus.READY]: [OrderStatus.ACCEPTED],
  [OrderStatus.COMPLETED]: [OrderStatus.READY],
  [OrderStatus.REJECTED]: [OrderStatus.PENDING, OrderStatus.ACCEPTED],
  [OrderStatus.CANCELLED]: [OrderStatus.PENDING],
};

/** Those that take the order out of stock and figures again. */
const UNDOING: readonly OrderStatus[] = [OrderStatus.REJECTED, OrderStatus.CANCELLED];

interface OrderId {
  readonly shopId: string;
  readonly orderId: string;
}

/** A change of status by one who may: `mine` binds the order to the caller, `check` the shop. */
interface Move {
  /** In whose name it is made: counters and another's stock are for the system alone to see. */
  readonly writer: Writer;
  readonly id: OrderId;
  readonly to: OrderStatus;
  readonly mine: readonly Requirement[];
  readonly check: Write | null;
  readonly version: number | null;
  readonly refusal: UserError;
}

/**
 * By the buyer, while it is `PENDING`: stock comes back, figures forget it. Counted, since orders that are placed and taken back again
 * would find out the stock for nothing.
 */
export async function cancelOrder(context: FieldgateContext, input: CancelOrderInput): Promise<OrderPayload> {
  const { attribute, id: value } = buyerOf(context.callerFacts.caller);
  const attempt = await context.attempts.count('cancelOrder', 'visitors');
  const outcome = await move(context, {
    writer: context.systemWriter,
    id: orderIdOf(context, input.orderId),
    to: OrderStatus.CANCELLED,
    mine: [{ kind: 'equals', attribute, value }],
    check: null,
    version: null,
    refusal: {
      field: ['orderId'],
      code: UserErrorCode.NOT_CANCELLABLE,
      message: 'The order is not PENDING any more, so it cannot be cancelled.',
    },
  }).catch(async (cause: unknown) => {
    if (!context.signal.aborted) await attempt.giveBack();
    throw cause;
  });
  if (outcome.changed === null) await attempt.giveBack();
  return outcome;
}

/** By the shop. */
export async function advanceOrder(
  context: FieldgateContext,
  { orderId, to, version }: AdvanceOrderInput,
): Promise<OrderPayload> {
  const id = orderIdOf(context, orderId);
  return move(context, {
    writer: UNDOING.includes(to) ? context.systemWriter : context.writer,
    id,
    to,
    mine: [],
    check: await ownershipCheck(context, id.shopId, 'order'),
    version: version ?? null,
    refusal: {
      field: ['to'],
      code: UserErrorCode.INVALID_TRANSITION,
      message: `The order cannot become ${to}: its present status does not allow that.`,
    },
  });
}

/** The shop's own note; absent leaves it, `null` clears it. */
export async function annotateOrder(
  context: FieldgateContext,
  { orderId, internalNote }: AnnotateOrderInput,
): Promise<OrderPayload> {
  const id = orderIdOf(context, orderId);
  const check = await ownershipCheck(context, id.shopId, 'order');
  const key = fillKey(orderKey, { ...id });
  const { isMade, failed } = await context.writer.attempt([noteWrite(key, internalNote), check]);
  if (isMade) return { changed: { ...id }, userErrors: [] };
  // The shop is theirs, and the order is there: what else the write requires is that it was not erased.
  const [order] = failed.has(1) ? [] : await context.writer.facts([key], []);
  if (!order) throw notFound('order');
  const message = 'The buyer had their data erased, so no note about them can be stored.';
  return { changed: null, userErrors: [{ field: ['internalNote'], code: DATA_ERASED, message }] };
}

/** Of who had their data erased nothing is written down again: it would be erased by nobody. */
function noteWrite(key: Key, internalNote: string | null | undefined): Write {
  if (internalNote === undefined) return { kind: 'check', key, require: [EXISTS] };
  const update = { kind: 'update', key, add: { version: 1 } } as const;
  if ((internalNote ?? '') === '') return { ...update, remove: ['internalNote'], require: [EXISTS] };
  return { ...update, set: { internalNote }, require: [EXISTS, { kind: 'absent', attribute: 'erasedAt' }] };
}

function orderIdOf({ reader }: FieldgateContext, globalId: string): OrderId {
  const { shopId, orderId } = reader.paramsOf(globalId, 'Order') ?? {};
  if (shopId === undefined || orderId === undefined) throw notFound('order');
  return { shopId, orderId };
}

async function move(context: FieldgateContext, wanted: Move): Promise<OrderPayload> {
  return retryOnConflict(async () => {
    const order = await look(context, wanted);
    if (!SOURCES[wanted.to].includes(order.status as OrderStatus))
      return { changed: null, userErrors: [wanted.refusal] };
    const writes = [
      statusWrite(context, wanted, order),
      ...noticeWrites({ ...wanted.id, to: wanted.to, version: nextVersion(order) }, context.now),
      ...(wanted.check ? [wanted.check] : []),
      ...(await undoing(context, wanted, order)),
    ];
    const { isMade, failed } = await wanted.writer.attempt(writes);
    assertProducts(writes.filter((_, index) => failed.has(index)));
    return isMade ? { changed: { ...wanted.id }, userErrors: [] } : null;
  });
}

/** The order as it is, to choose the words of a refusal and to know what to give back; the write does not rely on it. */
async function look({ callerFacts }: FieldgateContext, wanted: Move): Promise<Item> {
  const { writer, id, mine, check, version } = wanted;
  if (check) {
    const [ownership] = await writer.facts([check.key], []);
    if (!ownership) throw notFound('order');
  }
  const facts = mine.length > 0 ? [buyerOf(callerFacts.caller).attribute] : [];
  const [known] = await writer.facts([fillKey(orderKey, { ...id })], facts);
  const isMine = known && mine.every((each) => each.kind === 'equals' && known[each.attribute] === each.value);
  if (!isMine) throw notFound('order');
  const [order] = await writer.facts([fillKey(orderKey, { ...id })], factsFor(wanted));
  if (!order) throw notFound('order');
  assertVersion(order, version, 'order');
  return order;
}

/** No more than this move takes: a buyer's never names what only the shop sees. */
function factsFor(wanted: Move): string[] {
  return [
    'status',
    ...(goesByVersion(wanted) ? ['version'] : []),
    ...(UNDOING.includes(wanted.to) ? COUNTED_FACTS : []),
  ];
}

/** Whether the move is of the very version that was looked at: one was sent, or the notice says which it is. */
function goesByVersion({ to, version }: Move): boolean {
  return version !== null || isNews(to);
}

function statusWrite({ now }: FieldgateContext, wanted: Move, order: Item): Write {
  const { id, to, mine } = wanted;
  return {
    kind: 'update',
    key: fillKey(orderKey, { ...id }),
    set: { status: to, updatedAt: now.toISOString(), ...withdrawal(wanted, order, now) },
    add: { version: 1 },
    require: [
      EXISTS,
      { kind: 'oneOf', attribute: 'status', values: SOURCES[to] },
      ...mine,
      ...sameBuyer(wanted, order),
      ...(goesByVersion(wanted) ? [sameVersion(order)] : []),
    ],
  };
}

/** Where the order's own day takes no more bookings, the order tells on which day it was taken off: a recount goes by it. */
function withdrawal({ to }: Move, order: Item, now: Date): Item {
  return !UNDOING.includes(to) || takesBookings(dayOf(order), now) ? {} : { withdrawnOn: dayAt(now) };
}

/** What was counted for a buyer is taken back from that very buyer: a guest’s order may become a customer’s meanwhile. */
function sameBuyer({ to, mine }: Move, order: Item): Requirement[] {
  if (!UNDOING.includes(to) || mine.length > 0) return [];
  const { attribute, id: value } = buyerWhoseIs(order);
  return [{ kind: 'equals', attribute, value }];
}

function buyerWhoseIs({ customerId, guestSessionId }: Item): Buyer {
  return typeof customerId === 'string' ? customerBuyer(customerId) : guestBuyer(storedText(guestSessionId));
}

/** For whom the order is in the figures of its own day: whoever had it when that day closed. */
function buyerCounted(order: Item): Buyer {
  return buyerOfPartition(order.countedFor) ?? buyerWhoseIs(order);
}

/** What takes a rejected or cancelled order out of stock and figures, in the same transaction as its change of status. */
async function undoing({ now }: FieldgateContext, { writer, id, to }: Move, order: Item): Promise<Write[]> {
  if (!UNDOING.includes(to)) return [];
  const [lines, [shop]] = await Promise.all([
    linesOf(writer, id, order),
    writer.facts([fillKey(shopKey, { shopId: id.shopId })], ['category']),
  ]);
  const countable: Countable = {
    shopId: id.shopId,
    shopCategory: shopCategoryOf(shop?.category),
    currencyCode: currencyOf(order.currencyCode),
    day: dayOf(order),
    total: storedNumber(order.total),
    lines,
  };
  const tally = takesBookings(countable.day, now)
    ? await tallyBack(writer, countable, buyerWhoseIs(order))
    : await withdrawLate(writer, countable, buyerCounted(order), now);
  return [...lines.map((line) => giveBack(id.shopId, line)), ...tally];
}

async function tallyBack(writer: Writer, countable: Countable, buyer: Buyer): Promise<Write[]> {
  const [[sales, ...sold], [buyerDay]] = await Promise.all([
    writer.facts(shopCounterKeys(countable, productsOf(countable)), SALES_FACTS),
    writer.facts([buyerDayKey(buyer, countable.day)], buyerDayFacts(countable)),
  ]);
  const state: TallyState = { sales: sales ?? null, sold, buyerDay: buyerDay ?? null };
  return tallyWrites(-1, countable, buyer, state, anyShard());
}

async function withdrawLate(writer: Writer, countable: Countable, buyer: Buyer, now: Date): Promise<Write[]> {
  const sold = await writer.facts(soldKeys(countable, productsOf(countable)), []);
  return lateWithdrawalWrites(countable, buyer, sold, dayAt(now), anyShard());
}

function productsOf({ lines }: Countable): string[] {
  return lines.map(({ productId }) => productId);
}

/** A product is archived and never removed: where one is not there, another try finds it no better. */
function assertProducts(failed: readonly Write[]): void {
  if (failed.some(({ key }) => matchKey(productKey, key)))
    throw new TypeError('expected the products of an order to be there');
}

function giveBack(shopId: string, { productId, quantity }: Countable['lines'][number]): Write {
  return {
    kind: 'update',
    key: fillKey(productKey, { shopId, productId }),
    add: { stock: quantity },
    require: [EXISTS],
  };
}
