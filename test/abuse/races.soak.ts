import { ApiUnderTest } from '../support/ApiUnderTest';
import { orderingWorld, PATIENT } from '../support/ordering';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { interleave } from './interleaving';

async function withApi(use: (api: ApiUnderTest, table: TableBeside) => Promise<void>): Promise<void> {
  const api = await ApiUnderTest.start(orderingWorld({ stock: 1_000_000 }), PATIENT);
  const table = new TableBeside(api);
  await use(api, table);
  expect(await table.differences()).toEqual(NO_DIFFERENCES);
  table.close();
  await api.close();
}

describe('figures', () => {
  it('equal a recount after 2,000 random interleaved operations with conflicts, lost answers and retries', () =>
    withApi(async (api, table) => {
      const outcome = await interleave(api, table, { things: 2_000, orders: 301 });
      expect(outcome).toMatchObject({ doubledKeys: [], misplacedStock: [], unexpected: [] });
      expect(outcome.orders).toBeGreaterThanOrEqual(301);
      expect(Object.keys(outcome.faults).sort()).toEqual(['conflict', 'lose-answer', 'reset', 'throttled']);
      process.stderr.write(`${JSON.stringify(outcome, null, 1)}\n`);
    }));
});
