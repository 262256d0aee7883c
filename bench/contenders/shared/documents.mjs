// DynamoDB as people speak to it: the document client with its defaults. `names` are the attributes to bring; without them, whole items.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { chunksOf100, projection, rangeQuery } from './projection.mjs';

const { DYNAMODB_ENDPOINT, TABLE_NAME: TableName } = process.env;
const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: DYNAMODB_ENDPOINT }));

export async function get(Key, names) {
  const { Item } = await client.send(new GetCommand({ TableName, Key, ...projection(names) }));
  return Item;
}

/**
 * In no order; what is not there is left out.
 * @returns {Promise<any[]>}
 */
export async function batchGet(keys, names) {
  const batches = chunksOf100(keys).map(async (Keys) => {
    const request = new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ...projection(names) } } });
    return (await client.send(request)).Responses[TableName];
  });
  return (await Promise.all(batches)).flat();
}

/** @returns {Promise<any[]>} */
export async function query(range, names) {
  const { Items } = await client.send(new QueryCommand({ TableName, ...rangeQuery(range, names, (text) => text) }));
  return Items;
}

export async function ownerships(subject) {
  return query({ pk: `USER#${subject}`, prefix: 'SHOP#' }, ['sk']);
}

export async function visitSerial(shop) {
  return (await get({ pk: `SHOP#${shop}`, sk: 'SHOP' }, ['visitSerial']))?.visitSerial;
}

/**
 * Resolves with the whole item as it is then.
 * @returns {Promise<any>}
 */
export async function annotate(Key, note) {
  const { Attributes } = await client.send(
    new UpdateCommand({
      TableName,
      Key,
      UpdateExpression: 'SET internalNote = :note ADD version :one',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':note': note, ':one': 1 },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return Attributes;
}
