import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BatchGetItemCommand, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoRecorder } from './DynamoRecorder';
import { recordedTable } from './recordedTable';
import type { RecordedTable } from './recordedTable';

const KEY = { pk: { S: 'SHOP#a' }, sk: { S: 'SHOP' } };

let table: RecordedTable;

beforeAll(async () => {
  table = await recordedTable([{ ...KEY, name: { S: 'Ahoy' }, visits: { N: '1' } }]);
});
afterEach(() => {
  table.recorder.faults = undefined;
  table.recorder.take();
});
afterAll(() => table.close());

const getName = (key = KEY) =>
  table.client.send(
    new GetItemCommand({
      TableName: table.name,
      Key: key,
      ProjectionExpression: '#n0',
      ExpressionAttributeNames: { '#n0': 'name' },
      ConsistentRead: true,
    }),
  );
const getVisits = () =>
  table.client.send(new GetItemCommand({ TableName: table.name, Key: KEY, ProjectionExpression: 'visits' }));
const countVisit = () =>
  table.client.send(
    new UpdateItemCommand({
      TableName: table.name,
      Key: KEY,
      UpdateExpression: 'ADD #n0 :v0',
      ExpressionAttributeNames: { '#n0': 'visits' },
      ExpressionAttributeValues: { ':v0': { N: '1' } },
    }),
  );

describe('a call is recorded', () => {
  test('with its operation, what was asked, what was answered, and the bytes of both', async () => {
    await expect(getName()).resolves.toMatchObject({ Item: { name: { S: 'Ahoy' } } });
    const [call, ...others] = table.recorder.take();
    expect(others).toEqual([]);
    expect(call).toMatchObject({ operation: 'GetItem', status: 200, response: { Item: { name: { S: 'Ahoy' } } } });
    expect(call?.request).toMatchObject({ TableName: table.name, ProjectionExpression: '#n0', ConsistentRead: true });
    expect(JSON.parse(call!.requestText)).toEqual(call?.request);
    expect(JSON.parse(call!.responseText)).toEqual(call?.response);
  });

  test('also when the engine refuses it', async () => {
    await expect(getName({ ...KEY, sk: { S: '' } })).rejects.toThrow();
    expect(table.recorder.take()).toMatchObject([{ operation: 'GetItem', status: 400 }]);
  });

  test('in the order of arrival, and once: take() forgets', async () => {
    await Promise.all(Array.from({ length: 20 }, () => getName()));
    await countVisit();
    const operations = table.recorder.take().map(({ operation }) => operation);
    expect(operations).toEqual([...Array.from({ length: 20 }, () => 'GetItem'), 'UpdateItem']);
    expect(table.recorder.calls).toEqual([]);
  });

  test('over kept connections: 20 calls in a row do not open 20 connections to the engine', async () => {
    const sockets = new Set<IncomingMessage['socket']>();
    const engine = createServer((request, response) => {
      sockets.add(request.socket);
      request.resume().once('end', () => response.end('{}'));
    });
    await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
    const recorder = await DynamoRecorder.start({
      target: `http://127.0.0.1:${(engine.address() as AddressInfo).port}`,
    });
    for (let call = 0; call < 20; call += 1) await (await fetch(recorder.url, { method: 'POST', body: '{}' })).text();
    await recorder.close();
    await new Promise((resolve) => engine.close(resolve));
    expect(sockets.size).toBe(1);
  });
});

describe('a fault', () => {
  test('answers in the place of the engine', async () => {
    const body = { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'slow down' };
    table.recorder.faults = () => ({ status: 400, body });
    await expect(getName()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(table.recorder.calls).toMatchObject([{ status: 400, response: body }]);
  });

  test('hangs until the API gives up', async () => {
    table.recorder.faults = () => 'hang';
    await expect(getName()).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(table.recorder.calls).toMatchObject([{ status: 0, response: undefined, responseText: '' }]);
  });

  test('resets the connection before the engine is asked', async () => {
    const before = await getVisits();
    table.recorder.faults = ({ operation }) => (operation === 'UpdateItem' ? 'reset' : undefined);
    await expect(countVisit()).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect(getVisits()).resolves.toMatchObject({ Item: before.Item });
  });

  test('loses the answer after the engine did its work', async () => {
    const before = Number((await getVisits()).Item?.visits?.N);
    table.recorder.faults = ({ operation }) => (operation === 'UpdateItem' ? 'lose-answer' : undefined);
    await expect(countVisit()).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect(getVisits()).resolves.toMatchObject({ Item: { visits: { N: String(before + 1) } } });
  });

  test('truncates the answer', async () => {
    table.recorder.faults = () => 'truncate';
    await expect(getName()).rejects.toThrow();
    expect(table.recorder.calls).toMatchObject([{ status: 200, response: undefined }]);
    expect(table.recorder.calls[0]?.responseText).not.toBe('');
  });

  test('changes the answer: keys are held back as unprocessed, and the record says what the API got', async () => {
    table.recorder.faults = ({ request }) => ({
      transform: (response) => ({ ...response, Responses: {}, UnprocessedKeys: request.RequestItems }),
    });
    const RequestItems = { [table.name]: { Keys: [KEY], ProjectionExpression: 'pk' } };
    const answer = await table.client.send(new BatchGetItemCommand({ RequestItems }));
    expect(answer).toMatchObject({ Responses: {}, UnprocessedKeys: { [table.name]: { Keys: [KEY] } } });
    expect(table.recorder.calls).toMatchObject([{ response: { Responses: {} } }]);
  });

  test('is decided for each call: undefined lets it pass', async () => {
    let calls = 0;
    table.recorder.faults = () => ((calls += 1) === 1 ? 'reset' : undefined);
    await expect(getName()).rejects.toThrow();
    await expect(getName()).resolves.toMatchObject({ Item: { name: { S: 'Ahoy' } } });
  });
});

describe('the recorder', () => {
  test('looks like an engine that is away when the engine is away', async () => {
    const recorder = await DynamoRecorder.start({ target: 'http://127.0.0.1:1' });
    await expect(fetch(recorder.url, { method: 'POST', body: '{}' })).rejects.toThrow('fetch failed');
    await recorder.close();
  });

  test('counts the calls that the API gave up, and not those that went wrong here', async () => {
    const { recorder } = table;
    const before = recorder.givenUp;
    for (const fault of ['reset', 'truncate', 'lose-answer'] as const) {
      recorder.faults = () => fault;
      await expect(getName()).rejects.toThrow();
    }
    expect(recorder.givenUp).toBe(before);
    recorder.faults = () => 'hang';
    await expect(getName()).rejects.toThrow();
    while (recorder.givenUp === before) await new Promise(setImmediate);
    expect(recorder.givenUp).toBe(before + 1);
  });

  test('closes although a call hangs', async () => {
    const target = process.env.FIELDGATE_TEST_ENDPOINT;
    const recorder = await DynamoRecorder.start({ target, faults: () => 'hang' });
    const answer = fetch(recorder.url, { method: 'POST', body: '{}' }).catch(() => 'torn down');
    await fetchArrived(recorder);
    await recorder.close();
    await expect(answer).resolves.toBe('torn down');
  });

  test('says what it needs when it gets no target', async () => {
    await expect(DynamoRecorder.start({ target: undefined })).rejects.toThrow(/URL of a DynamoDB engine.*undefined/);
  });
});

async function fetchArrived(recorder: DynamoRecorder): Promise<void> {
  while (recorder.calls.length === 0) await new Promise(setImmediate);
}
