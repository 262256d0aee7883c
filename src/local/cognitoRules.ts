import { randomInt, randomUUID } from 'node:crypto';
import {
  CognitoError,
  InvalidParameterError,
  NotAuthorizedError,
  UserNotConfirmedException,
} from 'cognito-local/lib/errors';
import type { Services } from 'cognito-local/lib/services';
import type { Context } from 'cognito-local/lib/services/context';
import type { User, UserPoolService } from 'cognito-local/lib/services/userPoolService';
import { CognitoCodes, expiredCode, type About } from './CognitoCodes';
import type { AuthenticationResult, CognitoTokens } from './cognitoTokens';

/** A request as it comes, and what would answer it. */
type Body = Readonly<Record<string, unknown>>;
type Next = (body: Body) => Promise<unknown>;

interface Answer {
  readonly AuthenticationResult?: AuthenticationResult;
  readonly ChallengeName?: string;
  readonly Session?: string;
}

const SESSION_MS = 3 * 60_000;
/** Attributes that only operators write, in a pool as Cognito makes it. */
const NOT_WRITABLE = /^(sub|email_verified|phone_number_verified|identities|cognito:.*)$/;
const EXPECTED_OF_PASSWORD = [/.{8}/s, /\p{Lu}/u, /\p{Ll}/u, /\d/, /[^\p{L}\d\s]/u];

/**
 * What Cognito itself checks and cognito-local lets pass: sessions of challenges, used codes, verified addresses, passwords, signatures of
 * access tokens, and the resending of codes. An app client as Fieldgate wants one: existence errors are prevented.
 */
export class CognitoRules {
  private readonly sessions = new Map<string, { readonly username: string; readonly until: number }>();
  private readonly codes = new CognitoCodes();
  private readonly rules: Readonly<Record<string, (body: Body, next: Next) => Promise<unknown>>> = {
    SignUp: (body, next) => this.signUp(body, next),
    ConfirmSignUp: (body, next) => this.confirmSignUp(body, next),
    ResendConfirmationCode: (body) => this.resendConfirmationCode(body),
    ForgotPassword: (body, next) => this.forgotPassword(body, next),
    ConfirmForgotPassword: (body, next) => this.confirmForgotPassword(body, next),
    InitiateAuth: (body, next) => this.initiateAuth(body, next),
    RespondToAuthChallenge: (body, next) => this.respond(body, next),
    RevokeToken: (body, next) => this.revoke(body, next),
    ChangePassword: (body, next) => this.changePassword(body, next),
    AssociateSoftwareToken: (body, next) => this.associate(body, next),
    VerifySoftwareToken: (body, next) => this.verifyTotp(body, next),
    AdminSetUserPassword: (body, next) => this.setPassword(body, next),
    AdminUserGlobalSignOut: (body) => this.signOutEverywhere(body),
    AdminGetUser: (body) => this.describeUser(body),
    AdminDeleteUser: (body, next) => this.remove(body, next),
  };

  constructor(
    private readonly services: Services,
    private readonly tokens: CognitoTokens,
    private readonly userPoolId: string,
    private readonly context: Context,
  ) {}

  async apply(target: string, body: Body, next: Next): Promise<unknown> {
    // An own property: a target of the name of something that every object has is no rule.
    const rule = Object.hasOwn(this.rules, target) ? this.rules[target] : undefined;
    if ('AccessToken' in body) await this.tokens.assertAccess(body.AccessToken);
    return rule ? rule(body, next) : next(body);
  }

  private async signUp(body: Body, next: Next): Promise<unknown> {
    const attributes = (body.UserAttributes ?? []) as { Name: string }[];
    if (attributes.some(({ Name }) => NOT_WRITABLE.test(Name)))
      throw new NotAuthorizedError('A client attempted to write unauthorized attribute');
    assertPassword(body.Password);
    const answer = await next(body);
    await this.sent(body.Username, 'SignUp');
    return answer;
  }

  private async confirmSignUp(body: Body, next: Next): Promise<unknown> {
    const user = await this.user(body.Username);
    if (!user) throw expiredCode();
    if (user.UserStatus !== 'UNCONFIRMED') throw new NotAuthorizedError('User cannot be confirmed.');
    this.codes.assertFresh(user, 'SignUp');
    await next(body);
    const confirmed = await this.user(body.Username);
    const verified = { Name: 'email_verified', Value: 'true' };
    if (confirmed) await this.save({ ...confirmed, Attributes: [...confirmed.Attributes, verified] });
    return {};
  }

  private async resendConfirmationCode(body: Body): Promise<unknown> {
    const user = await this.user(body.Username);
    if (user?.UserStatus === 'UNCONFIRMED') {
      const code = String(randomInt(1_000_000)).padStart(6, '0');
      await this.save({ ...user, ConfirmationCode: code });
      await this.sent(body.Username, 'SignUp');
      await this.deliver(user, code);
    } else if (user) throw new InvalidParameterError('User is already confirmed.');
    return simulatedDelivery();
  }

  private async forgotPassword(body: Body, next: Next): Promise<unknown> {
    const user = await this.user(body.Username);
    if (!user) return simulatedDelivery();
    if (attributeOf(user, 'email_verified') !== 'true')
      throw new InvalidParameterError('Cannot reset password for the user as there is no verified email');
    await next(body);
    await this.sent(body.Username, 'ForgotPassword');
    return simulatedDelivery();
  }

  private async confirmForgotPassword(body: Body, next: Next): Promise<unknown> {
    assertPassword(body.Password);
    const user = await this.user(body.Username);
    if (!user?.ConfirmationCode) throw expiredCode();
    this.codes.assertFresh(user, 'ForgotPassword');
    return next(body);
  }

  private async initiateAuth(body: Body, next: Next): Promise<unknown> {
    const parameters = (body.AuthParameters ?? {}) as Record<string, string | undefined>;
    const refreshToken = parameters.REFRESH_TOKEN;
    const user = refreshToken === undefined ? await this.user(parameters.USERNAME) : null;
    if (user?.UserStatus === 'UNCONFIRMED') throw new UserNotConfirmedException();
    const answer = (await next(body).catch(asNotAuthorized)) as Answer;
    const { AuthenticationResult: result } = answer;
    if (!result) return this.opened(answer, user);
    const marked =
      refreshToken === undefined ? this.tokens.ofNewSignIn(result) : this.tokens.ofRefresh(result, refreshToken);
    return { ...answer, AuthenticationResult: await marked };
  }

  /** Remembers whose challenge it is. */
  private opened(answer: Answer, user: User | null): Answer {
    if (answer.Session !== undefined && user)
      this.sessions.set(answer.Session, { username: user.Username, until: Date.now() + SESSION_MS });
    return answer;
  }

  private async respond(body: Body, next: Next): Promise<unknown> {
    const responses = (body.ChallengeResponses ?? {}) as Record<string, string | undefined>;
    const session = this.sessions.get(String(body.Session));
    if (!session || session.until <= Date.now() || session.username !== responses.USERNAME)
      throw new NotAuthorizedError('Invalid session for the user.');
    this.codes.assertUnused(session.username, responses.SOFTWARE_TOKEN_MFA_CODE);
    // Before anything is waited for: of two that come at once, one is too late.
    this.sessions.delete(String(body.Session));
    const unuse = this.codes.use(session.username, responses.SOFTWARE_TOKEN_MFA_CODE);
    const answer = (await next(body).catch((cause: unknown) => {
      this.sessions.set(String(body.Session), session);
      unuse();
      throw cause;
    })) as Answer;
    const { AuthenticationResult: result } = answer;
    if (!result) return answer;
    const user = await this.user(session.username);
    if (user && result.RefreshToken !== undefined)
      await (await this.pool()).storeRefreshToken(this.context, result.RefreshToken, user);
    return { ...answer, AuthenticationResult: await this.tokens.ofNewSignIn(result) };
  }

  /** Of a token that is revoked already, or was never given out, Cognito says nothing. */
  private async revoke(body: Body, next: Next): Promise<unknown> {
    this.tokens.revoke(String(body.Token));
    await next(body).catch(() => undefined);
    return {};
  }

  private async changePassword(body: Body, next: Next): Promise<unknown> {
    assertPassword(body.ProposedPassword);
    return next(body).catch(asNotAuthorized);
  }

  private async setPassword(body: Body, next: Next): Promise<unknown> {
    assertPassword(body.Password);
    return next(body);
  }

  /** cognito-local has no such operation. */
  private async signOutEverywhere(body: Body): Promise<unknown> {
    const { Username } = await this.existing(body);
    this.tokens.revokeAll(Username);
    return {};
  }

  private async remove(body: Body, next: Next): Promise<unknown> {
    const { Username } = await this.existing(body);
    this.codes.forget(Username);
    return next({ ...body, Username });
  }

  /** cognito-local finds users by their own name only, and not by their address. */
  private async describeUser(body: Body): Promise<unknown> {
    const user = await this.existing(body);
    const UserStatus = user.UserStatus as unknown;
    return { Username: user.Username, UserAttributes: user.Attributes as unknown, Enabled: user.Enabled, UserStatus };
  }

  /** The authenticator of before is forgotten at once, and with it that one is asked for. */
  private async associate(body: Body, next: Next): Promise<unknown> {
    const answer = await next(body);
    const user = await this.user(usernameIn(body.AccessToken));
    if (user) await this.save({ ...user, UserMFASettingList: [] });
    return answer;
  }

  private async verifyTotp(body: Body, next: Next): Promise<unknown> {
    const username = usernameIn(body.AccessToken);
    this.codes.assertUnused(username, String(body.UserCode));
    const unuse = this.codes.use(username, String(body.UserCode));
    return next(body).catch((cause: unknown) => {
      unuse();
      throw cause;
    });
  }

  private async sent(username: unknown, about: About): Promise<void> {
    const user = await this.user(username);
    if (user) this.codes.sent(user, about);
  }

  private async deliver(user: User, code: string): Promise<void> {
    const details = {
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: attributeOf(user, 'email') ?? '',
    } as const;
    await this.services.messages.deliver(
      this.context,
      'ResendCode',
      null,
      this.userPoolId,
      user,
      code,
      undefined,
      details,
    );
  }

  private async user(username: unknown): Promise<User | null> {
    return typeof username === 'string' ? (await this.pool()).getUserByUsername(this.context, username) : null;
  }

  private async existing({ Username }: Body): Promise<User> {
    const user = await this.user(Username);
    if (!user) throw new CognitoError('UserNotFoundException', 'User does not exist.');
    return user;
  }

  private async save(user: User): Promise<void> {
    await (await this.pool()).saveUser(this.context, { ...user, UserLastModifiedDate: new Date() });
  }

  private pool(): Promise<UserPoolService> {
    return this.services.cognito.getUserPool(this.context, this.userPoolId);
  }
}

function assertPassword(password: unknown): void {
  if (typeof password === 'string' && EXPECTED_OF_PASSWORD.every((each) => each.test(password))) return;
  throw new CognitoError('InvalidPasswordException', 'Password did not conform with policy');
}

/** Cognito says one and the same of a wrong password and of an unknown user. */
function asNotAuthorized(cause: unknown): never {
  const isOfPassword = cause instanceof CognitoError && cause.code === 'InvalidPasswordException';
  throw isOfPassword ? new NotAuthorizedError('Incorrect username or password.') : cause;
}

/** Says no more of an address than the caller knows; for an unknown one Cognito makes it up. */
function simulatedDelivery(): object {
  return {
    CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: `${randomUUID()[0]}***@***` },
  };
}

function attributeOf({ Attributes }: User, name: string): string | undefined {
  return Attributes.find(({ Name }) => Name === name)?.Value;
}

/** Its signature was checked before. */
function usernameIn(accessToken: unknown): string {
  const [, payload = ''] = String(accessToken).split('.');
  return String((JSON.parse(Buffer.from(payload, 'base64url').toString()) as { username?: unknown }).username);
}
