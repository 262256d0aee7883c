import { retryOnConflict } from '../../src/loading/retryOnConflict';
import { ContentionError } from '../../src/storage/calls/errors';

/** An attempt whose outcomes are these, in turn; how often it was made. */
function attempts<T>(...outcomes: (T | null)[]) {
  const made = { count: 0 };
  return { made, attempt: () => Promise.resolve(outcomes[made.count++] ?? null) };
}

it('ends with the first outcome, also where that is nothing much', async () => {
  for (const outcome of ['done', false, 0, '', []]) {
    const { attempt, made } = attempts<unknown>(null, null, outcome, 'never');
    expect(await retryOnConflict(attempt)).toBe(outcome);
    expect(made.count).toBe(3);
  }
});

it('tries eight times, then says that others are writing the same', async () => {
  const last = attempts(...Array<null>(7).fill(null), 'done');
  expect(await retryOnConflict(last.attempt)).toBe('done');
  const { attempt, made } = attempts<string>();
  await expect(retryOnConflict(attempt)).rejects.toThrow(ContentionError);
  expect(made.count).toBe(8);
});

it('what an attempt throws is thrown, and nothing is tried again', async () => {
  let count = 0;
  const failing = () => Promise.reject(new Error(`failure ${String((count += 1))}`));
  await expect(retryOnConflict(failing)).rejects.toThrow('failure 1');
  expect(count).toBe(1);
});
