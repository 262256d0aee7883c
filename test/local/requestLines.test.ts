import { randomUUID } from 'node:crypto';
import { pseudonymOf } from '../../src/observe/observeAuthentication';
import { RequestRecord } from '../../src/observe/requests/RequestRecord';
import { CUSTOMER_1, LOCAL_USERS } from '../../src/local/localUsers';
import { requestLine } from '../../src/local/requestLines';

const NOW = new Date(2026, 0, 1, 12, 3, 4);

interface Facts extends Partial<Omit<RequestRecord, 'store' | 'method' | 'route'>> {
  readonly method?: string;
  readonly route?: string | null;
  readonly calls?: number;
}

function line({ method = 'POST', route = '/graphql', calls = 0, ...facts }: Facts): string | null {
  const record = Object.assign(new RequestRecord(randomUUID(), method, route), { status: 200, ...facts });
  record.store.calls = calls;
  return (
    requestLine(record, NOW)
      ?.replace(/\d+ ms/, '# ms')
      .replace(/ {2,}/g, ' | ') ?? null
  );
}

const callerOf = (subject: string) => pseudonymOf({ subject, guestSession: null });
const denied = (...coordinates: string[]) => coordinates.map((coordinate) => ({ coordinate, requires: 'a rule' }));

test('a request of a local user names them, their role, the operation and what it took', () => {
  const facts = {
    roles: ['CUSTOMER'],
    caller: callerOf(CUSTOMER_1.sub),
    operationType: 'query',
    operationName: 'Menu',
  };
  expect(line({ ...facts, calls: 2 })).toBe(
    ' | 12:03:04 | CUSTOMER customer1 | query Menu | 2 DynamoDB calls | # ms | ok',
  );
  expect(line({ ...facts, calls: 1, denied: denied('Shop.taxId') })).toBe(
    ' | 12:03:04 | CUSTOMER customer1 | query Menu | 1 DynamoDB call | # ms | denied: Shop.taxId',
  );
  expect(line({ ...facts, denied: denied('A.a', 'B.b', 'C.c', 'D.d', 'E.e') })).toContain('A.a, B.b, C.c and 2 more');
});

test('of anybody else only the role is told', () => {
  const facts = { roles: ['CUSTOMER'], operationType: 'query', operationName: null };
  expect(line({ ...facts, caller: callerOf(randomUUID()) })).toContain('| CUSTOMER | query (without a name) |');
  expect(line({ ...facts, roles: ['GUEST'], caller: 'ab12ab12ab12' })).toContain('| GUEST with a session |');
  expect(line({ ...facts, roles: ['GUEST'], caller: null })).toContain('| GUEST |');
  for (const { email } of LOCAL_USERS) expect(line({ ...facts, caller: callerOf(randomUUID()) })).not.toContain(email);
});

test('nothing that a client chose gets onto the terminal but a plain name', () => {
  const facts = { roles: ['GUEST'], operationType: 'query' };
  for (const operationName of ['\u001b[2Jgone', 'me@example.com', 'x'.repeat(500)])
    expect(line({ ...facts, operationName })).toContain('| query (withheld) |');
});

test('steps of a subscription are lines of their own', () => {
  const facts = { roles: ['SHOP_OWNER'], operationType: 'subscription', operationName: 'Live' };
  expect(line({ ...facts, method: 'SUBSCRIBE' })).toContain('| subscribes Live |');
  expect(line({ ...facts, method: 'EVENT', calls: 3 })).toContain('| event of Live | 3 DynamoDB calls |');
  expect(line({ roles: ['SHOP_OWNER'], method: 'CONNECT' })).toContain('| socket opened |');
});

test('what went wrong is told by its code, or by its status', () => {
  expect(line({ roles: ['GUEST'], codes: new Set(['RATE_LIMITED']), status: 429 })).toContain(
    '| throttled RATE_LIMITED',
  );
  expect(line({ roles: [], status: 401, codes: new Set(['UNAUTHENTICATED']) })).toContain('| – | POST /graphql |');
});

test('probes, preflights, and the files of a page have none', () => {
  expect(line({ method: 'GET', route: '/readyz' })).toBeNull();
  expect(line({ method: 'OPTIONS' })).toBeNull();
  expect(line({ method: 'GET', route: '/explore/start.js' })).toBeNull();
  expect(line({ method: 'GET', route: '/explore' })).toContain('| GET /explore |');
  expect(line({ method: 'GET', route: '/explore/start.js', status: 500 })).toContain('| failed 500');
});
