import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { TableRequest } from '../iam/PolicySimulator';
import { roleName } from '../iam/roleNames';
import { AwsRefusal } from './calls';
import { undoneAfter } from './interruption';
import type { AttributeAsker, ProvingSession } from './Site';
import type { Stacks } from './Stacks';
import { untilThere } from './Step';

/** How long IAM may take until everybody knows of a change, in minutes. */
const SPREAD_MINUTES = 3;
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 10_000 };

interface Identity {
  readonly account: string;
  /** As the condition key `aws:userid` has it. */
  readonly userId: string;
}

/** By which our statement in a role’s trust is known again. */
const SID = 'DeployProve';
/** How long it lets anybody in where nobody takes it away, in minutes. */
const OPEN_MINUTES = 60;

interface Trust {
  readonly Version: string;
  readonly Statement: readonly { readonly Sid?: string }[];
}

/**
 * Assumes a caller’s role, with the tags that the API gives to sessions, and asks DynamoDB itself. Only the API may assume these roles: whoever
 * runs this is let in beside it for that time, and the role’s trust is put back as it was. Where even that fails, it lets nobody in an hour later.
 */
export async function asRole<T>(
  stacks: Stacks,
  me: Identity,
  { principal, tags }: ProvingSession,
  use: (ask: AttributeAsker) => Promise<T>,
): Promise<T> {
  const { call } = stacks;
  const RoleName = roleName(`fieldgate-${stacks.stage}`, principal);
  const { Role } = (await call('iam', 'get-role', { RoleName })) as {
    Role: { Arn: string; AssumeRolePolicyDocument: Trust };
  };
  const { AssumeRolePolicyDocument: found } = Role;
  // What an earlier run could not put back is nobody’s trust.
  const trust = { ...found, Statement: found.Statement.filter(({ Sid }) => Sid !== SID) };
  const update = async (document: Trust) =>
    call('iam', 'update-assume-role-policy', { RoleName, PolicyDocument: JSON.stringify(document) });
  return undoneAfter(
    async () => {
      await update({ ...trust, Statement: [...trust.Statement, letIn(me, new Date())] });
      const client = await clientOf(stacks, Role.Arn, tags);
      try {
        return await use(await askerOf(stacks, client));
      } finally {
        client.destroy();
      }
    },
    async () => update(trust),
  );
}

function letIn({ account, userId }: Identity, now: Date): Trust['Statement'][number] {
  const until = new Date(now.getTime() + OPEN_MINUTES * 60_000).toISOString();
  const statement = {
    ...{ Sid: SID, Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` } },
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    Condition: { StringEquals: { 'aws:userid': userId }, DateLessThan: { 'aws:CurrentTime': until } },
  };
  return statement;
}

async function clientOf(
  { call, region }: Stacks,
  RoleArn: string,
  tags: ProvingSession['tags'],
): Promise<DynamoDBClient> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const given = { RoleArn, RoleSessionName: 'prove', DurationSeconds: 3_600, Tags };
  const { Credentials } = (await untilThere(
    `to be let into ${RoleArn}`,
    async () =>
      call('sts', 'assume-role', given).catch((error: unknown) => {
        if (error instanceof AwsRefusal && error.code === 'AccessDenied') return null;
        throw error;
      }),
    { minutes: SPREAD_MINUTES, todo: 'Whoever runs this needs sts:AssumeRole and sts:TagSession on it.' },
  )) as { Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string } };
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials;
  return new DynamoDBClient({
    ...{ region, credentials: { accessKeyId, secretAccessKey, sessionToken }, maxAttempts: 5 },
    requestHandler: TIMEOUTS,
  });
}

async function askerOf(stacks: Stacks, client: DynamoDBClient): Promise<AttributeAsker> {
  const TableName = await stacks.output('data', 'TableName');
  return async (request) => {
    const question = questionOf(TableName, request);
    try {
      await (question instanceof QueryCommand ? client.send(question) : client.send(question));
      return true;
    } catch (error) {
      if ((error as Error).name === 'AccessDeniedException') return false;
      throw error;
    }
  };
}

function questionOf(TableName: string, request: TableRequest): GetItemCommand | QueryCommand {
  const { leadingKeys, attributes, index } = request;
  const [[key = ''], [attribute = '']] = [leadingKeys, attributes];
  const asked = { TableName, ProjectionExpression: '#asked' };
  if (index === null)
    return new GetItemCommand({
      ...{ ...asked, ExpressionAttributeNames: { '#asked': attribute } },
      Key: { pk: { S: key }, sk: { S: 'PROVE' } },
    });
  return new QueryCommand({
    ...{ ...asked, IndexName: index, KeyConditionExpression: '#key = :key', Select: 'SPECIFIC_ATTRIBUTES' },
    ExpressionAttributeNames: { '#asked': attribute, '#key': `${index}pk` },
    ExpressionAttributeValues: { ':key': { S: key } },
  });
}
