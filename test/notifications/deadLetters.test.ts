import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notificationRules } from '../../resolvers';
import { UsageError } from '../../src/commandLine/UsageError';
import { ConfigurationError } from '../../src/configuration/configuration';
import { handleDeadLetters, type DeadLettersOptions } from '../../src/notifications/deadLettersCommand';
import { eventually, serverBeside } from '../abuse/requests';
import { orderNode } from '../abuse/scene';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { CognitoUnderTest } from '../support/CognitoUnderTest';
import { ADVANCE } from '../support/ordering';
import { PoolAccount, poolOfNotifications } from '../support/poolAccounts';
import { baseWorld, customer as profile, order, orderId } from '../support/world';

let api: ApiUnderTest;
let cognito: CognitoUnderTest;
let folder: string;
let listing: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldgate-dead-'));
  cognito = await CognitoUnderTest.start();
  const { subject } = await PoolAccount.make(cognito, 'customer-1@example.com');
  api = await ApiUnderTest.start([
    ...baseWorld(),
    profile(subject),
    ...order({ shopId: 'alpha', number: 1, customerId: subject }),
    ...order({ shopId: 'alpha', number: 2, customerId: subject }),
  ]);
  await Promise.all([api.withStream(), api.withChangesTable()]);
  const { DYNAMODB_ENDPOINT = '', CHANGES_TABLE_NAME = '' } = api.environment;
  listing = { FIELDGATE_MODE: 'local', DYNAMODB_ENDPOINT, CHANGES_TABLE_NAME };
  // No folder can be made below a file.
  await serverBeside(api, {
    NOTIFICATIONS: 'files',
    NOTIFICATIONS_FOLDER: `${__filename}/outbox`,
    ...poolOfNotifications(cognito),
  });
  const owner = await api.ownerA();
  for (const number of [1, 2])
    await api.execute(ADVANCE, owner, { input: { orderId: orderNode('alpha', number), to: 'ACCEPTED' } });
  await eventually(async () => (await run({ all: false })).left === 2);
});
afterAll(async () => {
  await Promise.all([api.close(), cognito.close()]);
  await rm(folder, { recursive: true });
});

async function run(options: DeadLettersOptions, more: Readonly<Record<string, string>> = {}) {
  const said: string[] = [];
  const left = await handleDeadLetters(options, {
    rules: notificationRules,
    env: { ...listing, ...more },
    say: (line) => said.push(line),
  });
  return { left, said };
}

const idOf = (number: number) => `order-${orderId(number)}-ACCEPTED`;

test('they are listed with what names the table, and nothing else of the server', async () => {
  const { said } = await run({ all: false });
  expect(said.map((line) => line.split('  ')[1])).toEqual([idOf(1), idOf(2)]);
});

test('the log has an error for each, and not that changes could not be followed', () => {
  const lines = api.log.lines().filter(({ event }) => event === 'notice' || event === 'changes');
  expect(lines.filter(({ level }) => level === 'error').map(({ msg }) => msg)).toEqual([
    'a notification was given up: `npm run dead-letters` lists it',
    'a notification was given up: `npm run dead-letters` lists it',
  ]);
  expect(new Set(lines.map(({ msg }) => msg)).size).toBe(2);
});

test('sending again takes the carrier, and says so', async () => {
  await expect(run({ resend: idOf(1), all: false })).rejects.toThrow(/COGNITO_USER_POOL_ID: expected/);
  const pool = poolOfNotifications(cognito);
  await expect(run({ resend: true, all: true }, { ...pool, FIELDGATE_MODE: 'local' })).rejects.toThrow(
    new ConfigurationError('NOTIFICATIONS: expected files or aws, since notifications are to be sent; got off.'),
  );
});

test.each([
  [{ resend: true, all: false }, /expected an id or --all/i],
  [{ acknowledge: 'x', all: true }, /expected an id or --all/i],
  [{ all: true }, /expected --resend or --acknowledge/i],
  [{ acknowledge: 'nobody', all: false }, /There is no dead letter "nobody"/],
] as const)('%j is refused', async (options, words) => {
  const refused = run(options);
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(words);
});

test('one is sent again, to whom it was for, and another is taken note of: then nothing is left', async () => {
  const { TABLE_NAME = '' } = api.environment;
  const sending = { ...poolOfNotifications(cognito), FIELDGATE_MODE: 'local', TABLE_NAME, NOTIFICATIONS: 'files' };
  const away = await run({ resend: idOf(1), all: false }, { ...sending, NOTIFICATIONS_FOLDER: `${__filename}/outbox` });
  expect(away).toEqual({ left: 2, said: [`could not be sent, and stays listed  ${idOf(1)}`] });
  const again = await run({ resend: idOf(1), all: false }, { ...sending, NOTIFICATIONS_FOLDER: folder });
  expect(again).toEqual({ left: 1, said: [`sent  ${idOf(1)}`] });
  expect(await readFile(join(folder, `${idOf(1)}.txt`), 'utf8')).toMatch(/^To: customer-1@example\.com\n/);
  expect(await run({ acknowledge: true, all: true })).toEqual({ left: 0, said: [`acknowledged  ${idOf(2)}`] });
  expect(await run({ all: false })).toEqual({ left: 0, said: ['There are no dead letters.'] });
});
