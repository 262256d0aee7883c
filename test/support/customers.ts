import type { ApiUnderTest, GraphQLAnswer, RequestHeaders } from './ApiUnderTest';
import { counted } from './countedWorld';
import { orderingWorld } from './ordering';
import { order, type WorldItem } from './world';

const CUSTOMER = 'customer { id email displayName phoneNumber marketingConsent memberSince version }';
const USER_ERRORS = 'userErrors { field code message }';

export const REGISTER = `mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) { ${CUSTOMER} ${USER_ERRORS} } }`;
export const UPDATE_PROFILE = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { ${CUSTOMER} ${USER_ERRORS} } }`;
export const CLAIM = `mutation ($input: ClaimGuestOrdersInput!) { claimGuestOrders(input: $input) { claimedCount complete customer { id } ${USER_ERRORS} } }`;
export const EXPORT = `mutation ($input: ExportMyDataInput) { exportMyData(input: $input) { page pageInfo { hasNextPage hasPreviousPage startCursor endCursor } ${USER_ERRORS} } }`;
export const ERASE = `mutation { eraseMyData(input: { confirm: true }) { erasedOrderCount complete ${CUSTOMER} ${USER_ERRORS} } }`;

/** Where the profile of this customer is kept. */
export const profileOf = (subject: string) => ({ pk: `CUSTOMER#${subject}`, sk: 'PROFILE' });

/** A world of two registered customers, whose figures are right; `orders` are in them. */
export function registeredWorld(orders: readonly WorldItem[] = []): WorldItem[] {
  return counted([...orderingWorld(), ...orders]);
}

const STATUSES = ['PENDING', 'ACCEPTED', 'READY', 'COMPLETED', 'REJECTED', 'CANCELLED'];
/** So that every few orders another day begins: orders are placed a minute apart. */
const STEP = 37;

/** So many orders of one buyer, over two shops, several days and every status. */
export function manyOrders(
  count: number,
  buyer: { readonly guestSessionId: string } | { readonly customerId: string },
  from = 0,
): WorldItem[] {
  return Array.from({ length: count }, (_, index) => index).flatMap((index) =>
    order({
      shopId: index % 3 === 0 ? 'beta' : 'alpha',
      number: (from + index) * STEP,
      status: STATUSES[index % STATUSES.length] ?? '',
      ...buyer,
    }),
  );
}

/** Takes the guest session over, again and again until it is complete; gives how many orders each call claimed. */
export async function claimAll(
  api: ApiUnderTest,
  headers: RequestHeaders,
  guestSessionToken: string,
): Promise<number[]> {
  const counts: number[] = [];
  for (;;) {
    const { body } = await api.execute(CLAIM, headers, { input: { guestSessionToken } });
    counts.push(body.data.claimGuestOrders.claimedCount as number);
    if (body.data.claimGuestOrders.complete === true) return counts;
  }
}

/** All pages of the export. */
export async function exportAll(api: ApiUnderTest, headers: RequestHeaders): Promise<GraphQLAnswer[]> {
  const answers: GraphQLAnswer[] = [];
  let after: unknown = null;
  do {
    const answer = await api.execute(EXPORT, headers, { input: { after } });
    answers.push(answer);
    const { hasNextPage, endCursor } = answer.body.data.exportMyData.pageInfo;
    after = hasNextPage === true ? endCursor : null;
  } while (after !== null);
  return answers;
}

/** The global ids of all orders that this caller sees as their own. */
export async function ordersOf(api: ApiUnderTest, headers: RequestHeaders): Promise<string[]> {
  const ids: string[] = [];
  let after: unknown = null;
  do {
    const query = `query ($after: String) { viewer { customer { orders(first: 100, after: $after) {
      nodes { id } pageInfo { hasNextPage endCursor } } } } }`;
    const { body } = await api.execute(query, headers, { after });
    const { nodes, pageInfo } = body.data.viewer.customer.orders;
    ids.push(...(nodes as { id: string }[]).map(({ id }) => id));
    after = pageInfo.hasNextPage === true ? pageInfo.endCursor : null;
  } while (after !== null);
  return ids;
}

const LONG_MS = 9_000;

/** From the transaction with this number on, it is so late that the request's time is almost up; until the mocks are restored. */
export function takingTooLongAfter(api: ApiUnderTest, transactions: number): void {
  let left = transactions;
  const now = Date.now();
  api.recorder.faults = ({ operation }) => {
    if (operation !== 'TransactWriteItems') return undefined;
    left -= 1;
    if (left === 0) jest.spyOn(Date, 'now').mockReturnValue(now + LONG_MS);
    return undefined;
  };
}
