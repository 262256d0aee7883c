import { CfnOutput, Duration, Stack, Validations, type StackProps } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { removalOf, type Stage } from '../stages';
import { OwnFunction } from './OwnFunction';

interface Props extends StackProps {
  readonly stage: Stage;
}

const { AUDIT_ONLY, FULL_FUNCTION, NO_ENFORCEMENT } = cognito.StandardThreatProtectionMode;
const THREAT_PROTECTION = { OFF: NO_ENFORCEMENT, AUDIT: AUDIT_ONLY, ENFORCED: FULL_FUNCTION } as const;
const GROUPS = ['customers', 'shop-owners', 'platform-admins'];

/** Who people are: the pool, its groups, the one client that apps use, and the address that they get mail from. See docs/sign-in.md. */
export class IdentityStack extends Stack {
  readonly pool: cognito.UserPool;
  readonly client: cognito.UserPoolClient;
  /** What makes a customer of whoever confirms. */
  readonly confirmation: lambda.Function;

  constructor(scope: Construct, id: string, { stage, ...props }: Props) {
    super(scope, id, props);
    const domain = this.createDomain(stage);
    this.pool = this.createPool(stage, domain);
    for (const groupName of GROUPS)
      new cognito.CfnUserPoolGroup(this, groupName, { groupName, userPoolId: this.pool.userPoolId });
    this.client = this.createClient();
    this.confirmation = this.addConfirmation(stage);
    new CfnOutput(this, 'PoolId', { value: this.pool.userPoolId });
    new CfnOutput(this, 'ClientId', { value: this.client.userPoolClientId });
  }

  /** Asks SES to verify the domain of the sender: by the three records that stand in the outputs, once they are in the DNS. */
  private createDomain(stage: Stage): string {
    const domain = domainOf(stage.mail);
    const identity = new ses.EmailIdentity(this, 'Mail', { identity: ses.Identity.domain(domain) });
    identity.applyRemovalPolicy(removalOf(stage));
    identity.dkimRecords.forEach(({ name, value }, index) => {
      new CfnOutput(this, `MailRecord${String(index + 1)}`, { value: `${name} CNAME ${value}` });
    });
    return domain;
  }

  private createPool(stage: Stage, sesVerifiedDomain: string): cognito.UserPool {
    const { mail, threatProtection } = stage;
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
      email: mail.isVerified
        ? cognito.UserPoolEmail.withSES({ fromEmail: mail.sender, sesRegion: this.region, sesVerifiedDomain })
        : cognito.UserPoolEmail.withCognito(),
      featurePlan: threatProtection === 'OFF' ? cognito.FeaturePlan.ESSENTIALS : cognito.FeaturePlan.PLUS,
      standardThreatProtectionMode: THREAT_PROTECTION[threatProtection],
      deletionProtection: stage.isKept,
      removalPolicy: removalOf(stage),
    });
    acknowledgePool(pool);
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

  private addConfirmation(stage: Stage): lambda.Function {
    const { lambda: confirmation, role } = new OwnFunction(this, 'PostConfirmation', {
      stage,
      bundle: 'postConfirmation',
      description: 'Puts whoever has confirmed their address into the group customers.',
    });
    this.pool.addTrigger(cognito.UserPoolOperation.POST_CONFIRMATION, confirmation);
    // A policy of its own: as part of the role, pool and function would wait for each other.
    new iam.Policy(this, 'AddToCustomers', {
      statements: [
        new iam.PolicyStatement({ actions: ['cognito-idp:AdminAddUserToGroup'], resources: [this.pool.userPoolArn] }),
      ],
      roles: [role],
    });
    return confirmation;
  }
}

function acknowledgePool(pool: cognito.UserPool): void {
  Validations.of(pool).acknowledge({
    id: 'AwsSolutions-COG2',
    reason:
      'A second factor is asked for where it matters, by the API (REQUIRE_MFA, step-up tokens); customers who order a meal are not made to have one.',
  });
  Validations.of(pool).acknowledge({
    id: 'AwsSolutions-COG3',
    reason:
      'Threat protection costs by active user; the API itself limits tries by account and address. `threatProtection` in deploy/stages.ts switches it on.',
  });
  Validations.of(pool).acknowledge({
    id: 'AwsSolutions-COG8',
    reason: 'The Plus plan is threat protection; see COG3.',
  });
}

/** The part of the sender’s address that SES verifies. */
export const domainOf = ({ sender }: Stage['mail']): string => sender.slice(sender.lastIndexOf('@') + 1);
