import type { VisitClaim } from '../../src/identity/Caller';
import { SharedReads } from '../../src/loading/SharedReads';
import { StoreUnavailableError } from '../../src/storage/calls/errors';
import type { Item, RangeQuery } from '../../src/storage/requests';

const { signal } = new AbortController();
const key = (id: string) => ({ pk: `PLACE#${id}`, sk: 'PLACE' });

type Answer = (Item | null | Error)[] | Error;

/** A table and what it tells of callers; both take down what they are asked, and answer what is set. */
function given(...answers: Answer[]) {
  const asked: unknown[] = [];
  const table = {
    read: (keys: readonly { pk: string }[], attributes: readonly string[], options: unknown) => {
      asked.push({ keys: keys.map(({ pk }) => pk), attributes, options });
      const answer = answers.shift() ?? keys.map(({ pk }) => ({ pk, was: 'read' }));
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    query: (...args: unknown[]) => {
      asked.push(args);
      return Promise.resolve({ rows: [{ pk: String(asked.length) }], next: null });
    },
  };
  const facts = {
    failures: 0,
    tenantsOf: (...args: unknown[]) => told(args, new Set([`of ${String(args[0])}`])),
    isCurrent: (...args: unknown[]) => told(args, (args[0] as VisitClaim).serial === 1),
  };
  function told<T>(args: unknown[], value: T): Promise<T> {
    asked.push(args);
    return facts.failures-- > 0 ? Promise.reject(new Error('away')) : Promise.resolve(value);
  }
  return { asked, facts, shared: new SharedReads(table, facts, signal) };
}

const FOR_THE_EVENT = { signal, consistent: true };

describe('an item', () => {
  test('is read once for all who ask for the same of it, at once or later, and sees the write', async () => {
    const { asked, shared } = given();
    const item = { pk: 'PLACE#a', was: 'read' };
    expect(await Promise.all([shared.read([key('a')], ['x']), shared.read([key('a')], ['x'])])).toEqual([
      [item],
      [item],
    ]);
    expect(await shared.read([key('a')], ['x'])).toEqual([item]);
    expect(asked).toEqual([{ keys: ['PLACE#a'], attributes: ['x'], options: FOR_THE_EVENT }]);
  });

  test('is read again for other attributes, and for each of its keys', async () => {
    const { asked, shared } = given();
    await shared.read([key('a')], ['x']);
    await shared.read([key('a')], ['x', 'y']);
    await shared.read([{ ...key('a'), sk: 'OTHER' }], ['x']);
    expect(asked).toHaveLength(3);
  });

  test('comes at the place of its key, whoever had asked for some of them before', async () => {
    const { asked, shared } = given([{ is: 'b' }], [{ is: 'a' }, null]);
    await shared.read([key('b')], ['x']);
    expect(await shared.read([key('a'), key('b'), key('c'), key('a')], ['x'])).toEqual([
      { is: 'a' },
      { is: 'b' },
      null,
      { is: 'a' },
    ]);
    expect(asked.slice(1)).toEqual([{ keys: ['PLACE#a', 'PLACE#c'], attributes: ['x'], options: FOR_THE_EVENT }]);
    expect(await shared.read([key('c')], ['x'])).toEqual([null]);
    expect(asked).toHaveLength(2);
  });

  test('of which the answer says nothing is not there', async () => {
    expect(await given([]).shared.read([key('a')], ['x'])).toEqual([null]);
  });

  test('that the store held back is told to who asked, and read again for who asks later; the others are not', async () => {
    const held = new StoreUnavailableError('held back');
    const { asked, shared } = given([held, { is: 'b' }], [{ is: 'a' }]);
    const both = [key('a'), key('b')];
    expect(await Promise.all([shared.read(both, ['x']), shared.read(both, ['x'])])).toEqual([
      [held, { is: 'b' }],
      [held, { is: 'b' }],
    ]);
    expect(await shared.read(both, ['x'])).toEqual([{ is: 'a' }, { is: 'b' }]);
    expect(asked.slice(1)).toEqual([{ keys: ['PLACE#a'], attributes: ['x'], options: FOR_THE_EVENT }]);
  });

  test('is read again for who asks after a failure of all', async () => {
    const { shared } = given(new StoreUnavailableError('away'));
    const first = await Promise.allSettled([shared.read([key('a')], ['x']), shared.read([key('a')], ['x'])]);
    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await shared.read([key('a')], ['x'])).toEqual([{ pk: 'PLACE#a', was: 'read' }]);
  });
});

test('a list is asked for by each who wants it, for as long as the event lasts', async () => {
  const { asked, shared } = given();
  const query = { partition: 'P' } as RangeQuery;
  const start = { pk: 'P', sk: '1' };
  expect(await shared.query(query, 3, start)).toEqual({ rows: [{ pk: '1' }], next: null });
  expect(await shared.query(query, 3, start)).toEqual({ rows: [{ pk: '2' }], next: null });
  expect(asked).toEqual([
    [query, 3, start, { signal }],
    [query, 3, start, { signal }],
  ]);
});

describe('what the table tells of callers', () => {
  test('is asked once of each subject', async () => {
    const { asked, shared } = given();
    const all = await Promise.all([shared.tenantsOf('p1'), shared.tenantsOf('p1'), shared.tenantsOf('p2')]);
    expect(all.map((tenants) => [...tenants])).toEqual([['of p1'], ['of p1'], ['of p2']]);
    expect(asked).toEqual([
      ['p1', signal],
      ['p2', signal],
    ]);
  });

  test('is asked once of each visit', async () => {
    const { asked, shared } = given();
    const visits = [1, 1, 2].map((serial) => ({ tenant: 'a', serial }));
    const other = { tenant: 'b', serial: 1 };
    expect(await Promise.all([...visits, other].map((visit) => shared.isCurrent(visit)))).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(asked).toEqual([visits[0], visits[2], other].map((visit) => [visit, signal]));
  });

  test('is asked again after a failure', async () => {
    const { facts, shared } = given();
    facts.failures = 2;
    const visit = { tenant: 'a', serial: 1 };
    await expect(shared.tenantsOf('p1')).rejects.toThrow('away');
    await expect(shared.isCurrent(visit)).rejects.toThrow('away');
    expect([...(await shared.tenantsOf('p1'))]).toEqual(['of p1']);
    expect(await shared.isCurrent(visit)).toBe(true);
  });
});
