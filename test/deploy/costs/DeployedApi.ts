import { randomBytes } from 'node:crypto';
import { ApiUnderTest } from '../../support/ApiUnderTest';
import { createCountersTable } from '../../support/countersTable';
import type { WorldItem } from '../../support/world';
import { StsUnderTest } from '../../support/StsUnderTest';
import { ofType } from '../templates';

/** For the engine of this machine, or files that are in the bundle alone. */
const NOT_HERE = ['FIELDGATE_MODE', 'CORS_ORIGINS', 'TRUSTED_DOCUMENTS_FILE'];

/** What the stacks switch on: each variable of the function that is no name of something deployed. */
export function deployedSettings(): Record<string, string> {
  const functions = ofType('AWS::Lambda::Function').filter(({ stack }) => stack === 'api');
  const variables = functions.flatMap(({ Properties }) =>
    Object.entries((Properties.Environment as { Variables: Record<string, unknown> }).Variables),
  );
  const literal = variables.filter((each): each is [string, string] => typeof each[1] === 'string');
  return Object.fromEntries(literal.filter(([name]) => !NOT_HERE.includes(name)));
}

/** As they are unless set: tests in general want none of these in their way. */
const UNSET = [
  'RATE_LIMIT_POINTS',
  'RATE_LIMIT_ADDRESS_POINTS',
  'RATE_LIMIT_ADDRESS_REQUESTS',
  'RATE_LIMIT_ATTEMPTS',
  'ACCOUNT_FAILURES',
  'ACCOUNT_MAILS_PER_DAY',
  'OWNERSHIP_CACHE_SECONDS',
  'LOG_LEVEL',
  'CHANGES_POLL_MS',
];

/** An API with the settings that the stacks switch on, and a table of rate limits. */
export interface DeployedApi {
  readonly api: ApiUnderTest;
  readonly rateLimits: string;
}

export const STEP_UP_KEY = randomBytes(32).toString('base64url');

/** `entry`: as a function that asks in its callers' roles, or as a task. Nobody waits for this machine. */
export async function startDeployed(
  entry: 'function' | 'task',
  items: readonly WorldItem[],
  more: Readonly<Record<string, string>> = {},
): Promise<DeployedApi> {
  const rateLimits = `counters-${randomBytes(8).toString('hex')}`;
  await createCountersTable(rateLimits);
  const { ASSUME_ROLE_PER_ROLE: _, ...settings } = deployedSettings();
  const overrides = {
    ...more,
    ...Object.fromEntries(UNSET.map((name) => [name, ''])),
    ...settings,
    RATE_LIMIT_TABLE_NAME: rateLimits,
    STEP_UP_KEYS: STEP_UP_KEY,
    ...{ RATE_LIMIT_TIMEOUT_MS: '10000', REQUEST_DEADLINE_MS: '60000', DYNAMODB_REQUEST_TIMEOUT_MS: '20000' },
  };
  const before = process.env.FIELDGATE_TEST_ENTRY;
  if (entry === 'function') process.env.FIELDGATE_TEST_ENTRY = 'lambda';
  const sts = entry === 'function' ? await StsUnderTest.start() : null;
  const api = await ApiUnderTest.start(items, overrides, sts);
  if (before === undefined) delete process.env.FIELDGATE_TEST_ENTRY;
  else process.env.FIELDGATE_TEST_ENTRY = before;
  return { api, rateLimits };
}
