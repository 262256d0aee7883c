import * as fc from 'fast-check';
import { ItemLoader, merge } from '../../src/loading/ItemLoader';
import type { TableReads } from '../../src/loading/TableReads';
import type { Key } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import { FakeStore } from '../storage/FakeStore';

const keyAt = (index: number) => ({ pk: 'TENANT#1', sk: `ROW#${String(index)}` });
const rows: Item[] = Array.from({ length: 300 }, (_, index) => ({
  ...keyAt(index),
  a: `a${String(index)}`,
  b: `b${String(index)}`,
  map: { x: `x${String(index)}`, y: `y${String(index)}` },
}));

const PATH = { key: 'row', prev: undefined, typename: 'Query' };

/** One of many, as one who asks for it alone would have it. */
async function load(loader: ItemLoader, key: Key, attributes: readonly string[]): Promise<Item | null> {
  const [item = null] = await loader.loadAll([{ key, attributes, path: PATH, facts: [], isGuarded: false }]);
  if (item instanceof Error) throw item;
  return item;
}

function loading(beforeRead: () => void = () => {}): { store: FakeStore; loader: ItemLoader } {
  const store = new FakeStore(rows);
  return { store, loader: new ItemLoader(store.table, undefined, beforeRead) };
}

function deferred() {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('N items on one level', () => {
  test.each([1, 2, 99, 100, 101, 200, 250])('cost ⌈N/100⌉ calls for each projection, N = %i', async (count) => {
    const { store, loader } = loading();
    const projections = [['a'], ['b'], ['a', 'b']];
    const loaded = await Promise.all(
      upTo(count).flatMap((index) => projections.map((attributes) => load(loader, keyAt(index), attributes))),
    );
    const requests = store.take();
    expect(requests).toHaveLength(projections.length * Math.ceil(count / 100));
    expect(requests.every(({ keys }) => keys.length <= 100)).toBe(true);
    expect(loaded.map((item) => item?.sk)).toEqual(
      upTo(count).flatMap((index) => projections.map(() => keyAt(index).sk)),
    );
  });

  test('are answered by key: missing ones are null, the others are themselves', async () => {
    const { loader } = loading();
    const loaded = await Promise.all([5, 900, 3, 901, 4].map((index) => load(loader, keyAt(index), ['a'])));
    const itemAt = (index: number) => ({ ...keyAt(index), a: `a${String(index)}` });
    expect(loaded).toEqual([itemAt(5), null, itemAt(3), null, itemAt(4)]);
  });
});

describe('one key with another projection', () => {
  test('is another read, and brings what was asked for with it', async () => {
    const { store, loader } = loading();
    const [one, other] = await Promise.all([load(loader, keyAt(1), ['a']), load(loader, keyAt(1), ['b'])]);
    expect(store.take().map(({ attributes }) => attributes)).toEqual([
      ['sk', 'a'],
      ['sk', 'b'],
    ]);
    expect([one, other]).toEqual([
      { ...keyAt(1), a: 'a1' },
      { ...keyAt(1), b: 'b1' },
    ]);
  });

  test('is never in one batch with it: no item is asked for what only another’s reader may see', async () => {
    const { store, loader } = loading();
    await Promise.all(upTo(20).map((index) => load(loader, keyAt(index), index % 2 === 0 ? ['a'] : ['a', 'b'])));
    const byProjection = store.take().map(({ keys, attributes }) => [attributes.includes('b'), keys.length]);
    expect(byProjection).toEqual([
      [false, 10],
      [true, 10],
    ]);
  });

  test('with the same projection, it is one read however often it is asked for', async () => {
    const { store, loader } = loading();
    await Promise.all(upTo(5).map(() => load(loader, keyAt(1), ['a'])));
    await load(loader, keyAt(1), ['a']);
    expect(store.take()).toHaveLength(1);
  });
});

describe('what was read already', () => {
  test('is not read again, also in parts', async () => {
    const { store, loader } = loading();
    await load(loader, keyAt(1), ['a', 'map.x']);
    await load(loader, keyAt(1), ['b']);
    store.take();
    expect(await load(loader, keyAt(1), ['a', 'b'])).toMatchObject({ a: 'a1', b: 'b1', map: { x: 'x1' } });
    expect(store.take()).toEqual([]);
    await load(loader, keyAt(1), ['map.y']);
    expect(store.take()).toHaveLength(1);
  });

  test('also by a query', async () => {
    const { store, loader } = loading();
    loader.remember(keyAt(1), ['a'], { ...keyAt(1), a: 'a1' }, loader.now);
    expect(await load(loader, keyAt(1), ['a'])).toMatchObject({ a: 'a1' });
    expect(store.take()).toEqual([]);
  });

  test('lives with its loader: the next request’s reads again', async () => {
    const { store, loader } = loading();
    await load(loader, keyAt(1), ['a']);
    store.put({ ...keyAt(1), a: 'changed' });
    expect(await load(loader, keyAt(1), ['a'])).toMatchObject({ a: 'a1' });
    expect(await load(new ItemLoader(store.table, undefined, () => {}), keyAt(1), ['a'])).toMatchObject({
      a: 'changed',
    });
  });

  test('is forgotten after a write, and what is read then sees it', async () => {
    const { store, loader } = loading();
    await load(loader, keyAt(1), ['a']);
    store.put({ ...keyAt(1), a: 'changed' });
    loader.forget();
    expect(await load(loader, keyAt(1), ['a'])).toMatchObject({ a: 'changed' });
    expect(store.take().map(({ consistent }) => consistent)).toEqual([false, true]);
  });

  test('is forgotten after a write, also what was on its way then', async () => {
    const { store } = loading();
    const [isRead, answer] = [deferred(), deferred()];
    const read: TableReads['read'] = async (keys, attributes, options) => {
      const items = await store.table.read(keys, attributes, options);
      isRead.resolve();
      await answer.promise;
      return items;
    };
    const loader = new ItemLoader({ read, query: store.table.query.bind(store.table) }, undefined, () => {});
    const before = load(loader, keyAt(1), ['a']);
    const since = loader.now;
    await isRead.promise;
    store.put({ ...keyAt(1), a: 'changed' });
    loader.forget();
    answer.resolve();
    loader.remember(keyAt(2), ['a'], { ...keyAt(2), a: 'of before' }, since);
    expect(await before).toMatchObject({ a: 'a1' });
    expect(await load(loader, keyAt(1), ['a'])).toMatchObject({ a: 'changed' });
    expect(await load(loader, keyAt(2), ['a'])).toMatchObject({ a: 'a2' });
  });
});

describe('a failed batch', () => {
  test('fails its own keys only', async () => {
    const { store, loader } = loading();
    store.failures.push(new Error('throttled'));
    const firsts = upTo(150).map((index) => load(loader, keyAt(index), ['a']));
    const others = upTo(10).map((index) => load(loader, keyAt(index), ['b']));
    const settled = await Promise.allSettled([...firsts, ...others]);
    const failed = settled.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
    expect(failed).toEqual(upTo(100));
    expect(store.take()).toHaveLength(3);
  });

  test('is not remembered: whoever asks later tries again', async () => {
    const { store, loader } = loading();
    store.failures.push(new Error('throttled'));
    await expect(load(loader, keyAt(1), ['a'])).rejects.toThrow('throttled');
    expect(await load(loader, keyAt(1), ['b'])).toMatchObject({ b: 'b1' });
    expect(await load(loader, keyAt(1), ['a'])).toMatchObject({ a: 'a1' });
  });
});

test('nothing is sent once the operation was refused', async () => {
  const { store, loader } = loading(() => {
    throw new Error('refused');
  });
  const settled = await Promise.allSettled([load(loader, keyAt(1), ['a']), load(loader, keyAt(2), ['a'])]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(store.take()).toEqual([]);
});

describe('what several reads brought of one item is united', () => {
  const anyItem = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.oneof(
      fc.integer(),
      fc.array(fc.integer(), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('x', 'y'), fc.integer()),
    ),
  );

  test('nothing is lost, and what came last counts', () => {
    fc.assert(
      fc.property(anyItem, anyItem, (one, other) => {
        const united = merge(one, other);
        expect(new Set(Object.keys(united))).toEqual(new Set([...Object.keys(one), ...Object.keys(other)]));
        expect(united).toMatchObject(other);
        expect(merge(united, other)).toEqual(united);
      }),
    );
  });

  test('maps member by member, lists as they are', () => {
    expect(merge({ m: { x: 1, z: { p: 1 } }, l: [1, 2] }, { m: { y: 2, z: { q: 2 } }, l: [3] })).toEqual({
      m: { x: 1, y: 2, z: { p: 1, q: 2 } },
      l: [3],
    });
  });

  test('and neither read is changed by it', () => {
    const [one, other] = [{ m: { x: 1 } }, { m: { y: 2 } }];
    merge(one, other);
    expect([one, other]).toEqual([{ m: { x: 1 } }, { m: { y: 2 } }]);
  });
});
