import { toGlobalId } from '../../src/model/globalId';
import { Unproven } from './Step';
import { ask, dataOf, signedIn } from './graphql';

interface OwnShops {
  readonly viewer: {
    readonly shops: readonly ({ name: string; orders: { nodes: readonly unknown[] } } | null)[] | null;
  };
}

const TODO = 'Do not switch over to this table; see what the server logs.';

/** Reads a shop as a guest, and own shops with their orders as an owner, of whom `ownerToken` gives an ID token; `null`: there is none. */
export async function readAsBoth(
  url: string,
  shop: string,
  ownerToken: () => Promise<string | null>,
): Promise<readonly string[]> {
  const query = 'query Look($id: ID!) { shop(id: $id) { name } }';
  const seen = await dataOf<{ shop: { name: string } | null }>(ask(url, query, {}, { id: toGlobalId('Shop', shop) }));
  if (!seen.shop) throw new Unproven(`a guest to see the shop ${shop}`, 'there was none', TODO);
  const asGuest = `a guest saw the shop "${seen.shop.name}"`;
  const token = await ownerToken();
  if (token === null)
    return [asGuest, 'nobody looked as an owner: set OWNER_TOKEN to an ID token of one, which their app has'];
  const own = 'query Own { viewer { shops { name orders(first: 3) { nodes { number } } } } }';
  const { shops } = (await dataOf<OwnShops>(ask(url, own, signedIn(token)))).viewer;
  const [first] = shops ?? [];
  if (!first) throw new Unproven('an owner to see their shop', 'there was none', TODO);
  return [asGuest, `an owner saw their shop "${first.name}" with ${String(first.orders.nodes.length)} orders`];
}
