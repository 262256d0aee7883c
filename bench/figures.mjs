// Prints the figures that the README and the closing notes quote: `npm run figures`. Starts the real stack in a folder of its own.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SEED = { shops: 20, products: 2000, orders: 4000 };
const folder = mkdtempSync(join(tmpdir(), 'fieldgate-figures-'));

try {
  const port = await freePort();
  rmSync('dist', { recursive: true, force: true });
  const first = await start(port);
  print('npm start to ready, first (build and demo data included)', `${first.seconds.toFixed(1)} s`, '≤ 20 s');
  await first.stop();
  const second = await start(port);
  print('npm start to ready, next', `${second.seconds.toFixed(1)} s`, '≤ 4 s');
  print('memory of the API process at rest', `${residentMegabytes(second.apiPid).toFixed(0)} MB`, '≤ 200 MB');
  await second.stop();
  print('npm run seed, embedded engine', `${seedRate().toFixed(0)} items/s`, '≥ 1,000 items/s');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function print(what, value, target) {
  console.log(`${what.padEnd(60)} ${value.padStart(14)}   target ${target}`);
}

/** Starts the stack as a user does, and resolves when the API answers. */
async function start(port) {
  const begun = performance.now();
  const child = spawn('npm', ['start', '--', '--folder', folder], {
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

function residentMegabytes(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes) / 1024;
}

/** Reads the rate that the command itself prints. */
function seedRate() {
  const counts = Object.entries(SEED).flatMap(([name, count]) => [`--${name}`, String(count)]);
  const { stdout, stderr } = spawnSync('npm', ['run', '--silent', 'seed', '--', '--folder', folder, ...counts], {
    encoding: 'utf8',
  });
  const [, rate] = /\(([\d,]+) a second\)/.exec(stdout + stderr) ?? [];
  if (rate === undefined) throw new Error(`the seed command printed no rate:\n${stdout}${stderr}`);
  return Number(rate.replaceAll(',', ''));
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
