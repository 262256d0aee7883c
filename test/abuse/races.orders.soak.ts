import { ApiUnderTest } from '../support/ApiUnderTest';
import { orderingWorld, PATIENT, PLACE, placeInput, productNode } from '../support/ordering';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';
import { post, serverBeside } from './requests';

const ORDERS = 10_000;

it('figures are exact after 10,000 orders, 32 at a time: every counter, and no shard has much more than its part', async () => {
  const api = await ApiUnderTest.start(orderingWorld({ stock: 1_000_000 }), PATIENT);
  const table = new TableBeside(api);
  await place(api);
  const shards = (await table.items('DAY#')).filter(({ pk }) => pk.startsWith('STATISTICS#'));
  const orders = shards.map((shard) => Number(shard.orders));
  expect(orders.reduce((sum, each) => sum + each, 0)).toBe(ORDERS);
  expect(Math.max(...orders)).toBeLessThan(ORDERS / 8 + 400);
  expect((await table.item({ pk: 'SHOP#alpha', sk: 'PRODUCT#alpha-p1' }))?.stock).toBe(1_000_000 - ORDERS);
  expect(await table.differences()).toEqual(NO_DIFFERENCES);
  table.close();
  await api.close();
});

/** By a server that speaks to the engine itself: of so many calls nobody looks at what was recorded. */
async function place(api: ApiUnderTest): Promise<void> {
  const { url } = await serverBeside(api, { DYNAMODB_ENDPOINT: process.env.FIELDGATE_TEST_ENDPOINT ?? '' });
  const visit = await api.visit('alpha');
  const buyers = await Promise.all(
    Array.from({ length: 100 }, async () => ({ ...(await api.guest()).headers, ...visit })),
  );
  const lines = [{ productId: productNode('alpha', 1), quantity: 1 }];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < ORDERS; index = next++) {
      const input = placeInput({ idempotencyKey: `order-${index}`, lines });
      const { body } = await post(url, PLACE, buyers[index % buyers.length], { variables: { input } });
      if (body.data?.placeOrder?.order?.status !== 'PENDING') throw new Error(JSON.stringify(body));
    }
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}
