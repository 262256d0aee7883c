import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from './localFolder';
import { LOCAL_GROUPS, LOCAL_PASSWORD, LOCAL_USERS, type LocalUser } from './localUsers';

export const LOCAL_USER_POOL_ID = 'local_fieldgate';
export const LOCAL_CLIENT_ID = 'fieldgatelocalclient';
/** A name, not an address: tokens stay good when the local Cognito comes up on another port. */
export const LOCAL_ISSUER_DOMAIN = 'http://cognito.fieldgate.localhost';
export const LOCAL_ISSUER = `${LOCAL_ISSUER_DOMAIN}/${LOCAL_USER_POOL_ID}`;

interface StoredUser {
  RefreshTokens?: unknown;
}
interface StoredGroup {
  GroupName: string;
  members?: string[];
}
interface StoredPool {
  Users: Record<string, StoredUser>;
  Groups: Record<string, StoredGroup>;
}

const CREATED = '2026-01-01T00:00:00.000Z';

/**
 * Writes cognito-local's files: the pool, the client, the groups and the local users.
 * What others were added in earlier runs is kept; a damaged file is made anew. (Written directly: thirteen calls less at
 * each start, and `sub`s that we choose.)
 */
export async function prepareCognitoDatabase(folder: string): Promise<void> {
  const database = join(folder, '.cognito', 'db');
  await mkdir(database, { recursive: true });
  await writeJson(join(database, 'clients.json'), { Clients: { [LOCAL_CLIENT_ID]: client() } });
  const file = join(database, `${LOCAL_USER_POOL_ID}.json`);
  await writeJson(file, pool(await readJson(file)));
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, JSON.stringify(value, null, 2), { mode: 0o600 });
}

function client(): object {
  return {
    ClientId: LOCAL_CLIENT_ID,
    ClientName: 'fieldgate-local',
    UserPoolId: LOCAL_USER_POOL_ID,
    AllowedOAuthFlowsUserPoolClient: false,
    CreationDate: CREATED,
    LastModifiedDate: CREATED,
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    IdTokenValidity: 24,
    TokenValidityUnits: { IdToken: 'hours' },
  };
}

function pool(known: Partial<StoredPool> | null): object {
  const users = { ...withoutRefreshTokens(known?.Users ?? {}), ...Object.fromEntries(LOCAL_USERS.map(userEntry)) };
  const groups = LOCAL_GROUPS.map((name) => groupEntry(name, known?.Groups?.[name]?.members ?? []));
  return {
    Options: {
      Id: LOCAL_USER_POOL_ID,
      Name: 'fieldgate',
      UsernameAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      MfaConfiguration: 'OPTIONAL',
    },
    Users: users,
    Groups: { ...known?.Groups, ...Object.fromEntries(groups) },
  };
}

/** cognito-local keeps every refresh token for ever and rewrites the whole file at every sign-in. */
function withoutRefreshTokens(users: Record<string, StoredUser>): Record<string, StoredUser> {
  return Object.fromEntries(Object.entries(users).map(([name, user]) => [name, { ...user, RefreshTokens: [] }]));
}

function userEntry({ email, sub }: LocalUser): [string, object] {
  const attributes = { email, email_verified: 'true', sub };
  const user = {
    Username: sub,
    Password: LOCAL_PASSWORD,
    Attributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    Enabled: true,
    UserStatus: 'CONFIRMED',
    UserCreateDate: CREATED,
    UserLastModifiedDate: CREATED,
    RefreshTokens: [],
  };
  return [sub, user];
}

function groupEntry(name: string, others: readonly string[]): [string, object] {
  const own = LOCAL_USERS.filter(({ group }) => group === name).map(({ sub }) => sub);
  // Local users may have been put into others, too (`npm run grant`).
  const members = [...new Set([...own, ...others])];
  return [name, { GroupName: name, CreationDate: CREATED, LastModifiedDate: CREATED, members }];
}
