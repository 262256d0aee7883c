// The harder limit: no SDK. Requests are signed by aws4 and sent by undici, and answers are read directly.
import aws4 from 'aws4';
import { Pool } from 'undici';
import { serve } from './endpoints.mjs';
import { chunksOf100, projection, rangeQuery } from '../shared/projection.mjs';

const { DYNAMODB_ENDPOINT, TABLE_NAME: TableName, AWS_REGION: region } = process.env;
const { host } = new URL(DYNAMODB_ENDPOINT);
const pool = new Pool(DYNAMODB_ENDPOINT, { connections: 64, pipelining: 1 });
const credentials = {
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
};

async function call(operation, input) {
  const body = JSON.stringify(input);
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` };
  const signed = aws4.sign(
    { service: 'dynamodb', region, host, method: 'POST', path: '/', headers, body },
    credentials,
  );
  const answer = await pool.request({ method: 'POST', path: '/', headers: signed.headers, body });
  const json = await answer.body.json();
  if (answer.statusCode !== 200) throw new Error(json.__type);
  return json;
}

const store = {
  async get(key, names) {
    const { Item } = await call('GetItem', { TableName, Key: marshallKey(key), ...projection(names) });
    return Item && unmarshall(Item);
  },

  async batchGet(keys, names) {
    const batches = chunksOf100(keys).map(async (batch) => {
      const request = { Keys: batch.map(marshallKey), ...projection(names) };
      return (await call('BatchGetItem', { RequestItems: { [TableName]: request } })).Responses[TableName];
    });
    return (await Promise.all(batches)).flat().map(unmarshall);
  },

  async query(range, names) {
    const { Items } = await call('Query', { TableName, ...rangeQuery(range, names, (text) => ({ S: text })) });
    return Items.map(unmarshall);
  },

  async ownerships(subject) {
    return store.query({ pk: `USER#${subject}`, prefix: 'SHOP#' }, ['sk']);
  },

  async visitSerial(shop) {
    return (await store.get({ pk: `SHOP#${shop}`, sk: 'SHOP' }, ['visitSerial']))?.visitSerial;
  },

  async annotate(key, note) {
    const { Attributes } = await call('UpdateItem', {
      TableName,
      Key: marshallKey(key),
      UpdateExpression: 'SET internalNote = :note ADD version :one',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':note': { S: note }, ':one': { N: '1' } },
      ReturnValues: 'ALL_NEW',
    });
    return unmarshall(Attributes);
  },
};

const marshallKey = ({ pk, sk }) => ({ pk: { S: pk }, sk: { S: sk } });

function unmarshall(item) {
  const plain = {};
  for (const name in item) plain[name] = valueOf(item[name]);
  return plain;
}

function valueOf({ S, N, BOOL, L, M }) {
  if (S !== undefined) return S;
  if (N !== undefined) return Number(N);
  if (BOOL !== undefined) return BOOL;
  if (L !== undefined) return L.map(valueOf);
  return M === undefined ? null : unmarshall(M);
}

await serve(store);
