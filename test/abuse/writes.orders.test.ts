import { toGlobalId } from '../../src/model/globalId';
import { Counters } from '../../src/operation/limits/Counters';
import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { isTransaction } from '../support/faults';
import {
  ADVANCE,
  ANNOTATE,
  CANCEL,
  codeOf,
  freshKey,
  orderingWorld,
  orderKeyOf,
  outcomeOf,
  PATIENT,
  PLACE,
  placed,
  placeInput,
  productNode,
  shopNode,
} from '../support/ordering';
import { isWrite } from '../support/RecordedCall';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { order, orderId, SUBJECTS } from '../support/world';
import { wireText } from './traffic';

const ALPHA_SHOP = { pk: 'SHOP#alpha', sk: 'SHOP' };
const PRODUCT_1 = { pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p1' };
const OWNERSHIP = { pk: `USER#${SUBJECTS.ownerA}`, sk: 'SHOP#alpha' };

let api: ApiUnderTest;
let table: TableBeside;
let guest: RequestHeaders;
let owner: RequestHeaders;

beforeAll(async () => {
  api = await ApiUnderTest.start([], PATIENT);
  table = new TableBeside(api);
  owner = await api.ownerA();
});
afterAll(async () => {
  table.close();
  await api.close();
});
beforeEach(async () => {
  await table.reset(orderingWorld());
  guest = { ...(await api.guest()).headers, ...(await api.visit('alpha')) };
});
afterEach(async () => {
  api.recorder.faults = undefined;
  expect(await table.differences()).toEqual(NO_DIFFERENCES);
});

const place = async (more: object, headers = guest): Promise<GraphQLAnswer> =>
  api.execute(PLACE, headers, { input: placeInput({ ...more }) });
const line = (quantity: unknown, productId: unknown = productNode('alpha', 1)): object => ({ productId, quantity });

/** Proves that nothing was written, and that nothing was even asked of the table. */
async function expectRefused(answer: GraphQLAnswer, code: string): Promise<void> {
  expect([answer.status, codeOf(answer), answer.body.data]).toEqual([400, code, undefined]);
  expect(answer.calls).toEqual([]);
  expect(await table.items('ORDER#')).toEqual([]);
}

describe('inputs that are not what the schema says', () => {
  it('the same input without the attack is an order', async () => {
    expect(outcomeOf(await place({ lines: [line(1)] }))).toBe('done');
  });

  it.each([
    'total',
    'platformFee',
    'status',
    'customerId',
    'guestSessionId',
    'placedAt',
    'number',
    'id',
    'commissionRate',
    'riskScore',
    'constructor',
    'toString',
    'pk',
    'gsi1pk',
  ])('a field that nobody writes, in the input or in a line: %s', async (name) => {
    await expectRefused(await place({ [name]: 'x' }), 'BAD_USER_INPUT');
    await expectRefused(await place({ lines: [{ ...line(1), [name]: 1 }] }), 'BAD_USER_INPUT');
  });

  it.each(['unitPrice', 'unitCost', 'lineTotal', 'name', 'position'])(
    'no price, cost or name of a line: %s',
    async (name) => {
      await expectRefused(await place({ lines: [{ ...line(1), [name]: 1 }] }), 'BAD_USER_INPUT');
    },
  );

  it('__proto__ as a name of its own is an unknown field, and nothing inherits from it', async () => {
    const input = JSON.stringify(placeInput()).replace('{', '{"__proto__":{"total":1,"polluted":true},');
    const lined = JSON.stringify(placeInput()).replace('"lines":[{', '"lines":[{"__proto__":{"quantity":1},');
    for (const each of [input, lined])
      await expectRefused(await api.execute(PLACE, guest, { input: JSON.parse(each) as object }), 'BAD_USER_INPUT');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    0,
    -1,
    -2_147_483_648,
    21,
    1000,
    2_147_483_647,
    2_147_483_648,
    1.5,
    1e21,
    '1',
    '5 OR 1=1',
    null,
    true,
    [1],
    { a: 1 },
    NaN,
  ])('a quantity of %j', async (quantity) => {
    // A list of one is taken for a list of values elsewhere; an Int is no list.
    await expectRefused(await place({ lines: [line(quantity)] }), 'BAD_USER_INPUT');
  });

  it('the largest quantity is taken, if there is so much', async () => {
    await table.set(PRODUCT_1, 'stock', 21);
    expect(outcomeOf(await place({ lines: [line(20)] }))).toBe('done');
    expect(outcomeOf(await place({ idempotencyKey: freshKey(), lines: [line(2)] }))).toBe('OUT_OF_STOCK');
  });

  it('the same product twice: the lines are to be added up by the client', async () => {
    await expectRefused(await place({ lines: [line(1), line(2)] }), 'BAD_USER_INPUT');
  });

  it('the same product by another spelling of its id is no product', async () => {
    const id = productNode('alpha', 1);
    for (const spelt of [
      `${id}=`,
      `${id} `,
      ` ${id}`,
      Buffer.from(`${Buffer.from(id, 'base64url').toString()}\0`).toString('base64url'),
      id.toLowerCase(),
    ]) {
      const answer = await place({ idempotencyKey: freshKey(), lines: [line(1), line(1, spelt)] });
      expect(outcomeOf(answer)).toBe('PRODUCT_UNAVAILABLE');
    }
    expect(await table.items('ORDER#')).toEqual([]);
  });

  it('no lines, too many lines, no list, holes in the list', async () => {
    for (const lines of [
      [],
      [null],
      null,
      'x',
      [[line(1)]],
      Array.from({ length: 41 }, (_, n) => line(1, productNode('alpha', n))),
    ])
      await expectRefused(await place({ lines }), 'BAD_USER_INPUT');
  });

  it.each([
    ['idempotencyKey', 'no characters', ''],
    ['idempotencyKey', '65 characters', 'x'.repeat(65)],
    ['idempotencyKey', 'null', null],
    ['customerName', 'no characters', ''],
    ['customerName', '101 characters', 'x'.repeat(101)],
    ['phoneNumber', 'two digits', '12'],
    ['phoneNumber', 'a country', '+49'],
    ['phoneNumber', 'a number without its country', '030 654321'],
    ['phoneNumber', 'a number and more', '+49 30 654321; DROP'],
    ['note', '501 characters', 'x'.repeat(501)],
    ['note', 'a number', 5],
  ])('%s of %s', async (name, _, value) => {
    await expectRefused(await place({ [name]: value }), 'BAD_USER_INPUT');
  });

  it('what is wrong is told field by field, and no value is repeated', async () => {
    const answer = await place({
      customerName: `secret-${'x'.repeat(200)}`,
      lines: [line(0)],
      note: `secret-${'y'.repeat(600)}`,
    });
    expect(answer.body.errors[0].extensions.fields).toEqual([
      { field: 'customerName', message: 'Expected a customerName of 1 to 100 characters, on one line.' },
      { field: 'note', message: 'Expected a note of 0 to 500 characters.' },
      { field: 'lines.0.quantity', message: 'Expected a quantity of at least 1.' },
    ]);
    expect(answer.text).not.toContain('secret-');
  });

  it('strings of 200 kB are refused by their length, of 1 MB by the body’s', async () => {
    for (const name of ['idempotencyKey', 'customerName', 'phoneNumber', 'note', 'shopId']) {
      const answer = await place({ [name]: 'x'.repeat(200_000) });
      expect([answer.status, codeOf(answer), answer.text.length < 1_000]).toEqual([400, 'BAD_USER_INPUT', true]);
    }
    const huge = await place({ note: 'x'.repeat(1_000_000) });
    expect([huge.status, codeOf(huge)]).toEqual([413, 'BAD_USER_INPUT']);
    const item = await place({ lines: [line(1, 'x'.repeat(200_000))] });
    expect(codeOf(item)).toBe('BAD_USER_INPUT');
    expect(await table.items('ORDER#')).toEqual([]);
  });
});

describe('ids of other things', () => {
  const SHOPS = [
    'nonsense',
    '',
    productNode('alpha', 1),
    toGlobalId('Order', 'alpha', 'x'),
    shopNode('nowhere'),
    toGlobalId('Shop', 'alpha#x'),
    shopNode('beta'),
  ];

  it.each(SHOPS)('a shop that is none, or not the one visited: %j', async (shopId) => {
    const answer = await place({ shopId });
    expect([codeOf(answer), answer.calls.filter(isWrite)]).toEqual(['FORBIDDEN', []]);
  });

  it('products of another shop are not sold here, and are not even looked at', async () => {
    const answer = await place({ lines: [line(1, productNode('beta', 1))] });
    expect(outcomeOf(answer)).toBe('PRODUCT_UNAVAILABLE');
    expect(wireText(answer.calls)).not.toContain('beta');
    const mixed = await place({ idempotencyKey: freshKey(), lines: [line(1), line(1, productNode('beta', 1))] });
    expect(mixed.body.data.placeOrder.userErrors).toEqual([
      expect.objectContaining({ field: ['lines', '1', 'productId'] }),
    ]);
    expect((await table.item(PRODUCT_1))?.stock).toBe(1000);
  });

  it.each([
    ['cancelOrder', CANCEL, {}],
    ['advanceOrder', ADVANCE, { to: 'ACCEPTED' }],
    ['annotateOrder', ANNOTATE, { internalNote: 'x' }],
  ])('%s: what is no order of theirs is not there', async (_, query, more) => {
    const headers = query === CANCEL ? guest : owner;
    const ids = [
      '',
      'nonsense',
      'Order:alpha:x',
      shopNode('alpha'),
      productNode('alpha', 1),
      toGlobalId('Order', 'alpha'),
      toGlobalId('Order', 'alpha', 'SHOP'),
      toGlobalId('Order', 'beta', orderId(1)),
      toGlobalId('OrderLine', 'alpha', orderId(1), '01'),
      'x'.repeat(10_000),
    ];
    for (const id of ids) {
      const answer = await api.execute(query, headers, { input: { orderId: id, ...more } });
      expect([codeOf(answer), answer.body.errors[0].message]).toEqual([
        'NOT_FOUND',
        'There is no such order, or it is not yours.',
      ]);
      // An owner's write may be tried, and finds nothing.
      expect(answer.calls.filter((call) => isWrite(call) && call.status === 200)).toEqual([]);
    }
  });
});

describe('what a mutation shows is no more than what a query shows', () => {
  it('the order of a payload is read and judged like any: owner-only fields are denied to the buyer, hidden from the traffic', async () => {
    const query = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order {
      number internalNote platformFee { amount } version customer { email } shop { name taxId } lines { unitCost { amount } product { name stock } } } } }`;
    const { body, calls } = await api.execute(query, guest, { input: placeInput({ lines: [line(1)] }) });
    expect(body.data.placeOrder.order).toEqual({
      number: expect.any(String),
      internalNote: null,
      platformFee: null,
      version: null,
      customer: null,
      shop: { name: 'name of alpha', taxId: null },
      lines: [{ unitCost: null, product: { name: 'name of alpha-p1', stock: null } }],
    });
    const coordinates = (body.errors as { extensions: { coordinate: string } }[]).map(
      ({ extensions }) => extensions.coordinate,
    );
    expect(coordinates.sort()).toEqual([
      'Order.customer',
      'Order.internalNote',
      'Order.platformFee',
      'Order.version',
      'OrderLine.unitCost',
      'Product.stock',
      'Shop.taxId',
    ]);
    const afterwards = wireText(calls.slice(calls.findIndex(isTransaction) + 1));
    for (const name of ['internalNote', 'platformFee', 'unitCost', 'taxId', 'stock'])
      expect(afterwards).not.toContain(`"${name}"`);
  });

  it('`x-on-denied: reject` refuses before anything is written', async () => {
    const query = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { internalNote } } }`;
    const { body, calls } = await api.execute(query, { ...guest, 'x-on-denied': 'reject' }, { input: placeInput() });
    expect([codeOf({ body }), calls.filter(isWrite)]).toEqual(['UNAUTHENTICATED', []]);
    expect(await table.items('ORDER#')).toEqual([]);
  });

  it('an order that was replayed for a guest whose order a customer claimed is not shown to the guest any more', async () => {
    const id = await placed(api, guest, { idempotencyKey: 'claimed' });
    await table.set(orderKeyOf(id), 'guestSessionId', 'somebody-else');
    const { body } = await place({ idempotencyKey: 'claimed' });
    expect(body.data.placeOrder).toEqual({ order: null, userErrors: [] });
    await table.reset(orderingWorld());
  });
});

describe('between the check and the write', () => {
  /** Changes the table when the transaction is on its way: after everything was read, before it is made. */
  function justBefore(change: () => Promise<void>, times = 1): void {
    let left = times;
    api.recorder.faults = async (call) => {
      if (isTransaction(call) && left-- > 0) await change();
      return undefined;
    };
  }

  it('the price changes: the order has the new price, never the old one', async () => {
    justBefore(async () => table.set(PRODUCT_1, 'price', 2222));
    const { body } = await place({ lines: [line(2)] });
    expect(body.data.placeOrder.order.total.amount).toBe('44.44');
  });

  it('the product becomes unavailable, or is archived: it is not sold', async () => {
    for (const [name, value] of [
      ['available', false],
      ['archivedAt', '2026-01-01T00:00:00.000Z'],
    ] as const) {
      justBefore(async () => table.set(PRODUCT_1, name, value));
      expect(outcomeOf(await place({ idempotencyKey: freshKey() }))).toBe('PRODUCT_UNAVAILABLE');
      await table.reset(orderingWorld());
    }
  });

  it('the product is gone: it is not sold, and not made again by the write', async () => {
    justBefore(async () => api.remove(PRODUCT_1));
    expect(outcomeOf(await place({}))).toBe('PRODUCT_UNAVAILABLE');
    expect(await table.item(PRODUCT_1)).toBeUndefined();
  });

  it('the stock is sold to somebody else', async () => {
    justBefore(async () => table.set(PRODUCT_1, 'stock', 1));
    expect(outcomeOf(await place({ lines: [line(2)] }))).toBe('OUT_OF_STOCK');
  });

  it('the shop closes', async () => {
    justBefore(async () => table.set(ALPHA_SHOP, 'open', false));
    expect(outcomeOf(await place({}))).toBe('SHOP_CLOSED');
  });

  it('the visit token is rotated: it takes a current one', async () => {
    justBefore(async () => table.set(ALPHA_SHOP, 'visitSerial', 2));
    const answer = await place({});
    expect([codeOf(answer), answer.body.errors[0].extensions.requires]).toEqual([
      'FORBIDDEN',
      expect.stringContaining('current visit token'),
    ]);
    expect(await table.items('ORDER#')).toEqual([]);
  });

  it.each([
    ['advanceOrder', ADVANCE, { to: 'ACCEPTED' }],
    ['advanceOrder to REJECTED', ADVANCE, { to: 'REJECTED' }],
    ['annotateOrder', ANNOTATE, { internalNote: 'mine' }],
  ])('the shop is not the caller’s any more: %s', async (_, query, more) => {
    const id = await placed(api, guest);
    justBefore(async () => api.remove(OWNERSHIP));
    const answer = await api.execute(query, owner, { input: { orderId: id, ...more } });
    expect([codeOf(answer), answer.calls.filter(isTransaction).length]).toEqual(['NOT_FOUND', 1]);
    const item = await table.item(orderKeyOf(id));
    expect(item).toMatchObject({ status: 'PENDING', version: 1 });
    expect(item).not.toHaveProperty('internalNote');
  });

  it('the order is another’s by now: it is not cancelled by whoever had it', async () => {
    const id = await placed(api, guest);
    justBefore(async () => table.set(orderKeyOf(id), 'guestSessionId', 'another'));
    expect(codeOf(await api.execute(CANCEL, guest, { input: { orderId: id } }))).toBe('NOT_FOUND');
    expect((await table.item(orderKeyOf(id)))?.status).toBe('PENDING');
    await table.reset(orderingWorld());
  });

  it('the order has another status by now: the state machine holds', async () => {
    const id = await placed(api, guest);
    justBefore(async () => table.set(orderKeyOf(id), 'status', 'ACCEPTED'));
    expect(outcomeOf(await api.execute(CANCEL, guest, { input: { orderId: id } }))).toBe('NOT_CANCELLABLE');
    justBefore(async () => table.set(orderKeyOf(id), 'status', 'COMPLETED'));
    expect(outcomeOf(await api.execute(ADVANCE, owner, { input: { orderId: id, to: 'REJECTED' } }))).toBe(
      'INVALID_TRANSITION',
    );
    expect((await table.item(orderKeyOf(id)))?.status).toBe('COMPLETED');
  });

  it('the order has another version by now: a conflict for whoever said which', async () => {
    const id = await placed(api, guest);
    justBefore(async () => table.set(orderKeyOf(id), 'version', 7));
    expect(codeOf(await api.execute(ADVANCE, owner, { input: { orderId: id, to: 'ACCEPTED', version: 1 } }))).toBe(
      'CONFLICT',
    );
    expect((await table.item(orderKeyOf(id)))?.status).toBe('PENDING');
  });

  it.each([
    ['advanceOrder', ADVANCE, { to: 'ACCEPTED' }],
    ['annotateOrder', ANNOTATE, { internalNote: 'mine' }],
    ['cancelOrder', CANCEL, {}],
  ])('the order is gone: it is not made again by %s', async (_, query, more) => {
    await api.put(order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 }));
    const id = toGlobalId('Order', 'alpha', orderId(1));
    justBefore(async () => api.remove(orderKeyOf(id)));
    const answer = await api.execute(query, query === CANCEL ? await api.customer1() : owner, {
      input: { orderId: id, ...more },
    });
    expect(codeOf(answer)).toBe('NOT_FOUND');
    expect(await table.item(orderKeyOf(id))).toBeUndefined();
    await table.reset(orderingWorld());
  });

  it('the figures change each time: other people’s orders are in them, and this one is added', async () => {
    const others = [await api.guest(), await api.guest()].map(({ headers }) => headers);
    let left = 2;
    api.recorder.faults = async (call) => {
      const other = isTransaction(call) && left > 0 ? others[--left] : undefined;
      if (other) {
        const beside = { ...other, ...(await api.visit('alpha')) };
        await fetch(api.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...beside },
          body: JSON.stringify({ query: PLACE, variables: { input: placeInput() } }),
        });
      }
      return undefined;
    };
    expect(outcomeOf(await place({}))).toBe('done');
    expect(await table.items('ORDER#')).toHaveLength(3);
  });

  it('nothing of an item comes back with a refusal: neither to the client nor to the process', async () => {
    await table.set(PRODUCT_1, 'stock', 1);
    const id = await placed(api, guest, { lines: [line(1, productNode('alpha', 2))] });
    const answers = [
      await place({ lines: [line(2)] }),
      await (async () => {
        justBefore(async () => table.set(orderKeyOf(id), 'status', 'READY'));
        return api.execute(CANCEL, guest, { input: { orderId: id } });
      })(),
    ];
    for (const { calls, text } of answers) {
      const refused = calls.filter((call) => isTransaction(call) && call.status === 400);
      expect(refused.length).toBeGreaterThan(0);
      for (const { responseText, request } of refused) {
        expect(responseText).toContain('ConditionalCheckFailed');
        expect(responseText).not.toContain('"Item"');
        expect(JSON.stringify(request)).not.toMatch(/ALL_OLD|ALL_NEW/);
      }
      expect(text).not.toMatch(/Conditional|Transact|SHOP#|stock|canary/);
    }
  });
});

describe('every write of these mutations', () => {
  it('has a condition on each of its items, and is one transaction', async () => {
    const id = await placed(api, guest);
    const answers = [
      await place({ idempotencyKey: freshKey() }),
      await api.execute(ANNOTATE, owner, { input: { orderId: id, internalNote: 'x' } }),
      await api.execute(ADVANCE, owner, { input: { orderId: id, to: 'ACCEPTED' } }),
      await api.execute(ADVANCE, owner, { input: { orderId: id, to: 'REJECTED' } }),
      await api.execute(CANCEL, guest, { input: { orderId: await placed(api, guest) } }),
    ];
    for (const { calls } of answers) {
      const writes = calls.filter(isWrite);
      expect(writes.map(({ operation }) => operation)).toEqual(['TransactWriteItems']);
      const items = writes.flatMap(({ request }) =>
        (request.TransactItems as Record<string, Record<string, unknown>>[]).flatMap((item) => Object.values(item)),
      );
      expect(items.length).toBeGreaterThan(1);
      for (const item of items) {
        expect(item.ConditionExpression).toMatch(/\S/);
        expect(item.ReturnValuesOnConditionCheckFailure).toBe('NONE');
      }
    }
  });
});

test('an order that is made is told, also where the try that it took cannot be given back', async () => {
  const headers = { ...(await api.customer1()), ...(await api.visit('alpha')) };
  const giveBack = jest.spyOn(Counters.prototype, 'giveBack').mockRejectedValueOnce(new Error('the counters are away'));
  const { body } = await api.execute(PLACE, headers, { input: placeInput({ idempotencyKey: freshKey() }) });
  expect(giveBack).toHaveBeenCalled();
  giveBack.mockRestore();
  expect(body.errors).toBeUndefined();
  expect(body.data.placeOrder.order.id).toEqual(expect.any(String));
  expect((await api.log.line({ event: 'fault' })).fault).toBe('Error');
});

test('a stored version that is none breaks no answer', async () => {
  const headers = { ...(await api.customer1()), ...(await api.visit('alpha')) };
  const id = await placed(api, headers);
  const stored = await table.item(orderKeyOf(id));
  await api.replace({ ...stored, version: 12345678901234567890n } as never);
  const { status, body } = await api.execute(ADVANCE, await api.ownerA(), {
    input: { orderId: id, to: 'READY', version: 1 },
  });
  expect([status, body.errors[0].extensions]).toEqual([200, { code: 'CONFLICT', requestId: expect.any(String) }]);
});

test('a stored NULL is nothing to writes, as to reading', async () => {
  const [visitor, owner] = [{ ...(await api.customer1()), ...(await api.visit('alpha')) }, await api.ownerA()];
  await table.set(PRODUCT_1, 'archivedAt', null);
  const id = productNode('alpha', 1);
  const seen = await api.execute(`{ node(id: "${id}") { id } }`, visitor);
  expect(seen.body.data.node).toEqual({ id });
  const order = await placed(api, visitor);
  await table.set(orderKeyOf(order), 'erasedAt', null);
  expect(outcomeOf(await api.execute(ANNOTATE, owner, { input: { orderId: order, internalNote: 'Ring.' } }))).toBe(
    'done',
  );
  const changes = `mutation {
    updateProduct(input: { productId: "${id}", name: "Another" }) { product { name archivedAt } userErrors { code } }
    archiveProduct(input: { productId: "${id}" }) { product { archivedAt } userErrors { code } }
  }`;
  expect((await api.execute(changes, owner)).body).toEqual({
    data: {
      updateProduct: { product: { name: 'Another', archivedAt: null }, userErrors: [] },
      archiveProduct: { product: { archivedAt: expect.any(String) }, userErrors: [] },
    },
  });
});
