import { CognitoIdentityProviderClient, GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Socket } from 'node:net';
import { createAwsClient, credentialsFor, type AwsOptions } from '../../src/aws/createAwsClient';
import { HeldCredentials } from '../../src/aws/HeldCredentials';
import { createClient } from '../../src/storage/client';
import { Retries } from '../../src/storage/calls/retries';
import { Table } from '../../src/storage/Table';
import { http, json, JSON_TYPE, RawStore, type Raw } from '../support/RawStore';

const TIMEOUTS = { connectionTimeoutMs: 100, requestTimeoutMs: 100 };
/** For who is answered: a busy machine keeps nobody waiting for so long. */
const PATIENCE = { connectionTimeoutMs: 20_000, requestTimeoutMs: 20_000 };
const NEVER_ENDING = http(200, { headers: JSON_TYPE, body: '{', missing: 100_000 });

function given(endpoint: string, more: Partial<AwsOptions> = {}): AwsOptions {
  return { region: 'eu-central-1', endpoint, isLocal: true, ...TIMEOUTS, ...more };
}

/** A part of the body now and then, so that no pause is too long. */
function trickle(_request: unknown, socket: Socket): null {
  socket.write(NEVER_ENDING.bytes);
  const timer = setInterval(() => socket.write(' '), 10);
  socket.on('close', () => clearInterval(timer));
  return null;
}

const SILENCES: readonly [string, (request: unknown, socket: Socket) => Raw | null][] = [
  ['never answers', () => null],
  ['stops in the middle', () => NEVER_ENDING],
  ['trickles', trickle],
];

/** One call of each service. `maxAttempts: 1`, so that each case takes one deadline. */
const SERVICES: readonly [string, (options: AwsOptions) => Promise<unknown>][] = [
  ['DynamoDB', async (options) => once(DynamoDBClient, options, new DescribeTableCommand({ TableName: 'table' }))],
  [
    'its streams',
    async (options) => once(DynamoDBStreamsClient, options, new DescribeStreamCommand({ StreamArn: 'a'.repeat(40) })),
  ],
  ['STS', async (options) => once(STSClient, options, new GetCallerIdentityCommand())],
  [
    'Cognito',
    async (options) => once(CognitoIdentityProviderClient, options, new GetUserCommand({ AccessToken: 'x' })),
  ],
  ['SES', async (options) => once(SESv2Client, options, new GetAccountCommand())],
  ['SNS', async (options) => once(SNSClient, options, new PublishCommand({ TopicArn: 'arn', Message: 'x' }))],
];

async function once(Class: unknown, options: AwsOptions, command: unknown): Promise<unknown> {
  const client = createAwsClient<{ middlewareStack: never; send(given: unknown): Promise<unknown>; destroy(): void }>(
    Class as never,
    options,
    { maxAttempts: 1 },
  );
  return client.send(command).finally(() => client.destroy());
}

describe.each(SILENCES)('a service that %s', (_, silence) => {
  let server: RawStore;
  beforeAll(async () => {
    server = await RawStore.start(silence);
  });
  afterAll(async () => server.close());

  test.each(SERVICES)('is waited for until the deadline, and the connection is given up: %s', async (__, call) => {
    await expect(call(given(server.url))).rejects.toThrow();
    // Until nobody holds a connection any more.
    while (server.sockets.size > 0) await new Promise(setImmediate);
  });

  test('the straight way to the table, with and without a signal', async () => {
    const { reads, destroy } = createClient({
      ...given(server.url),
      retries: new Retries({ attempts: 2, random: () => 0 }),
    });
    const table = new Table({ reads, documents: null as never }, 'table');
    await expect(table.isReachable()).resolves.toBe(false);
    await expect(table.read([{ pk: 'A', sk: 'B' }], ['pk'])).rejects.toMatchObject({ name: 'StoreUnavailableError' });
    destroy();
    while (server.sockets.size > 0) await new Promise(setImmediate);
  });
});

test('who takes no connection is waited for until the deadline', async () => {
  // Reserved for documentation (RFC 5737): nobody is there.
  await expect(once(STSClient, given('http://192.0.2.1'), new GetCallerIdentityCommand())).rejects.toThrow();
});

describe('credentials that AWS refuses', () => {
  const refused = ({ headers }: { readonly headers: string }) => headers.includes('Credential=old');
  let server: RawStore;
  beforeAll(async () => {
    server = await RawStore.start((request) =>
      refused(request)
        ? json(400, { __type: 'com.amazon.coral.service#ExpiredTokenException', message: 'expired' })
        : json(200, { Table: { TableName: 'table' }, Item: { pk: { S: 'A' }, sk: { S: 'B' } } }),
    );
  });
  afterAll(async () => server.close());
  beforeEach(() => {
    server.take();
  });

  /** The first ones are old, as many as told. */
  function held(old: number): HeldCredentials {
    let given = 0;
    const source = () =>
      Promise.resolve({
        accessKeyId: (given += 1) > old ? 'new' : `old${String(given)}`,
        secretAccessKey: 's',
        sessionToken: 't',
      });
    return new HeldCredentials({ source, withinMs: 1000 });
  }

  test('a call is made again with new ones, at once, once', async () => {
    const call = SERVICES[0]![1];
    await call(given(server.url, { credentials: held(1), ...PATIENCE }));
    expect(server.arrived).toHaveLength(2);
    await expect(call(given(server.url, { credentials: held(99), ...PATIENCE }))).rejects.toMatchObject({
      name: 'ExpiredTokenException',
    });
    expect(server.arrived).toHaveLength(4);
  });

  test('so are reads that go straight, and who asked meanwhile waits for the same new ones', async () => {
    const client = createClient(given(server.url, { credentials: held(1), ...PATIENCE }));
    const table = new Table(client, 'table');
    const read = async () => table.read([{ pk: 'A', sk: 'B' }], ['pk']);
    expect(await Promise.all([read(), read(), read()])).toEqual(Array(3).fill([{ pk: 'A', sk: 'B' }]));
    expect(server.arrived.filter(refused)).toHaveLength(3);
    expect(server.arrived).toHaveLength(6);
    client.destroy();
  });
});

describe('credentials that come late', () => {
  const NAMES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_EC2_METADATA_DISABLED', 'AWS_CONFIG_FILE'] as const;
  const before = { ...process.env };
  beforeEach(() => {
    for (const name of NAMES) Reflect.deleteProperty(process.env, name);
    process.env.AWS_EC2_METADATA_DISABLED = 'true';
  });
  afterAll(() => {
    for (const name of NAMES) {
      Reflect.deleteProperty(process.env, name);
      if (before[name] !== undefined) process.env[name] = before[name];
    }
  });

  test('whoever asked before they were there is refused, and nobody after that', async () => {
    const server = await RawStore.start(() => json(200, { Item: { pk: { S: 'A' }, sk: { S: 'B' } } }));
    const client = createClient(given(server.url, { isLocal: false, ...PATIENCE }));
    const table = new Table(client, 'table');
    const read = async () => table.read([{ pk: 'A', sk: 'B' }], ['pk']);
    for (let tried = 0; tried < 3; tried += 1)
      await expect(read()).rejects.toMatchObject({ name: 'StoreUnavailableError' });
    process.env.AWS_ACCESS_KEY_ID = 'ours';
    process.env.AWS_SECRET_ACCESS_KEY = 'secret';
    await patiently(read);
    expect(server.arrived.at(-1)?.headers).toContain('Credential=ours/');
    client.destroy();
    await server.close();
  });

  test('an endpoint is no reason to sign as nobody: only in local mode', async () => {
    const endpoint = 'https://vpce-0123.dynamodb.eu-central-1.vpce.amazonaws.com';
    const address = { region: 'eu-central-1', endpoint };
    expect(await credentialsFor({ ...address, isLocal: true }).get()).toMatchObject({ accessKeyId: 'local' });
    await expect(credentialsFor({ ...address, isLocal: false }).get()).rejects.toMatchObject({
      name: 'CredentialsProviderError',
    });
    await expect(credentialsFor({ region: 'eu-central-1', isLocal: true }).get()).rejects.toThrow();
    process.env.AWS_ACCESS_KEY_ID = 'ours';
    process.env.AWS_SECRET_ACCESS_KEY = 'secret';
    expect(await credentialsFor({ ...address, isLocal: true }).get()).toMatchObject({ accessKeyId: 'ours' });
  });
});

/** Until it goes well. A source that failed is asked again after a pause, which is not our business here. */
async function patiently(act: () => Promise<unknown>): Promise<void> {
  for (;;) {
    const isWell = await act().then(
      () => true,
      () => false,
    );
    if (isWell) return;
    await new Promise(setImmediate);
  }
}
