import { StepUpTokens } from '../../../src/identity/StepUpTokens';
import { parseKeyRing } from '../../../src/identity/signingKeys';
import type { RequestHeaders } from '../../support/ApiUnderTest';
import { account, confirmed, PASSWORD } from '../../support/accounts';
import type { CognitoUnderTest } from '../../support/CognitoUnderTest';
import { ADVANCE, freshKey, orderingWorld, PLACE, placeInput, productNode, shopNode } from '../../support/ordering';
import type { RecordedCall } from '../../support/RecordedCall';
import { order, SUBJECTS, type WorldItem } from '../../support/world';
import { STEP_UP_KEY, type DeployedApi } from './DeployedApi';

/** An operation, asked again and again by one who has not asked before. */
export interface Operation {
  readonly name: string;
  /** As the table calls it. */
  readonly title: string;
  /** The kinds of its requests, in order. */
  readonly requests: readonly string[];
  /** Gives what asks once, of the same caller each time, and says which calls that made. */
  readonly by: (deployed: DeployedApi) => Promise<() => Promise<readonly RecordedCall[]>>;
}

/** A menu of 20 products, and 20 orders of 3 lines; figures of a day to be added to. */
export function costWorld(): WorldItem[] {
  const orders = Array.from({ length: 20 }, (_, index) =>
    order({ shopId: 'beta', number: index + 1, customerId: SUBJECTS.customer2, lines: 3 }),
  );
  return [...orderingWorld({ products: 20 }), ...orders.flat()];
}

const SHOP = `{ shop(id: "${shopNode('alpha')}") { name description open category currencyCode } }`;
const MENU = `{ visitedShop { name products(first: 20) { edges { node { name description price { amount } available } } } } }`;
const ORDERS = `{ shop(id: "${shopNode('beta')}") { orders(first: 20) { nodes {
  number status placedAt total { amount } lines { name quantity lineTotal { amount } } } } } }`;
const STATISTICS = '{ platformStatistics { orderCount shopCount averageOrdersPerShop } }';
const LINES = [1, 2, 3].map((number) => ({ productId: productNode('alpha', number), quantity: 1 }));

async function answered(
  { api }: DeployedApi,
  query: string,
  headers: RequestHeaders,
  variables?: Readonly<Record<string, unknown>>,
): Promise<{ readonly answer: object; readonly calls: readonly RecordedCall[] }> {
  const { body, calls } = await api.execute(query, headers, variables);
  const [answer] = Object.values((body.data ?? {}) as Record<string, { userErrors?: unknown[] } | null>);
  if (body.errors || !answer || (answer.userErrors ?? []).length > 0)
    throw new Error(`expected an answer, got ${JSON.stringify(body)}`);
  return { answer, calls };
}

const asking =
  (query: string, callerOf: (deployed: DeployedApi) => Promise<RequestHeaders>): Operation['by'] =>
  async (deployed) => {
    const headers = await callerOf(deployed);
    return async () => (await answered(deployed, query, headers)).calls;
  };

const visiting = async ({ api }: DeployedApi): Promise<RequestHeaders> => ({
  ...(await api.guest()).headers,
  ...(await api.visit('alpha')),
});

async function place(deployed: DeployedApi, headers: RequestHeaders) {
  const input = placeInput({ idempotencyKey: freshKey(), lines: LINES });
  const { answer, calls } = await answered(deployed, PLACE, headers, { input });
  return { orderId: (answer as { order: { id: string } }).order.id, calls };
}

/** With the proof of a second factor. */
async function admin({ api }: DeployedApi): Promise<RequestHeaders> {
  const { admin: subject } = SUBJECTS;
  const claims = { origin_jti: 'sign-in' };
  const token = await api.identityProvider.token({ subject, groups: ['platform-admins'], claims });
  const proofs = new StepUpTokens(
    { keys: parseKeyRing(STEP_UP_KEY), lifetimeSeconds: 300 },
    { serialOf: async () => Promise.resolve(0) },
  );
  const proof = await proofs.issue({ subject, signIn: 'origin:sign-in' }, 0);
  return { authorization: `Bearer ${token}`, 'x-step-up-token': proof.token };
}

export const OPERATIONS: readonly Operation[] = [
  {
    name: 'shop',
    title: '`shop(id)` by a guest',
    requests: ['shop'],
    by: asking(SHOP, async ({ api }) => (await api.guest()).headers),
  },
  { name: 'menu', title: 'a menu of 20 products by visit', requests: ['menu'], by: asking(MENU, visiting) },
  {
    name: 'orders',
    title: 'an owner’s page of 20 orders with 3 lines each',
    requests: ['orders'],
    by: asking(ORDERS, async ({ api }) => api.ownerB()),
  },
  {
    name: 'guestOrder',
    title: '`placeOrder` of 3 lines by a guest',
    requests: ['placeOrder'],
    by: async (deployed) => {
      const headers = await visiting(deployed);
      return async () => (await place(deployed, headers)).calls;
    },
  },
  {
    name: 'customerOrder',
    title: 'the same by a customer',
    requests: ['placeOrder'],
    by: async (deployed) => {
      const headers = { ...(await deployed.api.customer1()), ...(await deployed.api.visit('alpha')) };
      return async () => (await place(deployed, headers)).calls;
    },
  },
  {
    name: 'completedOrder',
    title: 'a guest’s order until it is completed',
    requests: ['placeOrder', 'advanceOrder', 'advanceOrder', 'advanceOrder'],
    by: async (deployed) => {
      const [headers, owner] = [await visiting(deployed), await deployed.api.ownerA()];
      return async () => {
        const { orderId, calls } = await place(deployed, headers);
        const all = [...calls];
        for (const to of ['ACCEPTED', 'READY', 'COMPLETED'])
          all.push(...(await answered(deployed, ADVANCE, owner, { input: { orderId, to } })).calls);
        return all;
      };
    },
  },
  {
    name: 'statistics',
    title: 'the platform’s figures of 30 days',
    requests: ['statistics'],
    by: asking(STATISTICS, admin),
  },
];

/** Against a user pool of its own. */
export const signInAt = (cognito: CognitoUnderTest): Operation => ({
  name: 'signIn',
  title: 'a sign-in with the right password',
  requests: ['signIn'],
  by: async (deployed) => {
    const email = await confirmed(deployed.api, cognito);
    return async () => {
      const { body, calls } = await account(deployed.api, 'signIn', { email, password: PASSWORD });
      if (!body.data?.signIn?.tokens) throw new Error(`expected tokens, got ${JSON.stringify(body)}`);
      return calls;
    };
  },
});
