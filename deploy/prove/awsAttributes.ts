import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { roleName } from '../iam/roleNames';
import { AwsRefusal } from './calls';
import type { AttributeAsker, ProvingSession } from './Site';
import { REGION, type Stacks } from './Stacks';
import { untilThere } from './Step';

/** How long IAM may take until everybody knows of a change, in minutes. */
const SPREAD_MINUTES = 3;
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 10_000 };

interface Identity {
  readonly account: string;
  /** As the condition key `aws:userid` has it. */
  readonly userId: string;
}

/**
 * Assumes a caller’s role, with the tags that the API gives to sessions, and asks DynamoDB itself. Only the API may assume these roles: whoever
 * runs this is let in beside it for that time, and the role’s trust is put back as it was.
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
    Role: { Arn: string; AssumeRolePolicyDocument: { Version: string; Statement: unknown[] } };
  };
  const trust = Role.AssumeRolePolicyDocument;
  const entrusted = { ...trust, Statement: [...trust.Statement, letIn(me)] };
  await call('iam', 'update-assume-role-policy', { RoleName, PolicyDocument: JSON.stringify(entrusted) });
  try {
    const client = await clientOf(stacks, Role.Arn, tags);
    try {
      return await use(await askerOf(stacks, client));
    } finally {
      client.destroy();
    }
  } finally {
    await call('iam', 'update-assume-role-policy', { RoleName, PolicyDocument: JSON.stringify(trust) });
  }
}

function letIn({ account, userId }: Identity): object {
  return {
    ...{
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: ['sts:AssumeRole', 'sts:TagSession'],
    },
    Condition: { StringEquals: { 'aws:userid': userId } },
  };
}

async function clientOf({ call }: Stacks, RoleArn: string, tags: ProvingSession['tags']): Promise<DynamoDBClient> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const given = { RoleArn, RoleSessionName: 'prove', DurationSeconds: 3_600, Tags };
  const { Credentials } = (await untilThere(
    `to be let into ${RoleArn}`,
    async () =>
      call('sts', 'assume-role', given).catch((error: unknown) => {
        if (error instanceof AwsRefusal && error.code === 'AccessDenied') return null;
        throw error;
      }),
    { minutes: SPREAD_MINUTES },
  )) as { Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string } };
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials;
  return new DynamoDBClient({
    ...{ region: REGION, credentials: { accessKeyId, secretAccessKey, sessionToken }, maxAttempts: 5 },
    requestHandler: TIMEOUTS,
  });
}

async function askerOf(stacks: Stacks, client: DynamoDBClient): Promise<AttributeAsker> {
  const TableName = await stacks.output('data', 'TableName');
  return async ({ leadingKeys: [pk = ''], attributes: [attribute = ''] }) => {
    const question = new GetItemCommand({
      TableName,
      Key: { pk: { S: pk }, sk: { S: 'PROVE' } },
      ProjectionExpression: '#asked',
      ExpressionAttributeNames: { '#asked': attribute },
    });
    try {
      await client.send(question);
      return true;
    } catch (error) {
      if ((error as Error).name === 'AccessDeniedException') return false;
      throw error;
    }
  };
}
