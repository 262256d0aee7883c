import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import type { Accounts } from './Accounts';
import { run, STEPS } from './runScript';
import type { ScriptedAccount } from './ScriptedAccount';

/** The command line is scripted, so this shows what would be typed, in which order: nothing here was ever run against AWS. */
export function provesOnAws(accounts: Accounts): void {
  it('deploys dev, asks, tries, rotates, pages and destroys, in this order', async () => {
    await accounts.withOne({ stands: false }, async (account) => {
      const only = STEPS.filter((step) => step !== 'restore').join();
      const given = ['--aws', '--yes', '--only', only, '--as', 'GUEST-reads,SHOP_OWNER-writes'];
      const ended = await run('prove.mjs', given, account.environment);
      assert.equal(ended.code, 0, ended.stdout + ended.stderr);
      assert.match(ended.stdout, /^Account 111122223333, region eu-central-1, stage dev\.$/m);
      assert.match(ended.stdout, /the alarm fieldgate-dev-watch-Slow was set off/);
      assert.match(ended.stdout, /operators@example\.com has NOT confirmed/);
      assert.match(ended.stdout, /as SHOP_OWNER-writes: \d+ denied attributes and \d+ allowed ones/);
      const calls = account.typed.map(([command, ...rest]) => [command, ...rest.slice(0, 2)].join(' '));
      const order = [
        'npm run bundle',
        'npx cdk deploy',
        'aws cognito-idp admin-create-user',
        'aws cognito-idp initiate-auth',
        'aws iam update-assume-role-policy',
        'aws sts assume-role',
        'aws secretsmanager rotate-secret',
        'aws lambda update-function-configuration',
        'aws sqs create-queue',
        'aws sns subscribe',
        'aws cloudwatch set-alarm-state',
        'aws sqs receive-message',
        'aws sns unsubscribe',
        'aws sqs delete-queue',
        'npx cdk destroy',
        'aws resourcegroupstaggingapi get-resources',
      ];
      const places = order.map((call) => calls.indexOf(call));
      assert.deepEqual(
        places,
        [...places].sort((a, b) => a - b),
        calls.join('\n'),
      );
      assert.ok(!places.includes(-1), calls.join('\n'));
      assertGiven(account);
      assertNothingTold(account, ended.stdout + ended.stderr);
    });
  });

  it('asks by the one name, where the stage has one', async () => {
    const nobody = 'http://127.0.0.1:9';
    await accounts.withOne({ nameUrl: accounts.url, url: nobody }, async (account) => {
      const given = ['--aws', '--yes', '--only', 'callers'];
      const { code, stdout, stderr } = await run('prove.mjs', given, account.environment);
      assert.equal(code, 0, stdout + stderr);
    });
  });

  it('the drill restores to the latest moment, switches on what is missing, and says what to type in earnest', async () => {
    await accounts.withOne(
      { poolId: 'eu-central-1_AbCdEf123', tableName: await accounts.smallTable('small') },
      async (account) => {
        const environment = { ...account.environment, COGNITO_JWKS_FILE: join(__dirname, '../jwks.json') };
        const ended = await run('drill.mjs', ['--aws', '-c', 'stage=dev'], environment);
        assert.equal(ended.code, 0, ended.stdout + ended.stderr);
        assert.match(
          ended.stdout,
          /time to live on; stream of keys on; point-in-time recovery on; which keys are throttled on; deletion protection on; tags on/,
        );
        assert.match(ended.stdout, /a guest saw the shop/);
        assert.match(ended.stdout, /nobody looked as an owner: set OWNER_TOKEN/);
        assert.match(ended.stdout, /in earnest: AWS_REGION=eu-central-1 npm run deploy -- -c stage=dev --all/);
        assert.match(ended.stdout, /in earnest: put restoredTable: .* into dev in deploy\/stages\.ts/);
        const order = [
          'restore-table-to-point-in-time',
          'update-time-to-live',
          'update-continuous-backups',
          'delete-table',
        ];
        const calls = account.typed.map(([, , operation]) => operation ?? '');
        const places = order.map((call) => calls.indexOf(call));
        assert.deepEqual(
          places,
          [...places].sort((a, b) => a - b),
        );
        assert.ok(!places.includes(-1));
      },
    );
  });
}

function assertGiven(account: ScriptedAccount): void {
  const inputOf = (operation: string): Record<string, unknown> => {
    const call: readonly string[] =
      account.typed.find(([command, , each]) => command === 'aws' && each === operation) ?? [];
    return JSON.parse(call[call.indexOf('--cli-input-json') + 1] ?? '{}') as Record<string, unknown>;
  };
  const tags = inputOf('assume-role').Tags as { Key: string; Value: string }[];
  assert.equal(tags.length, 23, 'every tag that the API gives to a session');
  assert.ok(tags.some(({ Key, Value }) => Key === 'guestSession' && Value === 'prove-guest'));
  const filters = [
    { Key: 'application', Values: ['fieldgate'] },
    { Key: 'stage', Values: ['dev'] },
  ];
  assert.deepEqual(inputOf('get-resources'), { TagFilters: filters });
  const { trusts } = account.state;
  assert.equal(Object.keys(trusts).length, 2);
  for (const { Statement } of Object.values(trusts)) assert.equal(Statement.length, 1, 'nobody is left in it');
  const cdk = account.typed.filter(([command]) => command === 'npx').map((given) => given.slice(2).join(' '));
  assert.deepEqual(cdk, [
    'deploy --app tsx app.ts -c stage=dev fieldgate-dev-data fieldgate-dev-identity fieldgate-dev-keys --require-approval never',
    'deploy --app tsx app.ts -c stage=dev --all --require-approval never',
    'destroy --app tsx app.ts -c stage=dev --all --force',
  ]);
}

/** Whoever looks at the processes of this machine, or at what was printed, learns no password and no token. */
function assertNothingTold(account: ScriptedAccount, printed: string): void {
  assert.ok(account.typed.some((call) => call.join().includes('"Password":"Prove-1-')));
  assert.doesNotMatch(account.seenByOthers, /Prove-1-|Password/);
  assert.doesNotMatch(printed, /Prove-1-|eyJ/);
}

/** What is told before anything is begun. */
export function isCareful(accounts: Accounts): void {
  for (const [typed, who] of [
    ['yes\n', 'somebody types something else'],
    ['', 'nobody can type'],
  ] as const)
    it(`does nothing where ${who} than the number of the account`, async () => {
      await accounts.withOne({}, async (account) => {
        const { code, stdout, stderr } = await run('prove.mjs', ['--aws'], account.environment, { typed });
        assert.equal(code, 1);
        assert.match(stdout, /stage dev\. It stands there already, and what it holds goes with it\./);
        assert.match(stderr, /the number of the account was not typed, so nothing was done\.$/m);
        assert.deepEqual(
          account.typed.map(([, ...given]) => given.slice(0, 2).join(' ')),
          ['sts get-caller-identity', 'iam get-role', 'cloudformation describe-stacks'],
        );
      });
    });

  it('refuses an account that the stage prod is in', async () => {
    await accounts.withOne({ hasProd: true }, async (account) => {
      const { code, stdout, stderr } = await run('prove.mjs', ['--aws', '--yes'], account.environment);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /^Expected a sandbox account; the stage prod is in 111122223333\./m);
    });
  });

  it('says in a sentence that there is no command line, or no region', async () => {
    await accounts.withOne({}, async ({ environment }) => {
      const bare = await run('prove.mjs', ['--aws', '--yes'], { ...environment, PATH: tmpdir() });
      assert.match(bare.stderr, /^there is no `aws` on the PATH: install the AWS CLI, version 2, and sign in\.$/m);
      const nowhere = { ...environment, AWS_REGION: '', AWS_DEFAULT_REGION: '' };
      const lost = await run('prove.mjs', ['--aws', '--yes'], nowhere);
      assert.match(lost.stderr, /^Expected a region; .* Set AWS_REGION\.$/m);
      assert.deepEqual([bare.code, lost.code], [1, 1]);
    });
  });
}
