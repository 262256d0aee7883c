import type { CognitoUnderTest } from './CognitoUnderTest';

const named = (attributes: Readonly<Record<string, string>>) =>
  Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));

/** An account as an operator makes it at the user pool, past the API. */
export class PoolAccount {
  private constructor(
    private readonly cognito: CognitoUnderTest,
    /** By what the pool finds it. */
    private readonly email: string,
    readonly subject: string,
  ) {}

  /** With a verified address. */
  static async make(cognito: CognitoUnderTest, email: string): Promise<PoolAccount> {
    const user = { UserPoolId: cognito.pool.userPoolId, Username: email };
    const UserAttributes = named({ email, email_verified: 'true' });
    await cognito.ask('AdminCreateUser', { ...user, UserAttributes, MessageAction: 'SUPPRESS' });
    const { body } = await cognito.ask('AdminGetUser', user);
    const found = (body.UserAttributes as { Name: string; Value: string }[]).find(({ Name }) => Name === 'sub');
    if (!found) throw new Error(`expected an account of ${email}, got ${JSON.stringify(body)}`);
    return new PoolAccount(cognito, email, found.Value);
  }

  async setEmail(email: string, isVerified: boolean): Promise<void> {
    const UserAttributes = named({ email, email_verified: String(isVerified) });
    await this.cognito.ask('AdminUpdateUserAttributes', { ...this.user(), UserAttributes });
  }

  async switchOff(): Promise<void> {
    await this.cognito.ask('AdminDisableUser', this.user());
  }

  private user(): object {
    return { UserPoolId: this.cognito.pool.userPoolId, Username: this.email };
  }
}

/** For a server that sends notices: this pool, and nothing else of it. */
export function poolOfNotifications({ environment }: CognitoUnderTest): Record<string, string> {
  const { COGNITO_ENDPOINT = '', COGNITO_USER_POOL_ID = '' } = environment;
  return { COGNITO_ENDPOINT, COGNITO_USER_POOL_ID };
}
