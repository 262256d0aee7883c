import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalFolder } from '../../src/local/localFolder';
import { prepareTable } from '../../src/local/preparedTable';
import { lockFolder } from '../../src/local/running';
import { seedWorld } from '../../src/local/seedWorld';
import { withStore, type StoreAddress } from '../../src/local/store';
import { describeTable, enableStream } from '../../src/local/table';
import { readJobs } from '../../src/local/worldJobs';
import { spawnSources } from '../support/spawnSources';

const region = 'eu-central-1';

/** Beside a stack that serves a table of ours, whose stream is followed. */
async function beside(use: (folder: LocalFolder, address: StoreAddress) => Promise<void>): Promise<void> {
  const folder = new LocalFolder(await mkdtemp(join(tmpdir(), 'fieldgate-')));
  const endpoint = process.env.FIELDGATE_TEST_ENDPOINT ?? '';
  const tableName = `test-${randomBytes(8).toString('hex')}`;
  const address = { endpoint, region, tableName, engine: 'dynoxide' };
  const lock = await lockFolder(folder, 'npm start');
  await lock.publish({
    ...{ url: 'http://localhost:4000/graphql', dynamoDbEndpoint: endpoint, engine: 'dynoxide', tableName, region },
    ...{ changesTableName: `${tableName}-changes`, keysFromEnvironment: [] },
  });
  await withStore(address, async (store) => {
    const { found } = await prepareTable(store);
    await seedWorld({ shops: 1, products: 2, orders: 0 }, store, () => undefined, found.identity);
    expect((await prepareTable(store)).isOurs).toBe(true);
    await enableStream(store.client, tableName);
  });
  await use(folder, address);
  await lock.release();
  await rm(folder.path, { recursive: true });
}

const streamOf = async (address: StoreAddress): Promise<unknown> =>
  withStore(address, async ({ client, tableName }) => {
    const table = await describeTable(client, tableName);
    return { isOn: table?.StreamSpecification?.StreamEnabled, name: table?.LatestStreamArn };
  });

const seed = (folder: LocalFolder, ...sizes: string[]) =>
  spawnSources('src/local/seed.ts', [...sizes, '--folder', folder.path], { env: {} });

it('a seed beside a running stack leaves its stream on, and the same: during, after, and where it is killed', async () => {
  await beside(async (folder, address) => {
    const before = await streamOf(address);
    expect(before).toMatchObject({ isOn: true });
    const killed = seed(folder, '--shops', '200', '--products', '20000', '--orders', '2000');
    const isWriting = async () =>
      withStore(address, async (store) => (await readJobs(store)).some(({ state }) => state === 'writing'));
    while (!(await isWriting())) expect(killed.exitCode).toBeNull();
    expect(await streamOf(address)).toEqual(before);
    killed.kill('SIGKILL');
    await once(killed, 'close');
    expect(await streamOf(address)).toEqual(before);
    const [code] = (await once(seed(folder, '--shops', '1'), 'close')) as [number];
    expect([code, await streamOf(address)]).toEqual([0, before]);
  });
});
