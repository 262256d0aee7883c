import { createServer, type AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { HeldCredentials } from '../../../src/aws/HeldCredentials';
import { createClient, type ClientOptions } from '../../../src/storage/client';
import { StoreUnavailableError } from '../../../src/storage/calls/errors';
import type { StoreCall } from '../../../src/storage/calls/observeCalls';
import { Retries } from '../../../src/storage/calls/retries';
import { Table } from '../../../src/storage/Table';
import { good } from './rawAnswers';
import { http, json, JSON_TYPE, RawStore, type Arrived, type Raw } from '../../support/RawStore';

const WAYS = ['wire', 'sdk'] as const;
const MINUTE_MS = 60_000;
const KEY = { pk: 'a', sk: 'b' };

let store: RawStore;
let answer: (request: Arrived) => Raw | null;
beforeAll(async () => {
  store = await RawStore.start((request) => answer(request));
});
afterAll(() => store.close());
beforeEach(() => {
  answer = ({ operation }) => good(operation);
});

function clientOf(reads: 'wire' | 'sdk', options: Partial<ClientOptions> = {}) {
  const calls: StoreCall[] = [];
  const client = createClient({
    region: 'eu-central-1',
    isLocal: true,
    endpoint: store.url,
    connectionTimeoutMs: 1000,
    requestTimeoutMs: 1000,
    retries: new Retries({ random: () => 0 }),
    observe: (call) => calls.push(call),
    ...options,
    reads,
  });
  return { calls, client, table: new Table(client, 'raw', () => 0) };
}

/** What a read comes to on each way, and what is told of it. */
async function onBoth(options: Partial<ClientOptions>, signal?: () => AbortSignal) {
  const seen = WAYS.map(async (way) => {
    const { calls, client, table } = clientOf(way, options);
    const error: unknown = await table.read([KEY], ['color'], { signal: signal?.() }).catch((cause: unknown) => cause);
    client.destroy();
    return {
      error: String(error),
      isPassing: error instanceof StoreUnavailableError,
      told: calls.map(errorAndAttempts),
    };
  });
  const [wire, sdk] = await Promise.all(seen);
  expect(wire).toEqual(sdk);
  return wire;
}

const errorAndAttempts = ({ error, attempts }: StoreCall) => ({ error, attempts });

describe('a failure that is no answer has one name on both ways', () => {
  const hanging = { requestTimeoutMs: 100, retries: new Retries({ attempts: 2, random: () => 0 }) };

  test('nobody answers', async () => {
    answer = () => null;
    expect(await onBoth(hanging)).toMatchObject({ isPassing: true, told: [{ error: 'TimeoutError', attempts: 2 }] });
  });

  test.each<[string, Raw]>([
    [
      'after the headers',
      { bytes: `HTTP/1.1 200 OK\r\ncontent-type: ${JSON_TYPE['content-type']}\r\ncontent-length: 20\r\n\r\n` },
    ],
    ['in the body of a refusal', http(400, { headers: JSON_TYPE, body: '{"__t', missing: 20 })],
  ])('it falls silent %s', async (_, raw) => {
    answer = () => raw;
    expect(await onBoth(hanging)).toMatchObject({ isPassing: true, told: [{ error: 'TimeoutError', attempts: 2 }] });
  });

  test('nobody listens', async () => {
    const closed = await RawStore.start(() => null);
    const { url } = closed;
    await closed.close();
    expect(await onBoth({ endpoint: url })).toMatchObject({ isPassing: true, told: [{ error: 'Error', attempts: 7 }] });
  });

  test('nobody has that name', async () => {
    const seen = await onBoth({ endpoint: 'http://nowhere.invalid' });
    expect(seen).toMatchObject({ isPassing: true, told: [{ error: 'Error', attempts: 7 }] });
  });

  test('it is no TLS', async () => {
    const plain = createServer((socket) =>
      socket
        .resume()
        .on('error', () => undefined)
        .end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const { port } = plain.address() as AddressInfo;
    const seen = await onBoth({ endpoint: `https://127.0.0.1:${String(port)}` });
    await new Promise((resolve) => plain.close(resolve));
    expect(seen).toMatchObject({ isPassing: true, told: [{ error: 'ForeignAnswerError', attempts: 7 }] });
  });

  test('its asker has gone before', async () => {
    expect(await onBoth({}, () => AbortSignal.abort())).toMatchObject({
      isPassing: true,
      told: [{ error: 'AbortError', attempts: 1 }],
    });
  });

  test('its asker goes while it waits', async () => {
    const askers: AbortController[] = [];
    answer = () => {
      if (store.arrived.length === WAYS.length) for (const asker of askers) asker.abort();
      return null;
    };
    const signal = () => {
      const asker = new AbortController();
      askers.push(asker);
      return asker.signal;
    };
    store.take();
    expect(await onBoth({}, signal)).toMatchObject({ isPassing: true, told: [{ error: 'AbortError', attempts: 1 }] });
  });

  test('its asker goes between two tries', async () => {
    const askers: AbortController[] = [];
    answer = () => json(500, {});
    const retries = new Retries({
      random: () => {
        setImmediate(() => askers.forEach((asker) => asker.abort()));
        return 1000;
      },
    });
    const signal = () => {
      const asker = new AbortController();
      askers.push(asker);
      return asker.signal;
    };
    expect(await onBoth({ retries }, signal)).toMatchObject({
      isPassing: true,
      told: [{ error: 'AbortError', attempts: 1 }],
    });
  });

  test.each(WAYS)('its asker goes while credentials are waited for: %s', async (way) => {
    const asker = new AbortController();
    let end: (cause: Error) => void = () => undefined;
    const source = () => {
      setImmediate(() => asker.abort());
      return new Promise<never>((_, reject) => (end = reject));
    };
    const { client, table } = clientOf(way, { credentials: new HeldCredentials({ source, withinMs: MINUTE_MS }) });
    await expect(table.read([KEY], ['color'], { signal: asker.signal })).rejects.toThrow(StoreUnavailableError);
    end(new Error('nobody waits any more'));
    client.destroy();
  });
});

describe('a clock that is not the store’s', () => {
  const TOLERATED_MS = 5 * MINUTE_MS;

  /** A store whose clock is so far ahead of ours, and that refuses what was signed at another time. */
  const strict = (aheadMs: number, type: string) => (request: Arrived) => {
    const signed = /x-amz-date: *(\S+)/i.exec(request.headers)?.[1] ?? '';
    const at = Date.parse(signed.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
    const now = Date.now() + aheadMs;
    const headers = { date: new Date(now).toUTCString() };
    if (Math.abs(at - now) < TOLERATED_MS) return good(request.operation);
    const message =
      at < now ? 'Signature expired: 1 is now earlier than 2' : 'Signature not yet current: 2 is later than 1';
    return json(400, { __type: type, message }, { headers });
  };

  test.each(
    [
      'RequestTimeTooSkewed',
      'InvalidSignatureException',
      'RequestExpired',
      'RequestInTheFuture',
      'AccessDeniedException',
    ].flatMap((type) => [20, -20, 3000, -3000].map((minutes) => [type, minutes] as const)),
  )('is set right by the first refusal: %s, %d minutes', async (type, minutes) => {
    for (const way of WAYS) {
      answer = strict(minutes * MINUTE_MS, type);
      const { client, table, calls } = clientOf(way);
      store.take();
      for (let round = 0; round < 2; round += 1) await table.read([KEY], ['color']);
      client.destroy();
      expect(calls.map(({ attempts }) => attempts)).toEqual([2, 1]);
    }
  });

  test.each(WAYS)('is watched in every answer, so that nothing needs to be refused: %s', async (way) => {
    const { client, table, calls } = clientOf(way);
    const headers = { date: new Date(Date.now() + 20 * MINUTE_MS).toUTCString() };
    answer = ({ operation }) => ({
      bytes: good(operation).bytes.toString().replace('\r\n', `\r\ndate: ${headers.date}\r\n`),
    });
    await table.read([KEY], ['color']);
    answer = strict(20 * MINUTE_MS, 'RequestTimeTooSkewed');
    await table.read([KEY], ['color']);
    client.destroy();
    expect(calls.map(({ attempts }) => attempts)).toEqual([1, 1]);
  });

  test.each(WAYS)('is not set by an answer that a cache has kept: %s', async (way) => {
    const { client, table, calls } = clientOf(way);
    const date = new Date(Date.now() + 20 * MINUTE_MS).toUTCString();
    answer = () => json(400, { __type: 'RequestTimeTooSkewed' }, { headers: { date, age: '1200' } });
    await expect(table.read([KEY], ['color'])).rejects.toThrow('RequestTimeTooSkewed');
    client.destroy();
    expect(calls.map(({ attempts }) => attempts)).toEqual([1]);
  });
});

describe('what is stored reads the same on both ways', () => {
  // The SDK would make this name the map's prototype; ours keeps it as a name.
  const anyName = fc.string({ maxLength: 8 }).filter((name) => name !== '__proto__');
  const anyNumber = fc.oneof(
    fc.integer().map(String),
    fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }).map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e125, max: 1e125 }).map(String),
    fc.constantFrom('0', '-0', '1E+2', '1e-130', '0.10', '9007199254740993', '123456789012345678901234567890.5'),
  );
  const anyBytes = fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  const { value: anyValue } = fc.letrec<{ value: object }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.record({ S: fc.string({ unit: 'binary' }) }),
      fc.record({ N: anyNumber }),
      fc.record({ BOOL: fc.boolean() }),
      fc.record({ NULL: fc.constant(true) }),
      fc.record({ B: anyBytes }),
      fc.record({ SS: fc.uniqueArray(fc.string(), { maxLength: 3 }) }),
      fc.record({ NS: fc.uniqueArray(anyNumber, { maxLength: 3 }) }),
      fc.record({ BS: fc.uniqueArray(anyBytes, { maxLength: 3 }) }),
      fc.record({ L: fc.array(tie('value'), { maxLength: 3 }) }),
      fc.record({ M: fc.dictionary(anyName, tie('value'), { maxKeys: 3 }) }),
    ),
  }));
  const anyItem = fc.dictionary(anyName, anyValue, { maxKeys: 5 });

  test('whatever it is', async () => {
    const [wire, sdk] = WAYS.map((way) => clientOf(way).client);
    const capacity = { TableName: 'raw', CapacityUnits: 1.5 };
    await fc.assert(
      fc.asyncProperty(anyItem, anyItem, async (one, other) => {
        const answers: Record<string, object> = {
          GetItem: { Item: one, ConsumedCapacity: capacity },
          BatchGetItem: {
            Responses: { raw: [one, other] },
            UnprocessedKeys: { raw: { Keys: [{ pk: { S: 'a' }, sk: { S: '' } }] } },
            ConsumedCapacity: [capacity, capacity],
          },
          Query: { Items: [one, other], Count: 2, LastEvaluatedKey: { pk: { S: 'a' } }, ConsumedCapacity: capacity },
        };
        answer = ({ operation }) => json(200, answers[operation]);
        const inputs = {
          GetItem: { TableName: 'raw', Key: KEY },
          BatchGetItem: { RequestItems: {} },
          Query: { TableName: 'raw' },
        };
        for (const name of ['GetItem', 'BatchGetItem', 'Query'] as const) {
          const { $metadata: _, ...fromSdk } = (await sdk?.reads.call(name, inputs[name])) as { $metadata?: object };
          expect(await wire?.reads.call(name, inputs[name])).toStrictEqual(fromSdk);
        }
      }),
      { numRuns: 200 },
    );
    wire?.destroy();
    sdk?.destroy();
  });
});

describe('what is asked is asked in the same words on both ways', () => {
  test('of keys, comparisons and positions', async () => {
    const bodies = await Promise.all(
      WAYS.map(async (way) => {
        const own = await RawStore.start(({ operation }) => good(operation));
        const { client } = clientOf(way, { endpoint: own.url });
        await client.reads.call('GetItem', { TableName: 'raw', Key: { pk: '', sk: 'ü' }, ConsistentRead: false });
        await client.reads.call('BatchGetItem', { RequestItems: { raw: { Keys: [KEY], ConsistentRead: true } } });
        await client.reads.call('Query', {
          TableName: 'raw',
          KeyConditionExpression: '#a = :a',
          ExpressionAttributeNames: { '#a': 'pk' },
          ExpressionAttributeValues: { ':a': 'a', ':b': 1.5, ':c': false, ':d': -0, ':e': 2n ** 80n },
          ExclusiveStartKey: KEY,
          Limit: 5,
        });
        client.destroy();
        const asked = own.take().map(({ body }) => JSON.parse(body) as unknown);
        await own.close();
        return asked;
      }),
    );
    expect(bodies[0]).toHaveLength(3);
    expect(bodies[0]).toEqual(bodies[1]);
  });
});
