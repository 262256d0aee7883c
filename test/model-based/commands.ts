import * as fc from 'fast-check';
import type { ApiUnderTest, GraphQLAnswer, RequestHeaders } from '../support/ApiUnderTest';
import { outcomeOf, placeInput, productNode, shopNode } from '../support/ordering';
import {
  PRODUCTS,
  totalOf,
  type Line,
  type Market,
  type Order,
  type Outcome,
  type ShopId,
  type Status,
} from './Market';

/** The API, and who calls it. */
export interface Real {
  readonly api: ApiUnderTest;
  /** Two customers, then two guests; by the names that the model knows them under. */
  readonly buyers: Readonly<Record<string, { readonly headers: RequestHeaders; readonly guestToken: string | null }>>;
  readonly owners: Readonly<Record<ShopId, RequestHeaders>>;
}

type Command = fc.AsyncCommand<Market, Real>;

const BUYERS = ['customer-1', 'customer-2', 'guest-1', 'guest-2'];
const SHOPS: readonly ShopId[] = ['alpha', 'beta'];
const ORDER = 'order { id status total { amount } }';
const REFUSALS = 'userErrors { code field }';

/** Something that somebody does; what comes of it is compared with what the model says. */
class Does implements Command {
  constructor(
    private readonly text: string,
    readonly check: (market: Market) => boolean,
    readonly run: (market: Market, real: Real) => Promise<void>,
  ) {}

  toString(): string {
    return this.text;
  }
}

const always = (): boolean => true;
const hasOrders = ({ orders }: Market): boolean => orders.length > 0;
const nth = ({ orders }: Market, index: number): Order => orders[index % orders.length]!;
const mutation = (name: string, type: string, selection: string): string =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} } }`;

function expectOutcome(answer: GraphQLAnswer, expected: Outcome): void {
  expect(outcomeOf(answer)).toBe(expected.code);
  const [payload] = Object.values(
    (answer.body.data ?? {}) as Record<string, { userErrors?: { field: string[] }[] } | null>,
  );
  if ('fields' in expected) expect(payload?.userErrors?.map(({ field }) => field.join('.'))).toEqual(expected.fields);
}

function expectOrder(seen: unknown, order: Order | null): void {
  const total = order && { amount: (totalOf(order) / 100).toFixed(2) };
  expect(seen).toEqual(order && { id: order.id, status: order.status, total });
}

const buyer = fc.constantFrom(...BUYERS);
const shop = fc.constantFrom(...SHOPS);
const index = fc.nat(30);
const lines = fc.constantFrom<readonly Line[]>(
  [{ product: 1, quantity: 1 }],
  [
    { product: 1, quantity: 2 },
    { product: 2, quantity: 1 },
  ],
  [{ product: 3, quantity: 5 }],
  [
    { product: 2, quantity: 4 },
    { product: 3, quantity: 1 },
    { product: 1, quantity: 3 },
  ],
  [
    { product: 9, quantity: 1 },
    { product: 1, quantity: 1 },
  ],
);
/** Sometimes the token of before the last rotation. */
const isStale = fc.boolean().chain((maybe) => (maybe ? fc.boolean() : fc.constant(false)));

const place = fc
  .tuple(buyer, shop, fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), lines, isStale)
  .map(([who, shopId, key, wanted, stale]) => {
    const run = async (market: Market, { api, buyers }: Real): Promise<void> => {
      const serial = market.shops[shopId].serial - (stale ? 1 : 0);
      const input = placeInput(
        {
          idempotencyKey: key,
          lines: wanted.map(({ product, quantity }) => ({ productId: productNode(shopId, product), quantity })),
        },
        shopId,
      );
      const headers = { ...buyers[who]!.headers, ...(await api.visit(shopId, serial)) };
      const expected = market.refusalOf(who, key, shopId, wanted, serial);
      const answer = await api.execute(mutation('placeOrder', 'PlaceOrderInput', `${ORDER} ${REFUSALS}`), headers, {
        input,
      });
      const seen = answer.body.data?.placeOrder?.order as { id: string } | null | undefined;
      if (expected === null) {
        expect(outcomeOf(answer)).toBe('done');
        expectOrder(seen, market.place(seen?.id ?? '', who, key, shopId, wanted));
        return;
      }
      expectOutcome(answer, expected);
      // An order that was claimed meanwhile is not the guest's to see any more.
      if ('order' in expected) expectOrder(seen, expected.order.buyer === who ? expected.order : null);
    };
    return new Does(
      `${who} places ${JSON.stringify(wanted)} in ${shopId}, key ${key}${stale ? ', with an old token' : ''}`,
      always,
      run,
    );
  });

const cancel = fc.tuple(index, fc.option(buyer)).map(([at, somebody]) => {
  const run = async (market: Market, { api, buyers }: Real): Promise<void> => {
    const order = nth(market, at);
    const who = somebody ?? order.buyer;
    const query = mutation('cancelOrder', 'CancelOrderInput', `${ORDER} ${REFUSALS}`);
    const answer = await api.execute(query, buyers[who]!.headers, { input: { orderId: order.id } });
    const outcome = market.cancel(order, who);
    expectOutcome(answer, outcome);
    if ('order' in outcome) expectOrder(answer.body.data.cancelOrder.order, order);
  };
  return new Does(`${somebody ?? 'the buyer'} cancels order ${at}`, hasOrders, run);
});

const target = fc.constantFrom<Status>('ACCEPTED', 'READY', 'COMPLETED', 'REJECTED');
const seenVersion = fc.constantFrom('none', 'current', 'stale');

const advance = fc.tuple(index, fc.option(shop, { freq: 8 }), target, seenVersion).map(([at, other, to, seen]) => {
  const run = async (market: Market, { api, owners }: Real): Promise<void> => {
    const order = nth(market, at);
    const owner = other ?? order.shopId;
    const version = seen === 'none' ? null : order.version - (seen === 'stale' ? 1 : 0);
    const query = mutation('advanceOrder', 'AdvanceOrderInput', `${ORDER} ${REFUSALS}`);
    const answer = await api.execute(query, owners[owner], { input: { orderId: order.id, to, version } });
    const outcome = market.advance(order, owner, to, version);
    expectOutcome(answer, outcome);
    if ('order' in outcome) expectOrder(answer.body.data.advanceOrder.order, order);
  };
  return new Does(`the owner of ${other ?? 'the shop'} advances order ${at} to ${to}, version ${seen}`, hasOrders, run);
});

const annotate = fc
  .tuple(index, fc.option(shop), fc.constantFrom('a note', null, undefined))
  .map(([at, other, internalNote]) => {
    const run = async (market: Market, { api, owners }: Real): Promise<void> => {
      const order = nth(market, at);
      const owner = other ?? order.shopId;
      const query = mutation('annotateOrder', 'AnnotateOrderInput', `order { internalNote version } ${REFUSALS}`);
      const answer = await api.execute(query, owners[owner], { input: { orderId: order.id, internalNote } });
      const outcome = market.annotate(order, owner, internalNote);
      expectOutcome(answer, outcome);
      if ('order' in outcome)
        expect(answer.body.data.annotateOrder.order).toEqual({ internalNote: order.note, version: order.version });
    };
    return new Does(`the owner of ${other ?? 'the shop'} notes ${String(internalNote)} on order ${at}`, hasOrders, run);
  });

const setOpen = fc.tuple(shop, shop, fc.constantFrom(true, true, true, false)).map(([owner, shopId, open]) => {
  const run = async (market: Market, { api, owners }: Real): Promise<void> => {
    const query = mutation('updateShop', 'UpdateShopInput', `shop { open } ${REFUSALS}`);
    const answer = await api.execute(query, owners[owner], { input: { shopId: shopNode(shopId), open } });
    expect(outcomeOf(answer)).toBe(owner === shopId ? 'done' : 'NOT_FOUND');
    if (owner === shopId) market.shops[shopId].open = open;
  };
  return new Does(`the owner of ${owner} ${open ? 'opens' : 'closes'} ${shopId}`, always, run);
});

const rotate = shop.map((shopId) => {
  const run = async (market: Market, { api, owners }: Real): Promise<void> => {
    const query = mutation('rotateVisitToken', 'RotateVisitTokenInput', `shop { id } ${REFUSALS}`);
    expect(outcomeOf(await api.execute(query, owners[shopId], { input: { shopId: shopNode(shopId) } }))).toBe('done');
    market.shops[shopId].serial += 1;
  };
  return new Does(`the owner of ${shopId} rotates its token`, always, run);
});

const change = fc.constantFrom(
  { price: 777 },
  { price: 12_345 },
  { stock: 3 },
  { stock: 50 },
  { available: false },
  { available: true },
  { available: true },
);

const updateProduct = fc.tuple(shop, shop, fc.constantFrom(...PRODUCTS), change).map(([owner, shopId, n, changes]) => {
  const run = async (market: Market, { api, owners }: Real): Promise<void> => {
    const { price } = { price: undefined, ...changes };
    const input = {
      productId: productNode(shopId, n),
      ...changes,
      ...(price !== undefined && { price: { amount: (price / 100).toFixed(2), currencyCode: 'EUR' } }),
    };
    const query = mutation('updateProduct', 'UpdateProductInput', `product { id } ${REFUSALS}`);
    expect(outcomeOf(await api.execute(query, owners[owner], { input }))).toBe(owner === shopId ? 'done' : 'NOT_FOUND');
    if (owner === shopId) Object.assign(market.shops[shopId].products[n]!, changes);
  };
  return new Does(`the owner of ${owner} makes product ${n} of ${shopId} ${JSON.stringify(changes)}`, always, run);
});

const claim = fc
  .tuple(fc.constantFrom('guest-1', 'guest-2'), fc.constantFrom('customer-1', 'customer-2'))
  .map(([guest, customer]) => {
    const run = async (market: Market, { api, buyers }: Real): Promise<void> => {
      const query = mutation('claimGuestOrders', 'ClaimGuestOrdersInput', `claimedCount complete ${REFUSALS}`);
      const input = { guestSessionToken: buyers[guest]!.guestToken };
      const { body } = await api.execute(query, buyers[customer]!.headers, { input });
      expect(body.data.claimGuestOrders).toEqual({
        claimedCount: market.claim(guest, customer),
        complete: true,
        userErrors: [],
      });
    };
    return new Does(`${customer} claims the orders of ${guest}`, always, run);
  });

const look = fc.tuple(index, buyer).map(([at, who]) => {
  const run = async (market: Market, { api, buyers }: Real): Promise<void> => {
    const order = nth(market, at);
    const { body } = await api.execute(
      `{ order(id: "${order.id}") { id status total { amount } } }`,
      buyers[who]!.headers,
    );
    expectOrder(body.data.order, order.buyer === who ? order : null);
  };
  return new Does(`${who} looks at order ${at}`, hasOrders, run);
});

const inspect = shop.map((shopId) => {
  const run = async (market: Market, { api, owners }: Real): Promise<void> => {
    const query = `{ shop(id: "${shopNode(shopId)}") { open sales { orderCount total { amount } } orders(first: 100) { nodes { id status } } } }`;
    const { body } = await api.execute(query, owners[shopId]);
    const { orderCount, total } = market.sales(shopId);
    expect(body.data.shop.open).toBe(market.shops[shopId].open);
    expect(body.data.shop.sales).toEqual({ orderCount, total: { amount: (total / 100).toFixed(2) } });
    const orders = market.orders.filter((order) => order.shopId === shopId).map(({ id, status }) => ({ id, status }));
    expect(byId(body.data.shop.orders.nodes as { id: string }[])).toEqual(byId(orders));
  };
  return new Does(`the owner of ${shopId} looks at sales and orders`, always, run);
});

function byId<T extends { id: string }>(orders: readonly T[]): T[] {
  return [...orders].sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** Random histories; what leads somewhere is drawn more often. */
export function histories(maxCommands: number): fc.Arbitrary<Iterable<Command>> {
  const often = [place, place, place, place, place, cancel, advance, advance];
  const seldom = [annotate, setOpen, rotate, updateProduct, claim, look, inspect];
  return fc.commands<Market, Real, false>([...often, ...seldom] as fc.Arbitrary<Command>[], {
    maxCommands,
    size: 'max',
  });
}
