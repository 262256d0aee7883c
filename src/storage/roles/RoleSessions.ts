import { AssumeRoleCommand, PackedPolicyTooLargeException, STSClient } from '@aws-sdk/client-sts';
import { LRUCache } from 'lru-cache';
import { getOrInsert } from '../../maps/getOrInsert';
import { createAwsClient, type AwsOptions } from '../../aws/createAwsClient';
import { HeldCredentials, type GivenCredentials } from '../../aws/HeldCredentials';
import { judgeAnswers } from '../../aws/judgeAnswers';
import { ForeignAnswerError, passingReason } from '../../aws/passingFailures';
import type { StoreClient } from '../client';
import { Table } from '../Table';

/** In whose name the store is asked: a role of the cloud's, and what its policy is to know of who asks. Callers may share one. */
export interface StoreSession {
  /** The ARN of the role. */
  readonly role: string;
  /** What AWS's log calls the session: 2 to 64 of `\w+=,.@-`. */
  readonly name: string;
  /** Whether callers share it. */
  readonly isShared: boolean;
  /** Session tags, by name; the role's policies refer to each of them, so each has a value. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Gives the credentials of a session, good for an hour or so. */
export interface SessionSource {
  assume(session: StoreSession): Promise<GivenCredentials>;
  close(): void;
}

/** AWS packs the tags of a session, and these are too big for it then. It says beforehand neither how it packs nor how much it takes. */
export class SessionTooBigError extends Error {
  override readonly name = 'SessionTooBigError';
}

interface Options {
  readonly client: Pick<StoreClient, 'as'>;
  readonly tableName: string;
  readonly source: SessionSource;
  /** How long the source may take. */
  readonly withinMs: number;
}

/**
 * So many sessions of one caller each are kept, and so many that callers share, which would else make room for those; the one that was not
 * used for longest is asked for again. Those that write are callers' own: each has a client of some 90 kB.
 */
const CALLERS_SESSIONS = 2000;
const SHARED_SESSIONS = 5000;

/**
 * The table in the name of a role, so that the store itself refuses what that role may not read. Sessions of one role with the same tags
 * are one, whoever asks. Each session's credentials are held; all sessions share their connections.
 */
export class RoleSessions {
  private readonly callers = new LRUCache<string, Table>({ max: CALLERS_SESSIONS });
  private readonly shared = new LRUCache<string, Table>({ max: SHARED_SESSIONS });

  constructor(private readonly options: Options) {}

  table(session: StoreSession): Table {
    const name = JSON.stringify([session.role, session.tags]);
    const tables = session.isShared ? this.shared : this.callers;
    return getOrInsert<string, Table>(tables, name, () => this.open(session));
  }

  close(): void {
    this.options.source.close();
  }

  private open(session: StoreSession): Table {
    const { client, tableName, source, withinMs } = this.options;
    const credentials = new HeldCredentials({ source: async () => source.assume(session), withinMs });
    return new Table(client.as(credentials), tableName);
  }
}

/** The longest that AWS gives where a role assumes another. */
const SESSION_SECONDS = 3600;

/** Sessions from AWS's security token service. */
export function stsSessions(options: AwsOptions): SessionSource {
  const client = createAwsClient(STSClient, options);
  judgeAnswers(client, (_asked, { status, body }) => {
    if (status < 300 && !body.includes('<AssumeRoleResponse'))
      throw new ForeignAnswerError('expected an answer of STS');
  });
  return {
    assume: async ({ role, name, tags }) => {
      const given = Object.entries(tags);
      const command = new AssumeRoleCommand({
        RoleArn: role,
        RoleSessionName: name,
        DurationSeconds: SESSION_SECONDS,
        // An empty list would be sent as a tag without a name.
        ...(given.length > 0 && { Tags: given.map(([Key, Value]) => ({ Key, Value })) }),
      });
      const { Credentials } = await client.send(command).catch(asOurs);
      return credentialsFrom(Credentials);
    },
    close: () => client.destroy(),
  };
}

/** Whoever gives credentials is away, or busy: that passes. A role that may not be assumed stays a mistake of ours. */
function asOurs(cause: unknown): never {
  if (cause instanceof PackedPolicyTooLargeException) throw new SessionTooBigError('the tags of a session', { cause });
  if (passingReason(cause) === null) throw cause;
  throw Object.assign(new Error('no credentials could be had', { cause }), { name: 'CredentialsProviderError' });
}

interface NamedByAws {
  readonly AccessKeyId?: string | undefined;
  readonly SecretAccessKey?: string | undefined;
  readonly SessionToken?: string | undefined;
  readonly Expiration?: Date | undefined;
}

function credentialsFrom({
  AccessKeyId,
  SecretAccessKey,
  SessionToken,
  Expiration,
}: NamedByAws = {}): GivenCredentials {
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
    throw Object.assign(new Error('no credentials came'), { name: 'CredentialsProviderError' });
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
    // By a clock that is neither theirs nor set by anybody.
    lifetimeMs: SESSION_SECONDS * 1000,
  };
}
