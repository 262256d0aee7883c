import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { freshKey, orderingWorld, PATIENT, productNode, shopNode } from '../support/ordering';
import { MANIFEST, runOperation } from '../support/publishedDocuments';
import type { Operations, PlaceOrderInput } from '../support/operations';

/*
 * The clients' own operations, typed by codegen and named by their ids, on a deployment that takes no other documents from anyone.
 */

const ALPHA = shopNode('alpha');

let api: ApiUnderTest;
let visit: RequestHeaders;

beforeAll(async () => {
  api = await ApiUnderTest.start(orderingWorld(), {
    ...PATIENT,
    TRUSTED_DOCUMENTS: 'all',
    TRUSTED_DOCUMENTS_FILE: MANIFEST,
  });
  visit = await api.visit('alpha');
});
afterAll(async () => api.close());

const run = async <Name extends keyof Operations>(
  name: Name,
  variables: Operations[Name]['variables'],
  headers: RequestHeaders = {},
): Promise<Operations[Name]['data']> => {
  const { data, errors } = await runOperation(api, name, variables, headers);
  expect(errors).toEqual([]);
  return data;
};

const order = (): PlaceOrderInput => ({
  shopId: ALPHA,
  idempotencyKey: freshKey(),
  customerName: 'Ada',
  phoneNumber: '+49 30 654321',
  lines: [{ productId: productNode('alpha', 1), quantity: 2 }],
});

describe('a visitor who orders', () => {
  it('looks around, starts a session, orders from the menu, follows the order, and cannot take back what is ready', async () => {
    const { shop } = await run('ShopPage', { id: ALPHA });
    expect(shop).toMatchObject({ name: 'name of alpha', openingHours: [{ day: 'MONDAY' }] });
    const { startGuestSession } = await run('StartGuestSession', {});
    const guest = { authorization: `Bearer ${startGuestSession!.token}` };

    const menu = await run('Menu', { shopId: ALPHA, first: 2 }, { ...guest, ...visit });
    const [product] = menu.shop!.products!.edges;
    const input = { ...order(), lines: [{ productId: product!.node!.id, quantity: 3 }] };
    const { placeOrder } = await run('PlaceOrder', { input }, { ...guest, ...visit });
    expect(placeOrder).toMatchObject({ order: { status: 'PENDING', lines: [{ quantity: 3 }] }, userErrors: [] });
    const orderId = placeOrder!.order!.id;

    const owner = await api.ownerA();
    for (const to of ['ACCEPTED', 'READY'] as const) await run('AdvanceOrder', { input: { orderId, to } }, owner);
    const { viewer } = await run('GuestOrders', {}, guest);
    expect(viewer!.guestOrders!.edges.map(({ node }) => node)).toMatchObject([{ id: orderId, status: 'READY' }]);
    const { cancelOrder } = await run('CancelOrder', { input: { orderId } }, guest);
    expect(cancelOrder!.userErrors).toMatchObject([{ code: 'NOT_CANCELLABLE' }]);
  });
});

describe('a customer and the owner of the shop', () => {
  it('see the same order, each their part of it', async () => {
    const [customer, owner] = [await api.customer1(), await api.ownerA()];
    const { placeOrder } = await run('PlaceOrder', { input: order() }, { ...customer, ...visit });
    const id = placeOrder!.order!.id;
    const mine = await run('MyOrders', { first: 1, status: 'PENDING' }, customer);
    expect(mine.viewer!.customer!.orders!.edges[0]!.node!.id).toBe(id);
    const { order: details } = await run('OrderDetails', { id }, customer);
    expect(details).toMatchObject({ id, shop: { id: ALPHA }, lines: [{ quantity: 2 }] });
    const theirs = await run('ShopOrders', { shopId: ALPHA, first: 1 }, owner);
    expect(theirs.shop!.orders!.edges[0]!.node).toMatchObject({ id, customerName: 'Ada' });
    expect((await run('Anything', { id }, customer)).node).toMatchObject({ id, status: 'PENDING' });
    expect((await run('Anything', { id }, await api.customer2())).node).toBeNull();
  });

  it('are told who they are', async () => {
    const { viewer } = await run('Me', {}, { ...(await api.ownerA()), ...visit });
    expect(viewer).toMatchObject({ roles: ['SHOP_OWNER'], customer: null, shops: [{ id: ALPHA }] });
  });

  it('a trusted document gives nobody more than they may see', async () => {
    const { data, errors } = await runOperation(api, 'ShopRegister', { id: ALPHA }, await api.customer1());
    expect(data.shop).toEqual(expect.objectContaining({ name: 'name of alpha', legalName: null, taxId: null }));
    expect(errors.map(({ extensions }) => extensions.coordinate)).toEqual(['Shop.legalName', 'Shop.taxId']);
  });
});
