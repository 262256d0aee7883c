import { AskedAttributes, Entity, type TypeModel } from '../../src/model/Model';
import { Explanation } from '../../src/explain/Explanation';

test('items are told by their keys, whichever came first', () => {
  const keys = ['b', 'a', 'c'].map((sk) => ({ pk: 'P', sk }));
  const told = [keys, keys.toReversed()].map((order) => {
    const explanation = new Explanation();
    for (const [position, key] of order.entries()) {
      const path = { key: position, prev: { key: 'nodes', prev: undefined, typename: 'Query' }, typename: undefined };
      explanation.shown(path, key, new Entity({} as TypeModel, {}, {}, { sk: key.sk }, new AskedAttributes([])), {});
    }
    return explanation.itemsAt('nodes').map(({ entity }) => entity.item.sk);
  });
  expect(told).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ]);
});
