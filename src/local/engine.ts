import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ENGINE_KINDS, findEngine, type EngineKind, type EngineProgram } from './engineProgram';
import { LocalFailure } from './failure';
import { startGuarded, type GuardedProcess } from './guardedProcess';
import { freePort } from './ports';

/** A running DynamoDB engine. */
export interface Engine {
  readonly kind: EngineKind;
  readonly endpoint: string;
  readonly pid: number;
  /** Settles when the engine has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends it and resolves when nothing of it is left. */
  stop(): Promise<void>;
}

export interface EngineOptions {
  /** Default: the first that is installed, in the order of {@link ENGINE_KINDS}. */
  readonly kind?: EngineKind | undefined;
  /** Where the data is kept between starts; `memory` keeps none. */
  readonly dataFolder: string;
  /** Default: a free one. */
  readonly port?: number;
}

const READY_WITHIN_MS = 20_000;

/**
 * Starts an engine on 127.0.0.1 and resolves when it answers.
 * It never outlives this process. Rejects with a `LocalFailure` that says what to do.
 */
export async function startEngine({ kind, dataFolder, port }: EngineOptions): Promise<Engine> {
  const program = findEngine(kind);
  const chosenPort = port ?? (await freePort());
  const data = dataFolder === 'memory' ? null : await engineFolder(dataFolder, program.kind);
  const child = startGuarded(program.command, program.argumentsFor({ port: chosenPort, data }));
  const endpoint = `http://127.0.0.1:${chosenPort}`;
  await whenReady(program, child, endpoint, dataFolder);
  return { kind: program.kind, endpoint, pid: child.pid, ended: child.ended, stop: () => child.stop() };
}

/** Each engine has files of its own kind, so each has a folder of its own. */
async function engineFolder(dataFolder: string, kind: EngineKind): Promise<string> {
  const folder = join(dataFolder, kind);
  await mkdir(folder, { recursive: true });
  return folder;
}

async function whenReady(
  program: EngineProgram,
  child: GuardedProcess,
  endpoint: string,
  dataFolder: string,
): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!child.hasEnded() && performance.now() < deadline) {
    if (await answers(endpoint)) return;
    await Promise.race([delay(15), child.ended]);
  }
  const ended = child.hasEnded();
  await child.stop();
  throw new LocalFailure(ended ? whyEnded(program, child, dataFolder) : whyLate(program));
}

function whyEnded({ kind }: EngineProgram, child: GuardedProcess, dataFolder: string): string {
  const words = child.lastWords().replace(/\s+/g, ' ').slice(-400);
  const what = `The database engine ${kind} ended at once${words === '' ? '' : ` («${words}»)`}.`;
  if (dataFolder === 'memory') return what;
  return `${what} If its data in ${dataFolder} is damaged, \`npm run reset\` removes it and \`npm start\` makes it anew.`;
}

function whyLate({ kind }: EngineProgram): string {
  return `The database engine ${kind} did not answer within ${READY_WITHIN_MS / 1_000} seconds. Try again, or use another engine (\`--engine ${ENGINE_KINDS.join('` or `--engine ')}\`).`;
}

/** Asks for the list of tables: an answer to that shows that the engine can read its data. */
async function answers(endpoint: string): Promise<boolean> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
    'x-amz-date': '20260101T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=local/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  };
  const request = { method: 'POST', headers, body: '{}', signal: AbortSignal.timeout(5_000) };
  return fetch(endpoint, request).then(
    async (response) => (await response.text(), response.ok),
    () => false,
  );
}
