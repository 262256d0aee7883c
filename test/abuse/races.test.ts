import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { cancelled, IN_PROGRESS, isTransaction, made } from '../support/faults';
import {
  ADVANCE,
  ANNOTATE,
  CANCEL,
  codeOf,
  freshKey,
  orderingWorld,
  PATIENT,
  orderKeyOf,
  outcomeOf,
  PLACE,
  placeInput,
  productNode,
} from '../support/ordering';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { interleave } from './interleaving';
import { post, serverBeside, type HttpAnswer } from './requests';

// Hundreds of requests at once: what a busy machine needs for that is no failure.
const PATIENCE_MS = 120_000;

let api: ApiUnderTest;
let table: TableBeside;
let visit: RequestHeaders;
let owner: RequestHeaders;

beforeAll(async () => {
  api = await ApiUnderTest.start([], PATIENT);
  table = new TableBeside(api);
  visit = await api.visit('alpha');
  owner = await api.ownerA();
});
afterAll(async () => {
  table.close();
  await api.close();
}, PATIENCE_MS);
beforeEach(async () => {
  await table.reset(orderingWorld());
});
afterEach(async () => {
  api.recorder.faults = undefined;
  // Nothing half-written, whatever went wrong.
  expect(await table.differences()).toEqual(NO_DIFFERENCES);
});

/** Like `api.execute`, for many at the same time. */
const send = async (query: string, input: object, headers: RequestHeaders, url = api.url): Promise<HttpAnswer> =>
  post(url, query, headers, { variables: { input } });
const times = async <T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));
const newGuest = async (): Promise<RequestHeaders> => ({ ...(await api.guest()).headers, ...visit });
const one = (quantity = 1, n = 1): object[] => [{ productId: productNode('alpha', n), quantity }];
const stockOf = async (n: number): Promise<unknown> =>
  (await table.item({ pk: 'SHOP#alpha', sk: `PRODUCT#alpha-p${n}` }))?.stock;
const tally = (values: readonly unknown[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
};

describe('one idempotency key', () => {
  it(
    '50 times at once makes one order and 50 equal answers',
    async () => {
      const headers = await newGuest();
      const answers = await times(50, async () => send(PLACE, placeInput(), headers));
      expect(tally(answers.map(({ text }) => text))).toEqual({ [answers[0]!.text]: 50 });
      expect(answers[0]!.body.data.placeOrder.userErrors).toEqual([]);
      expect(await table.items('ORDER#')).toHaveLength(1);
      expect([await stockOf(1), await stockOf(2)]).toEqual([998, 999]);
    },
    PATIENCE_MS,
  );

  it('with two contents at once makes one order of one of them; the other is a mismatch each time', async () => {
    const headers = await newGuest();
    const answers = await times(20, async (index) =>
      send(PLACE, placeInput({ customerName: index % 2 === 0 ? 'Ada' : 'Grace' }), headers),
    );
    const outcomes = answers.map((answer) =>
      answer.body.data?.placeOrder ? (answer.body.data.placeOrder.order.id as string) : outcomeOf(answer),
    );
    const [order] = await table.items('ORDER#');
    const winner = order?.customerName === 'Ada' ? 0 : 1;
    expect(tally(outcomes)).toEqual({ IDEMPOTENCY_MISMATCH: 10, [outcomes[winner]!]: 10 });
    expect(await table.items('ORDER#')).toHaveLength(1);
  });

  it('of 20 callers makes 20 orders, also where a guest session and a customer have the same name', async () => {
    const guests = await times(20, newGuest);
    const answers = await Promise.all(guests.map(async (headers) => send(PLACE, placeInput(), headers)));
    expect(new Set(answers.map(({ body }) => body.data.placeOrder.order.id as string)).size).toBe(20);
    const { sessionId, headers } = await api.guest();
    const namesake = await api.signedIn(sessionId, 'customers');
    const both = [
      await send(PLACE, placeInput(), { ...headers, ...visit }),
      await send(PLACE, placeInput(), { ...namesake, ...visit }),
    ];
    expect(new Set(both.map(({ body }) => body.data.placeOrder.order.id as string)).size).toBe(2);
  });

  it('does not rely on the store’s ten minutes: each attempt has a token of its own, and another process knows the order', async () => {
    const headers = await newGuest();
    const first = await api.execute(PLACE, headers, { input: placeInput() });
    const beside = await serverBeside(api, {});
    const again = await send(PLACE, placeInput(), headers, beside.url);
    await beside.close();
    expect(again.body).toEqual(first.body);
    const [record] = await table.items('IDEMPOTENCY#');
    expect(Number(record?.expiresAt)).toBeGreaterThan(Date.now() / 1000 + 29 * 86_400);
    const other = await api.execute(PLACE, headers, { input: placeInput({ idempotencyKey: 'key-2' }) });
    const tokens = [first, other].flatMap(({ calls }) =>
      calls.filter(isTransaction).map(({ request }) => request.ClientRequestToken),
    );
    expect(new Set(tokens).size).toBe(2);
  });
});

describe('many at once', () => {
  it(
    '100 buyers of the last 10: exactly 10 orders, 90 times out of stock',
    async () => {
      await table.set({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p1' }, 'stock', 10);
      const answers = await times(100, async () => send(PLACE, placeInput({ lines: one() }), await newGuest()));
      const outcomes = answers.map(outcomeOf);
      expect(tally(outcomes)).toEqual({ done: 10, OUT_OF_STOCK: 90 });
      expect([await stockOf(1), (await table.items('ORDER#')).length]).toEqual([0, 10]);
    },
    PATIENCE_MS,
  );

  it('30 buyers of 3 each of the last 10: exactly 3 orders, and one is left', async () => {
    await table.set({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p1' }, 'stock', 10);
    await times(30, async () => send(PLACE, placeInput({ lines: one(3) }), await newGuest()));
    expect([await stockOf(1), (await table.items('ORDER#')).length]).toEqual([1, 3]);
  });

  it('orders of one buyer are all counted, and the buyer once', async () => {
    const headers = await newGuest();
    await times(20, async () => send(PLACE, placeInput({ idempotencyKey: freshKey() }), headers));
    const shards = (await table.items('DAY#')).filter(({ pk }) => pk.startsWith('STATISTICS#'));
    const sum = (name: string): number => shards.reduce((total, shard) => total + Number(shard[name] ?? 0), 0);
    expect([sum('orders'), sum('buyers'), sum('shops')]).toEqual([20, 1, 1]);
  });

  it('a buyer who cancels while the shop accepts: one of the two, never both, never neither', async () => {
    const headers = await newGuest();
    const ids = await times(15, async () => placedBy(headers));
    await Promise.all(
      ids.map(async (orderId) => {
        const [cancel, accept] = await Promise.all([
          send(CANCEL, { orderId }, headers),
          send(ADVANCE, { orderId, to: 'ACCEPTED' }, owner),
        ]);
        const outcomes = [cancel, accept].map(outcomeOf);
        const { status } = (await table.item(orderKeyOf(orderId)))!;
        expect([status, ...outcomes]).toEqual(
          status === 'CANCELLED'
            ? ['CANCELLED', 'done', 'INVALID_TRANSITION']
            : ['ACCEPTED', 'NOT_CANCELLABLE', 'done'],
        );
      }),
    );
  });

  it('rejected ten times at once gives the stock back once', async () => {
    const orderId = await placedBy(await newGuest());
    const answers = await times(10, async () => send(ADVANCE, { orderId, to: 'REJECTED' }, owner));
    const outcomes = answers.map(outcomeOf);
    expect(tally(outcomes)).toEqual({ done: 1, INVALID_TRANSITION: 9 });
    expect(await stockOf(1)).toBe(1000);
  });

  it('changes that name the same version: one is made, the others are conflicts', async () => {
    const orderId = await placedBy(await newGuest());
    const answers = await times(8, async () => send(ADVANCE, { orderId, to: 'ACCEPTED', version: 1 }, owner));
    expect(tally(answers.map(outcomeOf))).toEqual({ done: 1, CONFLICT: 7 });
  });

  it(
    'cancelling the last orders of a day while others place the next first ones keeps the day’s figures',
    async () => {
      const buyers = await times(6, newGuest);
      await Promise.all(
        buyers.map(async (headers) => {
          for (let round = 0; round < 4; round += 1) await send(CANCEL, { orderId: await placedBy(headers) }, headers);
        }),
      );
      expect(await stockOf(1)).toBe(1000);
    },
    PATIENCE_MS,
  );
});

async function placedBy(headers: RequestHeaders): Promise<string> {
  const { body } = await send(PLACE, placeInput({ idempotencyKey: freshKey(), lines: one() }), headers);
  return body.data.placeOrder.order.id as string;
}

describe('an answer that is lost between the write and us', () => {
  it.each(['lose-answer', 'truncate'] as const)(
    '%s once: the SDK asks again with the same token, one order',
    async (fault) => {
      let left = 1;
      api.recorder.faults = (call) => (isTransaction(call) && left-- > 0 ? fault : undefined);
      const answer = await api.execute(PLACE, await newGuest(), { input: placeInput() });
      expect(answer.body.data.placeOrder.order.status).toBe('PENDING');
      const tokens = answer.calls.filter(isTransaction).map(({ request }) => request.ClientRequestToken);
      expect([tokens.length, new Set(tokens).size]).toEqual([2, 1]);
      expect(await table.items('ORDER#')).toHaveLength(1);
    },
  );

  it('every time, until the process is gone: a retry at another process gives the one order', async () => {
    const headers = await newGuest();
    const dying = await serverBeside(api, {});
    api.recorder.faults = (call) => (isTransaction(call) ? 'lose-answer' : undefined);
    const lost = await send(PLACE, placeInput(), headers, dying.url);
    await dying.close();
    expect([codeOf(lost), lost.body.data]).toEqual(['TRY_AGAIN', { placeOrder: null }]);
    const [order] = await table.items('ORDER#');
    api.recorder.faults = undefined;
    const again = await times(3, async () => send(PLACE, placeInput(), headers));
    for (const { body } of again) expect(orderKeyOf(body.data.placeOrder.order.id as string).sk).toBe(order?.sk);
    expect(await table.items('ORDER#')).toHaveLength(1);
    expect(await stockOf(1)).toBe(998);
  });

  it('of a write that never arrived: a retry makes the order', async () => {
    const headers = await newGuest();
    api.recorder.faults = (call) => (isTransaction(call) ? 'reset' : undefined);
    expect(codeOf(await send(PLACE, placeInput(), headers))).toBe('TRY_AGAIN');
    expect(await table.items('ORDER#')).toEqual([]);
    api.recorder.faults = undefined;
    expect((await send(PLACE, placeInput(), headers)).body.data.placeOrder.order.status).toBe('PENDING');
  });

  it('of the read after the write: the order is there, a retry shows it', async () => {
    const headers = await newGuest();
    let isWritten = false;
    api.recorder.faults = (call) => {
      if (isTransaction(call)) isWritten = true;
      return isWritten && !isTransaction(call) ? 'reset' : undefined;
    };
    const lost = await send(PLACE, placeInput(), headers);
    expect([codeOf(lost), lost.body.data.placeOrder.order]).toEqual(['TRY_AGAIN', null]);
    api.recorder.faults = undefined;
    expect((await send(PLACE, placeInput(), headers)).body.data.placeOrder.order.status).toBe('PENDING');
    expect(await table.items('ORDER#')).toHaveLength(1);
  });

  it('of a change of status: made once, and the SDK’s second attempt answers that it was made', async () => {
    const headers = await newGuest();
    for (const [query, input, headersOf] of [
      [CANCEL, { orderId: await placedBy(headers) }, headers],
      [ADVANCE, { orderId: await placedBy(headers), to: 'REJECTED' }, owner],
      [ANNOTATE, { orderId: await placedBy(headers), internalNote: 'x' }, owner],
    ] as const) {
      let left = 1;
      api.recorder.faults = (call) => (isTransaction(call) && left-- > 0 ? 'lose-answer' : undefined);
      const answer = await send(query, input, headersOf);
      expect(answer.body.errors).toBeUndefined();
      expect(Object.values(answer.body.data as object)).toEqual([expect.objectContaining({ userErrors: [] })]);
      expect((await table.item(orderKeyOf(input.orderId)))?.version).toBe(2);
    }
  });

  it('while the store is still at work on it: asked again with the same token, never written twice', async () => {
    const orderId = await placedBy(await newGuest());
    let left = 4;
    api.recorder.faults = async (call) => {
      if (!isTransaction(call) || left === 0) return undefined;
      if (left === 4) await made(call);
      left -= 1;
      return IN_PROGRESS;
    };
    const answer = await send(ADVANCE, { orderId, to: 'ACCEPTED' }, owner);
    expect(answer.body.data.advanceOrder).toEqual({
      order: { id: orderId, status: 'ACCEPTED', version: 2 },
      userErrors: [],
    });
  });
});

describe('conflicts of transactions', () => {
  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    '%s, three times, is tried again',
    async (code) => {
      let left = 3;
      api.recorder.faults = (call) => (isTransaction(call) && left-- > 0 ? cancelled(call, code) : undefined);
      const { body } = await send(PLACE, placeInput(), await newGuest());
      expect(body.data.placeOrder.order.status).toBe('PENDING');
    },
  );

  it.each([
    ['placing', PLACE, async () => Promise.resolve(placeInput())],
    ['advancing', ADVANCE, async () => ({ orderId: await placedBy(await newGuest()), to: 'ACCEPTED' })],
  ])(
    'that do not end are tried a bounded number of times, then answered TRY_AGAIN: %s',
    async (_, query, makeInput) => {
      const [input, headers] = [await makeInput(), query === PLACE ? await newGuest() : owner];
      const before = await table.items();
      api.recorder.faults = (call) => (isTransaction(call) ? cancelled(call, 'TransactionConflict') : undefined);
      const answer = await api.execute(query, headers, { input });
      expect(codeOf(answer)).toBe('TRY_AGAIN');
      expect(answer.calls.filter(isTransaction)).toHaveLength(8);
      expect(answer.text).not.toMatch(/Transaction|Cancel|ongoing/);
      expect(await table.items()).toEqual(before);
    },
  );

  it('end with the deadline, too', async () => {
    const beside = await serverBeside(api, { REQUEST_DEADLINE_MS: '400' });
    api.recorder.faults = (call) => (isTransaction(call) ? cancelled(call, 'TransactionConflict') : undefined);
    const answer = await send(PLACE, placeInput(), await newGuest(), beside.url);
    expect(codeOf(answer)).toBe('TRY_AGAIN');
    await beside.close();
  });

  it('that never let a requirement hold end as well', async () => {
    const headers = await newGuest();
    api.recorder.faults = (call) => {
      if (!isTransaction(call)) return undefined;
      const fault = cancelled(call, 'None') as { status: number; body: { CancellationReasons: { Code: string }[] } };
      // The day’s figures: somebody else changed them, each time.
      fault.body.CancellationReasons.at(-2)!.Code = 'ConditionalCheckFailed';
      return fault;
    };
    const answer = await api.execute(PLACE, headers, { input: placeInput() });
    expect(codeOf(answer)).toBe('TRY_AGAIN');
    expect(answer.calls.filter(isTransaction)).toHaveLength(8);
  });
});

describe('figures', () => {
  it(
    'equal a recount after 100 random interleaved operations with conflicts, lost answers and retries',
    async () => {
      const outcome = await interleave(api, table, { things: 100, orders: 16 });
      expect(outcome).toMatchObject({ doubledKeys: [], misplacedStock: [], unexpected: [] });
      expect(outcome.orders).toBeGreaterThanOrEqual(16);
      expect(Object.keys(outcome.faults).sort()).toEqual(['conflict', 'lose-answer', 'reset', 'throttled']);
    },
    PATIENCE_MS,
  );
});
