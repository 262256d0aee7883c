import {
  BatchGetItemCommand,
  DeleteItemCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { auditTraffic } from './auditTraffic';
import type { AuditOptions, Law } from './auditTraffic';
import { recordedTable } from './recordedTable';
import type { RecordedTable } from './recordedTable';

const OPTIONS: AuditOptions = { neverAttributes: ['riskScore', 'platformNotes', 'address.accessCode'] };
const KEY = { pk: { S: 'SHOP#a' }, sk: { S: 'SHOP' } };
const ITEM = {
  ...KEY,
  gsi1pk: { S: 'ALL' },
  gsi1sk: { S: 'a' },
  name: { S: 'Ahoy' },
  address: { M: { street: { S: 'Quay 1' }, accessCode: { S: 'hidden-accessCode-a' } } },
  riskScore: { S: 'hidden-riskScore-a' },
};

let table: RecordedTable;

beforeAll(async () => {
  table = await recordedTable([ITEM, { ...KEY, sk: { S: 'BARE' }, name: { S: 'Bare' } }]);
});
afterEach(() => {
  table.recorder.faults = undefined;
  table.recorder.take();
});
afterAll(() => table.close());

/** Sends a command through the recorder and tells which laws it broke; an engine may refuse it, the record stays. */
async function brokenBy(command: object, options = OPTIONS): Promise<Law[]> {
  // The client's overloads take one command each; here it may be any.
  const send = table.client.send.bind(table.client) as (command: object) => Promise<unknown>;
  await send(command).catch(() => undefined);
  return lawsBroken(options);
}
function lawsBroken(options = OPTIONS): Law[] {
  return [...new Set(auditTraffic(table.recorder.take(), options).map(({ law }) => law))].sort();
}

const projection = (...names: string[]) => ({
  ProjectionExpression: names.map((name) => name.replace(/\w+/g, '#$&')).join(', '),
  ExpressionAttributeNames: Object.fromEntries(
    names.flatMap((name) => name.split('.')).map((part) => [`#${part}`, part]),
  ),
});
const get = (extra: object) => new GetItemCommand({ TableName: table.name, Key: KEY, ...extra });
const BARE = { ...KEY, sk: { S: 'BARE' } };

describe('traffic that keeps every law', () => {
  test('is not accused: all reads and writes in the form in which the API is to send them', async () => {
    const { name: TableName, client } = table;
    const condition = { ConditionExpression: 'attribute_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } };
    const answers = [
      await client.send(get(projection('pk', 'name', 'address.street'))),
      await client.send(
        new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [KEY], ...projection('name') } } }),
      ),
      await client.send(
        new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: KEY, ...projection('name') } }] }),
      ),
      await client.send(
        new QueryCommand({
          TableName,
          IndexName: 'gsi1',
          KeyConditionExpression: '#gsi1pk = :v0',
          ExpressionAttributeValues: { ':v0': { S: 'ALL' } },
          ...projection('pk', 'gsi1pk'),
          Limit: 1,
        }),
      ),
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: KEY,
          UpdateExpression: 'SET #name = :v0',
          ConditionExpression: 'attribute_exists(#pk)',
          ExpressionAttributeNames: { '#pk': 'pk', '#name': 'name' },
          ExpressionAttributeValues: { ':v0': { S: 'Ahoy' } },
          ReturnValues: 'UPDATED_NEW',
        }),
      ),
      await client.send(
        new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck: { TableName, Key: KEY, ...condition } }] }),
      ),
    ];
    // The probe is worth something only if items really came back.
    expect(answers[0]).toMatchObject({ Item: { name: ITEM.name, address: { M: { street: { S: 'Quay 1' } } } } });
    expect(table.recorder.calls).toHaveLength(answers.length);
    expect(auditTraffic(table.recorder.take(), OPTIONS)).toEqual([]);
  });
});

describe('a planted violation is caught', () => {
  test('a read without a projection, of every kind of read', async () => {
    const { name: TableName } = table;
    const query = { TableName, KeyConditionExpression: '#pk = :v0', ExpressionAttributeNames: { '#pk': 'pk' } };
    const values = { ExpressionAttributeValues: { ':v0': { S: 'nobody' } } };
    const reads = [
      new GetItemCommand({ TableName, Key: BARE }),
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [BARE] } } }),
      new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: BARE } }] }),
      new QueryCommand({ ...query, ...values }),
      new QueryCommand({ ...query, ...values, Select: 'ALL_ATTRIBUTES' }),
      new QueryCommand({ ...query, ...values, Select: 'COUNT' }),
    ];
    for (const read of reads) await expect(brokenBy(read)).resolves.toEqual(['no-read-without-projection']);
  });

  test('a whole index row: Select = ALL_PROJECTED_ATTRIBUTES', async () => {
    const query = new QueryCommand({
      TableName: table.name,
      IndexName: 'gsi1',
      KeyConditionExpression: '#k = :v0',
      ExpressionAttributeNames: { '#k': 'gsi1pk' },
      ExpressionAttributeValues: { ':v0': { S: 'ALL' } },
      Select: 'ALL_PROJECTED_ATTRIBUTES',
    });
    await expect(brokenBy(query)).resolves.toEqual(['no-read-without-projection']);
  });

  test('a whole item that carries hidden values', async () => {
    await expect(brokenBy(get({}))).resolves.toEqual([
      'no-canary',
      'no-hidden-attribute-received',
      'no-read-without-projection',
    ]);
  });

  test('a scan, of the table and of an index', async () => {
    const scan = { TableName: table.name, ...projection('pk') };
    await expect(brokenBy(new ScanCommand(scan))).resolves.toEqual(['no-scan']);
    await expect(brokenBy(new ScanCommand({ ...scan, IndexName: 'gsi1' }))).resolves.toEqual(['no-scan']);
  });

  test('PartiQL', async () => {
    const Statement = `SELECT name FROM "${table.name}" WHERE pk = 'SHOP#a'`;
    await expect(brokenBy(new ExecuteStatementCommand({ Statement }))).resolves.toContain('no-partiql');
  });

  test('parameters that expressions replaced', async () => {
    await expect(brokenBy(get({ AttributesToGet: ['name'] }))).resolves.toContain('no-legacy-parameter');
  });

  test('a projection that names a hidden attribute, also where the item has none', async () => {
    await expect(brokenBy(get(projection('name', 'platformNotes')))).resolves.toEqual(['no-hidden-attribute-named']);
    await expect(brokenBy(get(projection('riskScore')))).resolves.toEqual([
      'no-canary',
      'no-hidden-attribute-named',
      'no-hidden-attribute-received',
    ]);
  });

  test('a hidden member of a map, by its path and inside the whole map', async () => {
    const laws = ['no-canary', 'no-hidden-attribute-named', 'no-hidden-attribute-received'];
    await expect(brokenBy(get(projection('address.accessCode')))).resolves.toEqual(laws);
    await expect(brokenBy(get(projection('address')))).resolves.toEqual(laws);
  });

  test('a hidden attribute in a filter, a condition, an update, a key condition', async () => {
    const names = { ExpressionAttributeNames: { '#r': 'riskScore' } };
    const write = { TableName: table.name, Key: BARE, ConditionExpression: 'attribute_exists(#r)', ...names };
    const filtered = new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: '#pk = :v0',
      FilterExpression: 'attribute_exists(#r)',
      ProjectionExpression: '#pk',
      ExpressionAttributeNames: { '#pk': 'pk', '#r': 'riskScore' },
      ExpressionAttributeValues: { ':v0': { S: 'SHOP#a' } },
    });
    const named = ['no-hidden-attribute-named'];
    await expect(brokenBy(filtered)).resolves.toEqual(named);
    await expect(brokenBy(new DeleteItemCommand(write))).resolves.toEqual(named);
    await expect(
      brokenBy(new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck: write }] })),
    ).resolves.toEqual(named);
    const update = { TableName: table.name, Key: BARE, UpdateExpression: 'REMOVE #r', ...names };
    await expect(brokenBy(new UpdateItemCommand(update))).resolves.toEqual(named);
  });

  test('a hidden attribute, or a value that belongs in one, written', async () => {
    const put = (attributes: object) =>
      new PutItemCommand({ TableName: table.name, Item: { ...KEY, sk: { S: 'PUT' }, ...attributes } });
    await expect(brokenBy(put({ riskScore: { N: '1' } }))).resolves.toEqual(['no-hidden-attribute-named']);
    await expect(brokenBy(put({ name: { S: 'hidden-riskScore-a' } }))).resolves.toEqual(['no-canary']);
  });

  test('a hidden value that comes back under another name, and one whose letters are escaped', async () => {
    table.recorder.faults = () => ({ transform: () => ({ Item: { name: { S: 'hidden-riskScore-a' } } }) });
    await expect(brokenBy(get(projection('name')))).resolves.toEqual(['no-canary']);
    table.recorder.faults = undefined;
    await table.client.send(get(projection('name')));
    const [call] = table.recorder.take();
    const escaped = '{"Item":{"name":{"S":"\\u0068idden-x"}}}';
    const response = JSON.parse(escaped) as object as Record<string, unknown>;
    const violations = auditTraffic([{ ...call!, responseText: escaped, response }], OPTIONS);
    expect(violations.map(({ law }) => law)).toEqual(['no-canary']);
  });

  test('an answer with more than was asked for', async () => {
    table.recorder.faults = () => ({ transform: () => ({ Item: { name: { S: 'x' }, taxId: { S: 'x' } } }) });
    await expect(brokenBy(get(projection('name')))).resolves.toEqual(['nothing-beyond-the-request']);
  });

  test('the old or new item as the answer of a write, and of a failed condition in a transaction', async () => {
    const { name: TableName } = table;
    const put = { TableName, Item: { ...KEY, sk: { S: 'OLD' } } };
    await expect(brokenBy(new PutItemCommand({ ...put, ReturnValues: 'ALL_OLD' }))).resolves.toEqual([
      'no-whole-item-from-a-write',
    ]);
    const failing = {
      TableName,
      Key: KEY,
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': 'pk' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    const laws = ['no-canary', 'no-hidden-attribute-received', 'no-whole-item-from-a-write'];
    await expect(brokenBy(new DeleteItemCommand(failing))).resolves.toEqual(laws);
    const transaction = new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck: failing }] });
    await expect(brokenBy(transaction)).resolves.toEqual(laws);
  });

  test('a name or a literal written into an expression', async () => {
    await expect(brokenBy(get({ ProjectionExpression: 'address.street' }))).resolves.toEqual(['placeholders-only']);
  });

  test('a call in a protocol that the recorder cannot read', async () => {
    await fetch(table.recorder.url, { method: 'POST', body: 'cbor', headers: { 'smithy-protocol': 'rpc-v2-cbor' } });
    expect(lawsBroken()).toEqual(['no-unreadable-call']);
  });

  test('an attribute that this caller may not see, asked for or received', async () => {
    const options: AuditOptions = { ...OPTIONS, allowedFor: () => ['pk', 'sk', 'address.street'] };
    await expect(brokenBy(get(projection('pk', 'address.street')), options)).resolves.toEqual([]);
    await expect(brokenBy(get(projection('name')), options)).resolves.toEqual(['nothing-beyond-the-allowed']);
    await expect(brokenBy(get(projection('name')), { ...options, allowedFor: () => undefined })).resolves.toEqual([]);
  });
});

test('a violation names the law, the call and the attribute, but never a value', async () => {
  await table.client.send(get(projection('name')));
  await table.client.send(get(projection('riskScore')));
  const violations = auditTraffic(table.recorder.take(), OPTIONS);
  expect(violations[0]).toEqual({
    law: 'no-hidden-attribute-named',
    operation: 'GetItem',
    position: 1,
    detail: 'riskScore',
  });
  expect(JSON.stringify(violations)).not.toContain('hidden-riskScore-a');
});
