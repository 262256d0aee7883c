import { runHistories } from './runHistories';

it('200 long random histories: the API and the model agree on each answer, the final state and every counter', async () => {
  expect(await runHistories({ runs: 200, commands: 80 })).toBeGreaterThan(1_000);
});
