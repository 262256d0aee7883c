import { runHistories } from './runHistories';

it('200 long random histories: the API and the model agree on each answer, the final state and every counter', async () => {
  await runHistories({ runs: 200, commands: 80, orders: 1_000 });
});
