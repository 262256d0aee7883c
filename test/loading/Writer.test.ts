import { Writer } from '../../src/loading/Writer';
import { ContentionError, RequirementError, StoreUnavailableError } from '../../src/storage/calls/errors';
import { EXISTS, type Write } from '../../src/storage/writes';
import { FakeStore } from '../storage/FakeStore';

const { signal } = new AbortController();
const writes: readonly Write[] = [{ kind: 'check', key: { pk: 'PLACE#p1', sk: 'PLACE' }, require: [EXISTS] }];

/** A writer whose table fails so; what happened, in order. */
function given({ failure, refusal }: { failure?: Error; refusal?: Error } = {}) {
  const happened: unknown[] = [];
  const table = {
    transact: (...args: unknown[]) => {
      happened.push(args);
      return failure ? Promise.reject(failure) : Promise.resolve();
    },
  };
  const effects = {
    beforeWrite: (all: readonly Write[]) => {
      happened.push(['before', all]);
      if (refusal) throw refusal;
    },
    written: () => happened.push('written'),
  };
  const reader = { forget: () => happened.push('forgotten') };
  return { happened, writer: new Writer(table as never, reader as never, signal, effects) };
}

const SENT = [
  ['before', writes],
  [writes, { signal }],
];
const unmet = new RequirementError(new Set([0]));

describe('writes', () => {
  test('are announced, made and told of, and what was loaded is forgotten', async () => {
    const { happened, writer } = given();
    await writer.transact(writes);
    expect(happened).toEqual([...SENT, 'written', 'forgotten']);
  });

  test('are not made where somebody objects', async () => {
    const { happened, writer } = given({ refusal: new Error('not these') });
    await expect(writer.transact(writes)).rejects.toThrow('not these');
    expect(happened).toEqual([['before', writes]]);
  });

  test.each([unmet, new ContentionError()])('that the store refused count as not made: %p', async (failure) => {
    const { happened, writer } = given({ failure });
    await expect(writer.transact(writes)).rejects.toBe(failure);
    expect(happened).toEqual([...SENT, 'forgotten']);
  });

  test.each([new StoreUnavailableError('away'), new Error('a fault of ours')])(
    'of which nobody knows count as made: %p',
    async (failure) => {
      const { happened, writer } = given({ failure });
      await expect(writer.transact(writes)).rejects.toBe(failure);
      expect(happened).toEqual([...SENT, 'written', 'forgotten']);
    },
  );
});

describe('an attempt', () => {
  test('tells that all was made', async () => {
    const { happened, writer } = given();
    expect(await writer.attempt(writes)).toEqual({ isMade: true, failed: new Set() });
    expect(happened).toEqual([...SENT, 'written', 'forgotten']);
  });

  test('tells which requirements did not hold', async () => {
    expect(await given({ failure: unmet }).writer.attempt(writes)).toEqual({ isMade: false, failed: new Set([0]) });
  });

  test.each([new ContentionError(), new StoreUnavailableError('away')])('throws all else: %p', async (failure) => {
    await expect(given({ failure }).writer.attempt(writes)).rejects.toBe(failure);
  });
});

const LIST = { index: null, partition: 'PLACE#{placeId}', prefix: 'LETTER#', descending: false };
const INDEX = { name: 'gsi1', pk: 'gsi1pk', sk: 'gsi1sk' };
const letters = ['1', '2', '3'].map((id) => ({
  pk: 'PLACE#p1',
  sk: `LETTER#${id}`,
  gsi1pk: 'FILE#p1',
  gsi1sk: id,
  text: `text ${id}`,
}));

function reading() {
  const store = new FakeStore([...letters, { pk: 'PLACE#p1', sk: 'PLACE', text: 'none' }]);
  return { store, writer: new Writer(store.table, null as never, signal, null as never) };
}

describe('what a write has to know', () => {
  test('is read as it stands, of each key in order', async () => {
    const { store, writer } = reading();
    const keys = ['2', '9', '1'].map((id) => ({ pk: 'PLACE#p1', sk: `LETTER#${id}` }));
    const read = await writer.facts(keys, ['text']);
    expect(read.map((item) => item?.text ?? null)).toEqual(['text 2', null, 'text 1']);
    expect(store.take()).toMatchObject([{ operation: 'BatchGetItem', attributes: ['sk', 'text'], consistent: true }]);
  });

  test('is not told in part', async () => {
    const held = new StoreUnavailableError('held back');
    const asked: unknown[] = [];
    const table = { read: (...args: unknown[]) => (asked.push(args), Promise.resolve([null, held])) };
    const writer = new Writer(table as never, null as never, signal, null as never);
    await expect(writer.facts([], ['text'])).rejects.toBe(held);
    expect(asked).toEqual([[[], ['text'], { consistent: true, signal }]]);
  });
});

describe('the keys of a list', () => {
  async function pagesOf(writer: Writer, list: Parameters<Writer['keysOf']>[0]) {
    const pages: (readonly string[])[] = [];
    for await (const page of writer.keysOf(list, { placeId: 'p1' }))
      pages.push(page.map(({ pk, sk }) => `${pk} ${sk}`));
    return pages;
  }

  test('come page by page to the end, keys alone, of the table as it stands', async () => {
    const { store, writer } = reading();
    store.pageSize = 2;
    expect(await pagesOf(writer, LIST)).toEqual([['PLACE#p1 LETTER#1', 'PLACE#p1 LETTER#2'], ['PLACE#p1 LETTER#3']]);
    const page = { operation: 'Query', index: null, attributes: ['sk'], consistent: true };
    expect(store.take()).toMatchObject([page, page]);
  });

  test('come from an index with the keys of the items', async () => {
    const { store, writer } = reading();
    const filed = { ...LIST, index: INDEX, partition: 'FILE#{placeId}', prefix: null, descending: true };
    expect(await pagesOf(writer, filed)).toEqual([['PLACE#p1 LETTER#3', 'PLACE#p1 LETTER#2', 'PLACE#p1 LETTER#1']]);
    expect(store.take()).toMatchObject([{ index: 'gsi1', attributes: ['pk', 'sk'], consistent: false }]);
  });

  test.each([
    [LIST, true],
    [{ ...LIST, index: INDEX }, false],
  ])('are asked for a full batch at a time, as long as the request lasts: %#', async (list, consistent) => {
    const asked: unknown[] = [];
    const table = { query: (...args: unknown[]) => (asked.push(args), Promise.resolve({ rows: [], next: null })) };
    expect(await pagesOf(new Writer(table as never, null as never, signal, null as never), list)).toEqual([[]]);
    expect(asked).toEqual([[expect.objectContaining({ consistent, attributes: [] }), 100, null, { signal }]]);
  });
});
