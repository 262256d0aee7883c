import { setTimeout as wait } from 'node:timers/promises';
import {
  CognitoIdentityProvider,
  type AdminGetUserCommandOutput,
  type AuthenticationResultType,
  type InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { createAwsClient, type AwsAddress, type AwsTimeouts } from '../../aws/createAwsClient';
import { judgeAnswers } from '../../aws/judgeAnswers';
import { untilAborted } from '../../waiting/untilAborted';
import { assertOfPool } from './poolAnswers';
import { isThrottled, rethrow, UserPoolRefusal } from './refusals';

/** Where a user pool is. */
export interface UserPoolAddress extends AwsAddress {
  readonly userPoolId: string;
  /** An app client without a secret: browsers and apps have it, too, so there is none that could be kept. */
  readonly clientId: string;
}

/** What a sign-in gives. Its holder is the person: these go into the answer to them, and nowhere else. */
export interface Tokens {
  readonly idToken: string;
  readonly accessToken: string;
  /** `null` where the one that was used goes on being good. */
  readonly refreshToken: string | null;
}

/** What an operator sees of an account. */
export interface Account {
  readonly subject: string;
  /** Whether it can be signed in to, as far as that goes. */
  readonly isConfirmed: boolean;
  /** What {@link UserPool.signUp} was given; `null` where there is none. */
  readonly mark: string | null;
}

/** How a password, or a code, was taken. */
export type SignInStep =
  | { readonly kind: 'signed in'; readonly tokens: Tokens }
  /** The password was right, and a code of the person's authenticator is asked for. */
  | { readonly kind: 'code asked'; readonly challenge: string }
  /** The password was right, and something is asked for that is not done here, such as a new password. */
  | { readonly kind: 'not supported' };

/** An attribute of the pool's; see docs/sign-in.md. */
const MARK = 'custom:sign_up_mark';
const TRIES = 3;
const BACKOFF_BASE_MS = 50;

/**
 * A Cognito user pool, the only place that holds passwords. Each method is one use of it: it answers, or throws a
 * {@link UserPoolRefusal} or a `UserPoolUnavailableError`. Knows nothing of who asks. Only what was throttled is sent again, a few times:
 * of anything else it is unknown whether it was done.
 */
export class UserPool {
  private readonly cognito: CognitoIdentityProvider;
  private readonly client: { readonly ClientId: string };

  constructor(
    private readonly address: UserPoolAddress,
    timeouts: AwsTimeouts,
    private readonly random: () => number = Math.random,
  ) {
    this.cognito = createAwsClient(CognitoIdentityProvider, { ...address, ...timeouts }, { maxAttempts: 1 });
    judgeAnswers(this.cognito, ({ command }, answer) => assertOfPool(command, answer));
    this.client = { ClientId: address.clientId };
  }

  /** `mark`: kept with the account, and found by {@link find}. */
  async signUp(email: string, password: string, mark: string, signal?: AbortSignal): Promise<void> {
    const UserAttributes = [
      { Name: 'email', Value: email },
      { Name: MARK, Value: mark },
    ];
    const input = { ...this.client, Username: email, Password: password, UserAttributes };
    await this.send((options) => this.cognito.signUp(input, options), signal);
  }

  async confirmSignUp(email: string, code: string, signal?: AbortSignal): Promise<void> {
    const input = { ...this.client, Username: email, ConfirmationCode: code };
    await this.send((options) => this.cognito.confirmSignUp(input, options), signal);
  }

  async resendConfirmationCode(email: string, signal?: AbortSignal): Promise<void> {
    const input = { ...this.client, Username: email };
    await this.send((options) => this.cognito.resendConfirmationCode(input, options), signal);
  }

  /** `username`: the e-mail address, or the subject of the person's tokens. */
  async signIn(username: string, password: string, signal?: AbortSignal): Promise<SignInStep> {
    const answer = await this.initiate('USER_PASSWORD_AUTH', { USERNAME: username, PASSWORD: password }, signal);
    const { AuthenticationResult, ChallengeName, ChallengeParameters, Session } = answer;
    if (AuthenticationResult) return { kind: 'signed in', tokens: tokensOf(AuthenticationResult) };
    if (ChallengeName !== 'SOFTWARE_TOKEN_MFA' || Session === undefined) return { kind: 'not supported' };
    // Cognito wants its own name of the user back, whatever they signed in by.
    return { kind: 'code asked', challenge: challengeOf(ChallengeParameters?.USER_ID_FOR_SRP ?? username, Session) };
  }

  /** Answers what {@link signIn} asked: Cognito checks that the challenge is this user's and still open, and the code. */
  async answerChallenge(challenge: string, code: string, signal?: AbortSignal): Promise<Tokens> {
    const { username, session } = partsOf(challenge);
    const input = {
      ...this.client,
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      Session: session,
      ChallengeResponses: { USERNAME: username, SOFTWARE_TOKEN_MFA_CODE: code },
    } as const;
    const answer = await this.send((options) => this.cognito.respondToAuthChallenge(input, options), signal);
    if (!answer.AuthenticationResult) throw new UserPoolRefusal('not possible');
    return tokensOf(answer.AuthenticationResult);
  }

  async refresh(refreshToken: string, signal?: AbortSignal): Promise<Tokens> {
    const answer = await this.initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: refreshToken }, signal);
    if (!answer.AuthenticationResult) throw new UserPoolRefusal('credentials not accepted');
    return tokensOf(answer.AuthenticationResult);
  }

  /** Ends a sign-in: its refresh token, and what Cognito itself takes its access tokens for. */
  async revoke(refreshToken: string, signal?: AbortSignal): Promise<void> {
    const input = { ...this.client, Token: refreshToken };
    await this.send((options) => this.cognito.revokeToken(input, options), signal);
  }

  async forgotPassword(email: string, signal?: AbortSignal): Promise<void> {
    const input = { ...this.client, Username: email };
    await this.send((options) => this.cognito.forgotPassword(input, options), signal);
  }

  async confirmForgotPassword(email: string, code: string, password: string, signal?: AbortSignal): Promise<void> {
    const input = { ...this.client, Username: email, ConfirmationCode: code, Password: password };
    await this.send((options) => this.cognito.confirmForgotPassword(input, options), signal);
  }

  async changePassword(accessToken: string, before: string, after: string, signal?: AbortSignal): Promise<void> {
    const input = { AccessToken: accessToken, PreviousPassword: before, ProposedPassword: after };
    await this.send((options) => this.cognito.changePassword(input, options), signal);
  }

  /** Whether an authenticator is set up, so that signing in asks for a code. */
  async hasTotp(accessToken: string, signal?: AbortSignal): Promise<boolean> {
    const user = await this.send((options) => this.cognito.getUser({ AccessToken: accessToken }, options), signal);
    return user.UserMFASettingList?.includes('SOFTWARE_TOKEN_MFA') ?? false;
  }

  /** Begins to set up an authenticator: answers its secret, in base32. Cognito forgets the one before at once. */
  async startTotp(accessToken: string, signal?: AbortSignal): Promise<string> {
    const input = { AccessToken: accessToken };
    const { SecretCode } = await this.send((options) => this.cognito.associateSoftwareToken(input, options), signal);
    if (SecretCode === undefined) throw new UserPoolRefusal('not possible');
    return SecretCode;
  }

  /** Ends setting it up with a first code of it: from now on signing in asks for one. */
  async confirmTotp(accessToken: string, code: string, signal?: AbortSignal): Promise<void> {
    const proof = { AccessToken: accessToken, UserCode: code };
    const { Status } = await this.send((options) => this.cognito.verifySoftwareToken(proof, options), signal);
    if (Status !== 'SUCCESS') throw new UserPoolRefusal('code not accepted');
    const wish = { AccessToken: accessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } };
    await this.send((options) => this.cognito.setUserMFAPreference(wish, options), signal);
  }

  /*
   * From here on operators' acts: they take credentials of AWS (`cognito-idp:` and the operation's name, on the pool), where all else here
   * takes none. `username`: the e-mail address, or the subject.
   */

  /** Sets a password that lasts, of an account that is confirmed. */
  async setPassword(username: string, password: string, signal?: AbortSignal): Promise<void> {
    const input = { ...this.userOf(username), Password: password, Permanent: true };
    await this.send((options) => this.cognito.adminSetUserPassword(input, options), signal);
  }

  /** Ends every session: refresh tokens, and access tokens as far as Cognito looks at them. ID tokens live until they expire. */
  async signOutEverywhere(username: string, signal?: AbortSignal): Promise<void> {
    await this.send((options) => this.cognito.adminUserGlobalSignOut(this.userOf(username), options), signal);
  }

  /** `null` where there is no such account. */
  async find(username: string, signal?: AbortSignal): Promise<Account | null> {
    const found = await this.describe(username, signal);
    if (!found) return null;
    const subject = valueIn(found, 'sub');
    if (subject === undefined) throw new TypeError('expected a user with a `sub`');
    return { subject, isConfirmed: found.UserStatus !== 'UNCONFIRMED', mark: valueIn(found, MARK) ?? null };
  }

  /** The address that messages to somebody may go to at this moment; `null` where none is verified, or the account is gone or switched off. */
  async verifiedEmail(username: string, signal?: AbortSignal): Promise<string | null> {
    const found = await this.describe(username, signal);
    if (!found || found.Enabled === false || valueIn(found, 'email_verified') !== 'true') return null;
    return valueIn(found, 'email') ?? null;
  }

  async remove(username: string, signal?: AbortSignal): Promise<void> {
    await this.send((options) => this.cognito.adminDeleteUser(this.userOf(username), options), signal);
  }

  async addToGroup(username: string, group: string, signal?: AbortSignal): Promise<void> {
    const input = { ...this.userOf(username), GroupName: group };
    await this.send((options) => this.cognito.adminAddUserToGroup(input, options), signal);
  }

  close(): void {
    this.cognito.destroy();
  }

  private async describe(username: string, signal?: AbortSignal): Promise<AdminGetUserCommandOutput | null> {
    return this.send((options) => this.cognito.adminGetUser(this.userOf(username), options), signal).catch(
      (cause: unknown) => {
        if (cause instanceof UserPoolRefusal && cause.reason === 'credentials not accepted') return null;
        throw cause;
      },
    );
  }

  private userOf(username: string): { UserPoolId: string; Username: string } {
    return { UserPoolId: this.address.userPoolId, Username: username };
  }

  private async initiate(
    AuthFlow: 'USER_PASSWORD_AUTH' | 'REFRESH_TOKEN_AUTH',
    AuthParameters: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<InitiateAuthCommandOutput> {
    const input = { ...this.client, AuthFlow, AuthParameters };
    return this.send((options) => this.cognito.initiateAuth(input, options), signal);
  }

  private async send<T>(request: (options: SendOptions) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const options = signal ? { abortSignal: signal } : {};
    for (let tried = 1; ; tried += 1) {
      try {
        return await untilAborted(request(options), signal);
      } catch (cause) {
        if (tried === TRIES || !isThrottled(cause)) return rethrow(cause);
      }
      await wait(this.random() * BACKOFF_BASE_MS * 2 ** tried, undefined, signal && { signal }).catch(rethrow);
    }
  }
}

interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

function tokensOf({ IdToken, AccessToken, RefreshToken }: AuthenticationResultType): Tokens {
  if (IdToken === undefined || AccessToken === undefined) throw new TypeError('expected an ID and an access token');
  return { idToken: IdToken, accessToken: AccessToken, refreshToken: RefreshToken ?? null };
}

function valueIn({ UserAttributes = [] }: AdminGetUserCommandOutput, name: string): string | undefined {
  return UserAttributes.find(({ Name }) => Name === name)?.Value;
}

/** One text, for {@link UserPool.answerChallenge}. */
function challengeOf(username: string, session: string): string {
  return `${Buffer.from(username).toString('base64url')}.${session}`;
}

function partsOf(challenge: string): { username: string; session: string } {
  const dot = challenge.indexOf('.');
  return { username: usernameOf(challenge), session: challenge.slice(dot + 1) };
}

/** Whose challenge it says it is; Cognito knows whether that is so. */
export function usernameOf(challenge: string): string {
  return Buffer.from(challenge.split('.')[0] ?? '', 'base64url').toString();
}
