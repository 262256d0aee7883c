import { places, sourceFiles } from './sourceFiles';

/*
 * A test that sleeps is slow on a fast machine and wrong on a slow one. Wait for what is to happen, or hand in a clock.
 * What stands in test/support may poll.
 */

const SLEEPS = [/\bsetTimeout\s*\(/, /timers\/promises/, /\b(sleep|delay|pause|wait)\s*\(\s*\d/, /Atomics\.wait/];

const sleeps = (line: string) => (SLEEPS.some((pattern) => pattern.test(line)) ? [line.trim()] : []);

test('no test sleeps', () => {
  const tests = sourceFiles('test').filter(
    ({ path }) => /\.(test|soak)\.ts$/.test(path) && !path.includes('fixedSleeps'),
  );
  expect(tests.length).toBeGreaterThan(0);
  expect(tests.flatMap((file) => places(file, sleeps))).toEqual([]);
});

test.each([
  'await new Promise((r) => setTimeout(r, 100));',
  'await sleep(5_000);',
  "import { setTimeout } from 'node:timers/promises';",
])('the check finds %j', (line) => {
  expect(sleeps(line)).not.toEqual([]);
});
