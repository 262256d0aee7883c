import { Writable } from 'node:stream';
import { Progress } from '../../src/local/progress';

/** What stands on a terminal after all, and every share that was ever shown there. */
function terminal({ isTTY }: { readonly isTTY: boolean }) {
  let written = '';
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written += chunk.toString('utf8');
      done();
    },
  });
  // What the bar asks a terminal to do.
  const noop = (): boolean => true;
  const screen = Object.assign(stream, { isTTY, cursorTo: noop, moveCursor: noop, clearLine: noop, columns: 120 });
  return {
    screen,
    shares: () => [...written.matchAll(/(\d+)% · (\d+) of (\d+)/g)].map((match) => match.slice(1).map(Number)),
  };
}

const job = async (progress: Progress, steps: readonly number[], failure?: Error): Promise<string> => {
  for (const step of steps) progress.add(step);
  return failure ? Promise.reject(failure) : Promise.resolve('made');
};

test.each([
  ['exactly', 30],
  ['too many', 1000],
  ['too few', 7],
  ['none', 0],
])('a job that is done is shown at 100 %%, where %s items were expected', async (_, expected) => {
  const { screen, shares } = terminal({ isTTY: true });
  const progress = new Progress('Seeding', expected, screen);
  expect(await progress.during(job(progress, [10, 10, 10]))).toBe('made');
  expect(shares().at(-1)).toEqual([100, 30, 30]);
});

test('a job that had nothing to do is over as well', async () => {
  const { screen, shares } = terminal({ isTTY: true });
  const progress = new Progress('Seeding', 10, screen);
  await progress.during(job(progress, []));
  expect(shares().at(-1)?.[0]).toBe(100);
});

test('a job that failed is not shown at 100 %', async () => {
  const { screen, shares } = terminal({ isTTY: true });
  const progress = new Progress('Seeding', 7, screen);
  await expect(progress.during(job(progress, [10, 10], new Error('away')))).rejects.toThrow('away');
  expect(shares().at(-1)?.[0]).toBeLessThan(100);
});

test('elsewhere than on a terminal nothing is shown', async () => {
  const { screen, shares } = terminal({ isTTY: false });
  const progress = new Progress('Seeding', 7, screen);
  await progress.during(job(progress, [10]));
  expect(shares()).toEqual([]);
});
