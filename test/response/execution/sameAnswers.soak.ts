import { BothExecutions } from './BothExecutions';

const QUESTIONS = 3_000;

it('3,000 random queries are answered alike by both ways of executing them', async () => {
  const both = await BothExecutions.start();
  await both.compare(QUESTIONS);
  const { asked, withData, withErrors } = both.counts;
  await both.close();
  expect(asked).toBe(QUESTIONS);
  process.stderr.write(
    `Executed both ways: ${asked} random queries, ${withData} with data, ${withErrors} with errors.\n`,
  );
});
