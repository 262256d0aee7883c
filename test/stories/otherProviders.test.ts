import { toGlobalId } from '../../src/model/globalId';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { CLAIM, ordersOf, REGISTER, registeredWorld } from '../support/customers';
import { describeCalls } from '../support/describeCalls';
import { CANCEL, placed } from '../support/ordering';
import { ROLE_PREFIX } from '../support/RoleLedger';
import { StsUnderTest } from '../support/StsUnderTest';
import { NO_DIFFERENCES, TableBeside } from '../support/TableBeside';

/*
 * People whom other identity providers call by names with signs that keys are made of. Their sessions name them, too, so that AWS lets them at
 * what is theirs (ASSUME_ROLE_PER_ROLE).
 */

const ALPHA = toGlobalId('Shop', 'alpha');
const UPDATE_SHOP = 'mutation ($input: UpdateShopInput!) { updateShop(input: $input) { shop { open } } }';

/** Subjects, and how they stand in keys. */
const SUBJECTS = [
  ['auth0|abc', 'auth0=7Cabc'],
  ['google-oauth2|123', 'google-oauth2=7C123'],
  ['ada.lovelace+shop@example.com', 'ada.lovelace+shop@example.com'],
  ['https://id.example.com/users/7#ada', 'https:=2F=2Fid.example.com=2Fusers=2F7=23ada'],
] as const;

let sts: StsUnderTest;
let api: ApiUnderTest;
let table: TableBeside;
beforeAll(async () => {
  sts = await StsUnderTest.start();
  const owned = SUBJECTS.map(([, text]) => ({ pk: `USER#${text}`, sk: 'SHOP#alpha', grantedAt: 'x' }));
  api = await ApiUnderTest.start(registeredWorld(owned), {}, sts);
  table = new TableBeside(api);
});
afterAll(async () => {
  table.close();
  await api.close();
});

describe.each(SUBJECTS)('%s', (subject, text) => {
  it('owns a shop: by id, in the list of theirs, and for writing', async () => {
    const owner = await api.signedIn(subject, 'shop-owners');
    const { body } = await api.execute(`{ viewer { shops { id } } shop(id: "${ALPHA}") { taxId } }`, owner);
    expect(body).toEqual({ data: { viewer: { shops: [{ id: ALPHA }] }, shop: { taxId: 'canary-taxId-alpha' } } });
    const written = await api.execute(UPDATE_SHOP, owner, { input: { shopId: ALPHA, open: true } });
    expect(written.body.data.updateShop.shop).toEqual({ open: true });
    expect(describeCalls(written.calls).join('\n')).toContain(`USER#${text}/SHOP#alpha`);
  });

  it('is a customer, whose orders and profile are found in lists and by id', async () => {
    const customer = await api.signedIn(subject, 'customers');
    const registered = await api.execute(REGISTER, customer, { input: { displayName: 'Ada' } });
    const id = toGlobalId('Customer', subject);
    expect(registered.body.data.registerCustomer.customer).toMatchObject({ id, displayName: 'Ada' });
    const order = await placed(api, customer);
    expect(await ordersOf(api, customer)).toEqual([order]);
    const query = `{ node(id: "${id}") { id ... on Customer { displayName } } order(id: "${order}") { number customer { id } } }`;
    const { body } = await api.execute(query, customer);
    expect(body).toMatchObject({ data: { node: { id, displayName: 'Ada' }, order: { customer: { id } } } });
    const cancelled = await api.execute(CANCEL, customer, { input: { orderId: order } });
    expect(cancelled.body.data.cancelOrder.order).toEqual({ id: order, status: 'CANCELLED' });
    const sessions = [...sts.assumed.values()].filter(({ tags }) => tags.subject === text);
    expect(new Set(sessions.map(({ role }) => role.slice(ROLE_PREFIX.length)))).toEqual(
      new Set(['SHOP_OWNER-writes', 'CUSTOMER-reads', 'CUSTOMER-writes', 'SYSTEM-writes']),
    );
  });

  it('takes over the orders of a guest session', async () => {
    const customer = await api.signedIn(subject, 'customers');
    const { token } = await api.guestSessions.issue();
    const order = await placed(api, { authorization: `Bearer ${token}` });
    const { body } = await api.execute(CLAIM, customer, { input: { guestSessionToken: token } });
    expect(body.data.claimGuestOrders).toMatchObject({ claimedCount: 1, complete: true, userErrors: [] });
    expect(await ordersOf(api, customer)).toContain(order);
  });

  it('is nobody else: the text of their key is another subject, who owns nothing', async () => {
    const other = await api.signedIn(`${text}=7C`, 'shop-owners', 'customers');
    const query = `{ viewer { shops { id } } shop(id: "${ALPHA}") { taxId } node(id: "${toGlobalId('Customer', subject)}") { id } }`;
    const { body } = await api.execute(query, other);
    expect(body.data).toEqual({ viewer: { shops: [] }, shop: { taxId: null }, node: null });
  });
});

it('and all that they did is counted right', async () => {
  expect(await table.differences()).toEqual(NO_DIFFERENCES);
});
