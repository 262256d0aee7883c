import * as fc from 'fast-check';
import { ListRows } from '../../src/loading/ListRows';
import type { ReaderOptions } from '../../src/loading/ReaderOptions';
import type { ReadReason } from '../../src/loading/ReadTrace';
import type { Item, Position, RangeQuery } from '../../src/storage/requests';

const { signal } = new AbortController();
const REASON = { path: { key: 'letters' }, key: null, facts: [], isGuarded: false } as unknown as ReadReason;

interface World {
  /** How many rows the table has. */
  readonly count: number;
  /** Of the rows that are looked at, those that the filter lets through; absent: the query has none. */
  readonly filter?: (index: number) => boolean;
  /** The table ends a page after so many rows, as at 1 MB. */
  readonly pageSize?: number;
  readonly start?: number;
  readonly isTraced?: boolean;
}

const row = (index: number): Item => ({ pk: 'P', sk: `ROW#${String(index)}` });
const indexOf = ({ sk }: Item | Position) => Number(String(sk).slice('ROW#'.length));

function given({ count, filter, pageSize = Infinity, start, isTraced = false }: World) {
  const limits: (number | null)[] = [];
  const happened: string[] = [];
  const query: RangeQuery = {
    index: null,
    partition: 'P',
    range: null,
    descending: false,
    where: filter ? [{ attribute: 'subject', equals: 'x' }] : [],
    attributes: [],
    consistent: false,
  };
  const table = {
    query: (asked: RangeQuery, limit: number | null, from: Position | null, options: unknown) => {
      expect([asked, options]).toEqual([query, { signal }]);
      happened.push('query');
      limits.push(limit);
      const first = from ? indexOf(from) + 1 : 0;
      const end = Math.min(count, first + Math.min(limit ?? Infinity, pageSize));
      const looked = Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
      const next = end < count ? (row(end - 1) as Position) : null;
      return Promise.resolve({ rows: looked.filter((index) => !filter || filter(index)).map(row), next });
    },
  };
  const trace = {
    reading: async <T>(reasons: readonly ReadReason[], read: () => Promise<T>): Promise<T> => {
      expect(reasons).toEqual([REASON]);
      happened.push('reason');
      return read();
    },
  };
  const options = { table, signal, beforeRead: () => happened.push('before'), trace: isTraced ? trace : null };
  const from = start === undefined ? null : (row(start) as Position);
  const rows = new ListRows(options as unknown as ReaderOptions, query, from, REASON);
  return { rows, limits, happened, options };
}

const taken = async (rows: ListRows, count: number) => (await rows.take(count)).map(indexOf);

describe('the rows of a list', () => {
  test('come in order, each once, however they are taken and whatever pages they come in', async () => {
    // Few enough for the bound on queries.
    const world = fc.record({
      count: fc.nat(60),
      pageSize: fc.integer({ min: 6, max: 100 }),
      gap: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      start: fc.option(fc.nat(20), { nil: undefined }),
      takes: fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 9 })), { maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(world, async ({ count, pageSize, gap, start, takes }) => {
        const filter = gap === undefined ? undefined : (index: number) => index % gap === 0;
        const { rows } = given({ count, pageSize, ...(filter && { filter }), ...(start !== undefined && { start }) });
        const all = Array.from({ length: count }, (_, index) => index).filter(
          (index) => index > (start ?? -1) && (filter?.(index) ?? true),
        );
        let at = 0;
        for (const [isLookedAt, some] of takes) {
          if (isLookedAt) await rows.look(some + 2);
          const part = await taken(rows, some);
          expect(part).toEqual(all.slice(at, at + some));
          at += part.length;
          // What follows is all that was not taken.
          const { position } = rows;
          const rest = position && all.filter((index) => index > indexOf(position));
          if (rows.isAtEnd) expect([position, at]).toEqual([null, all.length]);
          else expect(rest).toEqual(all.slice(at));
        }
      }),
    );
  });

  test('are at an end once the last is taken, and not before one has looked', async () => {
    const { rows, limits } = given({ count: 3 });
    expect([rows.isAtEnd, rows.position]).toEqual([false, null]);
    expect(await taken(rows, 2)).toEqual([0, 1]);
    expect([rows.isAtEnd, rows.position]).toEqual([false, row(1)]);
    expect(await taken(rows, 2)).toEqual([2]);
    expect([rows.isAtEnd, rows.position]).toEqual([true, null]);
    expect(await taken(rows, 2)).toEqual([]);
    expect(limits).toEqual([2, 2]);
  });

  test('that were looked at and not taken follow after the last that was', async () => {
    const { rows, limits } = given({ count: 9, start: 0 });
    await rows.look(5);
    expect(rows.isAtEnd).toBe(false);
    expect(await taken(rows, 2)).toEqual([1, 2]);
    expect(rows.position).toEqual(row(2));
    expect(await taken(rows, 3)).toEqual([3, 4, 5]);
    expect(rows.position).toEqual(row(5));
    expect(limits).toEqual([5]);
  });

  test('none of which is there end at once', async () => {
    const { rows, limits } = given({ count: 0 });
    expect(await taken(rows, 5)).toEqual([]);
    expect(rows.isAtEnd).toBe(true);
    expect(limits).toEqual([5]);
  });

  test('have a place after which the next page starts', () => {
    expect(given({ count: 1 }).rows.positionOf({ ...row(7), subject: 'x' })).toEqual(row(7));
  });
});

describe('the table is asked', () => {
  test('for as many rows as are missing, where each that is looked at counts', async () => {
    const { rows, limits } = given({ count: 100, pageSize: 4 });
    await rows.look(10);
    expect(limits).toEqual([10, 6, 2]);
    await rows.look(10);
    expect(limits).toHaveLength(3);
  });

  test('for more and more where a filter lets few through, up to what it takes at once', async () => {
    const { rows, limits } = given({ count: 10_000_000, filter: () => false });
    await rows.look(10);
    expect(limits.slice(0, 4)).toEqual([250, 500, 1000, 2000]);
    expect(limits.slice(8)).toEqual([64_000, ...Array<number>(16).fill(100_000)]);
  });

  test('for no fewer than are missing', async () => {
    const { rows, limits } = given({ count: 1000, filter: () => true });
    await rows.look(300);
    expect(limits).toEqual([300]);
  });

  test('so many times at most for one page', async () => {
    const { rows, limits } = given({ count: 1000, pageSize: 1 });
    expect(await taken(rows, 30)).toHaveLength(25);
    expect(await taken(rows, 1)).toEqual([]);
    expect([rows.isAtEnd, rows.position]).toEqual([false, row(24)]);
    expect(limits).toHaveLength(25);
  });

  test('and rows are taken so many times at most', async () => {
    const { rows } = given({ count: 1000 });
    await rows.look(100);
    for (let times = 0; times < 25; times += 1) expect(await taken(rows, 1)).toEqual([times]);
    expect(await taken(rows, 1)).toEqual([]);
    expect([rows.isAtEnd, rows.position]).toEqual([false, row(24)]);
  });

  test('once that is permitted, and for a reason where somebody wants to know it', async () => {
    for (const isTraced of [false, true]) {
      const { rows, happened } = given({ count: 3, pageSize: 1, isTraced });
      await rows.look(2);
      const each = isTraced ? ['before', 'reason', 'query'] : ['before', 'query'];
      expect(happened).toEqual([...each, ...each]);
    }
  });

  test('nothing more where the operation was refused meanwhile', async () => {
    const { rows, limits, options } = given({ count: 3 });
    options.beforeRead = () => {
      throw new Error('refused');
    };
    await expect(rows.take(1)).rejects.toThrow('refused');
    expect(limits).toEqual([]);
  });
});
