import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { orderKeyOf } from '../support/ordering';
import { runs } from '../support/runs';
import { stopTheClock } from '../support/stillTime';
import { NO_DIFFERENCES } from '../support/TableBeside';
import { expectConverged } from './actions';
import { nameOf, type Region, type Replication } from './GlobalTable';
import { everybody, Histories, step, STOCK } from './Histories';
import { expectShopsWhole } from './laws';
import { TwoRegions, world } from './TwoRegions';

const numRuns = runs({ test: 4, soak: 30 });
const steps = fc.array(step, { minLength: 10, maxLength: 25 });
/** Of a region that was lost others may be without half of an order: what is moved then is another matter. */
const purchases = fc.array(
  step.filter(({ kind }) => kind === 'place'),
  { minLength: 3, maxLength: 10 },
);

let two: TwoRegions;

beforeAll(async () => {
  stopTheClock();
  two = await TwoRegions.start();
});
afterAll(async () => {
  await two.close();
  jest.useRealTimers();
});

/** The keys of what is not the same in both regions. */
async function differing(): Promise<string[]> {
  const [east, west] = await Promise.all(
    (['east', 'west'] as const).map(
      async (region) => new Map((await two.table.items(region)).map((item) => [nameOf(item), item])),
    ),
  );
  return [...new Set([...east!.keys(), ...west!.keys()])].filter(
    (key) => !isDeepStrictEqual(east!.get(key), west!.get(key)),
  );
}

/** As `verify` names it: the shards are one, and an order is one with its lines. */
const itemOf = (key: string): string =>
  key.replace(/^STATISTICS#\d+/, 'STATISTICS').replace(/\/(?:ORDER|LINE)#([^#]+).*/, '/$1');

/** All that transactions wrote of which something is among these changes. */
function tornBy(lost: readonly Replication[]): Set<string> {
  return new Set([...new Set(lost.map(({ time }) => time))].flatMap((time) => two.table.writtenAt(time)).map(itemOf));
}

/** Forgets what was acknowledged and is not whole where it was not lost; gives the ids. */
function forgetTorn({ acknowledged }: Histories, lost: readonly Replication[]): string[] {
  const times = new Set(lost.map(({ time }) => time));
  const torn = [...acknowledged].filter(([, order]) => order.times.some((time) => times.has(time)));
  for (const [name] of torn) acknowledged.delete(name);
  return torn.map(([, { id }]) => id);
}

test('a region that is left once all has come over takes nothing with it, there and back', async () => {
  const property = fc.asyncProperty(steps, steps, steps, async (...histories) => {
    await two.table.reset(world(STOCK));
    const played = new Histories(two, await everybody(two), () => 'east');
    for (const [index, history] of histories.entries()) {
      const home: Region = index % 2 === 0 ? 'east' : 'west';
      played.homeOf = () => home;
      await played.play(history);
      await two.table.settle();
      await expectShopsWhole(two, home, played);
      expect(await two.differences(home)).toEqual(NO_DIFFERENCES);
    }
    await expectConverged(two);
  });
  await fc.assert(property, { numRuns, endOnFailure: false });
});

test('of a region that is lost exactly that is missing that had not come over, and its return brings back whole orders', async () => {
  const met = { lost: 0 };
  const property = fc.asyncProperty(steps, purchases, async (before, after) => {
    await two.table.reset(world(STOCK));
    const histories = new Histories(two, await everybody(two), () => 'east');
    await histories.play(before);
    const lost = two.table.outstanding('east');
    const lostKeys = new Set(lost.map(({ key }) => key));
    for (const key of await differing()) expect(lostKeys).toContain(key);

    const torn = forgetTorn(histories, lost);
    met.lost += torn.length;
    for (const { item } of await two.verify('west')) expect(tornBy(lost)).toContain(item);

    [histories.homeOf, histories.isTorn] = [() => 'west', true];
    await histories.play(after);
    const written = new Set(two.table.outstanding('west').map(({ key }) => key));
    await expectConverged(two);
    const there = new Set((await two.table.items('west')).map(nameOf));
    const orders = [...torn, ...[...histories.acknowledged.values()].map(({ id }) => id)];
    for (const id of orders) for (const name of namesOf(id)) expect(there).toContain(name);
    if ([...lostKeys].every((key) => !written.has(key))) expect(await two.verify('west')).toEqual([]);
  });
  await fc.assert(property, { numRuns, endOnFailure: false });
  expect(met.lost).toBeGreaterThan(0);
});

function namesOf(id: string): string[] {
  const { pk, sk } = orderKeyOf(id);
  return [sk, ...['01', '02'].map((line) => `${sk.replace('ORDER#', 'LINE#')}#${line}`)].map((each) =>
    nameOf({ pk, sk: each }),
  );
}
