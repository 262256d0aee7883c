import fc from 'fast-check';
import type { ItemChange } from '../../src/loading/ItemChanges';
import { ChangeQueue, FellBehindError } from '../../src/changes/ChangeQueue';

type Kind = ItemChange['kind'];
const of = (orderId: string, kind: Kind): ItemChange => ({ typeName: 'Order', params: { orderId }, kind });

async function left(queue: ChangeQueue): Promise<ItemChange[]> {
  const told: ItemChange[] = [];
  const mark = of('mark', 'updated');
  queue.push(mark);
  for (;;) {
    const { value } = await queue.next();
    if (value === mark || value === undefined) return told;
    told.push(value);
  }
}

it.each<[Kind[], Kind]>([
  [['created', 'updated'], 'created'],
  [['created', 'updated', 'deleted'], 'deleted'],
  [['updated', 'deleted'], 'deleted'],
  [['deleted', 'created'], 'updated'],
  [['deleted', 'created', 'deleted'], 'deleted'],
  [['now', 'updated'], 'now'],
  [['now', 'deleted'], 'now'],
])('%j of one item are one change: %s', async (kinds, merged) => {
  const queue = new ChangeQueue(() => undefined);
  for (const kind of kinds) queue.push(of('1', kind));
  expect(await left(queue)).toEqual([of('1', merged)]);
});

it('whatever comes, each item waits once, in the order in which each first changed, and its last kind is not lost', async () => {
  const changes = fc.array(fc.record({ item: fc.nat(5), kind: fc.constantFrom<Kind>('updated', 'deleted') }), {
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(changes, async (pushed) => {
      const queue = new ChangeQueue(() => undefined);
      for (const { item, kind } of pushed) queue.push(of(String(item), kind));
      const items = [...new Set(pushed.map(({ item }) => item))];
      const lastOf = (item: number) => pushed.filter((each) => each.item === item).at(-1)!.kind;
      expect(await left(queue)).toEqual(items.map((item) => of(String(item), lastOf(item))));
    }),
  );
});

it('who leaves one waiting for half a minute is too slow, whoever takes them all is not', async () => {
  let now = 0;
  const [slow, quick] = [0, 1].map(
    () =>
      new ChangeQueue(
        () => undefined,
        () => now,
      ),
  ) as [ChangeQueue, ChangeQueue];
  for (let second = 0; second <= 31; second += 1) {
    now = second * 1000;
    for (const queue of [slow, quick]) queue.push(of('1', 'updated'));
    expect((await quick.next()).value).toEqual(of('1', 'updated'));
  }
  await expect(slow.next()).rejects.toThrow(FellBehindError);
  await quick.return();
});

it('who lets ten thousand items wait is told to begin anew', async () => {
  const queue = new ChangeQueue(() => undefined);
  for (let each = 0; each <= 10_000; each += 1) queue.push(of(String(each), 'updated'));
  await expect(queue.next()).rejects.toThrow(FellBehindError);
});
