import { SystemReader } from '../../src/loading/SystemReader';
import { StoreUnavailableError } from '../../src/storage/calls/errors';
import { FakeStore } from '../storage/FakeStore';

const declared = { place: { key: { pk: 'PLACE#{placeId}', sk: 'PLACE' }, attributes: ['name', 'memberId'] } };
const world = [{ pk: 'PLACE#p=7C1', sk: 'PLACE', name: 'one', memberId: 'm1', secret: 'kept' }];

function given() {
  const store = new FakeStore(world);
  return { store, reader: new SystemReader(store.table, declared) };
}

test('brings what was declared of an item, as it stands, and no more; other values of keys do not matter', async () => {
  const { store, reader } = given();
  const item = await reader.item('place', { placeId: 'p|1', memberId: 'm1' });
  expect(item).toEqual({ pk: 'PLACE#p=7C1', sk: 'PLACE', name: 'one', memberId: 'm1' });
  expect(store.take()).toEqual([
    {
      operation: 'GetItem',
      keys: ['PLACE#p=7C1 PLACE'],
      index: null,
      attributes: ['sk', 'name', 'memberId'],
      consistent: true,
    },
  ]);
});

test('brings nothing where there is no item', async () => {
  expect(await given().reader.item('place', { placeId: 'p2' })).toBeNull();
});

test('reads no kind that was not declared', async () => {
  const { store, reader } = given();
  await expect(reader.item('member', { placeId: 'p1' })).rejects.toThrow(
    'expected member to be declared for system reads',
  );
  expect(store.take()).toEqual([]);
});

test('throws where the store fails, also where it holds back this item alone', async () => {
  const { store, reader } = given();
  store.failures.push(new Error('throttled'));
  await expect(reader.item('place', { placeId: 'p1' })).rejects.toThrow('throttled');
  const held = { read: () => Promise.resolve([new StoreUnavailableError('held back')]) };
  await expect(new SystemReader(held as never, declared).item('place', { placeId: 'p1' })).rejects.toThrow('held back');
});
