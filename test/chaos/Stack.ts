import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine, type Engine } from '../../src/local/engine';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { CognitoUnderTest } from '../support/CognitoUnderTest';
import { createCountersTable } from '../support/countersTable';
import { orderingWorld } from '../support/ordering';
import { ROLE_PREFIX } from '../support/RoleLedger';
import { ServerProcess } from '../support/ServerProcess';
import { StsUnderTest } from '../support/StsUnderTest';
import type { Fault } from './Fault';
import { HttpChaos } from './HttpChaos';
import { RedisChaos } from './RedisChaos';

/** Whoever asks is told within so long, also when nothing that the server needs answers. */
export const DEADLINE_MS = 3000;
const INSTANCES = 2;
const MEMORY = ['--expose-gc', '--require', join(__dirname, '../support/memoryOnSignal.cjs')];

/** Something that the servers need, and that can go wrong. */
export interface Dependency {
  readonly name: string;
  begin(fault: Fault): Promise<void> | void;
  end(fault: Fault): Promise<void> | void;
}

export interface Usage {
  readonly heapMb: number;
  readonly handles: number;
}

/** Two servers as they are deployed, and all that they need: each a process or a server of its own that can go wrong. */
export class Stack {
  readonly dependencies: readonly Dependency[];
  private readonly closing: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly api: ApiUnderTest,
    private readonly clientId: string,
    readonly servers: readonly ServerProcess[],
    dependencies: readonly Dependency[],
    closing: readonly (() => Promise<unknown>)[],
  ) {
    this.dependencies = dependencies;
    this.closing.push(...closing);
  }

  static async start(): Promise<Stack> {
    const folder = await mkdtemp(join(tmpdir(), 'fieldgate-chaos-'));
    const engine = new EngineProcess(await startEngine({ dataFolder: folder }), folder);
    // Whatever looks at the table beside the servers looks there.
    process.env.FIELDGATE_TEST_ENDPOINT = engine.endpoint;
    const [sts, cognito, redis, api, collector] = await Promise.all([
      StsUnderTest.start(),
      CognitoUnderTest.start(),
      RedisChaos.start(),
      ApiUnderTest.start(orderingWorld({ stock: 1_000_000 })),
      startCollector(),
    ]);
    const counters = `counters-${randomBytes(6).toString('hex')}`;
    await Promise.all([api.withStream(), api.withChangesTable(), createCountersTable(counters)]);
    const laneOf = (body: string) => (body.includes(counters) ? 'counters' : 'items');
    const [store, sessions, pool, telemetry] = await Promise.all([
      HttpChaos.start(engine.endpoint, laneOf),
      HttpChaos.start(sts.url),
      HttpChaos.start(cognito.url),
      HttpChaos.start(urlOf(collector)),
    ]);
    const environment = {
      ...api.environment,
      DYNAMODB_ENDPOINT: store.url,
      DYNAMODB_CONNECTION_TIMEOUT_MS: '500',
      DYNAMODB_REQUEST_TIMEOUT_MS: '1000',
      REQUEST_DEADLINE_MS: String(DEADLINE_MS),
      COGNITO_ENDPOINT: pool.url,
      COGNITO_CLIENT_ID: cognito.pool.clientId,
      COGNITO_CONNECTION_TIMEOUT_MS: '500',
      COGNITO_REQUEST_TIMEOUT_MS: '1500',
      ACCOUNT_ANSWER_MS: '0',
      ASSUME_ROLE_PER_ROLE: 'on',
      ROLE_ARN_PREFIX: ROLE_PREFIX,
      STS_ENDPOINT: sessions.url,
      RATE_LIMIT_STORE: 'dynamodb',
      RATE_LIMIT_TABLE_NAME: counters,
      REALTIME_REDIS_URL: redis.url,
      CHANGES_LEASE_MS: '2000',
      TELEMETRY: 'otlp',
      OTLP_ENDPOINT: telemetry.url,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      OTEL_METRIC_EXPORT_TIMEOUT: '1000',
      LOG_LEVEL: 'warn',
    };
    const servers: ServerProcess[] = [];
    for (let instance = 0; instance < INSTANCES; instance += 1)
      servers.push(await ServerProcess.start(environment, { nodeArguments: MEMORY }));
    const lane = (name: string, chaos: HttpChaos, of = 'all'): Dependency => ({
      name,
      begin: (fault) => chaos.begin(fault, of),
      end: () => chaos.end(of),
    });
    const dependencies = [
      {
        name: 'the store',
        begin: async (fault: Fault) => (engine.isItsOwn(fault) ? engine.begin(fault) : store.begin(fault, 'items')),
        end: async (fault: Fault) => (engine.isItsOwn(fault) ? engine.end(fault) : store.end('items')),
      },
      { name: 'Redis', begin: async (fault: Fault) => redis.begin(fault), end: async () => redis.end() },
      lane('STS', sessions),
      lane('Cognito', pool),
      lane('the collector', telemetry),
      lane('the rate-limit table', store, 'counters'),
    ];
    return new Stack(api, cognito.pool.clientId, servers, dependencies, [
      async () => Promise.all(servers.map(async (server) => server.kill())),
      async () => api.close(),
      async () => Promise.all([store, sessions, pool, telemetry].map(async (chaos) => chaos.close())),
      async () => Promise.all([sts.close(), cognito.close(), redis.close()]),
      async () => new Promise((resolve) => collector.close(resolve)),
      async () => engine.close(),
      async () => rm(folder, { recursive: true }),
    ]);
  }

  /** With a token that names the user pool's client. */
  async signedIn(subject: string, ...groups: readonly string[]): Promise<RequestHeaders> {
    const claims = { aud: this.clientId };
    const token = await this.api.identityProvider.token({ subject, groups, email: `${subject}@example.com`, claims });
    return { authorization: `Bearer ${token}` };
  }

  get urls(): readonly string[] {
    return this.servers.map(({ url }) => url);
  }

  /** Of each server, after it has collected its garbage. */
  async usage(): Promise<Usage[]> {
    return Promise.all(this.servers.map(usageOf));
  }

  async close(): Promise<void> {
    for (const close of this.closing) await close();
  }
}

/** The engine, killed and stopped as a process; it keeps its data in a folder. */
class EngineProcess {
  readonly endpoint: string;

  constructor(
    private engine: Engine,
    private readonly folder: string,
  ) {
    this.endpoint = engine.endpoint;
  }

  isItsOwn(fault: Fault): boolean {
    return fault === 'killed' || fault === 'stopped';
  }

  async begin(fault: Fault): Promise<void> {
    // With the shell that guards it.
    process.kill(-this.engine.pid, fault === 'killed' ? 'SIGKILL' : 'SIGSTOP');
    if (fault === 'killed') await this.engine.ended;
  }

  async end(fault: Fault): Promise<void> {
    if (fault === 'stopped') process.kill(-this.engine.pid, 'SIGCONT');
    else this.engine = await startEngine({ dataFolder: this.folder, port: Number(new URL(this.endpoint).port) });
  }

  async close(): Promise<void> {
    await this.engine.stop();
  }
}

async function usageOf(server: ServerProcess): Promise<Usage> {
  const before = server.words.length;
  server.signal('SIGUSR2');
  while (!server.words.slice(before).includes('}\n')) await new Promise(setImmediate);
  const [said = ''] = /\{.*\}/.exec(server.words.slice(before)) ?? [];
  const { heapUsed } = JSON.parse(said) as { heapUsed: number };
  return { heapMb: heapUsed / 2 ** 20, handles: readdirSync(`/proc/${String(server.pid)}/fd`).length };
}

async function startCollector(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}
