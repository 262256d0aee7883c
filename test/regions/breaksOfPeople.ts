import { CLAIM, ERASE, REGISTER } from '../support/customers';
import { outcomeOf, shopNode } from '../support/ordering';
import { NO_DIFFERENCES } from '../support/TableBeside';
import { SUBJECTS } from '../support/world';
import { advance, expectConverged, itemAt, itemsLike, place, placed } from './actions';
import type { Region } from './GlobalTable';
import type { TwoRegions } from './TwoRegions';

const ROTATE = `mutation ($input: RotateVisitTokenInput!) { rotateVisitToken(input: $input) { shop { visitToken } userErrors { code } } }`;
const SHOP = 'SHOP#alpha/SHOP';

async function rotated(two: TwoRegions, region: Region): Promise<Readonly<Record<string, string>>> {
  const answer = await two.ask(region, ROTATE, await two.callers.ownerA(), { shopId: shopNode('alpha') });
  return { 'x-visit-token': answer.body.data.rotateVisitToken.shop.visitToken as string };
}

/** What was rotated away is good where that is not known yet; two rotations make one serial, so each other's token stays good. */
async function visitSerial(two: TwoRegions): Promise<void> {
  const { headers } = await two.callers.guest();
  const ofEast = await rotated(two, 'east');
  expect(outcomeOf(await place(two, 'east', headers))).toBe('FORBIDDEN');
  expect(outcomeOf(await place(two, 'west', headers))).toBe('done');
  await rotated(two, 'west');
  await expectConverged(two);
  expect(await itemAt(two, 'west', SHOP)).toMatchObject({ visitSerial: 2 });
  const menu = `{ shop(id: "${shopNode('alpha')}") { products(first: 1) { nodes { name } } } }`;
  const { body } = await two.ask('west', menu, { ...headers, ...ofEast });
  expect(body.data.shop.products.nodes).toHaveLength(1);
}

async function ownership(two: TwoRegions): Promise<void> {
  const orderId = await placed(two, 'east', (await two.callers.guest()).headers);
  await two.table.settle();
  const owner = await two.callers.ownerA();
  await two.table.remove('east', [{ pk: `USER#${SUBJECTS.ownerA}`, sk: 'SHOP#alpha' }]);
  expect(await advance(two, 'east', owner, { orderId, to: 'ACCEPTED' })).toBe('NOT_FOUND');
  expect(await advance(two, 'west', owner, { orderId, to: 'ACCEPTED' })).toBe('done');
}

/** Nothing new of a person comes after their data was erased, by the mark; which is not in the other region yet. */
async function erasure(two: TwoRegions): Promise<void> {
  const customer = await two.callers.customer1();
  const { body } = await two.ask('east', ERASE, customer);
  expect(body.data.eraseMyData).toMatchObject({ complete: true });
  expect(outcomeOf(await place(two, 'east', customer))).toBe('DATA_ERASED');
  expect(outcomeOf(await place(two, 'west', customer))).toBe('done');
  await expectConverged(two);
  const [order] = await itemsLike(two, 'east', 'ORDER#');
  expect(order).toMatchObject({ customerId: SUBJECTS.customer1, customerName: 'Ada', phoneNumber: '+4930654321' });
  expect((await two.ask('east', ERASE, customer)).body.data.eraseMyData).toMatchObject({ erasedOrderCount: 0 });
}

/** Newcomers are told apart by the count of growth. Which shard counts one is chance, so they come until two met. */
async function growth(two: TwoRegions): Promise<void> {
  let newcomers = 0;
  do {
    for (const region of ['east', 'west'] as const) {
      newcomers += 1;
      const headers = await two.callers.signedIn(`newcomer-${newcomers}`, 'customers');
      const input = { displayName: 'Ada', marketingConsent: false };
      expect(outcomeOf(await two.ask(region, REGISTER, headers, input))).toBe('done');
    }
  } while (!met(two));
  await expectConverged(two);
  const counters = (await two.verify('east')).map(({ counter }) => counter);
  expect(counters.filter((counter) => counter.startsWith('customers'))).not.toEqual([]);
}

function met({ table }: TwoRegions): boolean {
  const shards = new Set(table.outstanding('east').map(({ key }) => key));
  return table.outstanding('west').some(({ key }) => key.startsWith('STATISTICS#') && shards.has(key));
}

/** Both are told that the order is theirs now, and both are counted as its buyer. */
async function claim(two: TwoRegions): Promise<void> {
  const { headers } = await two.callers.guest();
  await placed(two, 'east', headers);
  await two.table.settle();
  expect(await two.differences('east')).toEqual(NO_DIFFERENCES);
  const guestSessionToken = (headers.authorization ?? '').slice('Bearer '.length);
  for (const [region, customer] of [
    ['east', await two.callers.customer1()],
    ['west', await two.callers.customer2()],
  ] as const) {
    const { body } = await two.ask(region, CLAIM, customer, { guestSessionToken });
    expect(body.data.claimGuestOrders).toMatchObject({ claimedCount: 1, complete: true });
  }
  await expectConverged(two);
  expect(await itemsLike(two, 'east', 'ORDER#')).toHaveLength(1);
  expect(await itemsLike(two, 'east', 'CLAIM#')).toHaveLength(2);
  expect(await two.verify('east')).toContainEqual(
    expect.objectContaining({ item: expect.stringContaining(SUBJECTS.customer1) as string, stored: 1, counted: 0 }),
  );
}

export const BREAKS_OF_PEOPLE = {
  'visit serial': visitSerial,
  ownership,
  erasure,
  growth,
  'claimed order': claim,
};
