import { ApiUnderTest, type GraphQLAnswer, type RequestHeaders } from '../support/ApiUnderTest';
import { EXPORT, profileOf, registeredWorld } from '../support/customers';
import { THROTTLED } from '../support/faultPatterns';
import { codeOf } from '../support/ordering';
import { TableBeside } from '../support/TableBeside';
import { order, orderId, SUBJECTS } from '../support/world';

const PROFILE = profileOf(SUBJECTS.customer1);
const orderKey = (number: number) => ({ pk: 'SHOP#alpha', sk: `ORDER#${orderId(number)}` });

let api: ApiUnderTest;
let table: TableBeside;
let headers: RequestHeaders;
let good: GraphQLAnswer['body'];

beforeAll(async () => {
  const orders = [1, 2, 3].flatMap((number) => order({ shopId: 'alpha', number, customerId: SUBJECTS.customer1 }));
  const world = registeredWorld(orders);
  api = await ApiUnderTest.start(world);
  table = new TableBeside(api);
  headers = await api.customer1();
  good = (await exported()).body.data.exportMyData;
});
afterAll(async () => {
  table.close();
  await api.close();
});

const exported = async (): Promise<GraphQLAnswer> => api.execute(EXPORT, headers, { input: {} });

it('is none where another try would bring what is missing', async () => {
  expect(good.page).not.toHaveProperty('faulty');
  api.recorder.faults = ({ request }) => (JSON.stringify(request).includes('LINE#') ? THROTTLED : undefined);
  const { body } = await exported().finally(() => (api.recorder.faults = undefined));
  expect(body.data).toEqual({ exportMyData: null });
  expect(codeOf({ body })).toBe('TRY_AGAIN');
});

it('has all that can be shown, says what is missing, and the log tells whoever can mend it', async () => {
  await table.set(PROFILE, 'phoneNumber', 12);
  await table.set(PROFILE, 'memberSince', 12.5);
  await table.set(PROFILE, 'version', 'x');
  await table.set(orderKey(2), 'number', 7);
  await table.set(orderKey(2), 'total', 'x');
  await table.set({ pk: 'SHOP#alpha', sk: `LINE#${orderId(1)}#02` }, 'quantity', 'x');
  const { body, headers: answered } = await exported();
  expect(body.errors).toBeUndefined();
  const { page, pageInfo } = body.data.exportMyData;
  expect(page.customer).toEqual({ ...good.page.customer, phoneNumber: null, memberSince: null, version: null });
  const [newest, , oldest] = good.page.orders;
  expect(page.orders).toEqual([newest, null, { ...oldest, lines: [oldest.lines[0], null] }]);
  expect([...page.faulty].sort()).toEqual([
    'customer.memberSince',
    'customer.phoneNumber',
    'customer.version',
    'orders.1',
    'orders.2.lines.1',
  ]);
  expect(pageInfo).toEqual(good.pageInfo);
  const faults = api.log.lines({ event: 'fault', requestId: answered.get('x-request-id') });
  expect(faults).toHaveLength(5);
  expect(faults.map(({ coordinate }) => coordinate)).toEqual(
    expect.arrayContaining(['Customer.memberSince', 'Customer.version', 'Order.number', 'OrderLine.quantity']),
  );
  expect(faults.find(({ coordinate }) => coordinate === 'OrderLine.quantity')?.item).toEqual(expect.any(String));
});
