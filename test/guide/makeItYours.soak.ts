import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/local/ports';
import { eventually } from '../abuse/requests';
import { askedOf } from '../abuse/traffic';
import { ALPHA } from '../abuse/scene';
import { ApiUnderTest, type RequestHeaders } from '../support/ApiUnderTest';
import { baseWorld } from '../support/world';
import { followSteps, questionsOf } from './guideSteps';

const ROOT = join(__dirname, '../..');
const GUIDE = join(ROOT, 'docs/make-it-yours.md');

let copy: string;
let api: ApiUnderTest;
let server: ChildProcess | undefined;
let url: string;

beforeAll(async () => {
  // Not below node_modules, of which the compiler emits no JSON.
  copy = mkdtempSync(join(tmpdir(), 'fieldgate-guide-'));
  for (const part of ['schema', 'resolvers', 'src', 'tsconfig.json', 'tsconfig.build.json', 'package.json'])
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  // What is built already makes the compiler look at the changes only.
  if (existsSync(join(ROOT, 'dist'))) cpSync(join(ROOT, 'dist'), join(copy, 'dist'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  api = await ApiUnderTest.start(baseWorld());
});
afterAll(async () => {
  if (server) await killed(server);
  await api.close();
  rmSync(copy, { recursive: true, force: true });
});

/** Rejects when the server ends. */
async function endOf(process: ChildProcess): Promise<never> {
  await once(process, 'exit');
  throw new Error('expected the server to run; it has ended');
}

async function killed(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null) return;
  const ended = once(process, 'exit');
  process.kill('SIGKILL');
  await ended;
}

/** The copy's own server, on the same table and with the same keys as the one that the test has. */
async function startCopy(): Promise<void> {
  const port = await freePort();
  url = `http://127.0.0.1:${String(port)}/graphql`;
  const env = { ...process.env, ...api.environment, PORT: String(port) };
  server = spawn(process.execPath, ['dist/src/main.js'], {
    cwd: copy,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const isReady = async () =>
    fetch(new URL('/readyz', url)).then(
      ({ ok }) => ok,
      () => false,
    );
  await Promise.race([eventually(isReady), endOf(server)]);
}

async function ask(query: string, headers: RequestHeaders): Promise<{ data?: unknown; errors?: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-on-denied': 'mask', ...headers },
    body: JSON.stringify({ query, variables: { shop: ALPHA } }),
  });
  return (await response.json()) as { data?: unknown; errors?: unknown };
}

describe('docs/make-it-yours.md, followed step by step', () => {
  it('compiles, and answers what it says', async () => {
    expect(followSteps(GUIDE, copy).length).toBeGreaterThan(8);
    execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
      cwd: copy,
      stdio: 'pipe',
    });
    await startCopy();
    const callers: Record<string, RequestHeaders> = {
      customer: await api.customer1(),
      guest: {},
      owner: await api.ownerA(),
    };
    const questions = questionsOf(GUIDE);
    expect(questions.map(({ who }) => who)).toEqual(['customer', 'guest', 'owner']);
    for (const { who, query, data } of questions) {
      api.recorder.take();
      const answer = await ask(query, callers[who]!);
      expect(answer).toMatchObject({ data });
      expect(answer.errors).toBeUndefined();
      if (who === 'guest') expect(askedOf(api.recorder.calls, 'SHOP#alpha')).toEqual(['rating', 'text']);
    }
  });
});
