/** What the API should do, in memory: two shops, their products, orders of several buyers. No database, no GraphQL, no retries. */
export type ShopId = 'alpha' | 'beta';
export type Status = 'PENDING' | 'ACCEPTED' | 'READY' | 'COMPLETED' | 'REJECTED' | 'CANCELLED';

export interface Line {
  readonly product: number;
  readonly quantity: number;
}

export interface Shop {
  open: boolean;
  serial: number;
  readonly products: Record<number, { stock: number; price: number; available: boolean }>;
}

export interface Order {
  /** The API's id; learnt when it is placed. */
  readonly id: string;
  readonly shopId: ShopId;
  buyer: string;
  readonly lines: readonly (Line & { readonly price: number })[];
  status: Status;
  version: number;
  note: string | null;
}

/** How an operation ends: with a code, or done. */
export type Outcome =
  { readonly code: string; readonly fields?: readonly string[] } | { readonly code: 'done'; readonly order: Order };

const SOURCES: Readonly<Record<string, readonly Status[]>> = {
  ACCEPTED: ['PENDING'],
  READY: ['ACCEPTED'],
  COMPLETED: ['READY'],
  REJECTED: ['PENDING', 'ACCEPTED'],
  CANCELLED: ['PENDING'],
};
const NOT_COUNTED: readonly Status[] = ['REJECTED', 'CANCELLED'];

export const STOCK = 12;
export const PRODUCTS = [1, 2, 3] as const;

export class Market {
  readonly shops: Record<ShopId, Shop> = { alpha: newShop(), beta: newShop() };
  readonly orders: Order[] = [];
  private readonly keys = new Map<string, { readonly content: string; readonly order: Order }>();

  /** What placing would come to, before it is known under which id. `null`: a new order. */
  refusalOf(buyer: string, key: string, shopId: ShopId, lines: readonly Line[], serial: number): Outcome | null {
    const made = this.keys.get(`${buyer} ${key}`);
    const shop = this.shops[shopId];
    if (made)
      return made.content === contentOf(shopId, lines)
        ? { code: 'done', order: made.order }
        : { code: 'IDEMPOTENCY_MISMATCH' };
    if (serial !== shop.serial) return { code: 'FORBIDDEN' };
    if (!shop.open) return { code: 'SHOP_CLOSED', fields: ['shopId'] };
    const wrong = (isWrong: (line: Line) => boolean, field: string): string[] =>
      lines.flatMap((line, index) => (isWrong(line) ? [`lines.${index}.${field}`] : []));
    const gone = wrong(({ product }) => shop.products[product]?.available !== true, 'productId');
    if (gone.length > 0) return { code: 'PRODUCT_UNAVAILABLE', fields: gone };
    const short = wrong(({ product, quantity }) => (shop.products[product]?.stock ?? 0) < quantity, 'quantity');
    return short.length > 0 ? { code: 'OUT_OF_STOCK', fields: short } : null;
  }

  place(id: string, buyer: string, key: string, shopId: ShopId, lines: readonly Line[]): Order {
    const { products } = this.shops[shopId];
    for (const { product, quantity } of lines) products[product]!.stock -= quantity;
    const priced = lines.map((line) => ({ ...line, price: products[line.product]!.price }));
    const order: Order = { id, shopId, buyer, lines: priced, status: 'PENDING', version: 1, note: null };
    this.orders.push(order);
    this.keys.set(`${buyer} ${key}`, { content: contentOf(shopId, lines), order });
    return order;
  }

  cancel(order: Order, buyer: string): Outcome {
    if (order.buyer !== buyer) return { code: 'NOT_FOUND' };
    return this.move(order, 'CANCELLED', 'NOT_CANCELLABLE');
  }

  advance(order: Order, owner: ShopId, to: Status, version: number | null): Outcome {
    if (order.shopId !== owner) return { code: 'NOT_FOUND' };
    if (version !== null && version !== order.version) return { code: 'CONFLICT' };
    return this.move(order, to, 'INVALID_TRANSITION');
  }

  annotate(order: Order, owner: ShopId, note: string | null | undefined): Outcome {
    if (order.shopId !== owner) return { code: 'NOT_FOUND' };
    if (note !== undefined) Object.assign(order, { note, version: order.version + 1 });
    return { code: 'done', order };
  }

  /** How many orders changed hands. */
  claim(guest: string, customer: string): number {
    const claimed = this.orders.filter(({ buyer }) => buyer === guest);
    for (const order of claimed) Object.assign(order, { buyer: customer, version: order.version + 1 });
    return claimed.length;
  }

  sales(shopId: ShopId): { orderCount: number; total: number } {
    const counted = this.orders.filter((order) => order.shopId === shopId && !NOT_COUNTED.includes(order.status));
    return { orderCount: counted.length, total: counted.reduce((sum, order) => sum + totalOf(order), 0) };
  }

  private move(order: Order, to: Status, refusal: string): Outcome {
    if (!SOURCES[to]?.includes(order.status)) return { code: refusal };
    Object.assign(order, { status: to, version: order.version + 1 });
    const { products } = this.shops[order.shopId];
    if (NOT_COUNTED.includes(to)) for (const { product, quantity } of order.lines) products[product]!.stock += quantity;
    return { code: 'done', order };
  }
}

export function totalOf({ lines }: Order): number {
  return lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
}

function newShop(): Shop {
  const product = (n: number): [number, Shop['products'][number]] => [
    n,
    { stock: STOCK, price: 1000 + n, available: true },
  ];
  return { open: true, serial: 1, products: Object.fromEntries(PRODUCTS.map(product)) };
}

function contentOf(shopId: ShopId, lines: readonly Line[]): string {
  return JSON.stringify([shopId, lines]);
}
