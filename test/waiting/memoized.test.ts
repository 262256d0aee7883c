import fc from 'fast-check';
import { Memoized } from '../../src/waiting/Memoized';
import { memoizedIn } from '../../src/waiting/memoizedIn';
import { Shared } from '../../src/waiting/Shared';

/** Answers that are given when the test says so, in the order in which they were asked for. */
class Source {
  readonly asked: { readonly resolve: (answer: number) => void; readonly reject: (cause: Error) => void }[] = [];

  readonly ask = async (): Promise<number> =>
    new Promise((resolve, reject) => {
      this.asked.push({ resolve, reject });
    });
}

type Step = 'get' | 'good' | 'bad';
const STEPS = fc.array(fc.constantFrom<Step>('get', 'good', 'bad'), { maxLength: 30 });

/** Drives a memory through the steps; says after each how often was asked, and what everybody who asked came to hear. */
async function driven(steps: readonly Step[], get: (ask: () => Promise<number>) => Promise<number>) {
  const source = new Source();
  const heard: Promise<string>[] = [];
  const counts: number[] = [];
  let ended = 0;
  for (const step of steps) {
    if (step === 'get') heard.push(get(source.ask).then(String, (cause: unknown) => (cause as Error).message));
    else {
      const pending = source.asked[ended];
      if (pending) ended += 1;
      if (step === 'good') pending?.resolve(ended);
      else pending?.reject(new Error(`bad ${String(ended)}`));
    }
    await new Promise(setImmediate);
    counts.push(source.asked.length);
  }
  for (const [index, { resolve }] of source.asked.slice(ended).entries()) resolve(ended + index + 1);
  return { counts, heard: await Promise.all(heard) };
}

/** What must come of it: one question at a time; kept or not once it is good; forgotten once it is bad. */
function expected(steps: readonly Step[], keepsGood: boolean) {
  const counts: number[] = [];
  const heard: number[] = [];
  const outcomes = new Map<number, string>();
  let [asked, pending, kept] = [0, 0, 0];
  for (const step of steps) {
    if (step === 'get') {
      if (pending === 0 && kept === 0) pending = asked += 1;
      heard.push(pending || kept);
    } else if (pending > 0) {
      outcomes.set(pending, step === 'good' ? String(pending) : `bad ${String(pending)}`);
      if (step === 'good' && keepsGood) kept = pending;
      pending = 0;
    }
    counts.push(asked);
  }
  return { counts, heard: heard.map((each) => outcomes.get(each) ?? String(each)) };
}

describe('a promise is shared while it is pending, and kept only if it is good', () => {
  test('Memoized', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, async (steps) => {
        let ask: () => Promise<number> = () => Promise.reject(new Error('nothing'));
        const remembered = new Memoized(async () => ask());
        const get = async (asking: () => Promise<number>) => {
          ask = asking;
          return remembered.get();
        };
        expect(await driven(steps, get)).toEqual(expected(steps, true));
      }),
    );
  });

  test('memoizedIn, under each name for itself', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, STEPS, async (steps, others) => {
        const known = new Map<string, Promise<number>>();
        const under = (name: string) => async (ask: () => Promise<number>) => memoizedIn(known, name, ask);
        const both = await Promise.all([driven(steps, under('a')), driven(others, under('b'))]);
        expect(both).toEqual([expected(steps, true), expected(others, true)]);
      }),
    );
  });

  test('Shared, which keeps nothing', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, async (steps) => {
        let ask: () => Promise<number> = () => Promise.reject(new Error('nothing'));
        const shared = new Shared(async () => ask());
        const get = async (asking: () => Promise<number>) => {
          ask = asking;
          return shared.get();
        };
        expect(await driven(steps, get)).toEqual(expected(steps, false));
      }),
    );
  });
});

test('an answer that is not good is told, and forgotten', async () => {
  const known = new Map<string, Promise<number>>();
  const isGood = (answer: number) => answer > 0;
  expect(await memoizedIn(known, 'a', () => Promise.resolve(0), isGood)).toBe(0);
  expect(await memoizedIn(known, 'a', () => Promise.resolve(1), isGood)).toBe(1);
  expect(await memoizedIn(known, 'a', () => Promise.resolve(2), isGood)).toBe(1);
});

test('what is forgotten and asked for again stays known, though the earlier asking fails after that', async () => {
  const known = new Map<string, Promise<string>>();
  let fail: (cause: Error) => void = () => undefined;
  const early = memoizedIn(known, 'visit', () => new Promise((_resolve, reject) => (fail = reject)));
  known.delete('visit');
  const late = memoizedIn(known, 'visit', () => Promise.resolve('current'));
  fail(new Error('away'));
  await expect(early).rejects.toThrow('away');
  expect(await memoizedIn(known, 'visit', () => Promise.resolve('asked a third time'))).toBe('current');
  expect(await late).toBe('current');
});

test('what is good is there without waiting', async () => {
  const remembered = new Memoized(() => Promise.resolve('good'));
  expect([remembered.ready, remembered.current]).toEqual([undefined, null]);
  await remembered.get();
  expect(remembered.ready).toBe('good');
});
