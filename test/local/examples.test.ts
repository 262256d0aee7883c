import { Kind, parse, type OperationDefinitionNode } from 'graphql';
import { worldItems } from '../../src/local/demo/world';
import { readExamples } from '../../src/local/examples';
import { newestOrder } from '../../src/local/newestOrder';
import { LOCAL_USERS } from '../../src/local/localUsers';
import { preparedCallers } from '../../src/local/preparedCallers';
import { withStore } from '../../src/local/store';
import { TABLE_FORMAT, worldOptionsOf } from '../../src/local/worldJobs';
import { readConfiguration, type Configuration } from '../../src/configuration/configuration';
import type { ExampleDocument, PreparedCaller } from '../../src/transports/pages/page/ExplorerContent';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { SocketClient } from '../support/SocketClient';

const SIZE = { shops: 2, products: 60, orders: 80, customers: 6 };
const VISITED = 'harbour-bistro';

let api: ApiUnderTest;
let examples: readonly ExampleDocument[];
let callers: ReadonlyMap<string, RequestHeaders>;

beforeAll(async () => {
  const options = worldOptionsOf({
    generation: 0,
    state: 'complete',
    format: TABLE_FORMAT,
    size: SIZE,
    now: new Date().toISOString(),
  });
  api = await ApiUnderTest.start(worldItems(options));
  await api.withStream();
  examples = await readExamples(await orderOf(VISITED));
  const guests = await guestCallers();
  const visit = { 'x-visit-token': guests[1]?.headers['x-visit-token'] ?? '' };
  const users = LOCAL_USERS.map(async ({ email, sub, group }) => {
    const token = await api.identityProvider.token({ subject: sub, groups: [group], email });
    const headers = { authorization: `Bearer ${token}` };
    return [email.split('@')[0] ?? '', { ...headers, ...(email === 'customer1@example.com' && visit) }] as const;
  });
  const named = guests.map(({ name, headers }) => [name, headers] as const);
  callers = new Map<string, RequestHeaders>([...named, ...(await Promise.all(users))]);
});
afterAll(async () => api.close());

function addressOf(configuration: Configuration) {
  const { AWS_REGION: region, TABLE_NAME: tableName, DYNAMODB_ENDPOINT: endpoint } = configuration;
  return { region, tableName, endpoint };
}

async function orderOf(shop: string): Promise<string | null> {
  return withStore(addressOf(readConfiguration(api.environment)), async (store) => newestOrder(shop, store));
}

/** Without a local Cognito there are guests only. */
async function guestCallers(): Promise<PreparedCaller[]> {
  const configuration = readConfiguration(api.environment);
  return preparedCallers({ configuration, cognito: null, address: addressOf(configuration) });
}

const wholeDocument = () => examples.map(({ document }) => document).join('\n\n');

function operationsIn(document: string): string[] {
  return parse(document)
    .definitions.filter((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION)
    .map(({ name }) => name?.value ?? '');
}

/** As an explorer sends it: the tab's whole document, and which operation of it is meant. */
async function run(operationName: string, caller: string, [text, other]: readonly [string, string] = ['', '']) {
  const { document: written = '' } = examples.find((each) => operationsIn(each.document).includes(operationName)) ?? {};
  const document = written.replace(text, other);
  const response = await fetch(api.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...callers.get(caller) },
    body: JSON.stringify({ query: document, operationName }),
  });
  const { data, errors = [] } = (await response.json()) as {
    data: unknown;
    errors?: { extensions: { code: string } }[];
  };
  return { status: response.status, data, codes: errors.map(({ extensions: { code } }) => code) };
}

const GUEST = 'guest';
const VISITOR = `guest with a session, in ${VISITED}`;

/** Everything that stands in examples/, run as whom it is for. */
const EXPECTED: Readonly<Record<string, readonly [caller: string, data: unknown][]>> = {
  WhoAmI: [
    [GUEST, { viewer: { roles: ['GUEST'], customer: null, visitedShop: null } }],
    ['customer1', { viewer: { roles: ['CUSTOMER'], customer: { email: 'customer1@example.com' } } }],
    ['owner1', { viewer: { roles: ['SHOP_OWNER'], shops: [{ name: 'Harbour Bistro' }] } }],
    ['admin', { viewer: { roles: ['PLATFORM_ADMIN'] } }],
  ],
  AShop: [['owner1', { shop: { name: 'Harbour Bistro', taxId: expect.stringMatching(/^TAX-/) } }]],
  MayI: [
    [
      GUEST,
      {
        viewer: {
          access: expect.arrayContaining([expect.objectContaining({ coordinate: 'Shop.taxId', read: 'NEVER' })]),
        },
      },
    ],
    [
      'owner1',
      {
        viewer: {
          access: expect.arrayContaining([expect.objectContaining({ coordinate: 'Shop.taxId', read: 'OWN' })]),
        },
      },
    ],
  ],
  ById: [['owner1', { nodes: [{ __typename: 'Shop' }, { costPrice: { amount: expect.any(String) } }, null] }]],
  StartAGuestSession: [[GUEST, { startGuestSession: { token: expect.any(String) } }]],
  ItsMenu: [
    [
      VISITOR,
      {
        visitedShop: {
          products: { nodes: expect.arrayContaining([expect.objectContaining({ name: expect.any(String) })]) },
        },
      },
    ],
  ],
  PlaceAnOrder: [VISITOR, 'customer1'].map((caller) => [
    caller,
    { placeOrder: { order: { status: 'PENDING', lines: [expect.anything(), expect.anything()] }, userErrors: [] } },
  ]),
  MyOrders: [
    [VISITOR, { viewer: { guestOrders: { nodes: [{ shop: { name: 'Harbour Bistro' } }] } } }],
    ['customer2', { viewer: { customer: { orders: { nodes: expect.arrayContaining([expect.anything()]) } } } }],
  ],
  OrdersOfMyShop: [
    [
      'owner1',
      {
        viewer: {
          shops: [{ orders: { nodes: expect.arrayContaining([expect.objectContaining({ status: 'PENDING' })]) } }],
        },
      },
    ],
  ],
  SalesOfMyShop: [
    ['owner2', { viewer: { shops: [{ name: 'Corner Books', sales: { orderCount: expect.any(Number) } }] } }],
  ],
  StockAndMargins: [
    [
      'owner1',
      {
        viewer: {
          shops: [
            { products: { nodes: expect.arrayContaining([expect.objectContaining({ margin: expect.anything() })]) } },
          ],
        },
      },
    ],
  ],
  Restock: [['owner1', { updateProduct: { product: { stock: expect.any(Number) }, userErrors: [] } }]],
  ThePlatform: [['admin', { platformStatistics: { shopCount: SIZE.shops, customerCount: SIZE.customers } }]],
};

/** Each field of the subscription type has one. */
const SUBSCRIPTIONS = ['OrdersComeIn', 'OneOrder'];

test('each has an expectation here, and no name twice: together they are one document, too', () => {
  expect(operationsIn(wholeDocument()).sort()).toEqual([...Object.keys(EXPECTED), ...SUBSCRIPTIONS].sort());
  expect(examples.map(({ title }) => title)).toEqual(['Everyone', 'Visitors', 'Shop owners', 'Administrators', 'Live']);
});

test('each has a comment that says whom it is for', () => {
  for (const name of operationsIn(wholeDocument()))
    expect(wholeDocument()).toMatch(new RegExp(`\\n# [^\\n]+\\n(query|mutation|subscription) ${name} `));
});

const cases = Object.entries(EXPECTED).flatMap(([name, runs]) =>
  runs.map(([caller, data]) => [name, caller, data] as const),
);

test.each(cases)('%s, as %s', async (name, caller, data) => {
  const answer = await run(name, caller);
  expect(answer).toMatchObject({ status: 200, data, codes: [] });
});

describe('subscriptions', () => {
  const subscribe = async (operationName: string, caller: string) => {
    const socket = await SocketClient.connect(api.url, callers.get(caller));
    const { document = '' } = examples.find((each) => operationsIn(each.document).includes(operationName)) ?? {};
    return { socket, id: socket.subscribe(document, undefined, { operationName }) };
  };

  test('OneOrder begins with the newest order of the shop, to its owner, and follows it', async () => {
    const { socket, id } = await subscribe('OneOrder', 'owner1');
    expect(await socket.next(id)).toMatchObject({ data: { orderChanged: { number: expect.any(String) } } });
    socket.close();
  });

  test('OrdersComeIn tells the owner of an order that a visitor places', async () => {
    const { socket, id } = await subscribe('OrdersComeIn', 'owner1');
    // It is answered in the order in which it was asked: the first subscription has begun by then.
    const { socket: other, id: begun } = await subscribe('OneOrder', 'owner1');
    await other.next(begun);
    await run('PlaceAnOrder', VISITOR, ['explorer-1', 'explorer-2']);
    expect(await socket.next(id)).toMatchObject({ data: { shopOrderChanged: { status: 'PENDING' } } });
    socket.close();
    other.close();
  });
});

test('without an order there is nothing to follow, which the example says when it is sent', async () => {
  expect(await orderOf('nowhere')).toBeNull();
  const [live] = (await readExamples(null)).slice(-1);
  expect(live?.document).toContain('"NEWEST_ORDER"');
});

test('what one may not see is null, and told', async () => {
  const answers = await Promise.all([GUEST, 'customer1', 'admin'].map(async (caller) => run('AShop', caller)));
  expect(answers).toMatchObject([
    { data: { shop: { name: 'Harbour Bistro', taxId: null } }, codes: ['UNAUTHENTICATED', 'UNAUTHENTICATED'] },
    { data: { shop: { name: 'Harbour Bistro', taxId: null } }, codes: ['FORBIDDEN', 'FORBIDDEN'] },
    { data: { shop: null }, codes: ['FORBIDDEN'] },
  ]);
});

test('Apollo Sandbox has them in one document, of which one is run', async () => {
  const response = await fetch(api.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: wholeDocument(), operationName: 'WhoAmI' }),
  });
  expect(await response.json()).toMatchObject({ data: { viewer: { roles: ['GUEST'] } } });
});

test('a prepared guest has a session and the visit token of a shop; without the demo data only the session', async () => {
  expect(callers.get(VISITOR)).toEqual({
    authorization: expect.stringMatching(/^Bearer /),
    'x-visit-token': expect.any(String),
  });
  await api.remove({ pk: `SHOP#${VISITED}`, sk: 'SHOP' });
  const [, visitor] = await guestCallers();
  expect(Object.keys(visitor?.headers ?? {})).toEqual(['authorization']);
});
