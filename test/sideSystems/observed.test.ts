import { freePort } from '../../src/local/ports';
import { createFunction } from '../../src/lambda';
import type { GatewayEvent } from '../../src/transports/lambda/gatewayEvent';
import { eventually, post, serverBeside } from '../abuse/requests';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { createCountersTable } from '../support/countersTable';
import { DynamoRecorder } from '../support/DynamoRecorder';
import { LogRecorder } from '../support/LogRecorder';
import type { RecordedCall } from '../support/RecordedCall';
import { shopNode } from '../support/ordering';
import { shop } from '../support/world';
import { Collector } from '../observe/Collector';
import { Exposition } from '../observe/Exposition';

const COUNTERS = `counters-${process.pid}-observed`;
const QUERY = `query named { shop(id: "${shopNode('alpha')}") { name } }`;
/** Of which a visitor gets nothing, and pays nothing for it. */
const DENIED = '{ platformStatistics { shopCount } }';
const CLIENT = 3;

let api: ApiUnderTest;
let engine: DynamoRecorder;
let collector: Collector;
beforeAll(async () => {
  await createCountersTable(COUNTERS);
  engine = await DynamoRecorder.start({ target: process.env.FIELDGATE_TEST_ENDPOINT });
  api = await ApiUnderTest.start([shop('alpha')]);
});
beforeEach(async () => (collector = await Collector.start()));
afterEach(async () => {
  engine.faults = undefined;
  await collector.close();
});
afterAll(async () => {
  await api.close();
  await engine.close();
});

const shared = () => ({ RATE_LIMIT_STORE: 'dynamodb', RATE_LIMIT_TABLE_NAME: COUNTERS });
/** So little that nothing is let in ahead of the table. */
const exactly = () => ({ ...shared(), RATE_LIMIT_ADDRESS_POINTS: '399', RATE_LIMIT_WINDOW_SECONDS: '3600' });
const toCollector = () => ({ TELEMETRY: 'otlp', OTLP_ENDPOINT: collector.url, TRACE_SAMPLE_PERCENT: '100' });
const counted = () => engine.calls.filter(({ request }) => request.TableName === COUNTERS);

const added = ({ request }: RecordedCall) =>
  (request.ExpressionAttributeValues as { ':points': { N: string } })[':points'].N;

function event(query: string): GatewayEvent {
  return {
    rawPath: '/graphql',
    rawQueryString: '',
    headers: { host: 'api.test', 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    isBase64Encoded: false,
    requestContext: { domainName: 'api.test', http: { method: 'POST', sourceIp: '192.0.2.7' } },
  };
}

async function inFunction(
  overrides: Readonly<Record<string, string>>,
  run: (ask: (query?: string) => Promise<{ status: number; milliseconds: number }>, log: LogRecorder) => Promise<void>,
): Promise<void> {
  const log = new LogRecorder();
  const { handler, close } = createFunction(
    async () => Promise.resolve({ ...api.environment, DYNAMODB_ENDPOINT: engine.url, ...overrides }),
    { logDestination: log },
  );
  const ask = async (query = QUERY) => {
    const startedAt = performance.now();
    const { statusCode: status } = await handler(event(query));
    return { status, milliseconds: performance.now() - startedAt };
  };
  await run(ask, log).finally(close);
}

async function times<T>(count: number, ask: () => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let each = 0; each < count; each += 1) all.push(await ask());
  return all;
}

const sumOf = (all: readonly { milliseconds: number }[]) =>
  all.reduce((sum, { milliseconds }) => sum + milliseconds, 0);

describe('in a function, where nothing runs after the answer', () => {
  test('what others need not know is told to nobody', async () => {
    await inFunction(shared(), async (ask) => {
      engine.take();
      await times(5, ask);
      expect(counted()).toEqual([]);
    });
  });

  test('what others could be refused for is told before the process stands still', async () => {
    // More than a tenth is used by the first.
    await inFunction({ ...exactly(), RATE_LIMIT_ADDRESS_POINTS: '9' }, async (ask) => {
      engine.take();
      for (let times = 1; times <= 3; times += 1) {
        await ask(DENIED);
        expect(counted().map(added)).toEqual(new Array(times).fill(['1', '-1']).flat());
      }
    });
  });

  test('a table of counters that hangs costs three answers a moment, and those after them nothing', async () => {
    await inFunction(exactly(), async (ask) => {
      await ask();
      engine.faults = ({ request }) => (request.TableName === COUNTERS ? 'hang' : undefined);
      engine.take();
      const asked = await times(20, ask);
      expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([200]));
      expect(counted().length).toBeGreaterThanOrEqual(3);
      expect(counted().length).toBeLessThan(8);
      expect(sumOf(asked)).toBeLessThan(6000);
    });
  });

  test.each<[string, number | null]>([
    ['hangs', null],
    ['fails', 500],
    ['knows no such path', 404],
  ])('a collector that %s costs a few answers a moment, and those after them nothing', async (_, status) => {
    collector.status = status;
    await inFunction(toCollector(), async (ask, log) => {
      const first = await times(3, ask);
      const deliveries = collector.bodies.length;
      const after = await times(20, ask);
      expect(new Set([...first, ...after].map((each) => each.status))).toEqual(new Set([200]));
      // Traces and metrics; and a try now and then.
      expect(deliveries).toBe(6);
      expect(collector.bodies.length - deliveries).toBeLessThan(10);
      expect(sumOf(first)).toBeLessThan(6000);
      expect(sumOf(after)).toBeLessThan(6000);
      const told = log.lines({ event: 'side-system' }).map(({ system, level }) => [system, level]);
      expect(told.sort()).toEqual([
        ['metrics', 'warn'],
        ['traces', 'warn'],
      ]);
    });
  });

  test('a collector that is back is delivered to again', async () => {
    collector.status = null;
    await inFunction(toCollector(), async (ask, log) => {
      await times(3, ask);
      collector.status = 200;
      await eventually(async () => {
        await ask();
        return log.lines({ event: 'side-system', level: 'info' }).length === 2;
      });
      const before = collector.spans.length;
      await ask();
      expect(collector.spans.length).toBeGreaterThan(before);
    });
  });
});

describe('what is counted is observed as any other call', () => {
  test('in traces, in its request, and in metrics', async () => {
    const { url, close } = await serverBeside(api, { DYNAMODB_ENDPOINT: engine.url, ...exactly(), ...toCollector() });
    await post(url, QUERY);
    await close();
    const [operation] = collector.spans.filter(({ attributes }) => attributes['graphql.operation.name'] === 'named');
    const calls = collector.spans.filter(({ kind, traceId }) => kind === CLIENT && traceId === operation?.traceId);
    expect(calls.map(({ name }) => name)).toEqual(['UpdateItem', 'GetItem']);
    expect(calls[0]?.attributes).toMatchObject({
      'db.operation.name': 'UpdateItem',
      'aws.dynamodb.consumed_capacity': ['{"CapacityUnits":1}'],
    });
    expect(collector.metrics).toContain('fieldgate.side_systems.away');
  });

  test('whether the table is away, as a level', async () => {
    const port = await freePort();
    const overrides = { ...exactly(), TELEMETRY: 'prometheus', PROMETHEUS_PORT: String(port) };
    await inFunction(overrides, async (ask) => {
      const away = async () => (await Exposition.fetch(port)).of('fieldgate_side_systems_away');
      await ask();
      expect(await away()).toEqual([expect.objectContaining({ labels: { system: 'rate-limits' }, value: 0 })]);
      engine.faults = ({ request }) => (request.TableName === COUNTERS ? 'reset' : undefined);
      await times(4, ask);
      expect(await away()).toEqual([expect.objectContaining({ value: 1 })]);
    });
  });
});
