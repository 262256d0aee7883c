import { CognitoUnderTest } from '../support/CognitoUnderTest';
import { later, stopTheClock } from '../support/stillTime';
import { deployedSettings, startDeployed, type DeployedApi } from './costs/DeployedApi';
import { costTables, document, documented } from './costs/document';
import { measureEvent } from './costs/following';
import { measure, type Measured } from './costs/measure';
import { costWorld, OPERATIONS, signInAt } from './costs/operations';
import { PRICES } from './costs/prices';
import { unpriced } from './costs/standing';
import type { Units } from './costs/units';

/*
 * What operations cost, as docs/operations.md says it: recorded from the API as it is deployed, on the local engine. `npm run costs` writes what
 * is found here into the document.
 */

const LONGEST_WINDOW_MS = 900_000;
const measured = new Map<string, Measured>();
let event: Units;

beforeAll(stopTheClock);
beforeAll(async () => {
  const cognito = await CognitoUnderTest.start();
  const servers: DeployedApi[] = [];
  try {
    const api = await startDeployed('function', costWorld());
    servers.push(api);
    const pool = await startDeployed('function', [], cognito.environment);
    servers.push(pool);
    const signIn = signInAt(cognito);
    for (const operation of OPERATIONS) {
      measured.set(operation.name, await measure(api, operation));
      // Tries that are held for an address are those of its window.
      later(LONGEST_WINDOW_MS);
    }
    measured.set(signIn.name, await measure(pool, signIn));
    event = await measureEvent();
  } finally {
    for (const { api } of servers) await api.close();
    await cognito.close();
  }
});
afterAll(() => jest.useRealTimers());

test('docs/operations.md says what was recorded; if it does not, run `npm run costs` and look at the diff', () => {
  const tables = costTables([...measured.values()], event);
  if (process.env.FIELDGATE_COSTS === 'write') document(tables);
  expect(documented()).toBe(tables);
});

test('it is recorded with what the stacks switch on', () => {
  expect(deployedSettings()).toMatchObject({
    RATE_LIMIT_STORE: 'dynamodb',
    ASSUME_ROLE_PER_ROLE: 'on',
    REQUIRE_MFA: 'on',
  });
});

test.each(['shop', 'menu', 'statistics'])('a caller who asks for %s is counted without a write', (name) => {
  expect(measured.get(name)?.limits).toBe(0);
});

test('what is counted of requests in a row is less than one write each, but for pages larger than a share', () => {
  const dear = [...measured.values()].filter(({ limitsInARow }) => limitsInARow >= 1);
  expect(dear.map(({ operation }) => operation.name)).toEqual(['orders', 'signIn']);
});

test('every kind of resource that is deployed has a price, is paid by use or is free', () => {
  expect(unpriced()).toEqual([]);
});

test('every price has its source', () => {
  for (const { source } of Object.values(PRICES.prices)) expect(source).toMatch(/^https:\/\/aws\.amazon\.com\//);
});
