import { ulid } from 'ulid';
import type { PlaceOrderInput } from '../../schema/inputs/orderInputs';
import { orderKey, orderLineKey, productKey, shopKey } from '../../schema/keys';
import { currencyOf, toMoney, type CurrencyCode } from '../../schema/Money';
import { OrderStatus } from '../../schema/Order';
import type { OrderPayload } from '../../schema/payloads';
import { shopCategoryOf } from '../../schema/ShopCategory';
import { UserErrorCode, type UserError } from '../../schema/UserError';
import { retryOnConflict } from '../../src/loading/retryOnConflict';
import type { Attempt } from '../../src/response/Context';
import { PublicError } from '../../src/response/errors';
import { fill, fillKey, match, type KeyParams } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import { storedInteger, storedNumber } from '../../src/storage/storedInteger';
import { storedText } from '../../src/storage/storedText';
import { EXISTS, MISSING, type Write } from '../../src/storage/writes';
import { dayAt } from '../closedDays';
import type { FieldgateContext } from '../Services';
import { buyerOf, type Buyer } from './buyers';
import { ORDERS_REFUSED, unmarked } from './erasureMark';
import { lineNumber } from './orderLines';
import { contentHash, IDEMPOTENCY_FACTS, idempotencyKey, rememberedOrder, rememberOrder } from './idempotency';
import {
  anyShard,
  buyerDayFacts,
  buyerDayKey,
  SALES_FACTS,
  shopCounterKeys,
  tallyWrites,
  type Countable,
  type TallyState,
} from './tally';
import { assertVisit } from './visits';

/** Tries that found too little of something. Stock is the owner's to know; who asks for it often is refused. */
const SHORTAGE = 'placeOrder shortage';
const BASIS_POINTS = 10_000n;
/** In minor units: as many digits as a client may send, and far below where JavaScript's numbers stop being exact. */
const MAX_TOTAL = 999_999_999_999_999n;

/** What the platform itself needs to know to sell. It reads this in its own name, for the writes, and tells nobody. */
const SHOP_FACTS = ['open', 'currencyCode', 'category', 'commissionRate'] as const;
/** What the write requires of the products beside their stock. */
const TERMS = ['price', 'currencyCode', 'available', 'archivedAt'] as const;
const PRODUCT_FACTS = ['name', 'costPrice', ...TERMS] as const;
const UNCOUNTED: TallyState = { sales: null, sold: [], buyerDay: null };

/** Everything an attempt relies on; the transaction requires that it still holds. */
interface Scene {
  readonly shop: Item | null;
  readonly products: readonly (Item | null)[];
  readonly tally: TallyState;
  readonly made: KeyParams | null;
}

/**
 * Places an order in one transaction: the visit is current, the shop open, prices are those read, stock suffices, figures are added to, the
 * key is remembered; or nothing happens. The same key and content give the same order. All of it is read and written in the system's name,
 * never in the buyer's: costs, rates, stock and counters are not for them to see.
 */
export async function placeOrder(context: FieldgateContext, input: PlaceOrderInput): Promise<OrderPayload> {
  const buyer = buyerOf(context.callerFacts.caller);
  assertUsualQuantities(input, context.services.maxLineQuantity);
  const shopId = context.reader.paramsOf(input.shopId, 'Shop')?.shopId ?? '';
  const visit = await assertVisit(context, shopId).catch((refusal: unknown) => ({ refusal }));
  if ('refusal' in visit) return orderMadeBefore(context, input, buyer, shopId, visit.refusal);
  // Taken before it is known whether there is enough: who has none left is refused either way.
  const attempt = await context.attempts.count(SHORTAGE, 'visitors').catch((refusal: unknown) => ({ refusal }));
  if ('refusal' in attempt) return orderMadeBefore(context, input, buyer, shopId, attempt.refusal);
  const placing = new Placing(context, input, buyer, visit);
  return placing.run(attempt);
}

/** A retry may come after the visit is over: the order that the key has made is answered all the same. */
async function orderMadeBefore(
  { systemWriter }: FieldgateContext,
  input: PlaceOrderInput,
  buyer: Buyer,
  shopId: string,
  refusal: unknown,
): Promise<OrderPayload> {
  const [record] = await systemWriter.facts([idempotencyKey(buyer, input.idempotencyKey)], IDEMPOTENCY_FACTS);
  const made = rememberedOrder(record ?? null, hashOf(input, shopId));
  if (!made) throw refusal;
  return { changed: made, userErrors: [] };
}

class Placing {
  private readonly day: string;
  private readonly hash: string;
  /** Stock that was found wanting while the product was otherwise as read: position of the line. */
  private short: readonly number[] = [];
  private lastTerms: string | null = null;
  /** Whether it was found, in whatever round, that there is not enough of something. */
  private hasMetShortage = false;

  constructor(
    private readonly context: FieldgateContext,
    private readonly input: PlaceOrderInput,
    private readonly buyer: Buyer,
    private readonly visit: { readonly shopId: string; readonly serial: number },
  ) {
    this.day = dayAt(context.now);
    this.hash = hashOf(input, visit.shopId);
  }

  /**
   * Gives the try back where it told nothing of the stock: the order is made, or was refused for something else. Of a request that is over nobody knows,
   * and what was found wanting in an earlier round stays found, whatever comes of the next.
   */
  async run(attempt: Attempt): Promise<OrderPayload> {
    const outcome = await retryOnConflict(() => this.attempt()).catch(async (cause: unknown) => {
      if (!this.hasMetShortage && !this.context.signal.aborted) await attempt.giveBack();
      throw cause;
    });
    if (outcome.changed !== null || !this.hasMetShortage) await attempt.giveBack();
    return outcome;
  }

  /** The answer, or `null` where something changed meanwhile and it is worth another try. */
  private async attempt(): Promise<OrderPayload | null> {
    const scene = await this.look();
    if (scene.made) return { changed: scene.made, userErrors: [] };
    const refusals = this.refusals(scene);
    if (refusals.some(({ code }) => code === UserErrorCode.OUT_OF_STOCK)) this.hasMetShortage = true;
    if (refusals.length > 0) return { changed: null, userErrors: refusals };
    const payload = await this.write(scene);
    if (this.short.length > 0) this.hasMetShortage = true;
    return payload;
  }

  private async look(): Promise<Scene> {
    const { systemWriter: writer } = this.context;
    const { shopId } = this.visit;
    const [record, [shop], products] = await Promise.all([
      writer.facts([idempotencyKey(this.buyer, this.input.idempotencyKey)], IDEMPOTENCY_FACTS),
      writer.facts([fillKey(shopKey, { shopId })], SHOP_FACTS),
      this.products(),
    ]);
    const made = rememberedOrder(record[0] ?? null, this.hash);
    // What was ordered before is answered, whatever became of the shop.
    const tally = made ? UNCOUNTED : await this.tally(shop ?? null, products);
    return { shop: shop ?? null, products, tally, made };
  }

  private async products(): Promise<(Item | null)[]> {
    const ids = this.productIds();
    const known = ids.flatMap((productId) =>
      productId === null ? [] : [fillKey(productKey, { shopId: this.visit.shopId, productId })],
    );
    const found = await this.context.systemWriter.facts(known, PRODUCT_FACTS);
    const byKey = new Map(found.flatMap((item) => (item ? [[String(item.sk), item] as const] : [])));
    return ids.map((productId) =>
      productId === null ? null : (byKey.get(fill(productKey.sk, { productId })) ?? null),
    );
  }

  private productIds(): (string | null)[] {
    return this.input.lines.map(({ productId }) => {
      const parsed = this.context.reader.paramsOf(productId, 'Product');
      return parsed?.shopId === this.visit.shopId ? (parsed.productId ?? null) : null;
    });
  }

  /** Where a product is missing the order is refused, so that nothing is counted. */
  private async tally(shop: Item | null, products: readonly (Item | null)[]): Promise<TallyState> {
    const productIds = products.flatMap((product) => (product ? [productIdOf(product)] : []));
    if (!shop || productIds.length < products.length) return UNCOUNTED;
    const { systemWriter: writer } = this.context;
    const of = { shopCategory: shopCategoryOf(shop.category), currencyCode: currencyOf(shop.currencyCode) };
    const keys = shopCounterKeys({ shopId: this.visit.shopId, day: this.day }, productIds);
    const [[sales, ...sold], [buyerDay]] = await Promise.all([
      writer.facts(keys, SALES_FACTS),
      writer.facts([buyerDayKey(this.buyer, this.day)], buyerDayFacts(of)),
    ]);
    return { sales: sales ?? null, sold, buyerDay: buyerDay ?? null };
  }

  /** What a person can mend: a closed shop, a product that is gone, too little of it. */
  private refusals({ shop, products }: Scene): UserError[] {
    if (shop?.open !== true)
      return [{ field: ['shopId'], code: UserErrorCode.SHOP_CLOSED, message: 'The shop takes no orders now.' }];
    const currencyCode = currencyOf(shop.currencyCode);
    const gone = products.flatMap((product, index) => (isSold(product, currencyCode) ? [] : [unavailable(index)]));
    if (gone.length > 0) return gone;
    const tooLarge = this.tooLarge(shop, products);
    if (tooLarge) return [tooLarge];
    // The same products as in the attempt that failed: then it was the stock.
    return this.lastTerms === termsOf(products) ? this.short.map((index) => this.outOfStock(index, products)) : [];
  }

  private tooLarge({ currencyCode: code }: Item, products: readonly (Item | null)[]): UserError | null {
    const prices = products.map((product) => amountOf(product?.price));
    const amounts = prices.map((price, index) => price * BigInt(this.input.lines[index]?.quantity ?? 0));
    if (amounts.reduce((sum, amount) => sum + amount, 0n) <= MAX_TOTAL) return null;
    const { amount, currencyCode } = toMoney(MAX_TOTAL, currencyOf(code));
    const message = `An order may cost at most ${amount} ${currencyCode}. Order less, or place several orders.`;
    return { field: ['lines'], code: UserErrorCode.TOTAL_TOO_LARGE, message };
  }

  private outOfStock(index: number, products: readonly (Item | null)[]): UserError {
    const message = `The shop does not have ${String(this.input.lines[index]?.quantity)} of ${String(products[index]?.name)}. Order less of it.`;
    return { field: ['lines', String(index), 'quantity'], code: UserErrorCode.OUT_OF_STOCK, message };
  }

  private async write(scene: Scene): Promise<OrderPayload | null> {
    const order = this.order(scene);
    const writes = this.writes(scene, order);
    const { isMade, failed } = await this.context.systemWriter.attempt([...writes, ...this.erasureCheck()]);
    if (isMade) return { changed: { shopId: this.visit.shopId, orderId: order.orderId }, userErrors: [] };
    if (failed.has(writes.length)) return { changed: null, userErrors: [ORDERS_REFUSED] };
    await this.remember(scene, failed);
    return null;
  }

  /** A customer may be having their data erased; of a guest nothing is erased. */
  private erasureCheck(): Write[] {
    return this.buyer.attribute === 'customerId' ? [unmarked(this.buyer.id)] : [];
  }

  /** Which lines failed: their products stand first in the transaction, in the order of the lines; then the shop. */
  private async remember({ products }: Scene, failed: ReadonlySet<number>): Promise<void> {
    this.short = products.flatMap((_, index) => (failed.has(index) ? [index] : []));
    this.lastTerms = termsOf(products);
    // A serial that was rotated meanwhile ends the attempt with the words that it takes a current token.
    if (failed.has(products.length)) await assertVisit(this.context, this.visit.shopId, 'again');
  }

  private order({ shop, products }: Scene) {
    const orderId = ulid(this.context.now.getTime());
    const lines = this.input.lines.map(({ quantity }, index) => {
      const product = products[index] ?? {};
      const { name, price, costPrice } = product;
      const unitPrice = storedNumber(amountOf(price));
      return {
        productId: productIdOf(product),
        name: storedText(name),
        unitPrice,
        quantity,
        lineTotal: unitPrice * quantity,
        ...((costPrice ?? null) !== null && { unitCost: storedNumber(amountOf(costPrice)) }),
      };
    });
    const countable: Countable = {
      shopId: this.visit.shopId,
      shopCategory: shopCategoryOf(shop?.category),
      currencyCode: currencyOf(shop?.currencyCode),
      day: this.day,
      total: lines.reduce((sum, { lineTotal }) => sum + lineTotal, 0),
      lines,
    };
    return { orderId, lines, countable };
  }

  private writes(scene: Scene, { orderId, lines, countable }: ReturnType<Placing['order']>): Write[] {
    const { shopId, serial } = this.visit;
    const { currencyCode, shopCategory } = countable;
    return [
      ...lines.map((line, index) => takeStock(shopId, line, scene.products[index] ?? {}, currencyCode)),
      {
        kind: 'check',
        key: fillKey(shopKey, { shopId }),
        require: [
          { kind: 'equals', attribute: 'visitSerial', value: serial },
          { kind: 'equals', attribute: 'open', value: true },
          { kind: 'equals', attribute: 'currencyCode', value: currencyCode },
          // The figures go by it.
          { kind: 'equals', attribute: 'category', value: shopCategory },
        ],
      },
      {
        kind: 'put',
        key: fillKey(orderKey, { shopId, orderId }),
        item: this.orderItem(scene, orderId, countable),
        require: [MISSING],
      },
      ...lines.map((line, index): Write => {
        const position = index + 1;
        const key = fillKey(orderLineKey, { shopId, orderId, line: lineNumber(position) });
        return { kind: 'put', key, item: { ...line, position, currencyCode }, require: [MISSING] };
      }),
      ...tallyWrites(1, countable, this.buyer, scene.tally, anyShard()),
      rememberOrder(
        idempotencyKey(this.buyer, this.input.idempotencyKey),
        this.hash,
        { shopId, orderId },
        this.context.now,
      ),
    ];
  }

  private orderItem({ shop }: Scene, orderId: string, { total, currencyCode, lines }: Countable): Item {
    const placedAt = this.context.now.toISOString();
    const { attribute, id, partition } = this.buyer;
    return {
      gsi1pk: partition,
      gsi1sk: `ORDER#${orderId}`,
      [attribute]: id,
      number: shortNumber(orderId),
      status: OrderStatus.PENDING,
      placedAt,
      updatedAt: placedAt,
      total,
      currencyCode,
      customerName: this.input.customerName,
      phoneNumber: this.input.phoneNumber,
      ...((this.input.note ?? '') !== '' && { note: this.input.note }),
      lineCount: lines.length,
      platformFee: feeOf(total, shop?.commissionRate),
      version: 1,
    };
  }
}

/** Each product stands in one line, so that this is the most of it that an order can ask for. Throws `BAD_USER_INPUT`. */
function assertUsualQuantities({ lines }: PlaceOrderInput, maximum: number): void {
  const at = lines.findIndex(({ quantity }) => quantity > maximum);
  if (at === -1) return;
  throw new PublicError('BAD_USER_INPUT', `Expected a quantity of at most ${String(maximum)}.`, {
    argument: `input.lines.${String(at)}.quantity`,
  });
}

/** The client's key is in it, and is kept nowhere: without it nobody can find a name or a phone number by guessing at the hash. */
function hashOf(
  { idempotencyKey: key, customerName, phoneNumber, note, lines }: PlaceOrderInput,
  shopId: string,
): string {
  const wanted = lines.map(({ productId, quantity }) => [productId, quantity]);
  return contentHash([key, shopId, customerName, phoneNumber, note ?? null, wanted]);
}

/** A shop sells in its own currency: a price in another one is not what the shop would get. */
function isSold(product: Item | null, currencyCode: CurrencyCode): boolean {
  if (product?.available !== true || (product.archivedAt ?? null) !== null) return false;
  return currencyOf(product.currencyCode) === currencyCode;
}

function productIdOf({ sk }: Item): string {
  return match(productKey.sk, String(sk))?.productId ?? '';
}

/** A price or a cost. Throws where it is less than nothing: no order is made with it. */
function amountOf(stored: unknown): bigint {
  const amount = storedInteger(stored);
  if (amount >= 0n) return amount;
  throw new RangeError('expected a stored price of at least 0');
}

/** An item's attributes come in any order. */
function termsOf(products: readonly (Item | null)[]): string {
  const terms = products.map((product) => TERMS.map((name) => product?.[name] ?? null));
  return JSON.stringify(terms);
}

function unavailable(index: number): UserError {
  const message = 'The shop does not sell this product now.';
  return { field: ['lines', String(index), 'productId'], code: UserErrorCode.PRODUCT_UNAVAILABLE, message };
}

/** Requires what the line was made of: the price that was read, and enough stock. */
function takeStock(
  shopId: string,
  { productId, quantity }: { productId: string; quantity: number },
  { price }: Item,
  currencyCode: CurrencyCode,
): Write {
  return {
    kind: 'update',
    key: fillKey(productKey, { shopId, productId }),
    add: { stock: -quantity },
    require: [
      EXISTS,
      { kind: 'equals', attribute: 'available', value: true },
      { kind: 'absent', attribute: 'archivedAt' },
      { kind: 'equals', attribute: 'price', value: price },
      { kind: 'equals', attribute: 'currencyCode', value: currencyCode },
      { kind: 'atLeast', attribute: 'stock', value: quantity },
    ],
  };
}

/** Short enough to call out at a counter; from the random part of the ULID. */
function shortNumber(orderId: string): string {
  return `${orderId.slice(-6, -3)}-${orderId.slice(-3)}`;
}

/** The platform's share, in whole minor units: a half is rounded up. */
function feeOf(total: number, commissionRate: unknown): number {
  const rate = storedInteger(commissionRate ?? 0);
  if (rate < 0n || rate > BASIS_POINTS) throw new RangeError('expected a stored share of 0 to all of an order');
  return Number((2n * BigInt(total) * rate + BASIS_POINTS) / (2n * BASIS_POINTS));
}
