import { ApiUnderTest } from '../support/ApiUnderTest';
import { orderingWorld, PATIENT, PLACE, placeInput, productNode } from '../support/ordering';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { interleave } from './interleaving';
import { post } from './requests';

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
      const outcome = await interleave(api, table, 2_000);
      expect(outcome).toMatchObject({ doubledKeys: [], misplacedStock: [], unexpected: [] });
      expect(Object.keys(outcome.faults).sort()).toEqual(['conflict', 'lose-answer', 'reset', 'throttled']);
      process.stderr.write(`${JSON.stringify(outcome, null, 1)}\n`);
    }));

  it('are exact after 10,000 orders, 32 at a time: every counter, and no shard has much more than its part', () =>
    withApi(async (api, table) => {
      const ORDERS = 10_000;
      const visit = await api.visit('alpha');
      const buyers = await Promise.all(
        Array.from({ length: 100 }, async () => ({ ...(await api.guest()).headers, ...visit })),
      );
      const lines = [{ productId: productNode('alpha', 1), quantity: 1 }];
      let next = 0;
      const worker = async (): Promise<void> => {
        for (let index = next++; index < ORDERS; index = next++) {
          const input = placeInput({ idempotencyKey: `order-${index}`, lines });
          const { body } = await post(api.url, PLACE, buyers[index % buyers.length], { variables: { input } });
          if (body.data?.placeOrder?.order?.status !== 'PENDING') throw new Error(JSON.stringify(body));
          if (index % 500 === 0) api.recorder.take();
        }
      };
      await Promise.all(Array.from({ length: 32 }, worker));
      const shards = (await table.items('DAY#')).filter(({ pk }) => pk.startsWith('STATISTICS#'));
      const orders = shards.map((shard) => Number(shard.orders));
      expect(orders.reduce((sum, each) => sum + each, 0)).toBe(ORDERS);
      expect(Math.max(...orders)).toBeLessThan(ORDERS / 8 + 400);
      expect((await table.item({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p1' }))?.stock).toBe(1_000_000 - ORDERS);
    }));
});
