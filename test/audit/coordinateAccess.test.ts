import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { baseWorld } from '../support/world';
import { readAccessTable, ROLES, type Cell, type Role } from './accessTable';
import { BEYOND_THE_TABLE, OPERATIONS_BEYOND_THE_TABLE } from './beyondTheTable';

const table = readAccessTable();
const VERDICTS: Readonly<Record<Cell, string>> = { yes: 'ALWAYS', own: 'OWN', visit: 'VISIT', '': 'NEVER' };
const BATCH = 200;

interface Answer {
  readonly coordinate: string;
  readonly read: string;
  readonly write: string;
  readonly because: string;
}

let api: ApiUnderTest;
let callers: Readonly<Record<Role, RequestHeaders>>;

beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
  callers = {
    GUEST: {},
    CUSTOMER: await api.customer1(),
    SHOP_OWNER: await api.ownerA(),
    PLATFORM_ADMIN: await api.admin(),
  };
});
afterAll(async () => api.close());

async function ask(headers: RequestHeaders, coordinates: readonly string[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < coordinates.length; at += BATCH) {
    const query = 'query ($of: [String!]!) { viewer { access(coordinates: $of) { coordinate read write because } } }';
    const { body } = await api.execute(query, headers, { of: coordinates.slice(at, at + BATCH) });
    expect(body.errors).toBeUndefined();
    answers.push(...(body.data.viewer.access as Answer[]));
  }
  return answers;
}

async function because(headers: RequestHeaders, coordinates: readonly string[]): Promise<string[]> {
  return (await ask(headers, coordinates)).map((answer) => answer.because);
}

/** What the contract says of reading, or of writing through an input: proved over HTTP by accessOverHttp.test.ts. */
const lines = [...table.fields, ...BEYOND_THE_TABLE].flatMap(([coordinate, cells]) =>
  cells === 'as parent'
    ? []
    : [{ coordinate, cells, kind: /^\w*Input\./.test(coordinate) ? ('write' as const) : ('read' as const) }],
);

describe('May I? says what happens', () => {
  it.each(ROLES)('to %s, for every line of the access table', async (role) => {
    const answers = await ask(
      callers[role],
      lines.map(({ coordinate }) => coordinate),
    );
    expect(lines.length).toBeGreaterThan(100);
    const said = answers.map((answer, index) => [answer.coordinate, answer[lines[index]!.kind]]);
    expect(said).toEqual(lines.map(({ coordinate, cells }) => [coordinate, VERDICTS[cells[role]]]));
  });

  it.each(ROLES)('to %s, for every operation', async (role) => {
    const named = [...table.operations, ...OPERATIONS_BEYOND_THE_TABLE];
    const operations = named.map(([name, cells]) => ({ name, cell: cells[role] }));
    const answers = await ask(
      callers[role],
      operations.flatMap(({ name }) => [`Query.${name}`, `Mutation.${name}`, `Subscription.${name}`]),
    );
    const said = operations.map(({ name }, index) => {
      const [query, mutation, subscription] = answers.slice(3 * index, 3 * index + 3);
      return [
        name,
        [query?.read, mutation?.write, subscription?.read].find((verdict) => verdict !== 'NEVER') ?? 'NEVER',
      ];
    });
    expect(said).toEqual(operations.map(({ name, cell }) => [name, VERDICTS[cell]]));
  });

  it('to a guest without a session: that ordering takes one, and renewing is of one’s own', async () => {
    const asked = ['Mutation.placeOrder', 'PlaceOrderInput.note', 'Mutation.renewGuestSession'];
    const { token } = await api.guestSessions.issue();
    const withSession = { authorization: `Bearer ${token}` };
    const [without, within] = [await because({}, asked), await because(withSession, asked)];
    const visit =
      'Allowed to GUEST with a current visit token of this shop (header x-visit-token). You present none now.';
    const own = 'Allowed to GUEST as the guest session that placed it.';
    expect(without).toEqual([
      `${visit} It takes a guest session, too (startGuestSession).`,
      `${visit} It takes a guest session, too (startGuestSession).`,
      `${own} You have no guest session now (startGuestSession).`,
    ]);
    expect(within).toEqual([visit, visit, own]);
  });

  it('what is not presented now, of a visit', async () => {
    const asked = ['Product.price', 'Product.costPrice', 'Order.total'];
    const [without] = await because(callers.CUSTOMER, asked);
    const [within, never, total] = await because({ ...callers.CUSTOMER, ...(await api.visit('alpha')) }, asked);
    const allowed = 'Allowed to CUSTOMER with a current visit token of this shop (header x-visit-token).';
    expect([without, within]).toEqual([`${allowed} You present none now.`, allowed]);
    expect([never, total]).toEqual(['No rule grants it to you.', 'Allowed to CUSTOMER as the customer whose it is.']);
  });

  it('of writing a field: through the mutations that take it', async () => {
    const asked = [
      'Shop.name',
      'Shop.commissionRate',
      'Order.internalNote',
      'Order.note',
      'Product.stock',
      'Customer.displayName',
    ];
    const writes = async (role: Role) => (await ask(callers[role], asked)).map(({ write }) => write);
    expect(await writes('GUEST')).toEqual(['NEVER', 'NEVER', 'NEVER', 'VISIT', 'NEVER', 'NEVER']);
    expect(await writes('CUSTOMER')).toEqual(['NEVER', 'NEVER', 'NEVER', 'VISIT', 'NEVER', 'OWN']);
    expect(await writes('SHOP_OWNER')).toEqual(['OWN', 'NEVER', 'OWN', 'NEVER', 'OWN', 'NEVER']);
    expect(await writes('PLATFORM_ADMIN')).toEqual(new Array(6).fill('NEVER'));
  });

  it('the same of what is hidden for good as of what does not exist', async () => {
    const hidden = [
      'PlatformStatistics.revenue',
      'CategoryOrders.category',
      'Shop.taxId',
      'UpdateShopInput.name',
      'Mutation.updateShop',
      'PlatformStatistics',
    ];
    const missing = [
      'Nonsense.revenue',
      'Nonsense',
      'Shop.riskScore',
      'Shop.pk',
      'UpdateShopInput.commissionRate',
      'Mutation.hack',
      '',
      '.',
      'Shop.',
      'Shop.name.x',
      '__proto__',
      '__proto__.x',
      'Shop.__proto__',
      'Shop.constructor',
    ];
    const answers = await ask(callers.GUEST, [...hidden, ...missing]);
    for (const { read, write, because } of answers)
      expect({ read, write, because }).toEqual({ read: 'NEVER', write: 'NEVER', because: 'No rule grants it to you.' });
  });

  it('why, without a word of other roles', async () => {
    const [mine] = await ask(callers.SHOP_OWNER, ['Shop.taxId']);
    expect(mine).toMatchObject({ read: 'OWN', because: 'Allowed to SHOP_OWNER as the owner of this shop.' });
    const [price] = await ask({ ...callers.GUEST }, ['Product.price']);
    expect(price).toMatchObject({
      read: 'VISIT',
      because: expect.stringMatching(/^Allowed to GUEST with a current visit/),
    });
  });

  it('of a union of roles, what the most generous allows', async () => {
    const both = await api.signedIn('both', 'customers', 'shop-owners');
    const [price, tax] = await ask(both, ['Product.price', 'Shop.taxId']);
    expect([price?.read, tax?.read]).toEqual(['OWN_OR_VISIT', 'OWN']);
  });

  it('for at most 200 coordinates', async () => {
    const query = 'query ($of: [String!]!) { viewer { access(coordinates: $of) { read } } }';
    const { status, body } = await api.execute(query, {}, { of: new Array(201).fill('Shop.name') });
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });
});
