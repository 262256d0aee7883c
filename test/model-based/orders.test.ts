import { runHistories } from './runHistories';

it('12 random histories of several callers: the API and the model agree on each answer, the final state and every counter', async () => {
  expect(await runHistories({ runs: 12, commands: 40 })).toBeGreaterThan(20);
}, 120_000);
