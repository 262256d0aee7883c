import { runHistories } from './runHistories';

it('6 random histories of several callers: the API and the model agree on each answer, the final state and every counter', async () => {
  await runHistories({ runs: 6, commands: 40, orders: 10 });
});
