import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Makes a table in which instances count together. */
export async function createCountersTable(name: string): Promise<void> {
  const client = new DynamoDBClient({
    region: 'eu-central-1',
    endpoint: process.env.FIELDGATE_TEST_ENDPOINT ?? '',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
    }),
  );
  client.destroy();
}
