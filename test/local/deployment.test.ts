import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine, type Engine } from '../../src/local/engine';
import { LocalFolder } from '../../src/local/localFolder';
import { prepareChangesTable } from '../../src/local/preparedTable';
import { lockFolder, type FolderLock } from '../../src/local/running';
import { withStore } from '../../src/local/store';
import { spawnSources } from '../support/spawnSources';

/*
 * Commands that an operator runs against a deployment, while a local stack runs in the same folder, whose database nobody reaches: whoever asks
 * that one fails. `AWS_ENDPOINT_URL_DYNAMODB` is the SDK's own word for where AWS's DynamoDB is.
 */

const UNREACHED = 'http://127.0.0.1:1';
const ENDED_WITHIN_MS = 60_000;
const TABLE = 'fieldgate-drill';

let folder: string;
let aws: Engine;
let lock: FolderLock;
let onAws: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldgate-'));
  aws = await startEngine({ dataFolder: 'memory' });
  onAws = { AWS_ENDPOINT_URL_DYNAMODB: aws.endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  lock = await lockFolder(new LocalFolder(folder), 'npm start');
  await lock.publish({
    ...{ url: UNREACHED, dynamoDbEndpoint: UNREACHED, engine: 'external', region: 'eu-central-1' },
    ...{ tableName: 'fieldgate', changesTableName: 'fieldgate-changes', keysFromEnvironment: [] },
    cognito: { url: UNREACHED, clientId: 'x' },
  });
});
afterAll(async () => {
  await lock.release();
  await aws.stop();
  await rm(folder, { recursive: true });
});

async function run(
  command: 'seed' | 'verify' | 'grant' | 'deadLetters',
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<{ said: string; code: number | null }> {
  const child = spawnSources(`src/local/${command}.ts`, ['--folder', folder, ...args], {
    env: { ...onAws, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...environment },
    timeout: ENDED_WITHIN_MS,
  });
  let said = '';
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { said, code };
}

const SHOPS = ['--shops', '1', '--products', '2'];

describe('on AWS, where no endpoint is given', () => {
  it('npm run seed writes to the table of the deployment, if FIELDGATE_MODE says that one is meant', async () => {
    const told = { TABLE_NAME: TABLE, AWS_REGION: 'eu-west-1', FIELDGATE_MODE: 'production' };
    expect(await run('seed', told, SHOPS)).toEqual({
      code: 0,
      said: expect.stringMatching(/^The table fieldgate-drill on AWS in eu-west-1\.\n(?:.|\n)*Added 1 shops/) as string,
    });
  });

  it.each([
    ['as operators type it', {}],
    ['with the mode', { FIELDGATE_MODE: 'production' }],
  ])('npm run verify recounts the table of the deployment: %s', async (_, mode) => {
    await run('seed', { TABLE_NAME: TABLE, DYNAMODB_ENDPOINT: aws.endpoint }, SHOPS);
    const { said, code } = await run('verify', { TABLE_NAME: TABLE, AWS_REGION: 'eu-west-1', ...mode });
    expect(said).toMatch(/^The table fieldgate-drill on AWS in eu-west-1\.\n/);
    expect(said).toMatch(/Recounted [1-9]\d* items/);
    expect(said).toContain('No differences');
    expect(code).toBe(0);
  });

  it('npm run dead-letters lists those of the deployment', async () => {
    const address = { endpoint: aws.endpoint, region: 'eu-central-1', tableName: 'fieldgate-changes' };
    await withStore(address, prepareChangesTable);
    expect(await run('deadLetters', { FIELDGATE_MODE: 'production', AWS_REGION: 'eu-central-1' })).toEqual({
      said: 'There are no dead letters.\n',
      code: 0,
    });
  });

  it('npm run grant wants to know of which user pool, and does not take the local one', async () => {
    const { said, code } = await run('grant', { FIELDGATE_MODE: 'production' }, ['--owner', 'a@b.test', '--shop', 'x']);
    expect(said).toMatch(/COGNITO_USER_POOL_ID: expected a user pool id/);
    expect(code).toBe(1);
  });
});

describe('where it is not told whether AWS is meant', () => {
  it('npm run seed writes nothing to a table of which only the name is known', async () => {
    const { said, code } = await run('seed', { TABLE_NAME: TABLE }, SHOPS);
    expect(said).toMatch(/TABLE_NAME alone does not tell where that table is\./);
    expect(code).toBe(1);
  });

  it.each(['seed', 'verify'] as const)(
    'npm run %s asks the local stack in local mode, whatever is set',
    async (command) => {
      const args = command === 'seed' ? SHOPS : [];
      const { said, code } = await run(command, { TABLE_NAME: TABLE, FIELDGATE_MODE: 'local' }, args);
      expect(said).toMatch(/The database does not answer/);
      expect(code).toBe(1);
    },
  );

  it.each(['seed', 'verify', 'grant', 'deadLetters'] as const)(
    '%s refuses a mode that there is not',
    async (command) => {
      const more = { seed: SHOPS, verify: [], grant: ['--owner', 'a@b.test', '--shop', 'x'], deadLetters: [] }[command];
      const { said, code } = await run(command, { FIELDGATE_MODE: 'prod' }, more);
      expect(said).toMatch(/FIELDGATE_MODE: expected local or production; got "prod"/);
      expect(code).toBe(1);
    },
  );
});
