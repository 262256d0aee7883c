import { BREAKS_OF_ORDERS } from './breaksOfOrders';
import { BREAKS_OF_PEOPLE } from './breaksOfPeople';
import { BREAKS_OF_READERS } from './breaksOfReaders';
import type { TwoRegions } from './TwoRegions';

/**
 * What two regions break that both write: by the name that it has in the table of docs/regions.md, a history that shows it on the real API. Each
 * begins with a world in which nothing was ordered, the same in both regions, and fails where it does not break any more.
 */
export const BREAKS: Readonly<Record<string, (two: TwoRegions) => Promise<void>>> = {
  ...BREAKS_OF_ORDERS,
  ...BREAKS_OF_PEOPLE,
  ...BREAKS_OF_READERS,
};
