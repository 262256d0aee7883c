import { BothExecutions } from './BothExecutions';

/** `sameAnswers.soak` asks fifty times as much. */
const QUESTIONS = 60;

it('a query is answered as graphql-js answers it, whoever asks, errors included', async () => {
  const both = await BothExecutions.start();
  await both.compare(QUESTIONS);
  const { asked, withData, withErrors } = both.counts;
  await both.close();
  expect(asked).toBe(QUESTIONS);
  // The questions are such that the law says something.
  expect(withData).toBeGreaterThan(QUESTIONS / 3);
  expect(withErrors).toBeGreaterThan(QUESTIONS / 10);
});
