import { randomUUID } from 'node:crypto';
import { toGlobalId } from '../../src/model/globalId';
import type { Role } from './accessMatrix';
import { ask, dataOf, signedIn, type Headers } from './graphql';
import { Unproven } from './Step';

/** The shop that the owner owns, and one that is somebody else’s. */
export const OWN_SHOP = toGlobalId('Shop', 'harbour-bistro');
export const OTHER_SHOP = toGlobalId('Shop', 'corner-books');

/** Somebody who asks, ready to ask. */
export interface Caller {
  readonly name: string;
  readonly role: Role;
  readonly headers: Headers;
  /** Names of the places whose objects are theirs. */
  readonly owns: ReadonlySet<string>;
  /** Whether a visit token of the owner’s shop is presented. */
  readonly isVisitor: boolean;
}

/** What they ask for: made through the API, by those whose it is. */
export interface World {
  readonly callers: readonly Caller[];
  readonly guestToken: string;
  readonly visitToken: string;
  readonly product: string;
  readonly customersOrder: string;
  readonly guestsOrder: string;
  readonly customer: string;
}

const VISIT = 'x-visit-token';
/** What is the owner’s, the customer’s and the guest’s of the places in `askEveryField`. */
const OWNED = {
  owner: ['own shop', 'own product', 'own sales', 'the customer’s order', 'the customer’s line'],
  ownersGuests: ['the guest’s order', 'the guest’s line'],
  customer: ['the customer’s order', 'the customer’s line', 'the customer', 'own orders'],
  guest: ['the guest’s order', 'the guest’s line'],
};

/** Signs everybody in, opens a guest session, and has the guest and the customer order something in the owner’s shop. */
export async function prepareWorld(
  url: string,
  idTokenOf: (role: Exclude<Role, 'GUEST'>) => Promise<string>,
): Promise<World> {
  const [customer, owner, admin] = (
    await Promise.all((['CUSTOMER', 'SHOP_OWNER', 'PLATFORM_ADMIN'] as const).map(async (role) => idTokenOf(role)))
  ).map(signedIn) as [Headers, Headers, Headers];
  const guestToken = await startGuestSession(url);
  const guest = signedIn(guestToken);
  const visitToken = await visitTokenOf(url, owner);
  const visit = { [VISIT]: visitToken };
  const product = await someProduct(url, visit);
  const customerId = await customerOf(url, customer);
  return {
    ...{ guestToken, visitToken, product, customer: customerId },
    customersOrder: await placeOrder(url, { ...customer, ...visit }, product),
    guestsOrder: await placeOrder(url, { ...guest, ...visit }, product),
    callers: [
      ...callersOf('a visitor without a session', 'GUEST', {}, [], visit),
      ...callersOf('a guest', 'GUEST', guest, OWNED.guest, visit),
      ...callersOf('a customer', 'CUSTOMER', customer, OWNED.customer, visit),
      ...callersOf('a shop owner', 'SHOP_OWNER', owner, [...OWNED.owner, ...OWNED.ownersGuests], visit),
      ...callersOf('a platform administrator', 'PLATFORM_ADMIN', admin, [], visit),
    ],
  };
}

function callersOf(name: string, role: Role, headers: Headers, owns: readonly string[], visit: Headers): Caller[] {
  const caller = { role, owns: new Set(owns) };
  return [
    { ...caller, name, headers, isVisitor: false },
    { ...caller, name: `${name} in the shop`, headers: { ...headers, ...visit }, isVisitor: true },
  ];
}

export async function startGuestSession(url: string): Promise<string> {
  const { startGuestSession: session } = await dataOf<{ startGuestSession: { token: string } }>(
    ask(url, 'mutation { startGuestSession { token } }'),
  );
  return session.token;
}

async function visitTokenOf(url: string, owner: Headers): Promise<string> {
  const { shop } = await dataOf<{ shop: { visitToken: string } | null }>(
    ask(url, 'query Visit($id: ID!) { shop(id: $id) { visitToken } }', owner, { id: OWN_SHOP }),
  );
  if (shop) return shop.visitToken;
  throw new Unproven('the owner to see their shop', 'there was none', 'Load the demo data into this table.');
}

async function someProduct(url: string, visit: Headers): Promise<string> {
  const query = 'query Menu($id: ID!) { shop(id: $id) { products(first: 1, availableOnly: true) { nodes { id } } } }';
  const { shop } = await dataOf<{ shop: { products: { nodes: { id: string }[] } } }>(
    ask(url, query, visit, { id: OWN_SHOP }),
  );
  const [product] = shop.products.nodes;
  if (product) return product.id;
  throw new Unproven('the shop to have a product', 'it has none', 'Load the demo data into this table.');
}

async function customerOf(url: string, customer: Headers): Promise<string> {
  const look = async () =>
    dataOf<{ viewer: { customer: { id: string } | null } }>(ask(url, '{ viewer { customer { id } } }', customer));
  const { viewer } = await look();
  if (viewer.customer) return viewer.customer.id;
  const register =
    'mutation { registerCustomer(input: { displayName: "Prove", marketingConsent: false }) { customer { id } } }';
  const { registerCustomer } = await dataOf<{ registerCustomer: { customer: { id: string } } }>(
    ask(url, register, customer),
  );
  return registerCustomer.customer.id;
}

async function placeOrder(url: string, headers: Headers, productId: string): Promise<string> {
  const query = `mutation Order($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } userErrors { code message } } }`;
  const input = {
    ...{ shopId: OWN_SHOP, idempotencyKey: randomUUID(), customerName: 'Prove', phoneNumber: '+4930123456' },
    lines: [{ productId, quantity: 1 }],
  };
  const { placeOrder: placed } = await dataOf<{
    placeOrder: { order: { id: string } | null; userErrors: readonly { code: string; message: string }[] };
  }>(ask(url, query, headers, { input }));
  if (placed.order) return placed.order.id;
  const [error] = placed.userErrors;
  throw new Unproven(
    'an order to be placed',
    `it was not: ${error?.code ?? 'no reason'}`,
    'Open the shop, or load fresh demo data.',
  );
}
