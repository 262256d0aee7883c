import { Matches } from 'class-validator';
import { IsOpaque } from './constraints';

/*
 * What is expected of a password is told by the payload, as something to mend. Here is only what no account can have, so that nothing
 * that is sent on is of any size.
 */

const MAX_PASSWORD = 256;
const CODE = /^\d{6}$/;
/** What tokens and challenges are made of, to a length far beyond any of Cognito's: what is longer is not looked at. */
const TOKEN = /^[\w.=+/-]{1,8192}$/;

export function IsPassword(): PropertyDecorator {
  return IsOpaque('a password', 1, MAX_PASSWORD);
}

export function IsCode(): PropertyDecorator {
  return Matches(CODE, { message: 'Expected a code of six digits.' });
}

/** Of Cognito's, or a challenge of ours. */
export function IsToken(): PropertyDecorator {
  return Matches(TOKEN, { message: 'Expected a token exactly as the API returned it.' });
}

/** Descriptions that several inputs share. */
export const EMAIL = 'The e-mail address of the account. Upper and lower case letters count as the same.';
export const NEW_PASSWORD =
  'The new password: at least 8 characters, with an upper case letter, a lower case letter, a digit and a symbol; at most 256 characters.';
export const MAILED_CODE = 'The six digits from the e-mail.';
export const TOTP = 'The six digits that the authenticator shows now. Each code works once.';
export const ACCESS_TOKEN =
  'The access token of the caller, from the same sign-in as the ID token. Cognito takes it as proof.';
