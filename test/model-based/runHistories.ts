import * as fc from 'fast-check';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { orderingWorld, PATIENT } from '../support/ordering';
import { untilMet } from '../support/runs';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { histories, type Real } from './commands';
import { Market, PRODUCTS, STOCK } from './Market';

/**
 * Runs random histories against the API and the model, `runs` at least and until more than `orders` orders came about; every answer, the
 * final state and all counters must agree.
 */
export async function runHistories(options: {
  readonly runs: number;
  readonly commands: number;
  readonly orders: number;
}): Promise<void> {
  const api = await ApiUnderTest.start([], PATIENT);
  const table = new TableBeside(api);
  const met = { orders: 0 };
  const property = fc.asyncProperty(histories(options.commands), async (commands) => {
    await table.reset(orderingWorld({ stock: STOCK, products: PRODUCTS.length }));
    const market = new Market();
    const real = await callers(api);
    await fc.asyncModelRun(() => ({ model: market, real }), commands);
    await expectSameState(market, table);
    met.orders += market.orders.length;
    // The next history needs none of the traffic of this one.
    api.recorder.take();
  });
  await untilMet({ met, times: options.orders }, () =>
    fc.assert(property, { numRuns: options.runs, endOnFailure: false }),
  );
  table.close();
  await api.close();
}

async function callers(api: ApiUnderTest): Promise<Real> {
  const guest = async (): Promise<Real['buyers'][string]> => {
    const { token } = await api.guestSessions.issue();
    return { headers: { authorization: `Bearer ${token}` }, guestToken: token };
  };
  return {
    api,
    buyers: {
      'customer-1': { headers: await api.customer1(), guestToken: null },
      'customer-2': { headers: await api.customer2(), guestToken: null },
      'guest-1': await guest(),
      'guest-2': await guest(),
    },
    owners: { alpha: await api.ownerA(), beta: await api.ownerB() },
  };
}

async function expectSameState(market: Market, table: TableBeside): Promise<void> {
  expect(await table.differences()).toEqual(NO_DIFFERENCES);
  const items = await table.items();
  const stocks = items
    .filter(({ sk }) => sk.startsWith('PRODUCT#'))
    .map(({ sk, stock, price, available }) => [sk, stock, price, available]);
  const expected = (['alpha', 'beta'] as const).flatMap((shopId) =>
    Object.entries(market.shops[shopId].products).map(([n, { stock, price, available }]) => [
      `PRODUCT#${shopId}-p${n}`,
      stock,
      price,
      available,
    ]),
  );
  expect(stocks.filter(([sk]) => !String(sk).includes('gamma')).sort()).toEqual(expected.sort());
  const orders = items
    .filter(({ sk }) => sk.startsWith('ORDER#'))
    .map(({ sk, status, version }) => [sk, status, version]);
  const wanted = market.orders.map(({ id, status, version }) => {
    const [, , ulid = ''] = Buffer.from(id, 'base64url').toString().split(':');
    return [`ORDER#${ulid}`, status, version];
  });
  expect(orders.sort()).toEqual(wanted.sort());
}
