import { UserErrorCode, type UserError } from '../../schema/UserError';
import { UserPoolRefusal, type RefusalReason } from '../../src/identity/userPool/refusals';

/** What a refusal is to the person, in one flow. `done`: it looks as if it had been done, since anything else would tell of an account. */
export type Answers = Readonly<Partial<Record<RefusalReason, UserError | 'done'>>>;

/** The answer to a refusal that the flow has words for; nothing else is for the person to mend, and goes on as it is. */
export function answerTo(cause: unknown, answers: Answers): readonly UserError[] {
  const answer = cause instanceof UserPoolRefusal ? answers[cause.reason] : undefined;
  if (answer === undefined) throw cause;
  return answer === 'done' ? [] : [answer];
}

/** Does it; the errors that are left for the person. */
export async function errorsOf(work: Promise<void>, answers: Answers): Promise<readonly UserError[]> {
  return work.then(
    () => [],
    (cause: unknown) => answerTo(cause, answers),
  );
}

/**
 * No such account, or none that a code can be sent to, or Cognito has sent it enough (it lets a code be asked for or entered from 5 to 20 times
 * an hour: https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-recover-a-user-account.html): nobody is told.
 */
export const NOTHING_TO_SEND: Answers = {
  'account limited': 'done',
  'credentials not accepted': 'done',
  'not possible': 'done',
  'code not delivered': 'done',
};

/** The same words where Cognito has not looked at the secret, for a while after wrong ones: it is another error, and counts as no guess. */
export function unjudged({ field, code, message }: UserError): UserError {
  return { field, code, message };
}

export const CODE_NOT_ACCEPTED: UserError = {
  field: ['code'],
  code: UserErrorCode.CODE_NOT_ACCEPTED,
  message: 'The code is wrong, was used before, or is too old. Check it, or ask for a new one.',
};

/** Not confirmed as well: Cognito says so before it looks at the password, which would tell anybody that there is an account. */
export const SIGN_IN_NOT_ACCEPTED: UserError = {
  field: null,
  code: UserErrorCode.CREDENTIALS_NOT_ACCEPTED,
  message: 'The e-mail address or the password is wrong, or the address is not confirmed yet.',
};

export function passwordNotAccepted(field: string): UserError {
  return {
    field: [field],
    code: UserErrorCode.CREDENTIALS_NOT_ACCEPTED,
    message: 'The password is wrong.',
  };
}

export const SECOND_FACTOR_NOT_SET_UP: UserError = {
  field: null,
  code: UserErrorCode.SECOND_FACTOR_NOT_SET_UP,
  message: 'Set up an authenticator first (startTotpEnrolment).',
};

export const SESSION_ENDED: UserError = {
  field: null,
  code: UserErrorCode.SESSION_ENDED,
  message: 'You are signed out. Sign in again.',
};

/** The way on where the code of signUp is used up, and the password is not there. */
export const PASSWORD_NOT_SET: UserError = {
  field: ['password'],
  code: UserErrorCode.PASSWORD_NOT_SET,
  message:
    'Your address is confirmed, but the password could not be stored. Ask for a code with forgotPassword, and set the password with it.',
};

/** Nobody answered whether it was done. */
export const PASSWORD_MAY_BE_SET: UserError = {
  field: ['newPassword'],
  code: UserErrorCode.PASSWORD_MAY_BE_SET,
  message:
    'It is not known whether the new password was set. Try to sign in with it. If that fails, the old password is still valid.',
};

/** After changePassword. */
export const SIGN_IN_WITH_NEW_PASSWORD: UserError = {
  field: null,
  code: UserErrorCode.SESSION_ENDED,
  message: 'The password is changed, and all sessions have ended. Sign in with the new password.',
};

export const PASSWORD_USED_BEFORE: UserError = {
  field: ['newPassword'],
  code: UserErrorCode.PASSWORD_TOO_WEAK,
  message: 'Choose a password that you have not used before.',
};

/** Of an authenticator nobody can ask for a new one. */
export const TOTP_NOT_ACCEPTED: UserError = {
  field: ['code'],
  code: UserErrorCode.CODE_NOT_ACCEPTED,
  message: 'The code is wrong, or was used before. Wait until the authenticator shows the next one.',
};

export const SESSIONS_NOT_ENDED: UserError = {
  field: null,
  code: UserErrorCode.SESSIONS_NOT_ENDED,
  message:
    'The password is set, but other sessions may still be open. To end them, sign in and change the password again.',
};

/** After signOut. */
export const PROOFS_GO_ON: UserError = {
  field: null,
  code: UserErrorCode.SESSIONS_NOT_ENDED,
  message:
    'You are signed out, but your second factor may still count as proved for some minutes. To end that, sign in and change the password.',
};

/** After setting up an authenticator. */
export const OTHER_PROOFS_GO_ON: UserError = {
  field: null,
  code: UserErrorCode.SESSIONS_NOT_ENDED,
  message:
    'It is done, but what you proved with another authenticator may stay valid for some minutes. To end that, change the password.',
};

export const SECOND_FACTOR_LOCKED: UserError = {
  field: ['code'],
  code: UserErrorCode.SECOND_FACTOR_LOCKED,
  message:
    'There were too many wrong codes in a row. Perhaps somebody else knows your password. Sign in on another device that you have used before, or set a new password with forgotPassword. If neither helps, ask the support of the platform.',
};

export const SIGN_IN_NOT_SUPPORTED: UserError = {
  field: null,
  code: UserErrorCode.SIGN_IN_NOT_SUPPORTED,
  message: 'This account must be set up at the identity provider before it can sign in here.',
};

export function passwordTooWeak(field: string): UserError {
  return {
    field: [field],
    code: UserErrorCode.PASSWORD_TOO_WEAK,
    message: 'Choose a password of at least 8 characters, with upper and lower case letters, a digit and a symbol.',
  };
}
