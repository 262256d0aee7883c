import type { ApiUnderTest, RequestHeaders } from '../support/ApiUnderTest';
import type { Fault } from '../support/DynamoRecorder';
import { cancelled, isTransaction } from '../support/faults';
import { ADVANCE, ANNOTATE, CANCEL, outcomeOf, PLACE, placeInput, productNode, shopNode } from '../support/ordering';
import type { RecordedCall } from '../support/RecordedCall';
import type { TableBeside } from '../support/TableBeside';
import { post } from './requests';

/** What must be empty after any history, and what happened in it. */
export interface Outcome {
  /** Idempotency keys that made more than one order. */
  readonly doubledKeys: readonly string[];
  /** Products whose stock is not what it was, less what is in orders that count. */
  readonly misplacedStock: readonly string[];
  /** Answers that no operation should give. */
  readonly unexpected: readonly string[];
  readonly orders: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
}

interface Buyer {
  readonly name: string;
  readonly headers: RequestHeaders;
  readonly guestToken: string | null;
}

const WORKERS = 12;
const SHOPS = ['alpha', 'beta'] as const;
const PRODUCTS = [1, 2, 3] as const;
const RETRIES = 4;
const MOST_ROUNDS = 20;
const EXPECTED_CODES = new Set(['TRY_AGAIN', 'NOT_FOUND', 'IDEMPOTENCY_MISMATCH', 'CONFLICT']);
const UPDATE_SHOP = `mutation ($input: UpdateShopInput!) { updateShop(input: $input) { shop { open } userErrors { code } } }`;
const UPDATE_PRODUCT = `mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { product { name } userErrors { code } } }`;
const CLAIM = `mutation ($input: ClaimGuestOrdersInput!) { claimGuestOrders(input: $input) { claimedCount complete userErrors { code } } }`;

/**
 * Several buyers and owners do random things to two shops, `things` at least and until `orders` orders were placed, many at the same time,
 * while the store gets in conflicts, throttles, loses calls and loses answers; whoever is told to try again does, with the same input.
 */
export async function interleave(
  api: ApiUnderTest,
  table: TableBeside,
  least: { readonly things: number; readonly orders: number },
): Promise<Outcome> {
  // So much that some products run out, and not too soon.
  const history = new History(api, table, Math.ceil(least.things / 5));
  await history.begin();
  await history.run(least);
  return history.end();
}

class History {
  private readonly orders: { readonly id: string; readonly shopId: string; readonly buyer: Buyer }[] = [];
  private readonly byKey = new Map<string, Set<string>>();
  private readonly keys: { readonly buyer: Buyer; readonly shopId: string; readonly input: Record<string, unknown> }[] =
    [];
  private readonly answers: Record<string, number> = {};
  private readonly faults: Record<string, number> = {};
  private readonly unexpected: string[] = [];
  /** Of every kind of fault one comes for certain, however short the history is. */
  private readonly certain = [0, 0.08, 0.11, 0.18];
  private buyers: readonly Buyer[] = [];
  private owners: Record<string, RequestHeaders> = {};
  private visits: Record<string, RequestHeaders> = {};

  constructor(
    private readonly api: ApiUnderTest,
    private readonly table: TableBeside,
    private readonly stock: number,
  ) {}

  async begin(): Promise<void> {
    const { api } = this;
    const guests = await Promise.all(Array.from({ length: 6 }, () => api.guestSessions.issue()));
    this.buyers = [
      { name: 'customer-1', headers: await api.customer1(), guestToken: null },
      { name: 'customer-2', headers: await api.customer2(), guestToken: null },
      ...guests.map(({ token, session }) => ({
        name: session.id,
        headers: { authorization: `Bearer ${token}` },
        guestToken: token,
      })),
    ];
    this.owners = { alpha: await api.ownerA(), beta: await api.ownerB() };
    for (const shopId of SHOPS) {
      this.visits[shopId] = await api.visit(shopId);
      for (const n of PRODUCTS)
        await this.table.set({ pk: `SHOP#${shopId}`, sk: `PRODUCT#${shopId}-p${n}` }, 'stock', this.stock);
    }
  }

  async run({ things, orders }: { readonly things: number; readonly orders: number }): Promise<void> {
    this.api.recorder.faults = (call) => this.fault(call);
    let done = 0;
    // How many orders so many things are is chance: shops close. What never comes to enough of them ends, and its test says so.
    const isEnough = () => done >= things && (this.orders.length >= orders || done >= MOST_ROUNDS * things);
    const worker = async (): Promise<void> => {
      while (!isEnough()) {
        done += 1;
        await this.step();
        // What was recorded is not looked at here, and would fill the memory.
        if (this.api.recorder.calls.length > 5_000) this.api.recorder.take();
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, worker));
    this.api.recorder.faults = undefined;
    for (const shopId of SHOPS) await this.setOpen(shopId, true);
  }

  async end(): Promise<Outcome> {
    const doubledKeys = [...this.byKey].filter(([, ids]) => ids.size > 1).map(([key]) => key);
    return {
      doubledKeys,
      misplacedStock: await this.misplacedStock(),
      unexpected: this.unexpected,
      orders: (await this.table.items('ORDER#')).length,
      answers: this.answers,
      faults: this.faults,
    };
  }

  private fault(call: Pick<RecordedCall, 'operation' | 'request'>): Fault {
    if (!isTransaction(call)) return Math.random() < 0.002 ? this.noted('reset', 'reset') : undefined;
    const luck = this.certain.shift() ?? Math.random();
    if (luck < 0.08) return this.noted('conflict', cancelled(call, 'TransactionConflict'));
    if (luck < 0.11) return this.noted('throttled', cancelled(call, 'ThrottlingError'));
    if (luck < 0.18) return this.noted('lose-answer', 'lose-answer');
    return luck < 0.2 ? this.noted('reset', 'reset') : undefined;
  }

  private noted(name: string, fault: Fault): Fault {
    this.faults[name] = (this.faults[name] ?? 0) + 1;
    return fault;
  }

  private async step(): Promise<void> {
    const luck = Math.random();
    if (luck < 0.45) return this.place();
    if (luck < 0.52) return this.placeAgain();
    if (luck < 0.66) return this.cancel();
    if (luck < 0.85) return this.advance();
    if (luck < 0.89) return this.annotate();
    if (luck < 0.93) return this.setOpen(pick(SHOPS), Math.random() < 0.8);
    if (luck < 0.97) return this.changePrice();
    return this.claim();
  }

  private async place(): Promise<void> {
    const [shopId, buyer] = [pick(SHOPS), pick(this.buyers)];
    if (!buyer) return;
    const products = PRODUCTS.filter(() => Math.random() < 0.5);
    const lines = (products.length > 0 ? products : [1]).map((n) => ({
      productId: productNode(shopId, n),
      quantity: 1 + Math.floor(Math.random() * 3),
    }));
    const input = placeInput({ idempotencyKey: `k${this.keys.length}`, lines }, shopId);
    this.keys.push({ buyer, shopId, input });
    return this.send(PLACE, input, { ...buyer.headers, ...this.visits[shopId] }, (order) =>
      this.remember(buyer, shopId, input, order),
    );
  }

  /** A retry long after, or of somebody who does not know that it was answered; sometimes with other content. */
  private async placeAgain(): Promise<void> {
    const known = pick(this.keys);
    if (!known) return;
    const { buyer, shopId, input } = known;
    const sent = Math.random() < 0.2 ? { ...input, customerName: 'Somebody else' } : input;
    const remember = (order: { id: string }): void => this.remember(buyer, shopId, input, order);
    return this.send(PLACE, sent, { ...buyer.headers, ...this.visits[shopId] }, sent === input ? remember : undefined);
  }

  private remember(buyer: Buyer, shopId: string, input: Record<string, unknown>, { id }: { id: string }): void {
    const key = `${buyer.name} ${String(input.idempotencyKey)}`;
    const ids = this.byKey.get(key) ?? new Set();
    if (!ids.has(id)) this.orders.push({ id, shopId, buyer });
    this.byKey.set(key, ids.add(id));
  }

  private async cancel(): Promise<void> {
    const order = pick(this.orders);
    // Mostly one's own.
    const buyer = Math.random() < 0.9 ? order?.buyer : pick(this.buyers);
    if (order && buyer) await this.send(CANCEL, { orderId: order.id }, buyer.headers);
  }

  private async advance(): Promise<void> {
    const order = pick(this.orders);
    if (!order) return;
    const to = pick(['ACCEPTED', 'ACCEPTED', 'READY', 'COMPLETED', 'REJECTED']);
    await this.send(ADVANCE, { orderId: order.id, to }, this.ownerOf(order.shopId));
  }

  private async annotate(): Promise<void> {
    const order = pick(this.orders);
    const internalNote = Math.random() < 0.5 ? null : 'a note';
    if (order) await this.send(ANNOTATE, { orderId: order.id, internalNote }, this.ownerOf(order.shopId));
  }

  private async setOpen(shopId: string, open: boolean): Promise<void> {
    await this.send(UPDATE_SHOP, { shopId: shopNode(shopId), open }, this.ownerOf(shopId));
  }

  private async changePrice(): Promise<void> {
    const shopId = pick(SHOPS);
    const price = { amount: (1 + Math.floor(Math.random() * 900) / 100).toFixed(2), currencyCode: 'EUR' };
    const available = Math.random() < 0.9;
    await this.send(
      UPDATE_PRODUCT,
      { productId: productNode(shopId, pick(PRODUCTS)), price, available },
      this.ownerOf(shopId),
    );
  }

  private async claim(): Promise<void> {
    const guestToken = pick(this.buyers)?.guestToken ?? null;
    const claimant = pick(this.buyers.slice(0, 2));
    if (claimant && guestToken !== null) await this.send(CLAIM, { guestSessionToken: guestToken }, claimant.headers);
  }

  private ownerOf(shopId: string): RequestHeaders {
    // Sometimes the wrong one.
    return this.owners[Math.random() < 0.95 ? shopId : pick(SHOPS)] ?? {};
  }

  private async send(
    query: string,
    input: object,
    headers: RequestHeaders,
    onOrder?: (order: { id: string }) => void,
  ): Promise<void> {
    for (let attempt = 0; attempt <= RETRIES; attempt += 1) {
      const { body } = await post(this.api.url, query, headers, { variables: { input } });
      const { code, order } = this.note(body as Body);
      if (order) onOrder?.(order);
      if (code !== 'TRY_AGAIN') return;
    }
  }

  private note(body: Body): { code: string | undefined; order: { id: string } | null } {
    const [[name, payload] = ['none', null]] = Object.entries(body.data ?? {});
    const outcome = `${name}: ${outcomeOf({ body })}`;
    this.answers[outcome] = (this.answers[outcome] ?? 0) + 1;
    const code = body.errors?.[0]?.extensions.code;
    if (code !== undefined && !EXPECTED_CODES.has(code)) this.unexpected.push(JSON.stringify(body));
    return { code, order: payload?.order ?? null };
  }

  private async misplacedStock(): Promise<string[]> {
    const counted = (await this.table.items('ORDER#')).filter(
      ({ status }) => status !== 'REJECTED' && status !== 'CANCELLED',
    );
    const ids = new Set(counted.map(({ pk, sk }) => `${pk} ${sk.slice('ORDER#'.length)}`));
    const sold = new Map<string, number>();
    for (const { pk, sk, productId, quantity } of await this.table.items('LINE#')) {
      if (ids.has(`${pk} ${sk.split('#')[1] ?? ''}`))
        sold.set(String(productId), (sold.get(String(productId)) ?? 0) + Number(quantity));
    }
    return SHOPS.flatMap((shopId) => PRODUCTS.map((n) => ({ shopId, id: `${shopId}-p${n}` }))).reduce<
      Promise<string[]>
    >(async (before, { shopId, id }) => {
      const found = await before;
      const stock = Number((await this.table.item({ pk: `SHOP#${shopId}`, sk: `PRODUCT#${id}` }))?.stock);
      const expected = this.stock - (sold.get(id) ?? 0);
      return stock === expected ? found : [...found, `${id}: ${stock} instead of ${expected}`];
    }, Promise.resolve([]));
  }
}

interface Body {
  readonly data?: Readonly<Record<string, AnyPayload | null>>;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

interface AnyPayload {
  readonly order?: { readonly id: string } | null;
  readonly userErrors: readonly { readonly code: string }[];
}

function pick<T>(from: readonly [T, ...T[]]): T;
function pick<T>(from: readonly T[]): T | undefined;
function pick<T>(from: readonly T[]): T | undefined {
  return from[Math.floor(Math.random() * from.length)];
}
