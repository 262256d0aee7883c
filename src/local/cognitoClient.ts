import { randomUUID } from 'node:crypto';
import { LOCAL_USER_POOL_ID } from './cognitoDatabase';
import { LOCAL_PASSWORD } from './localUsers';

/** How to reach a Cognito with plain HTTP. */
export interface CognitoClient {
  readonly url: string;
  readonly clientId: string;
}

/** Signs in with a password and answers the ID token. Rejects with a `CognitoRefusal`. */
export async function signIn(cognito: CognitoClient, email: string, password = LOCAL_PASSWORD): Promise<string> {
  const answer = await call(cognito, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: cognito.clientId,
    AuthParameters: { USERNAME: email, PASSWORD: password },
  });
  const token = (answer.AuthenticationResult as { IdToken?: unknown } | undefined)?.IdToken;
  if (typeof token !== 'string')
    throw new CognitoRefusal('InitiateAuth', 'NoToken', 'expected an ID token, got a challenge');
  return token;
}

/** Adds a user with the password of all local users, in the given groups (made if they are missing). Answers the `sub`. */
export async function createUser(
  cognito: CognitoClient,
  user: { email: string; groups: readonly string[]; sub?: string; attributes?: Readonly<Record<string, string>> },
): Promise<string> {
  const sub = user.sub ?? randomUUID();
  const pool = { UserPoolId: LOCAL_USER_POOL_ID };
  const attributes = { sub, email: user.email, email_verified: 'true', ...user.attributes };
  await call(cognito, 'AdminCreateUser', {
    ...pool,
    Username: user.email,
    TemporaryPassword: LOCAL_PASSWORD,
    MessageAction: 'SUPPRESS',
    UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
  });
  await call(cognito, 'AdminSetUserPassword', {
    ...pool,
    Username: user.email,
    Password: LOCAL_PASSWORD,
    Permanent: true,
  });
  for (const group of user.groups) await addToGroup(cognito, user.email, group);
  return sub;
}

async function addToGroup(cognito: CognitoClient, email: string, group: string): Promise<void> {
  const membership = { UserPoolId: LOCAL_USER_POOL_ID, Username: email, GroupName: group };
  try {
    await call(cognito, 'AdminAddUserToGroup', membership);
  } catch (error) {
    if (!(error instanceof CognitoRefusal)) throw error;
    await createGroup(cognito, group);
    await call(cognito, 'AdminAddUserToGroup', membership);
  }
}

async function createGroup(cognito: CognitoClient, group: string): Promise<void> {
  await call(cognito, 'CreateGroup', { UserPoolId: LOCAL_USER_POOL_ID, GroupName: group });
}

/** Cognito's own refusal: `code` is its exception's name, such as `NotAuthorizedException`. */
export class CognitoRefusal extends Error {
  override readonly name = 'CognitoRefusal';

  constructor(
    operation: string,
    readonly code: string,
    message: string,
  ) {
    super(`${operation}: ${code}: ${message}`);
  }
}

async function call({ url }: CognitoClient, operation: string, input: object): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(10_000),
  });
  const answer = (await response.json()) as Record<string, unknown> & { __type?: string; message?: string };
  if (response.ok) return answer;
  throw new CognitoRefusal(operation, answer.__type ?? String(response.status), answer.message ?? '');
}
