import { Agent, request } from 'node:http';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { auditLog } from '../support/auditLog';
import { orderingWorld, PATIENT } from '../support/ordering';
import { ServerProcess } from '../support/ServerProcess';
import { order, SUBJECTS } from '../support/world';
import { hostileRequests, type HostileRequest } from './corpus';
import { eventually } from './requests';

const WARM_UP_MS = 30_000;
const SOAK_MS = 120_000;
const SAMPLES = 6;
const AT_ONCE = 16;
const MEGABYTE = 1_048_576;
/** What the heap may grow by after the warm-up; a leak of 1 kB a request would show ten times as much. */
const FLAT_HEAP_MB = 8;
const FLAT_RSS_MB = 40;
const UNLIMITED = {
  RATE_LIMIT_ADDRESS_REQUESTS: '999999999',
  RATE_LIMIT_ADDRESS_POINTS: '999999999',
  RATE_LIMIT_POINTS: '999999999',
  RATE_LIMIT_ATTEMPTS: '1000000',
  MAX_EVENT_LOOP_DELAY_MS: '0',
};

interface Memory {
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
}

let api: ApiUnderTest;
let server: ServerProcess;
beforeAll(async () => {
  const orders = [1, 2].flatMap((number) => order({ shopId: 'beta', number, customerId: SUBJECTS.customer2 }));
  api = await ApiUnderTest.start([...orderingWorld(), ...orders], { ...PATIENT, ...UNLIMITED });
  const { FIELDGATE_TEST_ENDPOINT: DYNAMODB_ENDPOINT = '' } = process.env;
  const nodeArguments = ['--expose-gc', '--require', './test/support/memoryOnSignal.cjs'];
  server = await ServerProcess.start({ ...api.environment, DYNAMODB_ENDPOINT, LOG_LEVEL: 'info' }, { nodeArguments });
});
afterAll(async () => {
  await server.kill();
  await api.close();
});

/** The status, `gone` where the server closed the connection instead of answering, which it may while too much still comes. */
async function send(agent: Agent, { method, path, headers, body }: HostileRequest): Promise<number | 'gone'> {
  return new Promise((resolve) => {
    const options = { method, agent, headers: { ...headers, 'content-length': Buffer.byteLength(body ?? '') } };
    const outgoing = request(server.origin + path, options, (response) => {
      response.resume().once('close', () => resolve(response.statusCode ?? 0));
    });
    outgoing.once('error', () => resolve('gone')).end(body);
  });
}

/** Sends the corpus over and over for so long, several at once; how many answers had which status. */
async function soak(corpus: readonly HostileRequest[], milliseconds: number, counts: Map<string, number>) {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const until = Date.now() + milliseconds;
  let next = 0;
  const client = async () => {
    while (Date.now() < until) {
      const hostile = corpus[next++ % corpus.length]!;
      const status = await send(agent, hostile);
      const key = Number(status) >= 500 ? `${status} ${hostile.name}` : String(status);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  agent.destroy();
}

async function memory(): Promise<Memory> {
  const before = server.words.length;
  server.signal('SIGUSR2');
  await eventually(async () => Promise.resolve(server.words.slice(before).endsWith('\n')));
  return JSON.parse(server.words.slice(before)) as Memory;
}

const megabytes = (bytes: number) => Math.round((bytes / MEGABYTE) * 10) / 10;

it('a soak of everything hostile: no 5xx, flat memory after warm-up, a clean log', async () => {
  const corpus = await hostileRequests(api);
  await soak(corpus, WARM_UP_MS, new Map());
  const samples = [await memory()];
  const counts = new Map<string, number>();
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    await soak(corpus, SOAK_MS / SAMPLES, counts);
    samples.push(await memory());
  }
  const [first, last] = [samples[0]!, samples.at(-1)!];
  const sent = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const lines = samples.map(({ heapUsed, rss }) => `${megabytes(heapUsed)}/${megabytes(rss)}`).join(' ');
  process.stderr.write(
    `${sent} hostile requests of ${corpus.length} kinds in ${SOAK_MS / 1000} s: ${JSON.stringify(Object.fromEntries([...counts].sort()))}\n` +
      `heap/resident memory in MB, every ${SOAK_MS / SAMPLES / 1000} s after ${WARM_UP_MS / 1000} s of warm-up: ${lines}\n`,
  );
  expect([...counts.keys()].filter((key) => Number.parseInt(key, 10) >= 500)).toEqual([]);
  expect(megabytes(last.heapUsed - first.heapUsed)).toBeLessThan(FLAT_HEAP_MB);
  expect(megabytes(last.external - first.external)).toBeLessThan(FLAT_HEAP_MB);
  expect(megabytes(last.rss - first.rss)).toBeLessThan(FLAT_RSS_MB);
  expect(auditLog(server.log.written).slice(0, 5)).toEqual([]);
});
