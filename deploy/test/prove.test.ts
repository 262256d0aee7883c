import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { LOCAL_USER_POOL_ID } from '../../src/local/cognitoDatabase';
import { freePort } from '../../src/local/ports';
import { firstRings, rotated } from '../lambda/keyRings';
import { build, LocalStack, ServerProcess } from '../prove/LocalStack';
import { ScriptedAccount, type World } from './ScriptedAccount';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(script: string, given: readonly string[], environment: object = {}, typed = ''): Promise<Ended> {
  const child = spawn(process.execPath, [join(__dirname, '..', script), ...given], {
    env: { ...process.env, ...environment },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(typed);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

const saw = ({ stdout }: Ended, step: string) =>
  stdout.split('\n').filter((line) => line.startsWith(`  ${step} saw: `));
const STEPS = ['deploy', 'callers', 'fields', 'attributes', 'keys', 'page', 'restore', 'destroy'];

/* Nothing here waits for a time, but what hangs must end. */
const ENDS = { timeout: 400_000 };

describe('on this machine', ENDS, () => {
  it('every step says what it saw, and the drill is one of them', async () => {
    const ended = await run('prove.mjs', []);
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    for (const step of STEPS) {
      assert.ok(saw(ended, step).length > 0, `${step} says what it saw`);
      assert.match(ended.stdout, new RegExp(`^\\| ${step} \\| seen \\| [\\d.]+ \\|$`, 'm'));
    }
    assert.match(ended.stdout, /a shop owner is SHOP_OWNER/);
    assert.match(ended.stdout, /219 of its 226 fields were asked for/);
    assert.match(ended.stdout, /as GUEST-reads: \d{4} denied attributes and \d+ allowed ones .* as the rules say/);
    assert.match(ended.stdout, /signs with another key, and a server that was started before the rotation takes that/);
    assert.match(ended.stdout, /FunctionFailed would ring/);
    assert.match(ended.stdout, /3 orders with their lines are the same in both/);
    assert.match(ended.stdout, /an owner saw their shop "Harbour Bistro"/);
    assert.match(ended.stdout, /restoredTable: \{ name: 'fieldgate-drill-\d{14}', streamArn: 'arn:/);
  });

  it('an attribute too many in a policy is found, in a sentence that says what to do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fieldgate-policies-'));
    cpSync(join(__dirname, '../iam'), folder, { recursive: true, filter: (name) => !name.endsWith('.ts') });
    const file = join(folder, 'GUEST-reads.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"customerName"', '"costPrice", "customerName"'));
    const ended = await run('prove.mjs', ['--only', 'attributes', '--policies', folder]);
    rmSync(folder, { recursive: true });
    assert.equal(ended.code, 1);
    assert.match(ended.stdout, /^ {2}attributes FAILED: Expected AWS to allow exactly what the rules can ever show;/m);
    assert.match(ended.stdout, /costPrice in SHOP#\S+ as GUEST-reads was allowed.*Run `npm run iam`/);
    assert.match(ended.stdout, /^\| attributes \| FAILED \|/m);
    assert.match(ended.stdout, /^\| destroy \| seen \|/m);
  });

  it('a step that there is not is told before anything is started', async () => {
    const { code, stdout, stderr } = await run('prove.mjs', ['--only', 'fields,fire']);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /there is no step fire; there are deploy, callers/);
  });
});

/* The command line is scripted, so this shows what would be typed, in which order: nothing here was ever run against AWS. */
describe('on AWS, as far as its command line can be scripted', ENDS, () => {
  const rings = firstRings();
  let [stack, renewed, world]: [LocalStack?, ServerProcess?, World?] = [];
  let folder = '';
  before(async () => {
    await build();
    stack = await LocalStack.start({ ...rings, REQUIRE_MFA: 'on' });
    folder = mkdtempSync(join(tmpdir(), 'fieldgate-renewed-'));
    const port = String(await freePort());
    const newUrl = `http://localhost:${port}`;
    const environment = { ...stack.store, ...rotated(rings), PORT: port };
    renewed = await ServerProcess.start('local/start.js', ['--folder', folder, '--quiet'], environment, newUrl);
    const { dynamoDbEndpoint: engine, tableName, cognito } = stack.running;
    const { url: issuer = '', clientId = '' } = cognito ?? {};
    world = { engine, tableName, clientId, newUrl, cognito: issuer, url: stack.url, poolId: LOCAL_USER_POOL_ID };
  });
  after(async () => {
    await renewed?.stop();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function withAccount<T>(more: Partial<World>, use: (account: ScriptedAccount) => Promise<T>): Promise<T> {
    assert.ok(world);
    const account = await ScriptedAccount.open({ ...world, ...more });
    try {
      return await use(account);
    } finally {
      await account.close();
    }
  }

  it('deploys dev, asks, tries, rotates, pages and destroys, in this order', async () => {
    await withAccount({}, async (account) => {
      const only = STEPS.filter((step) => step !== 'restore').join();
      const given = ['--aws', '--yes', '--only', only, '--as', 'GUEST-reads,SHOP_OWNER-writes'];
      const ended = await run('prove.mjs', given, account.environment);
      assert.equal(ended.code, 0, ended.stdout + ended.stderr);
      assert.match(ended.stdout, /^Account 111122223333, region eu-central-1, stage dev\.$/m);
      assert.match(ended.stdout, /operators@example\.com has NOT confirmed/);
      assert.match(ended.stdout, /as SHOP_OWNER-writes: \d+ denied attributes and \d+ allowed ones/);
      const calls = account.typed.map(([command, ...rest]) => [command, ...rest.slice(0, 2)].join(' '));
      const order = [
        'npm run bundle',
        'npx cdk deploy',
        'aws cognito-idp admin-create-user',
        'aws cognito-idp initiate-auth',
        'aws iam get-role',
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
    });
  });

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
    for (const trust of Object.values(account.trusts))
      assert.equal((trust as { Statement: unknown[] }).Statement.length, 1, 'nobody is left in a role’s trust');
    const cdk = account.typed.filter(([command]) => command === 'npx').map((given) => given.slice(2).join(' '));
    assert.deepEqual(cdk, [
      'deploy --app tsx app.ts -c stage=dev fieldgate-dev-data fieldgate-dev-identity fieldgate-dev-keys --require-approval never',
      'deploy --app tsx app.ts -c stage=dev --all --require-approval never',
      'destroy --app tsx app.ts -c stage=dev --all --force',
    ]);
  }

  it('does nothing unless the number of the account is typed', async () => {
    await withAccount({}, async (account) => {
      const { code, stderr } = await run('prove.mjs', ['--aws'], account.environment, 'yes\n');
      assert.equal(code, 1);
      assert.match(stderr, /the number of the account was not typed, so nothing was done/);
      assert.deepEqual(
        account.typed.map(([, ...given]) => given.slice(0, 2).join(' ')),
        ['sts get-caller-identity'],
      );
    });
  });

  it('the drill restores to the latest moment, switches on what is missing, and says what to type in earnest', async () => {
    await withAccount({ poolId: 'eu-central-1_AbCdEf123' }, async (account) => {
      const environment = { ...account.environment, COGNITO_JWKS_FILE: join(__dirname, 'jwks.json') };
      const ended = await run('drill.mjs', ['--aws', '-c', 'stage=dev'], environment);
      assert.equal(ended.code, 0, ended.stdout + ended.stderr);
      assert.match(
        ended.stdout,
        /time to live on; stream of keys on; point-in-time recovery on; deletion protection on/,
      );
      assert.match(ended.stdout, /a guest saw the shop/);
      assert.match(ended.stdout, /nobody looked as an owner: set OWNER_TOKEN/);
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
    });
  });
});
