import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Role } from './accessMatrix';
import { asRole } from './awsAttributes';
import { awsDrill } from './awsDrill';
import { pageOnAws } from './awsPaging';
import { AwsRefusal } from './calls';
import { startGuestSession, type World } from './callers';
import { drill } from './drill';
import { assertOtherSigner, assertTaken } from './keysRotated';
import { build, ROOT, runBuilt } from './LocalStack';
import type { AttributeAsker, ProvingSession, Site } from './Site';
import { REGION, Stacks } from './Stacks';
import { Unproven, untilThere } from './Step';

type Say = (saw: string) => void;
const run = promisify(execFile);
const DEPLOY = join(ROOT, 'deploy');
const OUTPUT_BYTES = 64 * 1024 * 1024;
const GROUPS = { CUSTOMER: 'customers', SHOP_OWNER: 'shop-owners', PLATFORM_ADMIN: 'platform-admins' } as const;

/** Where a table says how far the demo data were loaded; see src/local/worldJobs.ts. */
const DEMO_JOB = { pk: { S: 'WORLD' }, sk: { S: 'JOB#000000' } };

interface Identity {
  readonly Account: string;
  readonly UserId: string;
}

/** The stage dev in a sandbox account, by AWS’s command line. */
export class AwsSite implements Site {
  readonly where = 'aws';
  /** The stacks say so, and whoever signs in here has just been made. */
  readonly requiresSecondFactor = true;
  private readonly password = `Prove-1-${randomBytes(12).toString('base64url')}`;
  private readonly stacks = new Stacks('dev');

  private constructor(
    private readonly me: Identity,
    private readonly only: readonly string[] | undefined,
  ) {}

  /** As whoever `aws` is signed in as; `only`: the roles in whose name attributes are asked for. */
  static async open(only?: readonly string[]): Promise<AwsSite> {
    const me = (await new Stacks('dev').call('sts', 'get-caller-identity')) as unknown as Identity;
    return new AwsSite(me, only);
  }

  get account(): string {
    return this.me.Account;
  }

  get about(): string {
    return `Account ${this.account}, region ${REGION}, stage dev.`;
  }

  readonly principals = (all: readonly string[]) => all.filter((name) => !this.only || this.only.includes(name));

  async deploy(say: Say): Promise<void> {
    await run('npm', ['run', 'bundle', '--prefix', 'deploy'], { cwd: ROOT, maxBuffer: OUTPUT_BYTES });
    await build();
    const first = ['data', 'identity', 'keys'].map((name) => this.stacks.name(name));
    await this.cdk('deploy', [...first, '--require-approval', 'never']);
    const rotatedAt = await this.untilRotatedSince(0);
    say(`${first.join(', ')} stand, and the first keys were made at ${rotatedAt.toISOString()}`);
    await this.cdk('deploy', ['--all', '--require-approval', 'never']);
    say(`all stacks of dev stand; the API is at ${await this.url()}`);
    await this.seed();
    say(`the demo data are in the table ${await this.stacks.output('data', 'TableName')}`);
  }

  async url(): Promise<string> {
    return this.stacks.output('api', 'Url');
  }

  /** Made for this run, with a password that nobody sees; they go with the pool. */
  async idTokenOf(role: Exclude<Role, 'GUEST'>): Promise<string> {
    const { call } = this.stacks;
    const [UserPoolId, ClientId] = await Promise.all([
      this.stacks.output('identity', 'PoolId'),
      this.stacks.output('identity', 'ClientId'),
    ]);
    const Username = `prove-${GROUPS[role]}@example.com`;
    const user = { UserPoolId, Username };
    const attributes = { email: Username, email_verified: 'true' };
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    await call('cognito-idp', 'admin-create-user', { ...user, MessageAction: 'SUPPRESS', UserAttributes }).catch(
      (error: unknown) => {
        if (!(error instanceof AwsRefusal && error.code === 'UsernameExistsException')) throw error;
      },
    );
    await call('cognito-idp', 'admin-set-user-password', { ...user, Password: this.password, Permanent: true });
    await call('cognito-idp', 'admin-add-user-to-group', { ...user, GroupName: GROUPS[role] });
    if (role === 'SHOP_OWNER') await this.grant(Username, UserPoolId);
    const AuthParameters = { USERNAME: Username, PASSWORD: this.password };
    const { AuthenticationResult } = (await call('cognito-idp', 'initiate-auth', {
      ...{ AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters },
    })) as { AuthenticationResult?: { IdToken: string } };
    if (AuthenticationResult) return AuthenticationResult.IdToken;
    throw new Unproven(`${Username} to sign in`, 'Cognito asked for more', 'Remove the authenticator of that user.');
  }

  async asPrincipal<T>(session: ProvingSession, use: (ask: AttributeAsker) => Promise<T>): Promise<T> {
    return asRole(this.stacks, { account: this.account, userId: this.me.UserId }, session, use);
  }

  async rotateKeys(world: World, say: Say): Promise<void> {
    const { call } = this.stacks;
    const SecretId = await this.stacks.output('keys', 'KeysArn');
    const before = await this.rotatedAt(SecretId);
    await call('secretsmanager', 'rotate-secret', { SecretId });
    say(`the keys were rotated at ${(await this.untilRotatedSince(before)).toISOString()}`);
    await this.startAnew();
    const url = await this.url();
    await assertTaken(url, world, 'tokens of before the rotation');
    say('functions that were started after the rotation take tokens that were signed before');
    const guestToken = await startGuestSession(url);
    assertOtherSigner(world.guestToken, guestToken);
    await assertTaken(url, { ...world, guestToken }, 'a token of after the rotation');
    say('they sign with another key, and take what they signed');
  }

  async page(say: Say): Promise<void> {
    await pageOnAws(this.stacks, say);
  }

  async restore(say: Say): Promise<void> {
    await drill(await awsDrill('dev', async () => this.idTokenOf('SHOP_OWNER')), say, { isKept: false });
  }

  async destroy(say: Say): Promise<void> {
    await this.cdk('destroy', ['--all', '--force']);
    say('all stacks of dev are gone');
    const Tags = { application: 'fieldgate', stage: 'dev' };
    const TagFilters = Object.entries(Tags).map(([Key, value]) => ({ Key, Values: [value] }));
    // What was removed is still listed for a while.
    await untilThere(
      'nothing with the tags application=fieldgate, stage=dev',
      async () => {
        const given = ['resourcegroupstaggingapi', 'get-resources', { TagFilters }] as const;
        const { ResourceTagMappingList: left = [] } = await this.stacks.call(...given);
        return (left as unknown[]).length === 0 ? true : null;
      },
      { minutes: 15 },
    );
    say('nothing with the tags application=fieldgate, stage=dev is left');
  }

  private async cdk(command: 'deploy' | 'destroy', given: readonly string[]): Promise<void> {
    const all = ['cdk', command, '--app', 'tsx app.ts', '-c', 'stage=dev', ...given];
    try {
      await run('npx', all, { cwd: DEPLOY, maxBuffer: OUTPUT_BYTES });
    } catch (error) {
      const { stderr = '' } = error as { stderr?: string };
      const last = stderr.trim().split('\n').slice(-3).join(' ');
      throw new Unproven(
        `\`cdk ${command}\` to end well`,
        `it did not: ${last}`,
        'See the events of the stack in CloudFormation.',
      );
    }
  }

  /** As `npm start` loads them into a new table, or completes what was interrupted. What is there stays. */
  private async seed(): Promise<void> {
    const tableName = await this.stacks.output('data', 'TableName');
    const { Item } = await this.stacks.call('dynamodb', 'get-item', { TableName: tableName, Key: DEMO_JOB });
    if ((Item as { state?: { S?: string } } | undefined)?.state?.S === 'complete') return;
    const address = { endpoint: this.stacks.endpoint, region: REGION, tableName };
    const child = fork(join(ROOT, 'dist/src/local/loadDemo.js'), [JSON.stringify(address)], { cwd: ROOT });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Unproven('the demo data to be loaded', 'they were not', 'See above; run it again.');
  }

  private async grant(email: string, COGNITO_USER_POOL_ID: string): Promise<void> {
    const TABLE_NAME = await this.stacks.output('data', 'TableName');
    const given = ['--owner', email, '--shop', 'harbour-bistro'];
    const environment = {
      COGNITO_USER_POOL_ID,
      TABLE_NAME,
      AWS_REGION: REGION,
      DYNAMODB_ENDPOINT: this.stacks.endpoint,
    };
    const { code, stderr } = await runBuilt('local/grant.js', given, environment);
    if (code !== 0) throw new Unproven(`${email} to be made an owner`, stderr.trim(), 'Load the demo data first.');
  }

  /** A change of its configuration ends every instance of the function that there is. */
  private async startAnew(): Promise<void> {
    const FunctionName = await this.stacks.output('api', 'FunctionName');
    const Description = `The API. Keys of ${new Date().toISOString()}.`;
    await this.stacks.call('lambda', 'update-function-configuration', { FunctionName, Description });
    await untilThere(
      'the function to be as it was told',
      async () => {
        const found = await this.stacks.call('lambda', 'get-function-configuration', { FunctionName });
        return found.LastUpdateStatus === 'Successful' ? true : null;
      },
      { minutes: 5 },
    );
  }

  private async rotatedAt(SecretId: string): Promise<number> {
    const { LastRotatedDate: at } = await this.stacks.call('secretsmanager', 'describe-secret', { SecretId });
    // Versions of the command line differ.
    return typeof at === 'number' ? at * 1_000 : typeof at === 'string' ? new Date(at).getTime() : 0;
  }

  private async untilRotatedSince(before: number): Promise<Date> {
    const SecretId = await this.stacks.output('keys', 'KeysArn');
    const look = async () => {
      const at = await this.rotatedAt(SecretId);
      return at > before ? new Date(at) : null;
    };
    return untilThere('the keys to be rotated', look, { minutes: 10 });
  }
}
