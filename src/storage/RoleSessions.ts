import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { BoundedMap } from '../identity/BoundedMap';
import type { StoreClient } from './client';
import { Table } from './Table';

/** In whose name the store is asked: a role of the cloud's, and what its policy is to know of this caller. */
export interface StoreSession {
  /** The ARN of the role. */
  readonly role: string;
  /** Session tags, by name; the role's policies refer to each of them, so each has a value. */
  readonly tags: Readonly<Record<string, string>>;
}

interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Gives the credentials of a session, good for an hour or so. */
export interface SessionSource {
  assume(session: StoreSession): Promise<SessionCredentials>;
  close(): void;
}

interface Options {
  readonly client: Pick<StoreClient, 'as'>;
  readonly tableName: string;
  readonly source: SessionSource;
}

/** The sessions of so many callers are kept; who was not here for longest is asked for again. */
const SESSIONS = 2000;

/**
 * The table in the name of a caller's own role, so that the store itself refuses what that role may not read. Credentials are kept
 * until shortly before they expire; all sessions share their connections.
 */
export class RoleSessions {
  private readonly tables = new BoundedMap<string, Table>(SESSIONS);

  constructor(private readonly options: Options) {}

  table(session: StoreSession): Table {
    const name = JSON.stringify([session.role, session.tags]);
    const table = this.tables.get(name) ?? this.open(session);
    this.tables.set(name, table);
    return table;
  }

  close(): void {
    this.options.source.close();
  }

  private open(session: StoreSession): Table {
    const { client, tableName, source } = this.options;
    return new Table(
      client.as(async () => source.assume(session)),
      tableName,
    );
  }
}

export interface StsOptions {
  readonly region: string;
  /** Another endpoint than AWS’s own. */
  readonly endpoint?: string | undefined;
  readonly connectionTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

/** The longest that AWS gives where a role assumes another. */
const SESSION_SECONDS = 3600;

/** Sessions from AWS's security token service. */
export function stsSessions({ region, endpoint, connectionTimeoutMs, requestTimeoutMs }: StsOptions): SessionSource {
  const client = new STSClient({
    region,
    ...(endpoint !== undefined && { endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
    requestHandler: { connectionTimeout: connectionTimeoutMs, requestTimeout: requestTimeoutMs },
  });
  return {
    assume: async ({ role, tags }) => {
      const command = new AssumeRoleCommand({
        RoleArn: role,
        RoleSessionName: 'fieldgate',
        DurationSeconds: SESSION_SECONDS,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      });
      const { Credentials } = await client.send(command).catch(asUnavailable);
      return credentialsFrom(Credentials);
    },
    close: () => client.destroy(),
  };
}

/** Whoever gives credentials is away, or busy: that passes. A role that may not be assumed stays a mistake of ours. */
function asUnavailable(cause: unknown): never {
  const { $metadata, name = '' } = cause as { $metadata?: { httpStatusCode?: number }; name?: string };
  const status = $metadata?.httpStatusCode ?? 503;
  if (status < 500 && !/throttl|limit/i.test(name)) throw cause;
  throw Object.assign(new Error('no credentials could be had'), { name: 'CredentialsProviderError' });
}

interface GivenCredentials {
  readonly AccessKeyId?: string | undefined;
  readonly SecretAccessKey?: string | undefined;
  readonly SessionToken?: string | undefined;
  readonly Expiration?: Date | undefined;
}

function credentialsFrom({ AccessKeyId, SecretAccessKey, SessionToken, Expiration }: GivenCredentials = {}) {
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
    throw Object.assign(new Error('no credentials came'), { name: 'CredentialsProviderError' });
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}
