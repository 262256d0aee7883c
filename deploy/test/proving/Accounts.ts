import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCAL_USER_POOL_ID } from '../../../src/local/cognitoDatabase';
import { startEngine, type Engine } from '../../../src/local/engine';
import { freePort } from '../../../src/local/ports';
import { withStore } from '../../../src/local/store';
import { createTable } from '../../../src/local/table';
import { TABLE_FORMAT, writeJob, type WorldJob } from '../../../src/local/worldJobs';
import { firstRings, rotated } from '../../lambda/keyRings';
import { loadDemo } from '../../prove/loadDemo';
import { LocalStack, ServerProcess } from '../../prove/LocalStack';
import { ScriptedAccount, type World } from './ScriptedAccount';

/** Enough to be sold from, and little enough to be verified at once. */
const SMALL: WorldJob = {
  ...{ generation: 0, state: 'writing', format: TABLE_FORMAT, now: new Date().toISOString() },
  size: { shops: 3, products: 24, orders: 60, customers: 5 },
};

/** Servers that really run here, for accounts whose command line is scripted. */
export class Accounts {
  private engine: Engine | undefined;
  private stack: LocalStack | undefined;
  private renewed: ServerProcess | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'fieldgate-renewed-'));
  private world: World | undefined;

  async open(): Promise<void> {
    const rings = firstRings();
    this.engine = await startEngine({ dataFolder: 'memory' });
    const table = { DYNAMODB_ENDPOINT: this.engine.endpoint, TABLE_NAME: await this.smallTable('fieldgate') };
    const stack = await LocalStack.start({ ...rings, ...table, REQUIRE_MFA: 'on' });
    this.stack = stack;
    const port = String(await freePort());
    const newUrl = `http://localhost:${port}`;
    const environment = { ...stack.store, ...rotated(rings), PORT: port };
    const given = ['--folder', this.folder, '--quiet'];
    this.renewed = await ServerProcess.start('local/start.js', given, environment, newUrl);
    const { dynamoDbEndpoint: engine, tableName, cognito } = stack.running;
    const { url: issuer = '', clientId = '' } = cognito ?? {};
    this.world = {
      ...{ engine, tableName, clientId, newUrl, cognito: issuer },
      ...{ url: stack.url, poolId: LOCAL_USER_POOL_ID, stands: true },
    };
  }

  async close(): Promise<void> {
    await this.renewed?.stop();
    await this.stack?.stop();
    await this.engine?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Where their API really answers. */
  get url(): string {
    if (!this.world) throw new Error('no account is open');
    return this.world.url;
  }

  async withOne<T>(more: Partial<World>, use: (account: ScriptedAccount) => Promise<T>): Promise<T> {
    if (!this.world) throw new Error('no account is open');
    const account = await ScriptedAccount.open({ ...this.world, ...more });
    try {
      return await use(account);
    } finally {
      await account.close();
    }
  }

  /** Makes a table with a world that is small; resolves with its name. */
  async smallTable(tableName: string): Promise<string> {
    if (!this.engine) throw new Error('no account is open');
    const address = { endpoint: this.engine.endpoint, region: 'eu-central-1', tableName };
    await withStore(address, async (store) => {
      await createTable(store.client, tableName);
      await writeJob(store, SMALL);
    });
    await loadDemo(address);
    return tableName;
  }
}
