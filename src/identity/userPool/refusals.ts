import { passingReason } from '../../aws/passingFailures';

/**
 * Why the user pool did not do as asked, as far as anybody may build on it. What differs between accounts that exist and accounts that do
 * not is one and the same reason here, so that nothing above can tell them apart, even by mistake.
 */
export type RefusalReason =
  /** Wrong, expired or used: which of them would tell whether there is such an account. */
  | 'code not accepted'
  /** Wrong password, no such account, one that is not confirmed or has to be reset, a token that is revoked or expired. */
  | 'credentials not accepted'
  | 'password too weak'
  | 'password used before'
  /** The access token is revoked, or of a session that is over. */
  | 'session over'
  | 'account exists'
  /** The message could not be sent. */
  | 'code not delivered'
  /** The account is not in a state for it: confirmed already, without a verified address, without a second factor. */
  | 'not possible'
  /** Of this account: to say so would tell that there is one. */
  | 'account limited'
  /** Of the pool as a whole. */
  | 'too many attempts';

/** The user pool answered, and it did not do it. Carries none of its words: they name people, pools and keys. */
export class UserPoolRefusal extends Error {
  override readonly name = 'UserPoolRefusal';

  constructor(readonly reason: RefusalReason) {
    super(`the user pool refused: ${reason}`);
  }
}

/** The user pool is throttled, too slow or away, or something else answers in its place: trying again later may help. */
export class UserPoolUnavailableError extends Error {
  override readonly name = 'UserPoolUnavailableError';

  constructor() {
    super('the user pool did not answer in time');
  }
}

/** Cognito's exceptions by what they mean here. Any other is a mistake of ours or of the pool's configuration, and stays what it is. */
const REASONS: Readonly<Record<string, RefusalReason>> = {
  CodeMismatchException: 'code not accepted',
  ExpiredCodeException: 'code not accepted',
  EnableSoftwareTokenMFAException: 'code not accepted',
  NotAuthorizedException: 'credentials not accepted',
  UserNotFoundException: 'credentials not accepted',
  // Cognito says these two before it looks at the password: they tell that there is an account.
  UserNotConfirmedException: 'credentials not accepted',
  PasswordResetRequiredException: 'credentials not accepted',
  RefreshTokenReuseException: 'credentials not accepted',
  UnsupportedTokenTypeException: 'credentials not accepted',
  InvalidPasswordException: 'password too weak',
  PasswordHistoryPolicyViolationException: 'password used before',
  UsernameExistsException: 'account exists',
  AliasExistsException: 'account exists',
  CodeDeliveryFailureException: 'code not delivered',
  InvalidParameterException: 'not possible',
  SoftwareTokenMFANotFoundException: 'not possible',
  MFAMethodNotFoundException: 'not possible',
  LimitExceededException: 'account limited',
  TooManyFailedAttemptsException: 'account limited',
  TooManyRequestsException: 'too many attempts',
  ThrottlingException: 'too many attempts',
  // A firewall rule of the pool.
  ForbiddenException: 'too many attempts',
};

/** Tells refusals from outages and from mistakes, and throws accordingly. */
export function rethrow(cause: unknown): never {
  const { name, message } = (cause ?? {}) as CognitoError;
  const reason = reasonOf(name, message);
  if (reason) throw new UserPoolRefusal(reason);
  if (passingReason(cause) !== null) throw new UserPoolUnavailableError();
  throw cause;
}

/**
 * Of one exception Cognito has several meanings, told apart by its words alone: after wrong passwords it looks at none for a while
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html, "Lockout behavior for failed sign-in attempts").
 */
function reasonOf(name: string | undefined, message = ''): RefusalReason | undefined {
  if (name === undefined || !Object.hasOwn(REASONS, name)) return undefined;
  if (name !== 'NotAuthorizedException') return REASONS[name];
  if (message.startsWith('Password attempts exceeded')) return 'account limited';
  return message.includes('Access Token') ? 'session over' : REASONS[name];
}

/** Whether the pool as a whole is asked too much at the moment: nothing was done, and a little later it may be. */
export function isThrottled(cause: unknown): boolean {
  return ['TooManyRequestsException', 'ThrottlingException'].includes((cause as CognitoError | null)?.name ?? '');
}

interface CognitoError {
  readonly name?: string;
  readonly message?: string;
}
