import {
  ChangesOfReadable,
  NOTHING_TO_FOLLOW,
  type ItemChange,
  type ItemChangeSource,
} from '../../src/loading/ItemChanges';

const change = (id: string): ItemChange => ({ typeName: 'Letter', params: { letterId: id }, kind: 'updated' });
const OVER = { done: true, value: undefined };

/** Follows these changes; how often following began, and ended. */
function following(...changes: ItemChange[]) {
  const told = { begun: 0, ended: 0 };
  const source: ItemChangeSource = {
    next: () => {
      const value = changes.shift();
      return Promise.resolve(value ? { done: false, value } : { done: true, value: undefined });
    },
    return: () => {
      told.ended += 1;
      changes.length = 0;
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]: () => source,
  };
  const current = (atMost: number) => Promise.resolve([change('now')].slice(0, atMost));
  const follow = () => {
    told.begun += 1;
    return Promise.resolve(source);
  };
  return { told, followed: new ChangesOfReadable(current, follow) };
}

async function all(source: AsyncIterable<ItemChange>): Promise<ItemChange[]> {
  const read: ItemChange[] = [];
  for await (const each of source) read.push(each);
  return read;
}

describe('changes of what can be read', () => {
  test('are those that are followed, from when they are first read', async () => {
    const { told, followed } = following(change('1'), change('2'));
    expect(told.begun).toBe(0);
    expect(await all(followed)).toEqual([change('1'), change('2')]);
    expect(told.begun).toBe(1);
  });

  test('are followed once, however often that is begun', async () => {
    const { told, followed } = following(change('1'));
    await followed.begin();
    await followed.begin();
    expect(await all(followed)).toEqual([change('1')]);
    expect(told.begun).toBe(1);
  });

  test('end where their reader ends them', async () => {
    const { told, followed } = following(change('1'), change('2'));
    for await (const each of followed) {
      expect(each).toEqual(change('1'));
      break;
    }
    expect(told.ended).toBe(1);
    expect(await followed.next()).toEqual(OVER);
  });

  test('that nobody began to follow can be ended', async () => {
    const { told, followed } = following(change('1'));
    expect(await followed.return()).toEqual(OVER);
    expect(told).toEqual({ begun: 0, ended: 0 });
  });

  test('are not begun where following fails, and are with the next try', async () => {
    const { followed: works } = following(change('1'));
    let failures = 1;
    const followed = new ChangesOfReadable(works.current, () =>
      failures-- > 0 ? Promise.reject(new Error('away')) : Promise.resolve(works),
    );
    await expect(followed.begin()).rejects.toThrow('away');
    expect(await all(followed)).toEqual([change('1')]);
  });
});

test('where there is nothing to follow, it is over at once', async () => {
  expect(await all(NOTHING_TO_FOLLOW)).toEqual([]);
  expect(await NOTHING_TO_FOLLOW.next()).toEqual(OVER);
  expect(await NOTHING_TO_FOLLOW.return()).toEqual(OVER);
});
