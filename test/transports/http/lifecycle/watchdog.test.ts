import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ApiUnderTest } from '../../../support/ApiUnderTest';
import { PRODUCTION_ENVIRONMENT } from '../../../support/productionEnvironment';
import { ServerProcess } from '../../../support/ServerProcess';

const SUPPORT = join(__dirname, '../../../support');
const STALL = ['--require', join(SUPPORT, 'stallOnSignal.cjs')];
const WATCHDOG = join(__dirname, '../../../../src/transports/http/lifecycle/watchdog.ts');

const running: { kill(signal: 'SIGKILL'): unknown }[] = [];
afterEach(() => running.splice(0).map((each) => each.kill('SIGKILL')));

const UNSHARED = ['unshare', '--pid', '--fork', '--mount-proc'];
const mayUnshare = () => spawnSync(UNSHARED[0]!, [...UNSHARED.slice(1), 'true']).status === 0;

interface Circumstances {
  readonly nodeArguments?: readonly string[];
  readonly under?: readonly string[];
  /** Whether its stderr is read. */
  readonly isHeard?: boolean;
}

/** A process that is watched, and nothing else. */
async function watched(
  stall: string,
  seconds: number,
  { nodeArguments = [], under = [], isHeard = true }: Circumstances = {},
) {
  const program = `require(${JSON.stringify(WATCHDOG)}).watchEventLoop(${seconds}); setInterval(() => {}, 1000); process.stdout.write('ready');`;
  const preload = ['--require', join(SUPPORT, 'runSources.cjs'), ...STALL];
  const [command, ...args] = [...under, process.execPath, ...nodeArguments, ...preload, '-e', program];
  const child = spawn(command, args, {
    env: { ...process.env, STALL: stall },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let words = '';
  if (isHeard) child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  await once(child.stdout, 'data');
  return { child, words: () => words };
}

/** What it says next, or the signal that ends it. */
async function next(child: ChildProcess): Promise<string> {
  const said = new Promise<string>((resolve) => child.stdout?.once('data', (data: Buffer) => resolve(String(data))));
  const ended = new Promise<string>((resolve) => child.once('close', (_code, signal) => resolve(String(signal))));
  return Promise.race([said, ended]);
}

describe('a process whose event loop stands still', () => {
  test.each(['pattern', 'loop', 'promises'])('is killed, and says on stderr why and where: by a %s', async (stall) => {
    const { child, words } = await watched(stall, 1);
    child.kill('SIGUSR2');
    expect(await next(child)).toBe('SIGKILL');
    expect(words()).toMatch(/^The event loop stood still for 1 s \(MAX_EVENT_LOOP_STALL_SECONDS\)/);
    expect(words()).toMatch(/ {4}at .*\(test\/support\/stallOnSignal\.cjs:\d+:\d+\)/);
    expect(words()).not.toMatch(/999/);
  });

  test('is left alone for less than it may take, with 0, and under a debugger', async () => {
    const all = [
      await watched('while:1000', 3),
      await watched('while:3000', 0),
      await watched('while:3000', 1, { nodeArguments: ['--inspect=127.0.0.1:0'] }),
    ].map(({ child }) => child);
    for (const child of all) child.kill('SIGUSR2');
    expect(await Promise.all(all.map(next))).toEqual(['over\n', 'over\n', 'over\n']);
  });

  test('is killed also where stderr is full, and whoever read it reads no more', async () => {
    // A pipe of the shell's, which holds who writes to it.
    const under = ['bash', '-c', 'exec "$@" 2> >(exec sleep 20)', 'bash'];
    const { child } = await watched('stderr', 1, { under });
    child.kill('SIGUSR2');
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  });

  // As root, on Linux.
  (mayUnshare() ? describe : describe.skip)('as the first one of a container, which nobody kills from within', () => {
    test.each(['pattern', 'native'])('exits, and says so once: %s', async (stall) => {
      const { child, words } = await watched(`${stall}:itself`, 1, { under: UNSHARED });
      const [code] = (await once(child, 'close')) as [number];
      expect(code).not.toBe(0);
      expect(words().split('The event loop stood still for 1 s')).toHaveLength(2);
    });

    test('exits also where the reader of stderr is gone, and the code that stands still has another `process`', async () => {
      const { child } = await watched('shadowed:itself', 1, { under: UNSHARED, isHeard: false });
      child.stderr.destroy();
      const [code] = (await once(child, 'exit')) as [number];
      expect(code).not.toBe(0);
    });
  });

  test('is not taken for one that was suspended', async () => {
    const { child } = await watched('while:10', 1);
    child.kill('SIGSTOP');
    // Time has to pass for a clock to be misled: there is nothing to wait for.
    spawnSync('sleep', ['3']);
    child.kill('SIGCONT');
    child.kill('SIGUSR2');
    expect(await next(child)).toBe('over\n');
  });
});

test('the server is watched', async () => {
  const api = await ApiUnderTest.start([]);
  const environment = { ...api.environment, ...PRODUCTION_ENVIRONMENT, STALL: 'pattern' };
  const server = await ServerProcess.start(
    { ...environment, MAX_EVENT_LOOP_STALL_SECONDS: '1' },
    { nodeArguments: STALL },
  );
  running.push(server);
  server.signal('SIGUSR2');
  expect(await server.ended).toBe('SIGKILL');
  expect(server.words).toMatch(/^The event loop stood still for 1 s/);
  await api.close();
});
