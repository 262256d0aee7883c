import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceNotFoundException,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beginDemoData, loadDemoData } from '../../src/local/demoData';
import { freePort } from '../../src/local/ports';
import { prepareChangesTable, prepareTable } from '../../src/local/preparedTable';
import { seedWorld } from '../../src/local/seedWorld';
import { withStore, type Store, type StoreAddress } from '../../src/local/store';
import {
  changesTableDefinition,
  createChangesTable,
  createTable,
  enableStream,
  tableDefinition,
} from '../../src/local/table';
import { readJob, writeJob } from '../../src/local/worldJobs';
import { spawnSources } from '../support/spawnSources';

const ENDED_WITHIN_MS = 60_000;
const THEIR_ITEM = { pk: 'THEIRS#1', sk: 'A', expiresAt: 1, gsi1pk: 'x', gsi1sk: 'y' };
const OTHER_KEYS: Partial<CreateTableCommandInput> = {
  AttributeDefinitions: [{ AttributeName: 'orderId', AttributeType: 'N' }],
  KeySchema: [{ AttributeName: 'orderId', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: undefined,
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldgate-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A name of nothing so far. */
function address(): StoreAddress & { readonly endpoint: string } {
  const endpoint = process.env.FIELDGATE_TEST_ENDPOINT ?? '';
  return { endpoint, region: 'eu-central-1', tableName: `foreign-${randomUUID()}` };
}

/** Makes a table as somebody else would. */
async function makeForeign(definition: CreateTableCommandInput, items: readonly object[] = []): Promise<void> {
  await withStore(address(), async ({ client }) => {
    await client.send(new CreateTableCommand(definition));
    for (const Item of items) await client.send(new PutCommand({ TableName: definition.TableName, Item }));
  });
}

/** Everything about a table that a command could change; `null` where there is none. */
async function stateOf(tableName: string): Promise<unknown> {
  return withStore({ ...address(), tableName }, async ({ client }) => {
    const found = await tableOf(client, tableName);
    if (!found) return null;
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: tableName }));
    const { Items } = await client.send(new ScanCommand({ TableName: tableName }));
    const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes = [], StreamSpecification } = found;
    const indexes = GlobalSecondaryIndexes.map(({ IndexName, KeySchema: keys }) => ({ IndexName, keys }));
    return { AttributeDefinitions, KeySchema, indexes, StreamSpecification, TimeToLiveDescription, Items };
  });
}

async function tableOf(client: Pick<DynamoDBClient, 'send'>, TableName: string) {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null;
    throw error;
  }
}

/** Runs a command as a person does, until it is ready or ends; resolves with what it said and its exit code. */
async function run(
  command: 'start' | 'seed' | 'verify',
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<{ said: string; code: number | null }> {
  const child = spawnSources(`src/local/${command}.ts`, ['--folder', folder, ...args], {
    env: { PORT: String(await freePort()), ...environment },
    timeout: ENDED_WITHIN_MS,
  });
  let said = '';
  const hear = (text: string): void => {
    said += text;
    if (said.includes('Fieldgate is ready')) child.kill('SIGTERM');
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { said: said.replaceAll(/\s+/g, ' '), code };
}

describe('npm start on a table of somebody else', () => {
  it('serves it, leaves its keys, time to live, stream and items alone, and says so', async () => {
    const { endpoint, tableName } = address();
    const changes = `${tableName}-changes`;
    await makeForeign(tableDefinition(tableName), [THEIR_ITEM]);
    await makeForeign(changesTableDefinition(changes));
    const before = [await stateOf(tableName), await stateOf(changes)];
    const { said, code } = await run('start', {
      DYNAMODB_ENDPOINT: endpoint,
      TABLE_NAME: tableName,
      CHANGES_TABLE_NAME: changes,
      // Nobody is there: whoever would take turns with others over it would do so in the small table.
      REALTIME_REDIS_URL: 'redis://127.0.0.1:1',
    });
    expect(code).toBe(0);
    expect(said).toContain(
      'We did not make both tables, so that others may send the notifications of these data: ' +
        'none are sent here (set NOTIFICATIONS=files if nobody else does). ' +
        'Subscriptions are served without REALTIME_REDIS_URL.',
    );
    expect([await stateOf(tableName), await stateOf(changes)]).toEqual(before);
    expect(said).toContain(
      `The table ${tableName} was there already: its keys, time to live and stream are left as they are. ` +
        'Its time to live is off, so that what has expired stays in it: ' +
        'switch it on for the attribute expiresAt if whatever has one may be removed. ' +
        'Its stream is off, so that there are no subscriptions and no notices: ' +
        'switch one on (StreamViewType KEYS_ONLY) to have them.',
    );
    expect(said).toContain(`The table ${tableName} holds other data already; the demo data is not added to it.`);
    expect(said).toContain(`The table ${changes} was there already: its keys,`);
  });

  it.each([
    ['other keys', OTHER_KEYS, 'has the keys orderId (N); expected pk (S) and sk (S)'],
    [
      'no index',
      {
        AttributeDefinitions: tableDefinition('').AttributeDefinitions?.slice(0, 2),
        GlobalSecondaryIndexes: undefined,
      },
      'has no index gsi1; expected one with the keys gsi1pk (S) and gsi1sk (S)',
    ],
    [
      'an index that holds less',
      {
        GlobalSecondaryIndexes: tableDefinition('').GlobalSecondaryIndexes?.map((index) => ({
          ...index,
          Projection: { ProjectionType: 'KEYS_ONLY' },
        })),
      },
      'has the index gsi1 without category, available, status, which it is expected to hold',
    ],
  ] as [string, Partial<CreateTableCommandInput>, string][])(
    'does not begin with %s: nothing is changed or made',
    async (_, other, problem) => {
      const { endpoint, tableName } = address();
      const changes = `${tableName}-changes`;
      await makeForeign({ ...tableDefinition(tableName), ...other });
      const before = await stateOf(tableName);
      const environment = { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName, CHANGES_TABLE_NAME: changes };
      const { said, code } = await run('start', environment);
      expect({ said: said.trim(), code }).toEqual({
        said: `The table ${tableName} was there already, and ${problem}. Nothing was changed. Set TABLE_NAME to a new name: that table is made.`,
        code: 1,
      });
      expect([await stateOf(tableName), await stateOf(changes)]).toEqual([before, null]);
    },
  );

  it('makes no table beside a small one that has other keys', async () => {
    const { endpoint, tableName } = address();
    const changes = `${tableName}-changes`;
    await makeForeign({ ...changesTableDefinition(changes), ...OTHER_KEYS });
    const before = await stateOf(changes);
    const environment = { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName, CHANGES_TABLE_NAME: changes };
    const { said, code } = await run('start', environment);
    expect(said).toMatch(/has the keys orderId \(N\); expected .* Set CHANGES_TABLE_NAME to a new name/);
    expect(code).toBe(1);
    expect([await stateOf(changes), await stateOf(tableName)]).toEqual([before, null]);
  });
});

describe('a command on a table with other keys', () => {
  it.each([
    ['seed', ['--shops', '1']],
    ['verify', []],
    ['verify', ['--repair']],
  ] as const)('says so, and changes nothing: npm run %s %j', async (command, args) => {
    const { endpoint, tableName } = address();
    await makeForeign({ ...tableDefinition(tableName), ...OTHER_KEYS });
    const before = await stateOf(tableName);
    const { said, code } = await run(command, { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName }, args);
    expect({ said: said.trim(), code }).toEqual({
      said: `The table ${tableName} was there already, and has the keys orderId (N); expected pk (S) and sk (S). Nothing was changed. Set TABLE_NAME to a new name: that table is made.`,
      code: 1,
    });
    expect(await stateOf(tableName)).toEqual(before);
  });
});

describe('npm run seed on a table of somebody else', () => {
  it('adds nothing beside their items', async () => {
    const { endpoint, tableName } = address();
    await makeForeign(tableDefinition(tableName), [THEIR_ITEM]);
    const before = await stateOf(tableName);
    const { said, code } = await run('seed', { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName }, ['--shops', '1']);
    expect(said).toContain(`The table ${tableName} holds other data already, so nothing was added to it.`);
    expect(code).toBe(1);
    expect(await stateOf(tableName)).toEqual(before);
  });

  it('makes items in an empty one, and leaves the table itself alone', async () => {
    const { endpoint, tableName } = address();
    await makeForeign(tableDefinition(tableName));
    const { Items: _, ...before } = (await stateOf(tableName)) as { Items: unknown };
    const { code } = await run('seed', { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName }, ['--shops', '1']);
    expect(code).toBe(0);
    const { Items: items, ...after } = (await stateOf(tableName)) as { Items: unknown[] };
    expect(items.length).toBeGreaterThan(1);
    expect(after).toEqual(before);
  });
});

describe('whose a table is', () => {
  const withTable = async (use: (store: Store) => Promise<void>): Promise<void> => withStore(address(), use);

  it('ours, where it was made just now, or by an earlier run whose demo data is not complete', () =>
    withTable(async (store) => {
      const made = await prepareTable(store);
      expect(made).toMatchObject({ isNew: true, isOurs: true });
      await beginDemoData(store, made.found.identity);
      expect(await prepareTable(store)).toMatchObject({ isNew: false, isOurs: true });
      await enableStream(store.client, store.tableName);
      const { found } = await prepareTable(store);
      expect(found).toMatchObject({ hasStream: true, timeToLive: 'expiresAt' });
    }));

  it('ours, where a run of `npm run seed` made it', () =>
    withTable(async (store) => {
      const { found } = await prepareTable(store);
      await seedWorld({ shops: 1, products: 1, orders: 0 }, store, () => undefined, found.identity);
      expect(await prepareTable(store)).toMatchObject({ isNew: false, isOurs: true });
    }));

  it('ours still, when its demo data has been loaded', () =>
    withTable(async (store) => {
      const { found } = await prepareTable(store);
      await beginDemoData(store, found.identity);
      const quiet: Store = { ...store, client: withoutBulk(store.client) };
      await loadDemoData(quiet);
      expect(await readJob(store, 0)).toMatchObject({ state: 'complete', madeTable: found.identity });
    }));

  it('somebody else’s, whatever items of ours are in it', () =>
    withTable(async (ours) => {
      const { found } = await prepareTable(ours);
      await beginDemoData(ours, found.identity);
      const job = await readJob(ours, 0);
      const theirs = { ...ours, tableName: `${ours.tableName}-theirs` };
      await makeForeign(tableDefinition(theirs.tableName));
      await writeJob(theirs, job!);
      expect(await prepareTable(theirs)).toMatchObject({ isNew: false, isOurs: false });
    }));

  it('of the small one: ours where an earlier run made it, and not because of an item that was copied', () =>
    withTable(async ({ client, tableName }) => {
      const ours = { client, tableName: `${tableName}-changes` };
      expect(await prepareChangesTable(ours)).toEqual({ isOurs: true, about: null });
      expect(await prepareChangesTable(ours)).toEqual({ isOurs: true, about: null });
      const theirs = { client, tableName: `${tableName}-theirs` };
      const { Items = [] } = await client.send(new ScanCommand({ TableName: ours.tableName }));
      await makeForeign(changesTableDefinition(theirs.tableName), Items);
      expect(await prepareChangesTable(theirs)).toMatchObject({ isOurs: false });
    }));

  it('of several who make one at the same time, one is told that it did', () =>
    withTable(async ({ client, tableName }) => {
      const made = await Promise.all(Array.from({ length: 4 }, async () => createTable(client, tableName)));
      expect(made.filter(Boolean)).toHaveLength(1);
    }));

  it('one that was there is not switched to expiring', () =>
    withTable(async ({ client, tableName }) => {
      await makeForeign(tableDefinition(tableName));
      await makeForeign(changesTableDefinition(`${tableName}-changes`));
      const before = [await stateOf(tableName), await stateOf(`${tableName}-changes`)];
      expect(await createTable(client, tableName)).toBe(false);
      expect(await createChangesTable(client, `${tableName}-changes`)).toBe(false);
      expect([await stateOf(tableName), await stateOf(`${tableName}-changes`)]).toEqual(before);
    }));
});

/** The demo's 33,000 items are not needed here: only what is written of the load itself is kept. */
function withoutBulk(client: Store['client']): Store['client'] {
  const send = async (command: { input: object }): Promise<unknown> =>
    'RequestItems' in command.input || 'TransactItems' in command.input ? {} : client.send(command as never);
  return { send } as unknown as Store['client'];
}
