import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { PUBLIC, roleName } from '../iam/roleNames';
import type { Role } from './accessMatrix';
import { asRole } from './awsAttributes';
import { awsDrill } from './awsDrill';
import { pageOnAws } from './awsPaging';
import { AwsRefusal } from './calls';
import { startGuestSession, type World } from './callers';
import { drill, leftOver } from './drill';
import { assertOtherSigner, assertTaken, signerOf } from './keysRotated';
import { DEMO_JOB, loadDemo } from './loadDemo';
import { ROOT, runBuilt } from './LocalStack';
import { runToEnd } from './processes';
import type { AttributeAsker, ProvingSession, Site } from './Site';
import { Stacks } from './Stacks';
import { Unproven, untilThere } from './Step';

type Say = (saw: string) => void;
const DEPLOY = join(ROOT, 'deploy');
/** How long instances of before a change may go on answering, and removed things being listed. */
const [REPLACED_MINUTES, LISTED_MINUTES] = [2, 30];
const GROUPS = { CUSTOMER: 'customers', SHOP_OWNER: 'shop-owners', PLATFORM_ADMIN: 'platform-admins' } as const;

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

  private constructor(
    private readonly stacks: Stacks,
    private readonly me: Identity,
    readonly askedAs: readonly string[] | undefined,
    /** What there was before. */
    private readonly stands: boolean,
  ) {}

  /**
   * As whoever `aws` is signed in as. Rejects with an `Unproven` where the account
   * has a stage `prod`, in any region: a role of it is of the whole account.
   */
  static async open(askedAs?: readonly string[]): Promise<AwsSite> {
    const stacks = new Stacks('dev');
    const me = (await stacks.call('sts', 'get-caller-identity')) as unknown as Identity;
    const RoleName = roleName('fieldgate-prod', PUBLIC);
    const ofProd = await stacks.call('iam', 'get-role', { RoleName }).catch((error: unknown) => {
      if (error instanceof AwsRefusal && error.code === 'NoSuchEntity') return null;
      throw error;
    });
    if (ofProd)
      throw new Unproven('a sandbox account', `the stage prod is in ${me.Account}`, 'Sign in to another account.');
    return new AwsSite(stacks, me, askedAs, await stacks.exists('data'));
  }

  get account(): string {
    return this.me.Account;
  }

  get about(): string {
    const before = this.stands ? ' It stands there already, and what it holds goes with it.' : '';
    return `Account ${this.account}, region ${this.stacks.region}, stage dev.${before}`;
  }

  async deploy(say: Say): Promise<void> {
    const bundle = ['run', 'bundle', '--prefix', 'deploy'];
    await this.toWellEnd({ command: 'npm', given: bundle, cwd: ROOT }, 'See what it says.');
    const first = ['data', 'identity', 'keys'].map((name) => this.stacks.name(name));
    await this.cdk('deploy', [...first, '--require-approval', 'never']);
    const rotatedAt = await this.untilRotatedSince(0);
    say(`${first.join(', ')} stand, and the first keys were made at ${rotatedAt.toISOString()}`);
    await this.cdk('deploy', ['--all', '--require-approval', 'never']);
    say(`all stacks of dev stand; the API is at ${await this.url()}`);
    await this.seed();
    say(`the demo data are in the table ${await this.stacks.output('data', 'TableName')}`);
  }

  /** By the one name, where the stage has one: its gateway refuses whatever comes another way. */
  async url(): Promise<string> {
    return (await this.stacks.outputIfThere('edge', 'Url')) ?? this.stacks.output('api', 'Url');
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
    const guestToken = await this.tokenOfOtherSigner(url, world.guestToken);
    assertOtherSigner(world.guestToken, guestToken);
    await assertTaken(url, { ...world, guestToken }, 'a token of after the rotation');
    say('they sign with another key, and take what they signed');
  }

  /** Instances of before answer for some moments more. Resolves with the last one where all that come are of the same signer. */
  private async tokenOfOtherSigner(url: string, before: string): Promise<string> {
    let token = '';
    const look = async () => {
      token = await startGuestSession(url);
      return signerOf(token) === signerOf(before) ? null : token;
    };
    return untilThere('', look, { minutes: REPLACED_MINUTES, pauseMs: 1_000 }).catch((error: unknown) => {
      if (error instanceof Unproven) return token;
      throw error;
    });
  }

  async page(say: Say): Promise<void> {
    await pageOnAws(this.stacks, say);
  }

  async restore(say: Say): Promise<void> {
    await drill(await awsDrill('dev', async () => this.idTokenOf('SHOP_OWNER')), say, { isKept: false });
  }

  async destroy(say: Say): Promise<void> {
    const tableName = await this.stacks.output('data', 'TableName').catch(() => null);
    await this.cdk('destroy', ['--all', '--force']);
    say('all stacks of dev are gone');
    const drills = tableName === null ? [] : await leftOver({ call: this.stacks.call, tableName });
    if (drills.length > 0)
      throw new Unproven(
        'no table of a drill to be left',
        `${drills.join(', ')} ${drills.length === 1 ? 'is' : 'are'}`,
        'Look whether somebody wants it; else: aws dynamodb delete-table --table-name …',
      );
    await this.untilNothingIsLeft();
    say('nothing with the tags application=fieldgate, stage=dev is left');
  }

  async leave(say: Say): Promise<void> {
    const command = 'node deploy/prove.mjs --aws --only destroy';
    if (await this.stacks.exists('data')) say(`The stage dev stands, or a part of it: \`${command}\` removes it.`);
  }

  private async untilNothingIsLeft(): Promise<void> {
    const Tags = { application: 'fieldgate', stage: 'dev' };
    const TagFilters = Object.entries(Tags).map(([Key, value]) => ({ Key, Values: [value] }));
    let left: readonly { readonly ResourceARN: string }[] = [];
    const look = async () => {
      const found = await this.stacks.call('resourcegroupstaggingapi', 'get-resources', { TagFilters });
      left = (found as { ResourceTagMappingList?: typeof left }).ResourceTagMappingList ?? [];
      return left.length === 0 ? true : null;
    };
    // What was removed is still listed for a while.
    await untilThere('', look, { minutes: LISTED_MINUTES }).catch((error: unknown) => {
      if (!(error instanceof Unproven)) throw error;
      throw new Unproven(
        'nothing with the tags application=fieldgate, stage=dev to be left',
        `after ${String(LISTED_MINUTES)} minutes AWS still lists ${left.map(({ ResourceARN }) => ResourceARN).join(', ')}`,
        'Look whether that is there: AWS lists some things for hours after they are gone.',
      );
    });
  }

  private async cdk(command: 'deploy' | 'destroy', given: readonly string[]): Promise<void> {
    const all = ['cdk', command, '--app', 'tsx app.ts', '-c', 'stage=dev', ...given];
    // It goes where its own environment says, and that is where all else is looked for.
    const env = { ...process.env, AWS_REGION: this.stacks.region };
    try {
      await this.toWellEnd(
        { command: 'npx', given: all, cwd: DEPLOY, env },
        'See the events of the stack in CloudFormation.',
      );
    } finally {
      this.stacks.forget();
    }
  }

  private async toWellEnd(program: Parameters<typeof runToEnd>[0], todo: string): Promise<void> {
    const { code, stderr } = await runToEnd(program);
    if (code === 0) return;
    const last = stderr.trim().split('\n').slice(-3).join(' ');
    throw new Unproven(
      `\`${[program.command, ...program.given.slice(0, 2)].join(' ')}\` to end well`,
      `it did not: ${last}`,
      todo,
    );
  }

  /** As `npm start` loads them into a new table, or completes what was interrupted. What is there stays. */
  private async seed(): Promise<void> {
    const tableName = await this.stacks.output('data', 'TableName');
    const { Item } = await this.stacks.call('dynamodb', 'get-item', { TableName: tableName, Key: DEMO_JOB });
    if ((Item as { state?: { S?: string } } | undefined)?.state?.S === 'complete') return;
    await loadDemo({ endpoint: this.stacks.endpoint, region: this.stacks.region, tableName });
  }

  private async grant(email: string, COGNITO_USER_POOL_ID: string): Promise<void> {
    const TABLE_NAME = await this.stacks.output('data', 'TableName');
    const given = ['--owner', email, '--shop', 'harbour-bistro'];
    const environment = {
      COGNITO_USER_POOL_ID,
      TABLE_NAME,
      AWS_REGION: this.stacks.region,
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
