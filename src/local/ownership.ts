import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { ownershipKey, shopKey } from '../../schema/keys';
import { fillKey } from '../storage/keys';
import { isKeyValue } from '../storage/keyValues';
import { LocalFailure } from './failure';
import type { Store } from './store';

/** Where people are, as an operator of the pool speaks to it. */
export interface People {
  readonly cognito: CognitoIdentityProvider;
  readonly userPoolId: string;
}

const OWNERS_GROUP = 'shop-owners';

/**
 * Makes somebody an owner of a shop: the record that access is decided by, then the group that gives the role. Doing it again changes
 * nothing. Rejects with a `LocalFailure` for an address or a shop that there is not.
 */
export async function grantOwnership(email: string, shop: string, store: Store, people: People): Promise<void> {
  const subject = await subjectOf(email, people);
  await putOwnership(subject, shop, store);
  await people.cognito.adminAddUserToGroup(membership(subject, people));
}

/** Takes it away: the record first, which access ends with; the group, too, where it was the last shop. */
export async function revokeOwnership(email: string, shop: string, store: Store, people: People): Promise<void> {
  const subject = await subjectOf(email, people);
  await deleteOwnership(subject, shop, store).catch(notAnOwner(email, shop));
  if (!(await ownsAny(subject, store))) await people.cognito.adminRemoveUserFromGroup(membership(subject, people));
}

async function subjectOf(email: string, { cognito, userPoolId }: People): Promise<string> {
  const user = await cognito
    .adminGetUser({ UserPoolId: userPoolId, Username: email.toLowerCase() })
    .catch(noSuchUser(email));
  if (user.UserStatus === 'UNCONFIRMED')
    throw new LocalFailure(`${email} has signed up, and not confirmed the address yet. Nothing was changed.`);
  const subject = user.UserAttributes?.find(({ Name }) => Name === 'sub')?.Value;
  if (subject === undefined) throw new LocalFailure(`The user pool tells no id of ${email}. Nothing was changed.`);
  return subject;
}

/** In one transaction with the check that there is such a shop. */
async function putOwnership(subject: string, shop: string, { client, tableName }: Store): Promise<void> {
  if (!isKeyValue(shop)) throw noSuchShop(shop, tableName);
  const TransactItems = [
    {
      ConditionCheck: {
        TableName: tableName,
        Key: { ...fillKey(shopKey, { shopId: shop }) },
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
    {
      Put: {
        TableName: tableName,
        Item: { ...fillKey(ownershipKey, { subject, shopId: shop }), grantedAt: new Date().toISOString() },
      },
    },
  ];
  await client.send(new TransactWriteCommand({ TransactItems })).catch((cause: unknown) => {
    throw cause instanceof TransactionCanceledException ? noSuchShop(shop, tableName) : cause;
  });
}

async function deleteOwnership(subject: string, shop: string, { client, tableName }: Store): Promise<void> {
  if (!isKeyValue(shop)) throw noSuchShop(shop, tableName);
  const Key = { ...fillKey(ownershipKey, { subject, shopId: shop }) };
  await client.send(new DeleteCommand({ TableName: tableName, Key, ConditionExpression: 'attribute_exists(pk)' }));
}

async function ownsAny(subject: string, { client, tableName }: Store): Promise<boolean> {
  const { pk } = fillKey(ownershipKey, { subject, shopId: 'any' });
  const { Count = 0 } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': 'SHOP#' },
      ConsistentRead: true,
      Select: 'COUNT',
    }),
  );
  return Count > 0;
}

function membership(subject: string, { userPoolId }: People) {
  return { UserPoolId: userPoolId, Username: subject, GroupName: OWNERS_GROUP };
}

function noSuchUser(email: string) {
  return (cause: unknown): never => {
    if ((cause as { name?: string }).name !== 'UserNotFoundException') throw cause;
    throw new LocalFailure(`Nobody has signed up as ${email} in this user pool. Nothing was changed.`);
  };
}

function noSuchShop(shop: string, tableName: string): LocalFailure {
  return new LocalFailure(`There is no shop ${JSON.stringify(shop)} in the table ${tableName}. Nothing was changed.`);
}

function notAnOwner(email: string, shop: string) {
  return (cause: unknown): never => {
    if ((cause as { name?: string }).name !== 'ConditionalCheckFailedException') throw cause;
    throw new LocalFailure(`${email} does not own ${shop}. Nothing was changed.`);
  };
}
