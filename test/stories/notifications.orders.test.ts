import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, serverBeside } from '../abuse/requests';
import { orderNode } from '../abuse/scene';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { CognitoUnderTest } from '../support/CognitoUnderTest';
import { CLAIM, ERASE, REGISTER, registeredWorld } from '../support/customers';
import { ADVANCE, ANNOTATE, CANCEL, outcomeOf } from '../support/ordering';
import { PoolAccount, poolOfNotifications } from '../support/poolAccounts';
import { TableBeside } from '../support/TableBeside';
import { customer as profile, order, orderId } from '../support/world';

/*
 * Everything here happens before anybody sends notices. Then two servers begin to, and what they send is looked at: of an order that comes
 * last something is sent, so that of those before it nothing comes any more.
 */

const LAST = 99;

let api: ApiUnderTest;
let cognito: CognitoUnderTest;
let table: TableBeside;
let folder: string;
let owner: RequestHeaders;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldgate-news-'));
  cognito = await CognitoUnderTest.start();
  api = await ApiUnderTest.start([]);
  table = new TableBeside(api);
  await Promise.all([api.withStream(), api.withChangesTable()]);
  owner = await api.ownerA();
});
afterAll(async () => {
  table.close();
  await Promise.all([api.close(), cognito.close()]);
  await rm(folder, { recursive: true });
});

interface Person {
  readonly subject: string;
  readonly account: PoolAccount;
  readonly headers: RequestHeaders;
}

async function somebody(email: string): Promise<Person> {
  const account = await PoolAccount.make(cognito, email);
  const { subject } = account;
  return { subject, account, headers: await api.signedIn(subject, 'customers') };
}

const by = ({ subject }: Pick<Person, 'subject'>, number: number, status = 'PENDING') =>
  order({ shopId: 'alpha', number, status, customerId: subject });

async function advance(number: number, ...steps: readonly string[]): Promise<void> {
  for (const to of steps) {
    const answer = await api.execute(ADVANCE, owner, { input: { orderId: orderNode('alpha', number), to } });
    expect(outcomeOf(answer)).toBe('done');
  }
}

/** All that was sent, as `<order>-<status> to <address>`. */
async function sent(): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('order-'));
  const lines = names.map(async (name) => {
    const [to = ''] = (await readFile(join(folder, name), 'utf8')).split('\n');
    return `${name.replace(/^order-|\.txt$/g, '')} to ${to.slice('To: '.length)}`;
  });
  return (await Promise.all(lines)).sort();
}

it('of each transition its customer hears, once; of nothing else, and nobody else', async () => {
  const people = ['quick', 'noted', 'claimer', 'eraser', 'moved', 'unverified', 'off', 'last'];
  const [quick, noted, claimer, eraser, moved, unverified, off, last] = (await Promise.all(
    people.map(async (name) => somebody(`${name}@example.com`)),
  )) as [Person, Person, Person, Person, Person, Person, Person, Person];

  const { token, session } = await api.guestSessions.issue();
  const byGuest = (number: number, status: string) =>
    order({ shopId: 'alpha', number, status, guestSessionId: session.id });
  await api.put(
    registeredWorld([
      ...[by(quick, 1), by(quick, 2), by(quick, 3), by(noted, 4, 'REJECTED'), by(noted, 5, 'ACCEPTED')].flat(),
      ...[byGuest(6, 'ACCEPTED'), byGuest(7, 'REJECTED'), byGuest(8, 'PENDING'), by(eraser, 9), by(moved, 10)].flat(),
      ...[by(unverified, 11), by(off, 12), by({ subject: 'of-no-account' }, 13), by(last, LAST)].flat(),
      ...by({ subject: 'of-no-account' }, LAST + 1),
      ...[quick, noted, claimer, eraser, moved, unverified, off, last].map(({ subject }) => profile(subject)),
      profile('of-no-account'),
    ]),
  );

  // In a moment: the order says COMPLETED before anybody looks.
  await advance(1, 'ACCEPTED', 'READY', 'COMPLETED');
  await advance(2, 'ACCEPTED', 'REJECTED');
  await api.execute(CANCEL, quick.headers, { input: { orderId: orderNode('alpha', 3) } });

  // Rejected and accepted long ago, and written to now.
  for (const number of [4, 5]) {
    const input = { orderId: orderNode('alpha', number), internalNote: 'Called again.' };
    expect(outcomeOf(await api.execute(ANNOTATE, owner, { input }))).toBe('done');
  }

  // Of a guest's orders, then a customer's: only what happens from then on is theirs to hear.
  await advance(8, 'ACCEPTED');
  await api.execute(CLAIM, claimer.headers, { input: { guestSessionToken: token } });
  await advance(6, 'READY');

  // Erased, and registered again, before anybody looks.
  await advance(9, 'ACCEPTED');
  await api.execute(ERASE, eraser.headers);
  await api.execute(REGISTER, eraser.headers, { input: { displayName: 'Ada' } });
  await advance(9, 'READY');

  // Another address than the token, the profile and the transition knew.
  await advance(10, 'ACCEPTED');
  await moved.account.setEmail('moved.house@example.com', true);
  await advance(11, 'ACCEPTED');
  await unverified.account.setEmail('unverified@example.com', false);
  await advance(12, 'ACCEPTED');
  await off.account.switchOff();
  await advance(13, 'ACCEPTED');

  await advance(LAST, 'ACCEPTED');

  const sending = { NOTIFICATIONS: 'files', NOTIFICATIONS_FOLDER: folder, ...poolOfNotifications(cognito) };
  await Promise.all([1, 2].map(async () => serverBeside(api, sending)));
  await eventually(async () => (await sent()).some((line) => line.startsWith(orderId(LAST))));
  expect(await sent()).toEqual([
    `${orderId(1)}-ACCEPTED to quick@example.com`,
    `${orderId(1)}-READY to quick@example.com`,
    `${orderId(2)}-ACCEPTED to quick@example.com`,
    `${orderId(2)}-REJECTED to quick@example.com`,
    `${orderId(6)}-READY to claimer@example.com`,
    `${orderId(10)}-ACCEPTED to moved.house@example.com`,
    `${orderId(LAST)}-ACCEPTED to last@example.com`,
  ]);
});

it('a notification is written with its transition, once, and says which; not of whom, where to, or in which words', async () => {
  const number = LAST + 1;
  const before = await table.items('NOTICE#');
  let lost = false;
  api.recorder.faults = ({ operation }) => {
    if (operation !== 'TransactWriteItems' || lost) return undefined;
    lost = true;
    return 'lose-answer';
  };
  await advance(number, 'ACCEPTED');
  api.recorder.faults = undefined;
  const again = await api.execute(ADVANCE, owner, { input: { orderId: orderNode('alpha', number), to: 'ACCEPTED' } });
  expect(outcomeOf(again)).toBe('INVALID_TRANSITION');
  const notifications = (await table.items('NOTICE#')).filter(({ sk }) => before.every((each) => each.sk !== sk));
  expect(notifications).toEqual([
    {
      pk: 'SHOP#alpha',
      sk: expect.stringMatching(new RegExp(`^NOTICE#${orderId(number)}#\\w{26}$`)) as unknown,
      status: 'ACCEPTED',
      version: 94,
      expiresAt: expect.any(Number) as unknown,
    },
  ]);
});
