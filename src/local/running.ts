import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { link, mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { LocalFailure } from './failure';
import { readJson, writePrivateJson, type LocalFolder } from './localFolder';

/** What a running stack tells the other commands about itself. No secrets. */
export interface Running {
  readonly instance: string;
  /** `npm start`, or a command that runs the engine for itself. */
  readonly command: string;
  readonly pid: number;
  /** A port of 127.0.0.1 that answers with `instance` for as long as the process lives. */
  readonly livePort: number;
  /** Not yet there while the stack is starting. */
  readonly ready?: RunningStack;
}

export interface RunningStack {
  readonly url: string;
  readonly dynamoDbEndpoint: string;
  /** How to write to it fast; see `WriteOptions.by`. */
  readonly engine: string;
  readonly tableName: string;
  /** The small table of those who read the stream. */
  readonly changesTableName: string;
  readonly region: string;
  /** Absent where the environment names another user pool. */
  readonly cognito?: { readonly url: string; readonly clientId: string };
  /** Which signing keys the environment gave: the others are in keys.json. */
  readonly keysFromEnvironment: readonly string[];
}

/** The right to use the local folder, held by one process at a time. */
export interface FolderLock {
  publish(ready: RunningStack): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the local folder for this process. Rejects with a `LocalFailure` while another process has it.
 * A crashed process holds nothing: what counts is that it answers, not that it left a file behind.
 */
export async function lockFolder(folder: LocalFolder, command: string): Promise<FolderLock> {
  await mkdir(folder.path, { recursive: true });
  const instance = randomUUID();
  const server = await answerWith(instance);
  const running: Running = { instance, command, pid: process.pid, livePort: (server.address() as AddressInfo).port };
  try {
    await claim(folder, running);
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    publish: (ready) => writePrivateJson(folder.runFile, { ...running, ready }),
    release: () => release(folder, instance, server),
  };
}

/** The process that has the folder now, or `null`. */
export async function findRunning(folder: LocalFolder): Promise<Running | null> {
  const running = (await readJson(folder.runFile)) as Running | null;
  return running !== null && (await isAlive(running)) ? running : null;
}

async function answerWith(instance: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(instance);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return server;
}

async function claim(folder: LocalFolder, running: Running): Promise<void> {
  if (await createRunFile(folder, running)) return;
  const other = await findRunning(folder);
  if (other) throw new LocalFailure(alreadyRunning(other, folder));
  await rm(folder.runFile, { force: true });
  if (await createRunFile(folder, running)) return;
  throw new LocalFailure(`Another process has just taken ${folder.path}. Try again when it has stopped.`);
}

function alreadyRunning({ command, pid, ready }: Running, folder: LocalFolder): string {
  const where = ready ? `, at ${ready.url}` : '';
  return `\`${command}\` already runs on ${folder.path} (process ${pid}${where}). Use that one, or stop it first.`;
}

/** Under a name of its own first, then linked: nobody ever sees a half-written file, and only one process gets the name. */
async function createRunFile(folder: LocalFolder, running: Running): Promise<boolean> {
  const draft = `${folder.runFile}.${running.instance}`;
  await writePrivateJson(draft, running);
  try {
    await link(draft, folder.runFile);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function isAlive({ livePort, instance }: Running): Promise<boolean> {
  if (!Number.isInteger(livePort)) return false;
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ port: livePort, host: '127.0.0.1', timeout: 2_000 });
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
    socket.once('timeout', () => socket.destroy());
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(answer === instance));
  });
}

async function release(folder: LocalFolder, instance: string, server: Server): Promise<void> {
  server.close();
  const current = await readJson(folder.runFile);
  if (current?.instance === instance) await rm(folder.runFile, { force: true });
}
