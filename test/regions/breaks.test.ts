import { stopTheClock } from '../support/stillTime';
import { BREAKS } from './breaks';
import { LOSSES } from './losses';
import { TwoRegions, world } from './TwoRegions';

let two: TwoRegions;

beforeAll(async () => {
  // What two orders count in is one day's.
  stopTheClock();
  two = await TwoRegions.start();
});
afterAll(async () => {
  await two.close();
  jest.useRealTimers();
});
beforeEach(async () => two.table.reset(world()));

describe('two regions that both write break', () => {
  it.each(Object.entries(BREAKS))('%s', async (_, isBroken) => {
    await isBroken(two);
  });
});

describe('a region that was lost before all came over', () => {
  it.each(Object.entries(LOSSES))('%s', async (_, isMet) => {
    await isMet(two);
  });
});
