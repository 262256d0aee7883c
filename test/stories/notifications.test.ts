import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, post, serverBeside } from '../abuse/requests';
import { orderNode } from '../abuse/scene';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { CognitoUnderTest } from '../support/CognitoUnderTest';
import { PoolAccount, poolOfNotifications } from '../support/poolAccounts';
import { baseWorld, customer as profile, order, orderId, ownership, SUBJECTS } from '../support/world';

const ADVANCE = `mutation ($id: ID!, $to: OrderStatus!) {
  advanceOrder(input: { orderId: $id, to: $to }) { order { status } }
}`;

let api: ApiUnderTest;
let cognito: CognitoUnderTest;
let folder: string;
let servers: readonly { readonly url: string }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldgate-notices-'));
  cognito = await CognitoUnderTest.start();
  const [one, other] = [
    await PoolAccount.make(cognito, 'customer-1@example.com'),
    await PoolAccount.make(cognito, 'customer-2@example.com'),
  ];
  api = await ApiUnderTest.start([
    ...baseWorld(),
    ...[one, other].map(({ subject }) => profile(subject)),
    ...order({ shopId: 'alpha', number: 1, customerId: one.subject }),
    ...order({ shopId: 'alpha', number: 2, guestSessionId: 'a-guest' }),
    ...order({ shopId: 'alpha', number: 3, customerId: other.subject }),
  ]);
  await Promise.all([api.withStream(), api.withChangesTable()]);
  servers = await Promise.all(
    [1, 2].map(() =>
      serverBeside(api, { NOTIFICATIONS: 'files', NOTIFICATIONS_FOLDER: folder, ...poolOfNotifications(cognito) }),
    ),
  );
});

afterAll(async () => {
  await Promise.all([api.close(), cognito.close()]);
  await rm(folder, { recursive: true });
});

const notifications = () => readdir(folder).then((names) => names.sort());

it('a customer hears by e-mail what has become of their order; a guest has no address', async () => {
  const owner = await api.ownerA();
  for (const [number, to] of [
    [1, 'ACCEPTED'],
    [2, 'ACCEPTED'],
    [3, 'ACCEPTED'],
  ] as const)
    await api.execute(ADVANCE, owner, { id: orderNode('alpha', number), to });
  await eventually(async () => (await notifications()).length === 2);
  await api.execute(ADVANCE, owner, { id: orderNode('alpha', 1), to: 'READY' });
  await eventually(async () => (await notifications()).length === 3);
  expect(await notifications()).toEqual([
    `order-${orderId(1)}-ACCEPTED.txt`,
    `order-${orderId(1)}-READY.txt`,
    `order-${orderId(3)}-ACCEPTED.txt`,
  ]);
  const file = join(folder, `order-${orderId(3)}-ACCEPTED.txt`);
  expect(await readFile(file, 'utf8')).toBe(
    `To: customer-2@example.com\nSubject: Your order number-3 has been accepted\n\nYour order number-3 has been accepted (name of alpha).\n`,
  );
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('what is read for it is what it is made of', () => {
  const reads = api.takeCalls().filter(({ operation }) => operation === 'GetItem');
  expect(reads.filter(({ requestText }) => requestText.includes('displayName'))).toEqual([]);
});

describe('operators hear', () => {
  const told = async (pattern: RegExp) => (await notifications()).filter((name) => pattern.test(name));
  const textOf = (name = '') => readFile(join(folder, name), 'utf8');

  it('of each shop that gets an owner or loses one: nobody but they should have done it', async () => {
    const granted = ownership(SUBJECTS.customer1, 'alpha');
    await api.replace(granted);
    await eventually(async () => (await told(/^ownership-made-alpha-/)).length === 1);
    await api.remove(granted);
    await eventually(async () => (await told(/^ownership-removed-alpha-/)).length === 1);
    const [made] = await told(/^ownership-made/);
    expect(await textOf(made)).toBe(
      `To: operators\nSubject: A shop has a new owner\n\nThe user ${SUBJECTS.customer1} owns the shop alpha now. If none of you has run "npm run grant", see docs/operations.md.\n`,
    );
  });

  it('of forged credentials that keep coming, and of nothing of who sent them', async () => {
    const [{ url } = { url: '' }] = servers;
    // A minute may end meanwhile: ten of these are in one.
    for (let sent = 0; sent < 19; sent += 1) await post(url, '{ viewer { roles } }', { 'x-visit-token': 'guessed' });
    await eventually(async () => (await told(/^news-/)).length > 0);
    const [name] = await told(/^news-/);
    expect(name).toMatch(/^news-forged_visit_token-\d{4}-\d\d-\d\d\.txt$/);
    expect(await textOf(name)).toBe(
      'To: operators\nSubject: Forged visit tokens\n\nOne caller or network sent ten forged visit tokens within a minute. ' +
        'Today\'s first; see docs/operations.md, "When something happens".\n',
    );
  });
});
