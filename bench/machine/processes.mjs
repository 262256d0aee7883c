// Processes of the bench: started on a core of their own, measured from /proc, and ended with the bench.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** The contender under load has a core for itself; the store and the load share the other. */
export const CONTENDER_CORE = 0;
export const OTHER_CORE = 1;

const TICKS_PER_SECOND = 100;
const READY_WITHIN_MS = 30_000;
const running = new Set();

process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Whether processes can be pinned to cores here: on Linux, with two cores or more. */
export const canPin = spawnSync('taskset', ['-c', String(OTHER_CORE), 'true']).status === 0;

export function pin(pid, core) {
  if (canPin) spawnSync('taskset', ['-acp', String(core), String(pid)]);
}

/** Lets this process, and what it starts, run on every core again. */
export function unpin() {
  pin(process.pid, `0-${cpus().length - 1}`);
}

/** Starts `node` with these arguments on one core; resolves when `port` takes connections. What it prints goes nowhere unless it fails. */
export async function startNode({ args, env, core, port, ipc = false }) {
  const command = canPin ? ['taskset', '-c', String(core), process.execPath, ...args] : [process.execPath, ...args];
  const stdio = ['ignore', process.env.BENCH_LOGS ? 'inherit' : 'ignore', 'pipe', ...(ipc ? ['ipc'] : [])];
  const child = spawn(command[0], command.slice(1), { env: { PATH: process.env.PATH, ...env }, stdio });
  const started = new Running(child, port);
  await started.untilReady();
  return started;
}

class Running {
  #words = '';

  constructor(child, port) {
    this.child = child;
    this.port = port;
    this.ended = new Promise((resolve) => child.once('exit', resolve));
    child.stderr.setEncoding('utf8').on('data', (text) => (this.#words = (this.#words + text).slice(-4000)));
    running.add(child);
  }

  get pid() {
    return this.child.pid;
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** CPU time of all its threads so far, user and system, in milliseconds; told in steps of 10. */
  cpuMs() {
    const stat = readFileSync(`/proc/${this.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
  }

  residentMegabytes() {
    return residentMegabytes(this.pid);
  }

  async untilReady() {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await takesConnections(this.port))) {
      if (this.child.exitCode !== null || Date.now() > deadline) {
        await this.stop('SIGKILL');
        throw new Error(`expected ${this.child.spawnargs.join(' ')} to start; it said: ${this.#words}`);
      }
      await delay(20);
    }
  }

  async stop(signal = 'SIGTERM') {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    const slow = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
    await this.ended;
    clearTimeout(slow);
    running.delete(this.child);
  }
}

export function residentMegabytes(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes) / 1024;
}

async function takesConnections(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => (socket.destroy(), resolve(true))).once('error', () => resolve(false));
  });
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
