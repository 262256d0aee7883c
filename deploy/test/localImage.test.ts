import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../src/local/ports';
import { localStage, makeLocalStage } from './dockerfile';

/*
 * What `docker compose up` builds and starts: exactly what the Dockerfile copies, in a folder with nothing else, built and started there. With
 * the embedded engine and the packages of this machine.
 */

/** Against what hangs: demo data are loaded in ten seconds, where nothing else runs. */
const PATIENCE_MS = 300_000;

const stage = localStage();
let folder: string;
before(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'fieldgate-local-image-')));
  makeLocalStage(folder);
});
after(() => rmSync(folder, { recursive: true }));

async function untilReady(url: string, child: ChildProcess, said: () => string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  const isReady = () =>
    fetch(url).then(
      ({ status }) => status === 200,
      () => false,
    );
  while (!(await isReady())) {
    assert.equal(child.exitCode, null, `it ended before it was ready:\n${said()}`);
    assert.ok(Date.now() < deadline, `it was not ready in time:\n${said()}`);
    await pause(100);
  }
}

it('is built without tools, tests and documents', () => {
  for (const path of ['tools', 'test', 'bench', 'docs/operations.md', 'dist/tools', 'dist/test'])
    assert.ok(!existsSync(join(folder, path)), `${path} is there: ${readdirSync(folder).join(' ')}`);
});

it('starts, answers, and ends with 0 when it is told to', { timeout: 2 * PATIENCE_MS }, async () => {
  const [program, ...words] = stage.command;
  assert.equal(program, 'node');
  const port = String(await freePort());
  const own = { PATH: process.env.PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const env = { ...own, ...stage.environment, HOST: '127.0.0.1', PORT: port };
  const child = spawn(process.execPath, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (text: Buffer) => (said += String(text)));
  try {
    await untilReady(`http://127.0.0.1:${port}/readyz`, child, () => said);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null], said);
  } finally {
    child.kill('SIGKILL');
  }
});
