import { Secret, TOTP } from 'otpauth';
import type { ApiUnderTest, GraphQLAnswer, RequestHeaders } from './ApiUnderTest';
import type { CognitoUnderTest } from './CognitoUnderTest';

const ERRORS = 'userErrors { field code message }';
const TOKENS = 'tokens { idToken accessToken refreshToken expiresAt }';
const STEP_UP = 'stepUp { token expiresAt }';
const SIGNED_IN = `${TOKENS} challenge ${STEP_UP} guestSessionToken deviceToken ${ERRORS}`;

/** Each account mutation with all that it answers. */
const SELECTIONS = {
  signUp: ERRORS,
  confirmSignUp: ERRORS,
  resendConfirmationCode: ERRORS,
  signIn: SIGNED_IN,
  answerSignInChallenge: SIGNED_IN,
  refreshSession: `${TOKENS} ${ERRORS}`,
  signOut: ERRORS,
  forgotPassword: ERRORS,
  confirmForgotPassword: ERRORS,
  changePassword: SIGNED_IN,
  startTotpEnrolment: `secret otpauthUri ${ERRORS}`,
  confirmTotpEnrolment: ERRORS,
  stepUp: `${STEP_UP} ${ERRORS}`,
} as const;
export type AccountMutation = keyof typeof SELECTIONS;
export const ACCOUNT_MUTATIONS = Object.keys(SELECTIONS) as AccountMutation[];

export const PASSWORD = 'Correct-horse-7';

export interface Tokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Somebody who is signed in. */
export interface Person extends Tokens {
  readonly email: string;
  readonly headers: RequestHeaders;
}

export const bearer = (token: string): RequestHeaders => ({ authorization: `Bearer ${token}` });

/** Sends one account mutation. */
export async function account(
  api: ApiUnderTest,
  name: AccountMutation,
  input: Readonly<Record<string, unknown>>,
  headers: RequestHeaders = {},
  signal?: AbortSignal,
): Promise<GraphQLAnswer> {
  const type = `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { ${name}(input: $input) { ${SELECTIONS[name]} } }`;
  return api.execute(query, headers, { input }, signal);
}

/** The payload of one that must be taken. */
export async function done(
  api: ApiUnderTest,
  name: AccountMutation,
  input: Readonly<Record<string, unknown>>,
  headers: RequestHeaders = {},
  // The shape is what the test is about.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
): Promise<any> {
  const { body } = await account(api, name, input, headers);
  const payload = body.data?.[name];
  if (payload?.userErrors?.length !== 0) throw new Error(`expected ${name} to be done, got ${JSON.stringify(body)}`);
  return payload;
}

let last = 0;
export function freshEmail(): string {
  last += 1;
  return `person-${last}@example.com`;
}

/** Somebody who has signed up and confirmed. */
export async function confirmed(
  api: ApiUnderTest,
  cognito: CognitoUnderTest,
  email = freshEmail(),
  password = PASSWORD,
): Promise<string> {
  await done(api, 'signUp', { email });
  await done(api, 'confirmSignUp', { email, code: cognito.codeFor(email), password });
  return email;
}

export async function signedIn(api: ApiUnderTest, email: string, password = PASSWORD): Promise<Person> {
  const { tokens } = await done(api, 'signIn', { email, password });
  return { ...(tokens as Tokens), email, headers: bearer(tokens.idToken as string) };
}

/** A fresh person, signed in. */
export async function person(api: ApiUnderTest, cognito: CognitoUnderTest): Promise<Person> {
  return signedIn(api, await confirmed(api, cognito));
}

/** An authenticator app: the codes of RFC 6238, by an implementation that is not ours. */
export function authenticator(secret: string): (stepsFromNow?: number) => string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return (steps = 0) => totp.generate({ timestamp: Date.now() + steps * 30_000 });
}

/** Sets up an authenticator for somebody, with the code of the step before this one: the others are still unused. */
export async function enrolled(api: ApiUnderTest, { accessToken, headers }: Person) {
  const { secret } = await done(api, 'startTotpEnrolment', { accessToken }, headers);
  const codeAt = authenticator(secret as string);
  await done(api, 'confirmTotpEnrolment', { accessToken, code: codeAt(-1) }, headers);
  return codeAt;
}
