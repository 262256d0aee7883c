import { request as httpRequest, type IncomingMessage } from 'node:http';
import { marshall, unmarshall, type NativeAttributeValue } from '@aws-sdk/util-dynamodb';
import { keepAliveAgent } from './keepAliveAgent';
import { textOf } from './postJson';

type AttributeMap = Parameters<typeof unmarshall>[0];
type Item = Record<string, unknown>;

export interface Page {
  readonly Items: Item[];
  readonly LastEvaluatedKey: Item | undefined;
}

interface ScanAnswer {
  readonly Items?: readonly AttributeMap[];
  readonly LastEvaluatedKey?: AttributeMap;
}

const BATCH_WRITE_LIMIT = 25;
const PUT = { removeUndefinedValues: true };

/** The engine looks at its form alone. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';

/**
 * A table of the engine, past every recorder. It speaks the protocol itself: tests look at whole tables again and again, and the SDK takes
 * several times as long as the engine for that.
 */
export class EngineTable {
  private readonly agent = keepAliveAgent();

  constructor(
    private readonly name: string,
    private readonly endpoint = process.env.FIELDGATE_TEST_ENDPOINT ?? '',
  ) {}

  /** A page of a scan, asked for in the words of the SDK. */
  async scan({ ExclusiveStartKey, ...input }: object & { ExclusiveStartKey?: unknown } = {}): Promise<Page> {
    const start = ExclusiveStartKey as Item | undefined;
    const answer = await this.ask<ScanAnswer>('Scan', {
      ConsistentRead: true,
      ...input,
      ...(start && { ExclusiveStartKey: marshall(start) }),
    });
    const { Items = [], LastEvaluatedKey: last } = answer;
    return { Items: Items.map((item) => unmarshall(item)), LastEvaluatedKey: last && unmarshall(last) };
  }

  async get(key: Item): Promise<Item | undefined> {
    const input = { Key: marshall(key), ConsistentRead: true };
    const { Item: found } = await this.ask<{ Item?: AttributeMap }>('GetItem', input);
    return found && unmarshall(found);
  }

  async put(items: readonly Item[]): Promise<void> {
    await this.writeAll(items.map((item) => ({ PutRequest: { Item: marshall(item, PUT) } })));
  }

  async remove(keys: readonly Item[]): Promise<void> {
    await this.writeAll(keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: marshall({ pk, sk }) } })));
  }

  /** Sets one attribute of one item. */
  async set(key: Item, attribute: string, value: unknown): Promise<void> {
    await this.ask('UpdateItem', {
      Key: marshall(key),
      UpdateExpression: 'SET #name = :value',
      ExpressionAttributeNames: { '#name': attribute },
      ExpressionAttributeValues: marshall({ ':value': value as NativeAttributeValue }),
    });
  }

  close(): void {
    this.agent.destroy();
  }

  private async writeAll(requests: readonly object[]): Promise<void> {
    for (let at = 0; at < requests.length; at += BATCH_WRITE_LIMIT) {
      const RequestItems = { [this.name]: requests.slice(at, at + BATCH_WRITE_LIMIT) };
      await this.send('BatchWriteItem', { RequestItems });
    }
  }

  private async ask<T>(operation: string, input: object): Promise<T> {
    return this.send(operation, { TableName: this.name, ...input });
  }

  private async send<T>(operation: string, input: object): Promise<T> {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: AUTHORIZATION,
    };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { method: 'POST', headers, agent: this.agent };
      httpRequest(this.endpoint, options, resolve).on('error', reject).end(JSON.stringify(input));
    });
    const text = await textOf(answer);
    if (answer.statusCode !== 200) throw new Error(`the engine refused a ${operation}: ${text}`);
    return JSON.parse(text) as T;
  }
}
