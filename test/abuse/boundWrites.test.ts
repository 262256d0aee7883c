import { getNamedType, isInputObjectType } from 'graphql';
import type { Rule } from '../../src/access/Rule';
import { Writer } from '../../src/loading/Writer';
import { buildApi, type Api } from '../../src/compose/api';
import type { Write } from '../../src/storage/writes';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { CLAIM, ERASE, EXPORT, REGISTER, UPDATE_PROFILE } from '../support/customers';
import { ADVANCE, ANNOTATE, CANCEL, orderingWorld, PATIENT, PLACE, placed, placeInput } from '../support/ordering';
import { isWrite } from '../support/RecordedCall';
import { TableBeside } from '../support/TableBeside';
import { SUBJECTS } from '../support/world';
import { OWNERS_MUTATIONS } from './ownersMutations';

/*
 * Whatever mutation takes an input that is only for whose the item is: each of its transactions carries the check of that, and without it nothing
 * is sent.
 */
interface Case {
  readonly mutation: string;
  readonly document: string;
  /** Sets the scene, and gives who sends what. */
  readonly scene: () => Promise<{ readonly headers: RequestHeaders; readonly input: object }>;
  /** What proves it: who it is about is in it. */
  readonly proof: (write: Write) => boolean;
  /** The same write, which proves nothing of the caller. */
  readonly forgotten: (write: Write) => Write;
  /** What it writes by itself, where that is not one transaction. */
  readonly transactions?: number;
}

let api: ApiUnderTest;
let table: TableBeside;
let guest: { readonly token: string; readonly id: string };

beforeAll(async () => {
  api = await ApiUnderTest.start([], PATIENT);
  table = new TableBeside(api);
  const { token, session } = await api.guestSessions.issue();
  guest = { token, id: session.id };
});
beforeEach(async () => table.reset(orderingWorld()));
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  table.close();
  await api.close();
});

const asGuest = (): RequestHeaders => ({ authorization: `Bearer ${guest.token}` });
const requires = (write: Write, attribute: string, value: unknown) =>
  write.require.some((each) => each.kind === 'equals' && each.attribute === attribute && each.value === value);
const insteadOf = (held: string) => (write: Write) =>
  JSON.parse(JSON.stringify(write).replaceAll(held, 'somebody-else')) as Write;

const OF_OWNER: Pick<Case, 'proof' | 'forgotten'> = {
  proof: ({ kind, key, require }) =>
    kind === 'check' &&
    key.pk === `USER#${SUBJECTS.ownerA}` &&
    key.sk === 'SHOP#alpha' &&
    require.some((each) => each.kind === 'exists'),
  forgotten: insteadOf(SUBJECTS.ownerA),
};
const OF_CUSTOMER: Pick<Case, 'proof' | 'forgotten'> = {
  proof: (write) =>
    write.key.pk === `CUSTOMER#${SUBJECTS.customer1}` || requires(write, 'customerId', SUBJECTS.customer1),
  forgotten: insteadOf(SUBJECTS.customer1),
};
const OF_GUEST: Pick<Case, 'proof' | 'forgotten'> = {
  proof: (write) => requires(write, 'guestSessionId', guest.id),
  forgotten: (write) => insteadOf(guest.id)(write),
};
const OF_VISIT: Pick<Case, 'proof' | 'forgotten'> = {
  proof: (write) => write.key.pk === 'SHOP#alpha' && write.key.sk === 'SHOP' && requires(write, 'visitSerial', 1),
  forgotten: (write) =>
    JSON.parse(JSON.stringify(write).replaceAll('"visitSerial","value":1', '"visitSerial","value":2')) as Write,
};

const customer = async (input: object) => ({ headers: await api.customer1(), input });
const ownerOfPlaced = async (input: object) => {
  const orderId = await placed(api, await api.customer1());
  return { headers: await api.ownerA(), input: { orderId, ...input } };
};

const CASES: readonly Case[] = [
  ...OWNERS_MUTATIONS.map(({ name, document, input }) => ({
    ...OF_OWNER,
    mutation: name,
    document,
    scene: async () => ({ headers: await api.ownerA(), input }),
  })),
  { ...OF_OWNER, mutation: 'advanceOrder', document: ADVANCE, scene: async () => ownerOfPlaced({ to: 'ACCEPTED' }) },
  { ...OF_OWNER, mutation: 'advanceOrder', document: ADVANCE, scene: async () => ownerOfPlaced({ to: 'REJECTED' }) },
  {
    ...OF_OWNER,
    mutation: 'annotateOrder',
    document: ANNOTATE,
    scene: async () => ownerOfPlaced({ internalNote: 'A note.' }),
  },
  {
    ...OF_CUSTOMER,
    mutation: 'cancelOrder',
    document: CANCEL,
    scene: async () => customer({ orderId: await placed(api, await api.customer1()) }),
  },
  {
    ...OF_GUEST,
    mutation: 'cancelOrder',
    document: CANCEL,
    scene: async () => ({ headers: asGuest(), input: { orderId: await placed(api, asGuest()) } }),
  },
  {
    ...OF_VISIT,
    mutation: 'placeOrder',
    document: PLACE,
    scene: async () => ({ headers: { ...asGuest(), ...(await api.visit('alpha')) }, input: placeInput() }),
  },
  {
    ...OF_VISIT,
    mutation: 'placeOrder',
    document: PLACE,
    scene: async () => ({
      headers: { ...(await api.customer1()), ...(await api.visit('alpha')) },
      input: placeInput(),
    }),
  },
  {
    ...OF_CUSTOMER,
    mutation: 'registerCustomer',
    document: REGISTER,
    scene: async () => {
      await api.remove({ pk: `CUSTOMER#${SUBJECTS.customer1}`, sk: 'PROFILE' });
      return customer({ displayName: 'Ada', marketingConsent: false });
    },
  },
  {
    ...OF_CUSTOMER,
    mutation: 'updateProfile',
    document: UPDATE_PROFILE,
    scene: async () => customer({ displayName: 'Ada' }),
  },
  {
    ...OF_CUSTOMER,
    mutation: 'claimGuestOrders',
    document: CLAIM,
    scene: async () => {
      await placed(api, asGuest());
      await placed(api, asGuest());
      return customer({ guestSessionToken: guest.token });
    },
    transactions: 2,
  },
  {
    ...OF_CUSTOMER,
    mutation: 'eraseMyData',
    document: ERASE,
    scene: async () => {
      await placed(api, await api.customer1());
      return customer({});
    },
    // The mark, the orders, the profile.
    transactions: 3,
  },
  { ...OF_CUSTOMER, mutation: 'exportMyData', document: EXPORT, scene: async () => customer({}), transactions: 0 },
];

/** Takes down what the API's writers are told to write, and makes something else of it. */
function instrumented(change: (write: Write) => Write = (write) => write): (readonly Write[])[] {
  const told: (readonly Write[])[] = [];
  const { transact } = Writer.prototype;
  jest.spyOn(Writer.prototype, 'transact').mockImplementation(async function (this: Writer, writes) {
    told.push(writes);
    await transact.call(this, writes.map(change));
  });
  return told;
}

const named = CASES.map((each) => [each.mutation, each] as const);

describe('every transaction of a mutation carries the check of whose it is', () => {
  test.each(named)('%s', async (mutation, { document, scene, proof, transactions = 1 }) => {
    const { headers, input } = await scene();
    const told = instrumented();
    const { body, calls } = await api.execute(document, headers, { input });
    expect([body.errors, body.data[mutation].userErrors]).toEqual([undefined, []]);
    expect(told).toHaveLength(transactions);
    expect(told.filter((writes) => !writes.some(proof))).toEqual([]);
    expect(calls.filter(isWrite)).toHaveLength(transactions);
  });
});

describe('without it nothing is sent, and the answer is a fault of ours', () => {
  test.each(named.filter(([, { transactions }]) => transactions !== 0))(
    '%s',
    async (mutation, { document, scene, forgotten }) => {
      const { headers, input } = await scene();
      const before = await table.items();
      const told = instrumented(forgotten);
      const { body, calls } = await api.execute(document, headers, { input });
      expect(told).toHaveLength(1);
      expect(body.data).toEqual({ [mutation]: null });
      expect(body.errors).toMatchObject([{ path: [mutation], extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
      expect(JSON.stringify(body)).not.toMatch(/transaction|prove|Input/);
      expect(calls.filter(isWrite)).toEqual([]);
      expect(await table.items()).toEqual(before);
    },
  );
});

test('these are all mutations with an input that roles alone do not decide', () => {
  expect([...new Set(CASES.map(({ mutation }) => mutation))].sort()).toEqual(openMutations(buildApi()).sort());
});

function openMutations({ schema, model }: Api): string[] {
  const isOpen = (rule: Rule | null) => rule?.grants.some(({ condition }) => condition.name !== 'always') ?? false;
  const takes = (type: unknown, seen = new Set<unknown>()): boolean => {
    if (!isInputObjectType(type) || seen.has(type)) return false;
    const input = model.inputs.get(type.name);
    const rules = [input?.rule ?? null, ...(input?.fieldRules.values() ?? [])];
    const below = Object.values(type.getFields()).map((field) => getNamedType(field.type));
    return rules.some(isOpen) || below.some((each) => takes(each, seen.add(type)));
  };
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  return mutations.filter(({ args }) => args.some((each) => takes(getNamedType(each.type)))).map(({ name }) => name);
}
