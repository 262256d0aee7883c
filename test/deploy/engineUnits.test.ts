import { randomBytes } from 'node:crypto';
import { DynamoDBClient, TransactWriteItemsCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../../src/local/table';

/*
 * That the local engine counts writes as DynamoDB does, which the table of costs rests on:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html#write-operation-consumption
 */

const TableName = `test-${randomBytes(8).toString('hex')}`;
const ReturnConsumedCapacity = 'TOTAL';
const client = new DynamoDBClient({
  region: 'eu-central-1',
  endpoint: process.env.FIELDGATE_TEST_ENDPOINT ?? '',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

beforeAll(async () => createTable(client, TableName));
afterAll(() => client.destroy());

async function updated(sk: string, attribute: string, value: unknown, how = 'SET #name = :value'): Promise<unknown> {
  const command = new UpdateCommand({
    ...{ TableName, ReturnConsumedCapacity, Key: { pk: 'p', sk }, UpdateExpression: how },
    ExpressionAttributeNames: { '#name': attribute },
    ExpressionAttributeValues: { ':value': value },
  });
  return (await client.send(command)).ConsumedCapacity?.CapacityUnits;
}

async function together(...TransactItems: TransactWriteItem[]): Promise<unknown> {
  const answer = await client.send(new TransactWriteItemsCommand({ ReturnConsumedCapacity, TransactItems }));
  return answer.ConsumedCapacity?.[0]?.CapacityUnits;
}

const key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });
const put = (sk: string, bytes = 1): TransactWriteItem => ({
  Put: { TableName, Item: { ...key(sk), text: { S: 'x'.repeat(bytes) } } },
});

test('an addition to a small item is one unit', async () => {
  expect(await updated('counter', 'points', 1, 'ADD #name :value')).toBe(1);
  expect(await updated('counter', 'points', 1, 'ADD #name :value')).toBe(1);
});

test('a kB more is one more, of the item before or after, whichever is larger', async () => {
  expect(await updated('large', 'text', 'x'.repeat(1500))).toBe(2);
  expect(await updated('large', 'text', 'x')).toBe(2);
  expect(await updated('large', 'text', 'xx')).toBe(1);
});

test('in a transaction each is two, one that only checks as well', async () => {
  const check = { TableName, Key: key('counter'), ConditionExpression: 'attribute_exists(pk)' };
  expect(await together(put('one'), put('two'), { ConditionCheck: check })).toBe(6);
  expect(await together(put('one', 1500))).toBe(4);
});
