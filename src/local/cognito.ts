import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LOCAL_CLIENT_ID, LOCAL_ISSUER, LOCAL_USER_POOL_ID, prepareCognitoDatabase } from './cognitoDatabase';
import { LocalFailure } from './failure';
import { startGuarded, type GuardedProcess } from './guardedProcess';
import { LOCAL_PASSWORD } from './localUsers';
import { portNear } from './ports';

/** A running local Cognito, and what the API is to be told about it. */
export interface Cognito {
  readonly url: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly jwksUri: string;
  readonly pid: number;
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** How to reach a Cognito with plain HTTP. */
export type CognitoClient = Pick<Cognito, 'url' | 'clientId'>;

const PREFERRED_PORT = 9339;
const READY_WITHIN_MS = 20_000;

/**
 * Starts cognito-local as a process of its own (it loads the old AWS SDK), on 127.0.0.1, with the local users.
 * It never outlives this process. Rejects with a `LocalFailure` that says what to do.
 */
export async function startCognito(options: { folder: string; port?: number }): Promise<Cognito> {
  const program = findProgram();
  const port = options.port ?? (await portNear(PREFERRED_PORT));
  await prepareCognitoDatabase(options.folder);
  const env = {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: String(port),
    NODE_NO_WARNINGS: '1',
    NODE_OPTIONS: '',
    DEBUG: '',
  };
  const child = startGuarded(process.execPath, [program], { cwd: options.folder, env });
  const url = `http://127.0.0.1:${port}`;
  await whenReady(child, url);
  return describe(child, url);
}

function describe(child: GuardedProcess, url: string): Cognito {
  return {
    url,
    userPoolId: LOCAL_USER_POOL_ID,
    clientId: LOCAL_CLIENT_ID,
    issuer: LOCAL_ISSUER,
    jwksUri: `${url}/${LOCAL_USER_POOL_ID}/.well-known/jwks.json`,
    pid: child.pid,
    ended: child.ended,
    stop: () => child.stop(),
  };
}

function findProgram(): string {
  try {
    return join(dirname(require.resolve('cognito-local/package.json')), 'lib', 'bin', 'start.js');
  } catch {
    throw new LocalFailure(
      'The local Cognito is not installed. Install the dev dependencies (`npm ci`), or set COGNITO_USER_POOL_ID and COGNITO_CLIENT_ID to a real user pool.',
    );
  }
}

async function whenReady(child: GuardedProcess, url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!child.hasEnded() && Date.now() < deadline) {
    if (await isHealthy(url)) return;
    await Promise.race([delay(20), child.ended]);
  }
  const words = child.lastWords().replace(/\s+/g, ' ').slice(-300);
  await child.stop();
  throw new LocalFailure(
    `The local Cognito did not start${words === '' ? '' : ` («${words}»)`}. If its data is damaged, \`npm run reset\` removes it.`,
  );
}

function isHealthy(url: string): Promise<boolean> {
  return fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) }).then(
    async (response) => (await response.text(), response.ok),
    () => false,
  );
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
