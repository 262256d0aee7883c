import type { PlaceOrderInput } from '../../generated/operations/graphql';
import type { RequestHeaders } from '../../../test/support/ApiUnderTest';

export interface Register {
  readonly name: string | undefined;
  readonly taxId: string | null | undefined;
}

/** What everybody does with an API, as one library does it without being told more than where the API is, and who asks. */
export interface ByDefault {
  roles(): Promise<readonly string[]>;
  /** Of a shop that is somebody else’s: its tax id is denied. Rejects where the library does. */
  register(shopId: string): Promise<Register>;
  /** Places an order. Answers its status. */
  place(input: PlaceOrderInput): Promise<string | undefined>;
  /** The numbers of all orders of a shop, page by page. */
  numbers(shopId: string): Promise<readonly (string | undefined)[]>;
}

/** Calls back with an order’s status, whenever that has changed; answers how to stop. */
export type Follow = (orderId: string, told: (status: string | undefined) => void) => () => void;

export interface Library {
  readonly make?: (url: string, headers: RequestHeaders) => ByDefault;
  readonly follow?: (url: string, headers: RequestHeaders) => Follow;
  /** What becomes of the data beside an error, unless told otherwise. */
  readonly besideErrors?: 'kept' | 'rejected';
}

export const ROLES = '{ viewer { roles } }';
export const REGISTER = 'query ($id: ID!) { shop(id: $id) { name taxId } }';
export const PLACE =
  'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { status } userErrors { message } } }';
export const NUMBERS = `query ($id: ID!, $after: String) {
  shop(id: $id) { orders(first: 7, after: $after) { nodes { number } pageInfo { hasNextPage endCursor } } } }`;
export const PROGRESS = 'subscription ($orderId: ID!) { orderChanged(orderId: $orderId, initial: true) { status } }';

/** The answers to these, for libraries that do not know of types. */
export interface Answers {
  readonly viewer: { readonly roles: readonly string[] };
  readonly shop: Register & { readonly orders: Page };
  readonly placeOrder: { readonly order: { readonly status: string } };
  readonly orderChanged: { readonly status: string } | null;
}

interface Page {
  readonly nodes: readonly ({ readonly number: string } | null)[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Walks through pages for as long as there are more. */
export async function numbersOf(
  page: (after: string | null) => Promise<Page | null | undefined>,
): Promise<readonly (string | undefined)[]> {
  const numbers: (string | undefined)[] = [];
  for (let after: string | null = null; ;) {
    const found: Page | null | undefined = await page(after);
    if (!found) throw new Error('expected a page of orders');
    numbers.push(...found.nodes.map((node) => node?.number));
    if (!found.pageInfo.hasNextPage) return numbers;
    after = found.pageInfo.endCursor;
  }
}
