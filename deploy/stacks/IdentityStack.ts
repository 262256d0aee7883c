import { Duration, RemovalPolicy, Stack, Validations, type StackProps } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Stage } from '../stages';
import { OwnFunction } from './functions';

interface Props extends StackProps {
  readonly stage: Stage;
}

const GROUPS = ['customers', 'shop-owners', 'platform-admins'];

/** Who people are: the pool, its groups, and the one client that apps use. See docs/sign-in.md. */
export class IdentityStack extends Stack {
  readonly pool: cognito.UserPool;
  readonly client: cognito.UserPoolClient;

  constructor(scope: Construct, id: string, { stage, ...props }: Props) {
    super(scope, id, props);
    this.pool = this.createPool(stage);
    for (const groupName of GROUPS)
      new cognito.CfnUserPoolGroup(this, groupName, { groupName, userPoolId: this.pool.userPoolId });
    this.client = this.createClient();
    this.addConfirmation(stage);
  }

  private createPool(stage: Stage): cognito.UserPool {
    const pool = new cognito.UserPool(this, 'Pool', {
      userPoolName: `fieldgate-${stage.name}`,
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // Changed addresses count when they are confirmed, not before.
      keepOriginal: { email: true },
      standardAttributes: { email: { required: true, mutable: true } },
      // What signUp leaves with an account, signed: see SignUpMarks.
      customAttributes: { sign_up_mark: new cognito.StringAttribute({ maxLen: 2048 }) },
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      // Cognito's default: what is stricter here would be refused in words that the API does not know.
      passwordPolicy: {
        minLength: 8,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: cognito.Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      deletionProtection: stage.isKept,
      removalPolicy: stage.isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG2',
      reason:
        'A second factor is asked for where it matters, by the API (REQUIRE_MFA, step-up tokens); customers who order a meal are not made to have one.',
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG3',
      reason:
        'Threat protection costs by active user; the API itself limits tries by account and address. docs/operations.md says how to switch it on.',
    });
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason: 'The Plus plan is threat protection; see COG3.',
    });
    return pool;
  }

  private createClient(): cognito.UserPoolClient {
    return this.pool.addClient('Apps', {
      // Browsers would have it, too.
      generateSecret: false,
      authFlows: { userPassword: true, userSrp: true },
      disableOAuth: true,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      idTokenValidity: Duration.minutes(15),
      accessTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.days(30),
      readAttributes: new cognito.ClientAttributes().withStandardAttributes({ email: true, emailVerified: true }),
      // The address, which counts once it is confirmed, and a mark that is signed. No attribute that anybody can write says what they may.
      writeAttributes: new cognito.ClientAttributes()
        .withStandardAttributes({ email: true })
        .withCustomAttributes('sign_up_mark'),
    });
  }

  private addConfirmation(stage: Stage): void {
    const { lambda, role } = new OwnFunction(this, 'PostConfirmation', {
      stage,
      bundle: 'postConfirmation',
      description: 'Puts whoever has confirmed their address into the group customers.',
    });
    this.pool.addTrigger(cognito.UserPoolOperation.POST_CONFIRMATION, lambda);
    // A policy of its own: as part of the role, pool and function would wait for each other.
    new iam.Policy(this, 'AddToCustomers', {
      statements: [
        new iam.PolicyStatement({ actions: ['cognito-idp:AdminAddUserToGroup'], resources: [this.pool.userPoolArn] }),
      ],
      roles: [role],
    });
  }
}
