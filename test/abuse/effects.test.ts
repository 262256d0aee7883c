import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { ADVANCE, CANCEL, orderingWorld, orderKeyOf, PATIENT, placed, placeInput } from '../support/ordering';
import { isWrite } from '../support/RecordedCall';
import { TableBeside } from '../support/TableBeside';
import { customer as customerItem, ownership } from '../support/world';
import { documentOf } from './ownersMutations';
import { deniedCoordinates } from './requests';
import { ALPHA, productNode } from './scene';

/*
 * Nobody is told that something was refused which has happened: with `x-on-denied: reject`, a mutation refuses before it writes, or it
 * answers what it did.
 */
const BOTH = 'customer-who-owns-beta';

let api: ApiUnderTest;
let table: TableBeside;
let customer: RequestHeaders;

beforeAll(async () => {
  api = await ApiUnderTest.start([], PATIENT);
  table = new TableBeside(api);
});
afterAll(async () => {
  table.close();
  await api.close();
});
beforeEach(async () => {
  await table.reset([...orderingWorld(), ownership(BOTH, 'beta'), customerItem(BOTH)]);
  customer = await api.customer1();
});

const rejecting = (headers: RequestHeaders): RequestHeaders => ({ ...headers, 'x-on-denied': 'reject' });

function expectRefused(answer: GraphQLAnswer, coordinates: readonly string[]): void {
  expect([answer.status, answer.body.data, deniedCoordinates(answer)]).toEqual([200, undefined, coordinates]);
  expect(answer.calls.filter(isWrite)).toEqual([]);
}

describe('what is denied of the item that is written refuses before the write', () => {
  it('a product of an order line, where the customer is in another shop', async () => {
    const orderId = await placed(api, { ...customer, ...(await api.visit('alpha')) });
    const query = documentOf('cancelOrder', 'order { id lines { product { name } } }');
    const headers = rejecting({ ...customer, ...(await api.visit('beta')) });
    expectRefused(await api.execute(query, headers, { input: { orderId } }), ['OrderLine.product']);
    expect((await table.item(orderKeyOf(orderId)))?.status).toBe('PENDING');
    const { body } = await api.execute(CANCEL, rejecting(customer), { input: { orderId } });
    expect(body).toEqual({ data: { cancelOrder: { order: { id: orderId, status: 'CANCELLED' }, userErrors: [] } } });
  });

  it('in fragments, under other names and deeper below', async () => {
    const orderId = await placed(api, { ...customer, ...(await api.visit('alpha')) });
    const query = `${documentOf('cancelOrder', 'a: order { ...F }')} fragment F on Order { lines { ...G } } fragment G on OrderLine { b: product { id } }`;
    const headers = rejecting({ ...customer, ...(await api.visit('beta')) });
    expectRefused(await api.execute(query, headers, { input: { orderId } }), ['OrderLine.product']);
  });

  it('what only another shop’s owner sees, where somebody is both buyer and owner', async () => {
    const both = { ...(await api.signedIn(BOTH, 'customers', 'shop-owners')), ...(await api.visit('alpha')) };
    const query = documentOf('placeOrder', 'order { internalNote lines { unitCost { amount } } }');
    const answer = await api.execute(query, rejecting(both), { input: placeInput() });
    expectRefused(answer, ['Order.internalNote', 'OrderLine.unitCost']);
    expect(await table.items('ORDER#')).toEqual([]);
  });
});

describe('what is denied of the shop that the written order is of', () => {
  it('refuses before the write', async () => {
    const both = await api.signedIn(BOTH, 'customers', 'shop-owners');
    const orderId = await placed(api, { ...both, ...(await api.visit('alpha')) });
    const query = documentOf('cancelOrder', 'order { status shop { legalName } }');
    expectRefused(await api.execute(query, rejecting(both), { input: { orderId } }), ['Shop.legalName']);
  });

  it('also what takes a visit to it', async () => {
    const orderId = await placed(api, { ...customer, ...(await api.visit('alpha')) });
    const query = documentOf('cancelOrder', 'order { status shop { products { nodes { name } } } }');
    const elsewhere = rejecting({ ...customer, ...(await api.visit('beta')) });
    expectRefused(await api.execute(query, elsewhere, { input: { orderId } }), ['Shop.products']);
    const there = rejecting({ ...customer, ...(await api.visit('alpha')) });
    expect((await api.execute(query, there, { input: { orderId } })).body.data.cancelOrder.order.status).toBe(
      'CANCELLED',
    );
  });
});

describe('what is found to be denied later is told beside the data', () => {
  const PROFILE = documentOf(
    'updateProfile',
    'customer { displayName orders { nodes { shop { taxId } } } } userErrors { code }',
  );
  const input = { displayName: 'Ada' };
  let both: RequestHeaders;
  beforeEach(async () => {
    both = await api.signedIn(BOTH, 'customers', 'shop-owners');
    await placed(api, { ...both, ...(await api.visit('alpha')) });
  });

  it('of an item that is only read', async () => {
    const answer = await api.execute(PROFILE, rejecting(both), { input });
    const orders = { nodes: [{ shop: { taxId: null } }] };
    expect(answer.body).toEqual({
      data: { updateProfile: { customer: { displayName: 'Ada', orders }, userErrors: [] } },
      extensions: {
        authorization: {
          denied: [{ coordinate: 'Shop.taxId', code: 'FORBIDDEN', requires: expect.any(String), count: 1 }],
        },
      },
    });
  });

  it('the same that `mask` answers', async () => {
    const [rejected, masked] = [
      await api.execute(PROFILE, rejecting(both), { input }),
      await api.execute(PROFILE, { ...both, 'x-on-denied': 'mask' }, { input }),
    ];
    expect(rejected.text).toContain('"taxId":null');
    expect(rejected.text).toBe(masked.text);
  });

  it('also where a second mutation of the operation is refused: the first one’s answer stays', async () => {
    const owner = await api.ownerA();
    const first = await placed(api, { ...both, ...(await api.visit('alpha')) });
    const second = await placed(api, { ...both, ...(await api.visit('alpha')) });
    const query = `mutation ($a: CancelOrderInput!, $b: CancelOrderInput!) {
      a: cancelOrder(input: $a) { order { status } } b: cancelOrder(input: $b) { order { internalNote } } }`;
    const { body } = await api.execute(query, rejecting(both), { a: { orderId: first }, b: { orderId: second } });
    expect(body.data).toEqual({ a: { order: { status: 'CANCELLED' } }, b: null });
    expect(body.errors).toMatchObject([{ path: ['b'], extensions: { code: 'FORBIDDEN' } }]);
    expect(body.extensions.authorization.denied).toMatchObject([{ coordinate: 'Order.internalNote' }]);
    const { body: after } = await api.execute(ADVANCE, owner, { input: { orderId: second, to: 'ACCEPTED' } });
    expect(after.data.advanceOrder.order.status).toBe('ACCEPTED');
  });
});

it('what may be seen is written and answered as ever', async () => {
  const owner = await api.ownerA();
  const query = documentOf('updateProduct', 'product { stock costPrice { amount } } userErrors { code }');
  const input = { productId: productNode('alpha', 1), description: 'New words.' };
  expect((await api.execute(query, rejecting(owner), { input })).text).toBe(
    (await api.execute(query, owner, { input })).text,
  );
});

it('a mutation that refuses in its payload, and a denial in an item that is not changed, keep what they say', async () => {
  const both = await api.signedIn(BOTH, 'customers', 'shop-owners');
  const query = documentOf('updateShop', 'shop { taxId } userErrors { code }');
  const { body, calls } = await api.execute(query, rejecting(both), { input: { shopId: ALPHA, name: 'Mine now' } });
  expect(body.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  expect(calls.filter(isWrite).length).toBeLessThanOrEqual(1);
  expect((await table.item({ pk: 'SHOP#alpha', sk: 'SHOP' }))?.name).not.toBe('Mine now');
});
