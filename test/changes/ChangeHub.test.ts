import { ChangeHub, type HubSource } from '../../src/changes/ChangeHub';
import { ChangesMissedError } from '../../src/changes/ChangeQueue';
import { buildApi } from '../../src/compose/api';
import type { Change } from '../../src/changes/Change';

const { model } = buildApi();
const ALPHA_1 = { shopId: 'alpha', orderId: '1' };

function hub(source: Partial<HubSource> = {}) {
  const left: string[] = [];
  return {
    left,
    hub: new ChangeHub(model, { follow: () => Promise.resolve(), leave: () => void left.push('left'), ...source }),
  };
}

let sequence = 0;
function written(sk: string, pk = 'SHOP#alpha', kind: Change['kind'] = 'updated'): Change {
  sequence += 1;
  return { key: { pk, sk }, kind, shard: 'shard', sequence: String(sequence) };
}

describe('who hears of what', () => {
  it('those who follow the item, and those who follow the beginning of its key', async () => {
    const { hub: changes } = hub();
    const [one, shop, other] = await Promise.all([
      changes.of('Order', ALPHA_1),
      changes.of('Order', { shopId: 'alpha' }),
      changes.of('Order', { shopId: 'beta' }),
    ]);
    for (const change of [written('ORDER#1'), written('ORDER#2'), written('PRODUCT#1'), written('SHOP')])
      changes.onChange(change);
    changes.onChange(written('ORDER#1', 'SHOP#beta'));
    expect((await one.next()).value).toEqual({ typeName: 'Order', params: ALPHA_1, kind: 'updated' });
    expect([(await shop.next()).value?.params.orderId, (await shop.next()).value?.params.orderId]).toEqual(['1', '2']);
    expect((await other.next()).value?.params.shopId).toBe('beta');
    for (const queue of [one, shop, other]) await queue.return();
  });

  it('nobody twice', async () => {
    const { hub: changes } = hub();
    const queue = await changes.of('Order', ALPHA_1);
    const [first, second] = [written('ORDER#1'), written('ORDER#1')];
    for (const change of [first, first]) changes.onChange(change);
    await queue.next();
    for (const change of [second, first, second]) changes.onChange(change);
    await queue.next();
    const third = queue.next();
    await queue.return();
    expect((await third).done).toBe(true);
  });

  it('nobody of what tells of no changes, or by a key with a gap', async () => {
    const { hub: changes } = hub();
    await expect(changes.of('Product', { shopId: 'alpha' })).rejects.toThrow('tells of its changes');
    await expect(changes.of('Order', { orderId: '1' })).rejects.toThrow('the first ones');
    expect(changes.isOfInterest(written('PRODUCT#1'))).toBe(false);
    expect(changes.isOfInterest(written('ORDER#1'))).toBe(true);
  });
});

describe('a follower', () => {
  it('who is told of very many changes at once keeps up with each item once, in the order of their first change', async () => {
    const { hub: changes } = hub();
    const queue = await changes.of('Order', { shopId: 'alpha' });
    for (let each = 0; each < 3000; each += 1) changes.onChange(written(`ORDER#${String(each % 1000)}`));
    const told: unknown[] = [];
    for (let each = 0; each < 1000; each += 1) told.push((await queue.next()).value?.params.orderId);
    expect(told).toEqual(Array.from({ length: 1000 }, (_, each) => String(each)));
    const next = queue.next();
    changes.onChange(written('ORDER#7'));
    expect((await next).value?.params.orderId).toBe('7');
    await queue.return();
  });

  it('who may have missed something is told to begin anew', async () => {
    const { hub: changes } = hub();
    const queue = await changes.of('Order', ALPHA_1);
    const next = queue.next();
    changes.lost();
    await expect(next).rejects.toThrow(ChangesMissedError);
  });

  it('who cannot be certain to hear everything does not begin', async () => {
    const { hub: changes, left } = hub({ follow: () => Promise.reject(new Error('no stream')) });
    await expect(changes.of('Order', ALPHA_1)).rejects.toThrow('no stream');
    expect(left).toEqual(['left']);
  });

  it('is the last one to leave: then nobody has to listen', async () => {
    const { hub: changes, left } = hub();
    const [one, two] = await Promise.all([changes.of('Order', ALPHA_1), changes.of('Order', ALPHA_1)]);
    await one.return();
    expect(left).toEqual([]);
    await two.return();
    await two.return();
    expect(left).toEqual(['left']);
  });
});
