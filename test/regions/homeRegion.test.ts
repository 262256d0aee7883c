import fc from 'fast-check';
import { runs } from '../support/runs';
import { stopTheClock } from '../support/stillTime';
import { NO_DIFFERENCES } from '../support/TableBeside';
import { expectConverged } from './actions';
import type { Region } from './GlobalTable';
import { everybody, Histories, step, STOCK, type Cast, type ShopId } from './Histories';
import { expectShopsWhole } from './laws';
import { TwoRegions, world } from './TwoRegions';

const numRuns = runs({ test: 6, soak: 30 });
const steps = fc.array(step, { minLength: 10, maxLength: 30 });
const inEast = (): Region => 'east';
const HOMES = { alpha: 'east', beta: 'west' } as const;

let two: TwoRegions;

beforeAll(async () => {
  stopTheClock();
  two = await TwoRegions.start();
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  await two.close();
  jest.useRealTimers();
});

/** Each buyer is of one home, as their shops are. */
async function neighbours(): Promise<Cast> {
  const { buyers, owners } = await everybody(two);
  const shops: readonly ShopId[] = ['alpha', 'beta'];
  return { owners, buyers: buyers.map(({ headers }, index) => ({ headers, shops: [shops[index % 2]!] })) };
}

/** As if each region had half of the shards for itself: what chance chooses in the east is below what it chooses in the west. */
function splitShards(): void {
  const random = Math.random.bind(Math);
  jest.spyOn(Math, 'random').mockImplementation(() => random() / 2 + (two.asked === 'west' ? 0.5 : 0));
}

test('with one home for all writes every law holds at any moment, in whatever order changes come over', async () => {
  const property = fc.asyncProperty(steps, async (history) => {
    await two.table.reset(world(STOCK));
    const histories = new Histories(two, await everybody(two), inEast);
    await histories.play(history);
    expect(two.table.outstanding('west')).toEqual([]);
    await expectShopsWhole(two, 'east', histories);
    expect(await two.differences('east')).toEqual(NO_DIFFERENCES);
    await expectConverged(two);
  });
  await fc.assert(property, { numRuns, endOnFailure: false });
});

test('with a home for each shop every law holds, once buyers have one home too and regions have shards of their own', async () => {
  splitShards();
  const property = fc.asyncProperty(steps, async (history) => {
    await two.table.reset(world(STOCK));
    const histories = new Histories(two, await neighbours(), (shopId) => HOMES[shopId]);
    await histories.play(history);
    await expectShopsWhole(two, 'east', histories, ['alpha']);
    await expectShopsWhole(two, 'west', histories, ['beta']);
    await expectConverged(two);
    expect(await two.differences('east')).toEqual(NO_DIFFERENCES);
  });
  await fc.assert(property, { numRuns, endOnFailure: false });
});
