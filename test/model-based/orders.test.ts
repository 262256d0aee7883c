import { runHistories } from './runHistories';

it('6 random histories of several callers: the API and the model agree on each answer, the final state and every counter', async () => {
  expect(await runHistories({ runs: 6, commands: 40 })).toBeGreaterThan(10);
}, 120_000);
