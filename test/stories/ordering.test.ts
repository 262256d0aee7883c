import { toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { describeCalls } from '../support/describeCalls';
import {
  ADVANCE,
  ANNOTATE,
  CANCEL,
  codeOf,
  orderingWorld,
  orderKeyOf,
  PLACE,
  placed,
  placeInput,
  productNode,
  shopNode,
} from '../support/ordering';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { product } from '../support/world';

let api: ApiUnderTest;
let table: TableBeside;
let guest: RequestHeaders;
let visit: RequestHeaders;
let owner: RequestHeaders;

beforeAll(async () => {
  api = await ApiUnderTest.start([]);
  table = new TableBeside(api);
  visit = await api.visit('alpha');
  owner = await api.ownerA();
});
afterAll(async () => {
  table.close();
  await api.close();
});
beforeEach(async () => {
  guest = (await api.guest()).headers;
  await table.reset(orderingWorld());
});
afterEach(async () => {
  // Whatever a story did: every figure is still what its orders add up to.
  expect(await table.differences()).toEqual(NO_DIFFERENCES);
});

const place = async (more: Record<string, unknown> = {}, headers = { ...guest, ...visit }): Promise<GraphQLAnswer> =>
  api.execute(PLACE, headers, { input: placeInput(more) });
const advance = async (orderId: string, to: string, more: object = {}, headers = owner): Promise<GraphQLAnswer> =>
  api.execute(ADVANCE, headers, { input: { orderId, to, ...more } });
const stockOf = async (productId: string): Promise<unknown> =>
  (await table.item({ pk: 'SHOP#alpha', sk: `PRODUCT#${productId}` }))?.stock;

/** What happened before, in and after the transaction; reads that go out together in no order of their own. */
function phases({ calls }: GraphQLAnswer): { before: string[]; transaction: string[]; after: string[] } {
  const at = calls.findIndex(({ operation }) => operation === 'TransactWriteItems');
  const [before, after] = at < 0 ? [calls, []] : [calls.slice(0, at), calls.slice(at + 1)];
  return {
    before: describeCalls(before).sort(),
    transaction: at < 0 ? [] : describeCalls(calls.slice(at, at + 1)),
    after: describeCalls(after),
  };
}

const counted = (names: string[], sign: string): string =>
  names.map((name) => `${name} = if_not_exists(${name}, 0) + ${sign}1`).join(', ');
const noneYet = (name: string): string => `(attribute_not_exists(${name}) OR ${name} = 0)`;
/** Of the platform's counters, those that a guest's order is in beside all, its category and its currency. */
const OF_GUESTS = ['orders#GUESTS', 'shops#GUESTS', 'buyers#GUESTS'];
const BUYER_COUNTERS = ['orders', 'orders#RESTAURANT', 'orders#EUR'];
const months = (...products: number[]): string => products.map((n) => `SHOP#alpha/SOLD#<month>#alpha-p${n}`).join(', ');
const firstSold = (n: number, units: number, total: number): string =>
  `  Put ${months(n)} {"unitsByDay":{"<date>":${units}},"totalByDay":{"<date>":${total}}} IF attribute_not_exists(pk)`;
const soldAgain = (n: number, units: number, total: number): string =>
  `  Update ${months(n)} SET unitsByDay.<date> = if_not_exists(unitsByDay.<date>, 0) + ${units}, ` +
  `totalByDay.<date> = if_not_exists(totalByDay.<date>, 0) + ${total} IF attribute_exists(pk)`;

describe('placing an order', () => {
  it('is six reads, one transaction of everything that changes, and the read of what was asked for', async () => {
    const answer = await place();
    expect(answer.body).toEqual({
      data: {
        placeOrder: {
          order: {
            id: expect.any(String),
            number: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3}$/),
            status: 'PENDING',
            total: { amount: '30.04', currencyCode: 'EUR' },
            lines: [
              { name: 'name of alpha-p1', quantity: 2, lineTotal: { amount: '20.02' } },
              { name: 'name of alpha-p2', quantity: 1, lineTotal: { amount: '10.02' } },
            ],
          },
          userErrors: [],
        },
      },
    });
    const stock = (n: number, price: number, quantity: number): string =>
      `  Update SHOP#alpha/PRODUCT#alpha-p${n} SET stock = if_not_exists(stock, 0) + -${quantity} ` +
      `IF attribute_exists(pk) AND available = true AND (attribute_not_exists(archivedAt) OR attribute_type(archivedAt, "NULL")) AND price = ${price} AND currencyCode = "EUR" AND stock >= ${quantity}`;
    const line = (n: number, price: number, quantity: number): string =>
      `  Put SHOP#alpha/LINE#<order>#0${n} ${JSON.stringify({
        productId: `alpha-p${n}`,
        name: `name of alpha-p${n}`,
        unitPrice: price,
        quantity,
        lineTotal: price * quantity,
        unitCost: 500 + n,
        position: n,
        currencyCode: 'EUR',
      })} IF attribute_not_exists(pk)`;
    expect(phases(answer)).toEqual({
      before: [
        'BatchGetItem SHOP#alpha/PRODUCT#alpha-p1, SHOP#alpha/PRODUCT#alpha-p2: archivedAt available costPrice currencyCode name price',
        `BatchGetItem SHOP#alpha/SALES#<day>, ${months(1, 2)}: orderCount orders#CUSTOMERS orders#GUESTS`,
        'GetItem GUEST#<guest>/DAY#<day>: orders orders#EUR orders#RESTAURANT',
        'GetItem GUEST#<guest>/IDEMPOTENCY#<hash>: contentHash orderId shopId',
        'GetItem SHOP#alpha/SHOP: category commissionRate currencyCode open',
        'GetItem SHOP#alpha/SHOP: visitSerial',
      ],
      transaction: [
        'TransactWriteItems of 12',
        stock(1, 1001, 2),
        stock(2, 1002, 1),
        '  ConditionCheck SHOP#alpha/SHOP IF visitSerial = 1 AND open = true AND currencyCode = "EUR" AND category = "RESTAURANT"',
        '  Put SHOP#alpha/ORDER#<order> {"gsi1pk":"GUEST#<guest>","gsi1sk":"ORDER#<order>","guestSessionId":"<guest>",' +
          '"number":"<number>","status":"PENDING","placedAt":"<time>","updatedAt":"<time>","total":3004,"currencyCode":"EUR",' +
          '"customerName":"Ada","phoneNumber":"+4930654321","lineCount":2,"platformFee":233,"version":1} IF attribute_not_exists(pk)',
        line(1, 1001, 2),
        line(2, 1002, 1),
        '  Put SHOP#alpha/SALES#<day> {"orderCount":1,"orders#GUESTS":1,"total":3004,"currencyCode":"EUR","unitsByProduct":{},"totalByProduct":{}} IF attribute_not_exists(pk)',
        `  Update GUEST#<guest>/DAY#<day> SET ${counted(BUYER_COUNTERS, '')} IF ${BUYER_COUNTERS.map(noneYet).join(' AND ')}`,
        `  Update STATISTICS#<shard>/DAY#<day> SET ${counted(
          ['orders', 'shops', 'buyers', 'orders#RESTAURANT', 'shops#RESTAURANT', 'buyers#RESTAURANT'],
          '',
        )}, revenue#EUR = if_not_exists(revenue#EUR, 0) + 3004, ${counted(['shops#EUR', 'buyers#EUR', ...OF_GUESTS], '')} IF (attribute_not_exists(closedAt) OR attribute_type(closedAt, "NULL"))`,
        firstSold(1, 2, 2002),
        firstSold(2, 1, 1002),
        '  Put GUEST#<guest>/IDEMPOTENCY#<hash> {"contentHash":"<hash>","shopId":"alpha","orderId":"<order>","expiresAt":<epoch>} IF attribute_not_exists(pk)',
      ],
      after: [
        'GetItem SHOP#alpha/ORDER#<order>: guestSessionId',
        'GetItem SHOP#alpha/ORDER#<order>: currencyCode lineCount number status total',
        'BatchGetItem SHOP#alpha/LINE#<order>#01, SHOP#alpha/LINE#<order>#02: currencyCode lineTotal name quantity',
      ],
    });
  });

  it('adds to the day that is there: neither the shop nor the buyer is counted a second time', async () => {
    await place();
    const { transaction } = phases(
      await place({
        idempotencyKey: 'key-2',
        lines: [1, 3].map((n) => ({ productId: productNode('alpha', n), quantity: 1 })),
      }),
    );
    expect(transaction.slice(7)).toEqual([
      `  Update SHOP#alpha/SALES#<day> SET ${counted(['orderCount', 'orders#GUESTS'], '')}, total = if_not_exists(total, 0) + 2004 ` +
        'IF attribute_exists(pk) AND orderCount >= 1 AND orders#GUESTS >= 1',
      `  Update GUEST#<guest>/DAY#<day> SET ${counted(BUYER_COUNTERS, '')} IF ${BUYER_COUNTERS.map((name) => `${name} >= 1`).join(' AND ')}`,
      `  Update STATISTICS#<shard>/DAY#<day> SET ${counted(['orders', 'orders#RESTAURANT'], '')}, ` +
        'revenue#EUR = if_not_exists(revenue#EUR, 0) + 2004, orders#GUESTS = if_not_exists(orders#GUESTS, 0) + 1 IF (attribute_not_exists(closedAt) OR attribute_type(closedAt, "NULL"))',
      soldAgain(1, 1, 1001),
      firstSold(3, 1, 1003),
      expect.stringMatching(/^ {2}Put GUEST#<guest>\/IDEMPOTENCY#<hash> /),
    ]);
  });

  it('with the same key and content again gives the same order, and writes nothing', async () => {
    const [first, again] = [await place(), await place()];
    expect(again.body).toEqual(first.body);
    expect(phases(again).transaction).toEqual([]);
    expect(await table.items('ORDER#')).toHaveLength(1);
    expect(await stockOf('alpha-p1')).toBe(998);
  });

  it('with the same key and other content is refused, whatever differs', async () => {
    await place();
    const others = [
      { customerName: 'Grace' },
      { phoneNumber: '+49 30 654322' },
      { note: 'No onions' },
      { lines: [{ productId: productNode('alpha', 1), quantity: 3 }] },
    ];
    for (const other of others) {
      const answer = await place(other);
      expect(answer.body.data).toEqual({ placeOrder: null });
      expect(codeOf(answer)).toBe('IDEMPOTENCY_MISMATCH');
    }
    expect(await table.items('ORDER#')).toHaveLength(1);
  });

  it('with the same phone number, written otherwise, is the same content', async () => {
    const [first, again] = [await place(), await place({ phoneNumber: '+4930654321' })];
    expect(again.body).toEqual(first.body);
  });

  it('with a key that another caller used is an order of one’s own', async () => {
    const callers = [guest, (await api.guest()).headers, await api.customer1(), await api.customer2()];
    const answers = await Promise.all(callers.map((headers) => place({}, { ...headers, ...visit })));
    const ids = answers.map(({ body }) => body.data.placeOrder.order.id as string);
    expect(new Set(ids).size).toBe(4);
  });

  it('is answered to a retry after the visit is over', async () => {
    const first = await place();
    await table.set({ pk: 'SHOP#alpha', sk: 'SHOP' }, 'visitSerial', 2);
    for (const headers of [guest, { ...guest, ...visit }]) expect((await place({}, headers)).body).toEqual(first.body);
    expect(codeOf(await place({ customerName: 'Grace' }, guest))).toBe('IDEMPOTENCY_MISMATCH');
    expect(codeOf(await place({ idempotencyKey: 'key-2' }, guest))).toBe('FORBIDDEN');
  });

  it('takes a current visit token of that very shop', async () => {
    const tokens = [{}, await api.visit('beta'), await api.visit('alpha', 2), { 'x-visit-token': 'nonsense' }];
    for (const token of tokens) {
      const answer = await place({}, { ...guest, ...token });
      expect(answer.body.data).toEqual({ placeOrder: null });
      expect(answer.body.errors[0].extensions).toMatchObject({
        code: 'FORBIDDEN',
        coordinate: 'Mutation.placeOrder',
        requires: expect.stringContaining('current visit token'),
      });
    }
    expect(await table.items('ORDER#')).toEqual([]);
  });

  it('takes a guest session or a customer: not a visitor, an owner, an administrator', async () => {
    const answers = [
      await place({}, visit),
      await place({}, { ...owner, ...visit }),
      await place({}, { ...(await api.admin()), ...visit }),
    ];
    expect(answers.map(codeOf)).toEqual(['UNAUTHENTICATED', 'FORBIDDEN', 'FORBIDDEN']);
    expect(answers.flatMap(({ calls }) => calls.filter(({ operation }) => operation === 'TransactWriteItems'))).toEqual(
      [],
    );
  });

  it('in a closed shop is a refusal that a person can mend, and writes nothing', async () => {
    await table.set({ pk: 'SHOP#alpha', sk: 'SHOP' }, 'open', false);
    const answer = await place();
    expect(answer.body.data.placeOrder).toEqual({
      order: null,
      userErrors: [{ field: ['shopId'], code: 'SHOP_CLOSED', message: 'The shop takes no orders now.' }],
    });
    expect(phases(answer).transaction).toEqual([]);
  });

  it('of more than there is names each line, and takes nothing of the others', async () => {
    await table.set({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p2' }, 'stock', 0);
    await table.set({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p3' }, 'stock', 4);
    const lines = [1, 5, 1, 4].map((quantity, index) => ({
      productId: productNode('alpha', [1, 3, 2, 4][index] ?? 0),
      quantity,
    }));
    const answer = await place({ lines });
    expect(answer.body.data.placeOrder).toEqual({
      order: null,
      userErrors: [
        {
          field: ['lines', '1', 'quantity'],
          code: 'OUT_OF_STOCK',
          message: 'The shop does not have 5 of name of alpha-p3. Order less of it.',
        },
        {
          field: ['lines', '2', 'quantity'],
          code: 'OUT_OF_STOCK',
          message: 'The shop does not have 1 of name of alpha-p2. Order less of it.',
        },
      ],
    });
    expect(await Promise.all([1, 2, 3, 4].map((n) => stockOf(`alpha-p${n}`)))).toEqual([1000, 0, 4, 1000]);
    expect(await table.items('ORDER#')).toEqual([]);
  });

  it('the last ones can be ordered', async () => {
    await table.set({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p1' }, 'stock', 2);
    expect((await place()).body.data.placeOrder.userErrors).toEqual([]);
    expect(await stockOf('alpha-p1')).toBe(0);
  });

  it('of a product that is not available, archived, of another shop or unknown is one and the same refusal', async () => {
    await table.set({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p1' }, 'available', false);
    await table.set({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p2' }, 'archivedAt', '2026-01-01T00:00:00.000Z');
    const ids = [
      productNode('alpha', 1),
      productNode('alpha', 2),
      productNode('beta', 1),
      productNode('alpha', 99),
      shopNode('alpha'),
      'nonsense',
    ];
    const lines = [...ids, productNode('alpha', 3)].map((productId) => ({ productId, quantity: 1 }));
    const answer = await place({ lines });
    expect(answer.body.data.placeOrder).toEqual({
      order: null,
      userErrors: ids.map((_, index) => ({
        field: ['lines', String(index), 'productId'],
        code: 'PRODUCT_UNAVAILABLE',
        message: 'The shop does not sell this product now.',
      })),
    });
    expect(phases(answer).transaction).toEqual([]);
  });

  it('of 30 lines is one transaction of 96 items; 31 are refused before anything is read', async () => {
    const numbers = Array.from({ length: 31 }, (_, index) => index + 1);
    await api.put(numbers.map((n) => product('alpha', `alpha-p${n}`, { price: n, stock: 10 })));
    const lines = numbers.map((n) => ({ productId: productNode('alpha', n), quantity: 2 }));
    const most = await place({ lines: lines.slice(0, 30) });
    expect(most.body.data.placeOrder.order.lines).toHaveLength(30);
    expect(most.body.data.placeOrder.order.total.amount).toBe('9.30');
    expect(phases(most).transaction).toHaveLength(1 + 96);
    const tooMany = await place({ idempotencyKey: 'key-2', lines });
    expect(tooMany).toMatchObject({ status: 400, calls: [] });
    expect(tooMany.body.errors[0]).toMatchObject({
      message: 'Expected at most 30 lines.',
      extensions: { code: 'BAD_USER_INPUT', fields: [{ field: 'lines', message: 'Expected at most 30 lines.' }] },
    });
    const rejected = await advance(most.body.data.placeOrder.order.id as string, 'REJECTED');
    expect(rejected.body.data.advanceOrder.order.status).toBe('REJECTED');
    expect(phases(rejected).transaction).toHaveLength(1 + 66);
  });

  it('freezes names, prices and costs: what the shop changes later is not in the order, and costs are its owner’s alone', async () => {
    const id = await placed(api, guest);
    for (const [attribute, value] of [
      ['price', 1],
      ['costPrice', 1],
      ['name', 'Renamed'],
    ] as const)
      await table.set({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p1' }, attribute, value);
    await table.set({ pk: 'SHOP#alpha', sk: 'SHOP' }, 'commissionRate', 1);
    const query = `query ($id: ID!) { order(id: $id) { platformFee { amount } lines { name unitPrice { amount } unitCost { amount } } } }`;
    const { body: seenByOwner } = await api.execute(query, owner, { id });
    expect(seenByOwner.data.order).toEqual({
      platformFee: { amount: '2.33' },
      lines: [
        { name: 'name of alpha-p1', unitPrice: { amount: '10.01' }, unitCost: { amount: '5.01' } },
        { name: 'name of alpha-p2', unitPrice: { amount: '10.02' }, unitCost: { amount: '5.02' } },
      ],
    });
    const { body: seenByGuest } = await api.execute(query, guest, { id });
    expect(seenByGuest.data.order.lines[0]).toEqual({
      name: 'name of alpha-p1',
      unitPrice: { amount: '10.01' },
      unitCost: null,
    });
    expect(seenByGuest.data.order.platformFee).toBeNull();
  });

  it('keeps the phone number in its international form, the name without blanks around it, and no empty note', async () => {
    const id = await placed(api, guest, { phoneNumber: '+49 (30) 654-321', customerName: '  Ada  ', note: '' });
    const item = await table.item(orderKeyOf(id));
    expect(item).toMatchObject({ phoneNumber: '+4930654321', customerName: 'Ada' });
    expect(item).not.toHaveProperty('note');
    const noted = await placed(api, guest, { note: 'No onions' });
    expect((await table.item(orderKeyOf(noted)))?.note).toBe('No onions');
  });

  it('in a currency without decimals counts in whole units', async () => {
    const input = placeInput({}, 'gamma');
    const { body } = await api.execute(PLACE, { ...guest, ...(await api.visit('gamma')) }, { input });
    expect(body.data.placeOrder.order.total).toEqual({ amount: '3004', currencyCode: 'JPY' });
  });
});

describe('taking an order back', () => {
  it('gives stock and figures back in the transaction that changes the status', async () => {
    const id = await placed(api, guest);
    const answer = await api.execute(CANCEL, guest, { input: { orderId: id } });
    expect(answer.body).toEqual({ data: { cancelOrder: { order: { id, status: 'CANCELLED' }, userErrors: [] } } });
    const back = (n: number, quantity: number): string =>
      `  Update SHOP#alpha/PRODUCT#alpha-p${n} SET stock = if_not_exists(stock, 0) + ${quantity} IF attribute_exists(pk)`;
    expect(phases(answer)).toEqual({
      before: [
        'BatchGetItem SHOP#alpha/LINE#<order>#01, SHOP#alpha/LINE#<order>#02, SHOP#alpha/LINE#<order>#03: lineTotal productId quantity',
        `BatchGetItem SHOP#alpha/SALES#<day>, ${months(1, 2)}: orderCount orders#CUSTOMERS orders#GUESTS`,
        'GetItem GUEST#<guest>/DAY#<day>: orders orders#EUR orders#RESTAURANT',
        'GetItem SHOP#alpha/ORDER#<order>: countedFor currencyCode customerId guestSessionId lineCount placedAt status total',
        'GetItem SHOP#alpha/ORDER#<order>: guestSessionId',
        'GetItem SHOP#alpha/SHOP: category',
      ],
      transaction: [
        'TransactWriteItems of 8',
        '  Update SHOP#alpha/ORDER#<order> SET status = "CANCELLED", updatedAt = "<time>", version = if_not_exists(version, 0) + 1 ' +
          'IF attribute_exists(pk) AND status IN ("PENDING") AND guestSessionId = "<guest>"',
        back(1, 2),
        back(2, 1),
        `  Update SHOP#alpha/SALES#<day> SET ${counted(['orderCount', 'orders#GUESTS'], '-')}, total = if_not_exists(total, 0) + -3004 ` +
          'IF attribute_exists(pk) AND orderCount = 1 AND orders#GUESTS = 1',
        `  Update GUEST#<guest>/DAY#<day> SET ${counted(BUYER_COUNTERS, '-')} IF ${BUYER_COUNTERS.map((name) => `${name} = 1`).join(' AND ')}`,
        `  Update STATISTICS#<shard>/DAY#<day> SET ${counted(
          ['orders', 'shops', 'buyers', 'orders#RESTAURANT', 'shops#RESTAURANT', 'buyers#RESTAURANT'],
          '-',
        )}, revenue#EUR = if_not_exists(revenue#EUR, 0) + -3004, ${counted(['shops#EUR', 'buyers#EUR', ...OF_GUESTS], '-')} IF (attribute_not_exists(closedAt) OR attribute_type(closedAt, "NULL"))`,
        soldAgain(1, -2, -2002),
        soldAgain(2, -1, -1002),
      ],
      after: ['GetItem SHOP#alpha/ORDER#<order>: guestSessionId', 'GetItem SHOP#alpha/ORDER#<order>: status'],
    });
    expect([await stockOf('alpha-p1'), await stockOf('alpha-p2')]).toEqual([1000, 1000]);
  });

  it('works for customers as for guests, once, and not after the shop has taken it up', async () => {
    const customer = await api.customer1();
    const [mine, taken] = [await placed(api, customer), await placed(api, customer)];
    const cancel = async (orderId: string): Promise<unknown> =>
      (await api.execute(CANCEL, customer, { input: { orderId } })).body.data.cancelOrder;
    expect(await cancel(mine)).toEqual({ order: { id: mine, status: 'CANCELLED' }, userErrors: [] });
    await advance(taken, 'ACCEPTED');
    const refusal = {
      field: ['orderId'],
      code: 'NOT_CANCELLABLE',
      message: 'The order is not PENDING any more, so it cannot be cancelled.',
    };
    for (const orderId of [mine, taken]) expect(await cancel(orderId)).toEqual({ order: null, userErrors: [refusal] });
    expect(await stockOf('alpha-p1')).toBe(998);
  });

  it('another’s order answers like one that does not exist, call by call', async () => {
    const id = await placed(api, guest);
    const missing = toGlobalId('Order', 'alpha', '01AAAAAAAAAAAAAAAAAAAAAAAA');
    for (const headers of [(await api.guest()).headers, await api.customer1()]) {
      const answers = await Promise.all(
        [id, missing].map((orderId) => api.execute(CANCEL, headers, { input: { orderId } })),
      );
      expect(answers.map(codeOf)).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    }
    const other = (await api.guest()).headers;
    const [anothers, unknown] = [
      await api.execute(CANCEL, other, { input: { orderId: id } }),
      await api.execute(CANCEL, other, { input: { orderId: missing } }),
    ];
    expect(describeCalls(anothers.calls)).toEqual(describeCalls(unknown.calls));
    expect((await table.item(orderKeyOf(id)))?.status).toBe('PENDING');
  });
});

describe('what a shop does with an order', () => {
  it('it accepts, makes ready and completes it: three reads and a transaction each, with the notification of what is news to the buyer', async () => {
    const id = await placed(api, guest);
    for (const [to, from, version] of [
      ['ACCEPTED', 'PENDING', 2],
      ['READY', 'ACCEPTED', 3],
      ['COMPLETED', 'READY', 4],
    ] as const) {
      const answer = await advance(id, to);
      expect(answer.body).toEqual({ data: { advanceOrder: { order: { id, status: to, version }, userErrors: [] } } });
      const isNews = to !== 'COMPLETED';
      expect(phases(answer)).toEqual({
        before: [
          'GetItem SHOP#alpha/ORDER#<order>:',
          `GetItem SHOP#alpha/ORDER#<order>: status${isNews ? ' version' : ''}`,
          'GetItem USER#owner-a/SHOP#alpha:',
          'Query USER#owner-a, SHOP#:',
        ],
        transaction: [
          `TransactWriteItems of ${isNews ? 3 : 2}`,
          `  Update SHOP#alpha/ORDER#<order> SET status = "${to}", updatedAt = "<time>", version = if_not_exists(version, 0) + 1 ` +
            `IF attribute_exists(pk) AND status IN ("${from}")${isNews ? ` AND version = ${version - 1}` : ''}`,
          ...(isNews
            ? [
                `  Put SHOP#alpha/NOTICE#<order>#<order> {"status":"${to}","version":${version},"expiresAt":<epoch>} IF attribute_not_exists(pk)`,
              ]
            : []),
          '  ConditionCheck USER#owner-a/SHOP#alpha IF attribute_exists(pk)',
        ],
        after: ['GetItem SHOP#alpha/ORDER#<order>: status version'],
      });
    }
  });

  const STATUSES = ['PENDING', 'ACCEPTED', 'READY', 'COMPLETED', 'REJECTED', 'CANCELLED'];
  const ALLOWED = ['PENDING→ACCEPTED', 'ACCEPTED→READY', 'READY→COMPLETED', 'PENDING→REJECTED', 'ACCEPTED→REJECTED'];

  it('no other way than along the states: every other pair is refused and changes nothing', async () => {
    const made: string[] = [];
    for (const from of STATUSES) {
      for (const to of ['ACCEPTED', 'READY', 'COMPLETED', 'REJECTED']) {
        const id = await placed(api, guest, { lines: [{ productId: productNode('alpha', 1), quantity: 1 }] });
        await bring(id, from);
        const { body } = await advance(id, to);
        const [error] = body.data.advanceOrder.userErrors;
        if (!error) made.push(`${from}→${to}`);
        else {
          expect(error).toEqual({
            field: ['to'],
            code: 'INVALID_TRANSITION',
            message: `The order cannot become ${to}: its present status does not allow that.`,
          });
          expect((await table.item(orderKeyOf(id)))?.status).toBe(from);
        }
      }
    }
    expect(made.sort()).toEqual([...ALLOWED].sort());
  });

  async function bring(id: string, status: string): Promise<void> {
    const steps: Record<string, string[]> = {
      READY: ['ACCEPTED', 'READY'],
      COMPLETED: ['ACCEPTED', 'READY', 'COMPLETED'],
    };
    if (status === 'CANCELLED') await api.execute(CANCEL, guest, { input: { orderId: id } });
    else if (status !== 'PENDING') for (const to of steps[status] ?? [status]) await advance(id, to);
    expect((await table.item(orderKeyOf(id)))?.status).toBe(status);
  }

  it('PENDING and CANCELLED are not for shops to set', async () => {
    const id = await placed(api, guest);
    for (const to of ['PENDING', 'CANCELLED']) {
      const answer = await advance(id, to);
      expect([answer.status, codeOf(answer), answer.calls]).toEqual([400, 'BAD_USER_INPUT', []]);
    }
  });

  it('a rejected order gives stock and figures back, also after it was accepted', async () => {
    const [first, second] = [await placed(api, guest), await placed(api, await api.customer1())];
    await advance(second, 'ACCEPTED');
    for (const id of [first, second])
      expect((await advance(id, 'REJECTED')).body.data.advanceOrder.userErrors).toEqual([]);
    expect([await stockOf('alpha-p1'), await stockOf('alpha-p2')]).toEqual([1000, 1000]);
    const { body } = await api.execute(
      `{ shop(id: "${shopNode('alpha')}") { sales { orderCount total { amount } topProducts { quantity } } } }`,
      owner,
    );
    expect(body.data.shop.sales).toEqual({ orderCount: 0, total: { amount: '0.00' }, topProducts: [] });
  });

  it('a version that is not the order’s any more is a conflict, and changes nothing', async () => {
    const id = await placed(api, guest);
    expect((await advance(id, 'ACCEPTED', { version: 1 })).body.data.advanceOrder.order.version).toBe(2);
    const stale = await advance(id, 'READY', { version: 1 });
    expect(stale.body.data).toEqual({ advanceOrder: null });
    expect(codeOf(stale)).toBe('CONFLICT');
    expect((await advance(id, 'READY', { version: 2 })).body.data.advanceOrder.order.status).toBe('READY');
  });

  it('notes of its own are set, cleared by null, left alone when absent; the buyer’s view does not change', async () => {
    const id = await placed(api, guest);
    const annotate = async (more: object): Promise<unknown> =>
      (await api.execute(ANNOTATE, owner, { input: { orderId: id, ...more } })).body.data.annotateOrder;
    const before = await api.execute(`{ order(id: "${id}") { status updatedAt internalNote } }`, guest);
    const note = (internalNote: string | null, version: number): object => ({
      order: { id, internalNote, version },
      userErrors: [],
    });
    expect(await annotate({ internalNote: 'Allergic to nuts' })).toEqual(note('Allergic to nuts', 2));
    expect(await annotate({})).toEqual(note('Allergic to nuts', 2));
    const after = await api.execute(`{ order(id: "${id}") { status updatedAt internalNote } }`, guest);
    expect(after.body.data).toEqual(before.body.data);
    expect(await annotate({ internalNote: null })).toEqual(note(null, 3));
    expect(await table.item(orderKeyOf(id))).not.toHaveProperty('internalNote');
  });

  it('an order of another shop, or none at all, is not there for it, whatever it wants of it', async () => {
    const id = await placed(api, guest);
    const ids = [id, toGlobalId('Order', 'alpha', '01AAAAAAAAAAAAAAAAAAAAAAAA'), shopNode('alpha'), 'nonsense'];
    const others = await api.ownerB();
    for (const orderId of ids) {
      const answers = [
        await advance(orderId, 'ACCEPTED', {}, others),
        await advance(orderId, 'REJECTED', { version: 1 }, others),
        await api.execute(ANNOTATE, others, { input: { orderId, internalNote: 'mine' } }),
        await api.execute(ANNOTATE, others, { input: { orderId } }),
      ];
      expect(answers.map(codeOf)).toEqual(answers.map(() => 'NOT_FOUND'));
    }
    const own = [advance, async (orderId: string) => api.execute(ANNOTATE, owner, { input: { orderId } })];
    for (const orderId of ids.slice(1))
      for (const ask of own) expect(codeOf(await ask(orderId, 'ACCEPTED'))).toBe('NOT_FOUND');
    expect(await table.item(orderKeyOf(id))).toMatchObject({ status: 'PENDING', version: 1 });
  });

  it('is not for buyers and administrators', async () => {
    const id = await placed(api, guest);
    for (const headers of [guest, await api.customer1(), await api.admin()]) {
      expect(codeOf(await advance(id, 'ACCEPTED', {}, headers))).toMatch(/^(FORBIDDEN|UNAUTHENTICATED)$/);
      expect(codeOf(await api.execute(ANNOTATE, headers, { input: { orderId: id, internalNote: 'x' } }))).toMatch(
        /^(FORBIDDEN|UNAUTHENTICATED)$/,
      );
    }
  });
});
