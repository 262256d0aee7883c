// The figures of starting that the README quotes, on this machine: printed by `npm run figures`, and part of the bench. Starts the
// real stack in a folder of its own, from nothing: what was compiled before is removed.
import { readOptions } from '../tools/commandLine.mjs';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, residentMegabytes } from './machine/processes.mjs';

const SEED = { shops: 20, products: 2000, orders: 4000 };
const root = fileURLToPath(new URL('..', import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  readOptions({
    usage: 'npm run figures --',
    about:
      'Prints how long npm start takes, the memory of the API and the rate of npm run seed, on this machine. Removes dist/ first.',
    examples: [['npm run figures', 'about a minute']],
  });
  for (const { what, value, target } of await startUpFigures())
    console.log(`${what.padEnd(60)} ${value.padStart(14)}   target ${target}`);
}

export async function startUpFigures() {
  const folder = mkdtempSync(join(tmpdir(), 'fieldgate-figures-'));
  try {
    return await figuresIn(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function figuresIn(folder) {
  const port = await freePort();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const first = await start(port, folder);
  await first.stop();
  const second = await start(port, folder);
  const memory = residentMegabytes(second.apiPid);
  await second.stop();
  const seconds = (value) => `${value.toFixed(1)} s`;
  return [
    {
      what: 'npm start to ready, first (build and demo data included)',
      value: seconds(first.seconds),
      target: '≤ 20 s',
    },
    { what: 'npm start to ready, next', value: seconds(second.seconds), target: '≤ 4 s' },
    { what: 'memory of the API process at rest', value: `${memory.toFixed(0)} MB`, target: '≤ 200 MB' },
    {
      what: 'npm run seed, embedded engine',
      value: `${seedRate(folder).toFixed(0)} items/s`,
      target: '≥ 1,000 items/s',
    },
  ];
}

/** Starts the stack as a user does, and resolves when the API answers. */
async function start(port, folder) {
  const begun = performance.now();
  const child = spawn('npm', ['start', '--', '--folder', folder], {
    cwd: root,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (text) => (printed += text));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${printed}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const seconds = (performance.now() - begun) / 1000;
  const apiPid = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).pid;
  const stop = async () => {
    process.kill(apiPid, 'SIGINT');
    await ended;
  };
  return { seconds, apiPid, stop };
}

async function answers(port) {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Reads the rate that the command itself prints. */
function seedRate(folder) {
  const counts = Object.entries(SEED).flatMap(([name, count]) => [`--${name}`, String(count)]);
  const { stdout, stderr } = spawnSync('npm', ['run', '--silent', 'seed', '--', '--folder', folder, ...counts], {
    cwd: root,
    encoding: 'utf8',
  });
  const [, rate] = /\(([\d,]+) a second\)/.exec(stdout + stderr) ?? [];
  if (rate === undefined) throw new Error(`the seed command printed no rate:\n${stdout}${stderr}`);
  return Number(rate.replaceAll(',', ''));
}
