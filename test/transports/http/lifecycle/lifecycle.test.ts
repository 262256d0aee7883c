import { version } from '../../../../package.json';
import { readConfiguration } from '../../../../src/configuration/configuration';
import { endServer, type EndableServer } from '../../../../src/transports/http/lifecycle/endServer';
import { startServer } from '../../../../src/server';
import { eventually, post } from '../../../abuse/requests';
import { ALPHA } from '../../../abuse/scene';
import { ApiUnderTest } from '../../../support/ApiUnderTest';
import { auditLog } from '../../../support/auditLog';
import { KeepAliveLoad } from '../../../support/KeepAliveLoad';
import { PRODUCTION_ENVIRONMENT } from '../../../support/productionEnvironment';
import { ServerProcess } from '../../../support/ServerProcess';
import { baseWorld } from '../../../support/world';

const QUERY = `{ shop(id: "${ALPHA}") { name openingHours { day opens } } }`;
const BODY = JSON.stringify({ query: QUERY });
const CONNECTIONS = 50;
const BEFORE_THE_SIGNAL = 500;
const UNLIMITED = { RATE_LIMIT_ADDRESS_REQUESTS: '999999999', RATE_LIMIT_ADDRESS_POINTS: '999999999' };
const PROCESS_MS = 120_000;

let api: ApiUnderTest;
beforeAll(async () => {
  api = await ApiUnderTest.start(baseWorld());
});
afterEach(() => {
  api.recorder.faults = undefined;
});
afterAll(async () => api.close());

/** A gate in front of the store: calls wait there until it is opened. */
function gate() {
  let release = (): void => undefined;
  const opened = new Promise<void>((resolve) => (release = resolve));
  let waiting = 0;
  api.recorder.faults = async () => {
    waiting += 1;
    await opened;
    return undefined;
  };
  return { letPass: () => release(), isReached: async () => Promise.resolve(waiting > 0) };
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => Promise.all(open.splice(0).map(async (close) => close())));

/** A server of its own, closed after the test where that did not do it. */
async function started(overrides: Record<string, string>) {
  const environment = { ...api.environment, ...overrides };
  const server = await startServer(readConfiguration(environment), { logDestination: api.log });
  let closing: Promise<void> | undefined;
  open.push(async () => (closing ??= server.close()));
  const url = server.url.replace('localhost', '127.0.0.1');
  const endable: EndableServer = {
    beginShutdown: () => server.beginShutdown(),
    drained: async () => server.drained(),
    close: async () => (closing ??= server.close()),
  };
  return { server: endable, url, origin: new URL(url).origin };
}

const isRefused = async (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  );

describe('a server that is asked whether it is ready', () => {
  it('asks the store, once for all who wait for the answer', async () => {
    const { origin } = await started({});
    const ready = async () => (await fetch(`${origin}/readyz`)).status;
    const { letPass, isReached } = gate();
    api.recorder.take();
    // So few that a busy machine has taken them in before the second is over that the store has to answer.
    const asked = Promise.all(Array.from({ length: 15 }, ready));
    await eventually(isReached);
    // All of them have come when a request that came after them has its answer.
    await Promise.all(Array.from({ length: 15 }, async () => fetch(`${origin}/livez`)));
    letPass();
    expect(new Set(await asked)).toEqual(new Set([200]));
    expect(api.recorder.take().length).toBeLessThan(3);
    api.recorder.faults = () => 'reset';
    expect(await ready()).toBe(503);
    api.recorder.faults = undefined;
    expect(await ready()).toBe(200);
  });
});

describe('a server whose load balancer asks about it', () => {
  it('gets no requests before it was ready once, and keeps them whatever its table does then', async () => {
    api.recorder.faults = () => 'reset';
    const { server, origin } = await started({});
    const health = async () => (await fetch(`${origin}/healthz`)).status;
    expect(await health()).toBe(503);
    api.recorder.faults = undefined;
    expect(await health()).toBe(200);
    api.recorder.faults = () => 'reset';
    expect([await health(), (await fetch(`${origin}/readyz`)).status]).toEqual([200, 503]);
    api.recorder.faults = undefined;
    server.beginShutdown();
    expect(await health()).toBe(503);
  });
});

describe('a server that is to end', () => {
  it('says so, closes each connection with an answer, and serves whoever comes', async () => {
    const { server, url, origin } = await started({});
    const healthy = await fetch(`${origin}/readyz`);
    expect([healthy.status, healthy.headers.get('connection')]).toEqual([200, 'keep-alive']);
    server.beginShutdown();
    const answers = {
      readyz: await fetch(`${origin}/readyz`),
      healthz: await fetch(`${origin}/healthz`),
      livez: await fetch(`${origin}/livez`),
      graphql: await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: BODY }),
      bad: await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }),
      nowhere: await fetch(`${origin}/nowhere`),
    };
    expect(await answers.readyz.json()).toEqual({ status: 'unavailable', reason: 'The server is about to stop.' });
    const told = Object.entries(answers).map(([name, { status, headers }]) => [
      name,
      status,
      headers.get('connection'),
    ]);
    expect(told).toEqual([
      ['readyz', 503, 'close'],
      ['healthz', 503, 'close'],
      ['livez', 200, 'close'],
      ['graphql', 200, 'close'],
      ['bad', 400, 'close'],
      ['nowhere', 404, 'close'],
    ]);
    await server.close();
  });

  it('finishes what is under way after it has stopped listening', async () => {
    const { server, url, origin } = await started({});
    const { letPass, isReached } = gate();
    const answer = post(url, QUERY);
    await eventually(isReached);
    const ended = endServer(server, 0);
    await eventually(async () => isRefused(`${origin}/livez`));
    letPass();
    expect(await answer).toMatchObject({ status: 200, body: { data: { shop: { name: 'name of alpha' } } } });
    await ended;
  });

  it('answers by the deadline what the store does not answer, and then ends', async () => {
    const { server, url } = await started({ REQUEST_DEADLINE_MS: '1000', DYNAMODB_REQUEST_TIMEOUT_MS: '60000' });
    api.recorder.faults = () => 'hang';
    const before = api.recorder.givenUp;
    const answer = post(url, QUERY);
    await eventually(async () => Promise.resolve(api.recorder.calls.length > 0));
    await endServer(server, 0);
    expect((await answer).body.errors[0].extensions.code).toBe('TRY_AGAIN');
    await eventually(async () => Promise.resolve(api.recorder.givenUp === before + 1));
  });

  it('waits for nobody who does not come to an end', async () => {
    const { server, url } = await started({ REQUEST_DEADLINE_MS: '500', REQUEST_READ_TIMEOUT_MS: '60000' });
    const slow = new Promise<string>((resolve) => {
      const body = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{"query":')) });
      const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half' };
      fetch(url, options as RequestInit).then(
        () => resolve('answered'),
        () => resolve('torn down'),
      );
    });
    await post(url, QUERY);
    await endServer(server, 0);
    expect(await slow).toBe('torn down');
  });
});

describe('the process', () => {
  const running: ServerProcess[] = [];
  afterEach(async () => Promise.all(running.splice(0).map(async (each) => each.kill())));

  async function runs(overrides: Record<string, string>, nodeArguments: string[] = []): Promise<ServerProcess> {
    const environment = { ...api.environment, ...PRODUCTION_ENVIRONMENT, LOG_LEVEL: 'info', ...overrides };
    const server = await ServerProcess.start(environment, { nodeArguments });
    running.push(server);
    return server;
  }

  function expectCleanLog({ log, words }: ServerProcess): void {
    expect(words).toBe('');
    expect(auditLog(log.written)).toEqual([]);
  }

  it('says in its first line which version listens where, and which variable it does not know', async () => {
    const { FIELDGATE_TEST_ENDPOINT: DYNAMODB_ENDPOINT = '' } = process.env;
    const server = await runs({ DYNAMODB_ENDPOINT, MAX_DEPHT: '3' });
    const listensAt = server.url.replace('127.0.0.1', 'localhost');
    const lines = server.log.lines().filter(({ event }) => event === 'start');
    expect(lines).toMatchObject([
      { level: 'warn', variable: 'MAX_DEPHT', meant: 'MAX_DEPTH' },
      { level: 'info', version, mode: 'production', listensAt, msg: 'the server listens' },
    ]);
    expect(server.log.lines().filter(({ msg }) => msg === 'message withheld')).toEqual([]);
    expectCleanLog(server);
  });

  it(
    'SIGTERM with 50 kept connections under load: no request fails, exit code 0',
    async () => {
      const { FIELDGATE_TEST_ENDPOINT: DYNAMODB_ENDPOINT = '' } = process.env;
      const server = await runs({ ...UNLIMITED, DYNAMODB_ENDPOINT, SHUTDOWN_GRACE_SECONDS: '3', LOG_LEVEL: 'warn' });
      let signal = (): void => undefined;
      const signalled = new Promise<void>((resolve) => (signal = resolve));
      const load: KeepAliveLoad = new KeepAliveLoad(server.url, BODY, CONNECTIONS, () => {
        if (load.answered === BEFORE_THE_SIGNAL) signal();
      });
      await signalled;
      server.signal('SIGTERM');
      await load.over();
      // A balancer that has not taken notice yet still sends requests, over new connections.
      const late = await Promise.all(Array.from({ length: CONNECTIONS }, async () => post(server.url, QUERY)));
      const [ready, live] = await Promise.all(['/readyz', '/livez'].map(async (path) => fetch(server.origin + path)));
      expect(await server.ended).toBe(0);
      process.stderr.write(
        `SIGTERM under load: ${load.answered + late.length} requests answered over ${CONNECTIONS} kept connections and ` +
          `${late.length} new ones, ${load.failures.length} failed.\n`,
      );
      expect(load.failures).toEqual([]);
      expect(load.announced).toBe(CONNECTIONS);
      expect(new Set(late.map(({ status }) => status))).toEqual(new Set([200]));
      expect([ready?.status, live?.status]).toEqual([503, 200]);
      expectCleanLog(server);
    },
    PROCESS_MS,
  );

  it(
    'a second signal ends it at once, whatever is under way',
    async () => {
      const server = await runs({ SHUTDOWN_GRACE_SECONDS: '300' });
      server.signal('SIGINT');
      await server.log.line({ event: 'ending', signal: 'SIGINT' });
      server.signal('SIGTERM');
      expect(await server.ended).toBe(143);
      expectCleanLog(server);
    },
    PROCESS_MS,
  );

  it.each(['rejection', 'exception'])(
    'an uncaught %s: logged without its message, what is under way is finished, exit code 1',
    async (FAULT) => {
      const server = await runs({ FAULT, SHUTDOWN_GRACE_SECONDS: '0' }, [
        '--require',
        './test/support/faultOnSignal.cjs',
      ]);
      const { letPass, isReached } = gate();
      const answer = post(server.url, QUERY);
      await eventually(isReached);
      server.signal('SIGUSR2');
      const line = await server.log.line({ event: 'uncaught' });
      expect(line).toMatchObject({ level: 'fatal', fault: 'HandRolledError' });
      expect(line.at).toEqual(expect.arrayContaining([expect.stringContaining('test/support/faultOnSignal.cjs')]));
      await eventually(async () => isRefused(server.url));
      letPass();
      expect(await answer).toMatchObject({ status: 200 });
      expect(await server.ended).toBe(1);
      expectCleanLog(server);
    },
    PROCESS_MS,
  );
});
