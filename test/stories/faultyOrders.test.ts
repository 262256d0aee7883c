import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import {
  ADVANCE,
  CANCEL,
  freshKey,
  orderingWorld,
  orderKeyOf,
  outcomeOf,
  PATIENT,
  PLACE,
  placed,
  placeInput,
} from '../support/ordering';
import { TableBeside } from '../support/TableBeside';

const SHOP = { pk: 'SHOP#alpha', sk: 'SHOP' };
const PRODUCT = { pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p2' };
const FAULT = 'INTERNAL_SERVER_ERROR';

let api: ApiUnderTest;
let table: TableBeside;
let guest: RequestHeaders;
let owner: RequestHeaders;

beforeAll(async () => {
  api = await ApiUnderTest.start([], PATIENT);
  table = new TableBeside(api);
  guest = { ...(await api.guest()).headers, ...(await api.visit('alpha')) };
  owner = await api.ownerA();
});
afterAll(async () => {
  table.close();
  await api.close();
});
beforeEach(async () => table.reset(orderingWorld()));

const place = async (idempotencyKey = freshKey()): Promise<GraphQLAnswer> =>
  api.execute(PLACE, guest, { input: placeInput({ idempotencyKey }) });
/** What an answer says, and that nothing was written for it. */
const unwritten = async (ask: () => Promise<GraphQLAnswer>): Promise<string> => {
  const before = await table.items();
  const outcome = outcomeOf(await ask());
  expect(await table.items()).toEqual(before);
  return outcome;
};

describe('an order that does not tell what it took is given back as a whole or not at all', () => {
  const counts = [0, -1, 1, 3, 5, 99, 100, 3000, 1e9, 1.5, '2', null];
  it.each(counts)('its lineCount is 2, stored as %p', async (lineCount) => {
    const orderId = await placed(api, guest);
    await table.set(orderKeyOf(orderId), 'lineCount', lineCount);
    expect(await unwritten(async () => api.execute(CANCEL, guest, { input: { orderId } }))).toBe(FAULT);
    const input = { orderId, to: 'REJECTED' };
    expect(await unwritten(async () => api.execute(ADVANCE, owner, { input }))).toBe(FAULT);
    await table.set(orderKeyOf(orderId), 'lineCount', 2);
    expect(outcomeOf(await api.execute(CANCEL, guest, { input: { orderId } }))).toBe('done');
    expect((await table.differences()).recount).toEqual([]);
  });

  it.each([
    ['quantity', -2],
    ['quantity', 0],
    ['quantity', '2'],
    ['lineTotal', 1],
    ['lineTotal', null],
    ['productId', 12],
    ['productId', 'unknown'],
  ])('%s of a line is stored as %p', async (attribute, value) => {
    const orderId = await placed(api, guest);
    const { pk, sk } = orderKeyOf(orderId);
    await table.set({ pk, sk: `${sk.replace('ORDER', 'LINE')}#02` }, attribute, value);
    expect(await unwritten(async () => api.execute(CANCEL, guest, { input: { orderId } }))).toBe(FAULT);
  });

  it.each([
    ['placedAt', 12],
    ['placedAt', 'yesterday'],
    ['currencyCode', null],
    ['total', -1],
  ])('its %s is stored as %p', async (attribute, value) => {
    const orderId = await placed(api, guest);
    await table.set(orderKeyOf(orderId), attribute, value);
    expect(await unwritten(async () => api.execute(CANCEL, guest, { input: { orderId } }))).toBe(FAULT);
  });
});

describe('nobody buys what is not what it should be', () => {
  it.each([
    ['price', -500, FAULT],
    ['price', 10.5, FAULT],
    ['price', '1002', FAULT],
    ['name', 12, FAULT],
    ['name', null, FAULT],
    ['costPrice', -1, FAULT],
    ['costPrice', '502', FAULT],
    ['currencyCode', null, FAULT],
    ['currencyCode', 'XXX', FAULT],
    // It can be bought by nobody, and the rest of the order can.
    ['currencyCode', 'USD', 'PRODUCT_UNAVAILABLE'],
  ])('a product whose %s is stored as %p', async (attribute, value, outcome) => {
    await table.set(PRODUCT, attribute, value);
    expect(await unwritten(place)).toBe(outcome);
  });

  it('a product without a cost has none, as its margin says', async () => {
    await table.set(PRODUCT, 'costPrice', null);
    expect(outcomeOf(await place())).toBe('done');
    const [, line] = await table.items('LINE#');
    expect(line).not.toHaveProperty('unitCost');
  });

  it.each([
    ['category', 12],
    ['category', '__proto__'],
    ['category', 'RESTAURANT#2'],
    ['category', null],
    ['currencyCode', 'XXX'],
    ['commissionRate', 'x'],
    ['commissionRate', -5],
    ['commissionRate', 10_001],
  ])('in a shop whose %s is stored as %p', async (attribute, value) => {
    await table.set(SHOP, attribute, value);
    expect(await unwritten(place)).toBe(FAULT);
  });

  it('what was ordered before is answered, whatever became of its shop', async () => {
    const key = freshKey();
    const { body } = await place(key);
    await table.set(SHOP, 'category', 12);
    expect((await place(key)).body.data).toEqual(body.data);
  });
});
