import { toGlobalId } from '../../src/model/globalId';
import { growthItems } from '../local/recount';
import type { ApiUnderTest, GraphQLAnswer, RequestHeaders } from './ApiUnderTest';
import { customer, ownership, product, shop, SUBJECTS, type WorldItem } from './world';

/** Three shops to order from, whose figures start at nothing: `alpha` (owner-a) and `beta` (owner-b) sell in EUR, `gamma` (nobody's) in JPY. */
export function orderingWorld({ stock = 1000, products = 5 } = {}): WorldItem[] {
  const shops = [shop('alpha'), shop('beta', 'EUR', { category: 'BOOKS' }), shop('gamma', 'JPY')];
  const numbers = Array.from({ length: products }, (_, index) => index + 1);
  const people = [...shops, customer(SUBJECTS.customer1), customer(SUBJECTS.customer2)];
  return [
    ...people,
    ...growthItems(people),
    ...shops.flatMap(({ pk, currencyCode }) => {
      const shopId = pk.slice('SHOP#'.length);
      return numbers.map((n) =>
        product(shopId, `${shopId}-p${n}`, { stock, currencyCode, price: 1000 + n, costPrice: 500 + n }),
      );
    }),
    ownership(SUBJECTS.ownerA, 'alpha'),
    ownership(SUBJECTS.ownerB, 'beta'),
  ];
}

/** For tests of what happens, not of how soon: a busy machine is no reason for TRY_AGAIN. */
export const PATIENT = { REQUEST_DEADLINE_MS: '60000', DYNAMODB_REQUEST_TIMEOUT_MS: '20000' };

export const shopNode = (shopId: string): string => toGlobalId('Shop', shopId);
export const productNode = (shopId: string, number: number): string =>
  toGlobalId('Product', shopId, `${shopId}-p${number}`);

const USER_ERRORS = 'userErrors { field code message }';

export const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  order { id number status total { amount currencyCode } lines { name quantity lineTotal { amount } } } ${USER_ERRORS} } }`;
export const CANCEL = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { order { id status } ${USER_ERRORS} } }`;
export const ADVANCE = `mutation ($input: AdvanceOrderInput!) { advanceOrder(input: $input) { order { id status version } ${USER_ERRORS} } }`;
export const ANNOTATE = `mutation ($input: AnnotateOrderInput!) { annotateOrder(input: $input) { order { id internalNote version } ${USER_ERRORS} } }`;

/** An order of two products of a shop; `more` replaces what it names. */
export function placeInput(more: Readonly<Record<string, unknown>> = {}, shopId = 'alpha'): Record<string, unknown> {
  return {
    shopId: shopNode(shopId),
    idempotencyKey: 'key-1',
    customerName: 'Ada',
    phoneNumber: '+49 30 654321',
    lines: [
      { productId: productNode(shopId, 1), quantity: 2 },
      { productId: productNode(shopId, 2), quantity: 1 },
    ],
    ...more,
  };
}

let lastKey = 0;
export function freshKey(): string {
  lastKey += 1;
  return `fresh-${lastKey}`;
}

/** Places an order that must work, and gives its global id. */
export async function placed(
  api: ApiUnderTest,
  headers: RequestHeaders,
  more: Readonly<Record<string, unknown>> = {},
  shopId = 'alpha',
): Promise<string> {
  const input = placeInput({ idempotencyKey: freshKey(), ...more }, shopId);
  const { body } = await api.execute(PLACE, { ...headers, ...(await api.visit(shopId)) }, { input });
  const id: unknown = body.data?.placeOrder?.order?.id;
  if (typeof id !== 'string') throw new Error(`expected an order, got ${JSON.stringify(body)}`);
  return id;
}

/** Where the order with this global id is kept. */
export function orderKeyOf(globalId: string): { pk: string; sk: string } {
  const [, shopId = '', ulid = ''] = Buffer.from(globalId, 'base64url').toString().split(':');
  return { pk: `SHOP#${shopId}`, sk: `ORDER#${ulid}` };
}

/** The first error's code. */
export function codeOf({ body }: Pick<GraphQLAnswer, 'body'>): unknown {
  return body.errors?.[0]?.extensions?.code;
}

/** How a mutation ended: the first error's code, or the first refusal's, or `done`. */
export function outcomeOf({ body }: Pick<GraphQLAnswer, 'body'>): string {
  const error: unknown = codeOf({ body });
  if (typeof error === 'string') return error;
  const [payload] = Object.values((body.data ?? {}) as Record<string, { userErrors: { code: string }[] } | null>);
  return payload?.userErrors[0]?.code ?? 'done';
}
