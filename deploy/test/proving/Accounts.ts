import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCAL_USER_POOL_ID } from '../../../src/local/cognitoDatabase';
import { freePort } from '../../../src/local/ports';
import { firstRings, rotated } from '../../lambda/keyRings';
import { toEngine } from '../../prove/calls';
import { copiedForm } from '../../prove/localDrill';
import { DEMO_JOB, loadDemo } from '../../prove/loadDemo';
import { LocalStack, ServerProcess } from '../../prove/LocalStack';
import { ScriptedAccount, type World } from './ScriptedAccount';

/** As a local stack has it in its table, of a world that is small and has not been written. */
const SMALL = {
  ...{ ...DEMO_JOB, generation: { N: '0' }, state: { S: 'writing' } },
  ...{ format: { N: '3' }, now: { S: '2026-11-30T12:00:00.000Z' } },
  size: { M: { shops: { N: '3' }, products: { N: '24' }, orders: { N: '60' }, customers: { N: '5' } } },
};

/** Servers that really run here, for accounts whose command line is scripted. */
export class Accounts {
  private stack: LocalStack | undefined;
  private renewed: ServerProcess | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'fieldgate-renewed-'));
  private world: World | undefined;

  async open(): Promise<void> {
    const rings = firstRings();
    const stack = await LocalStack.start({ ...rings, REQUIRE_MFA: 'on' });
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

  /** Another table with a world that is small; resolves with its name. */
  async smallTable(tableName: string): Promise<string> {
    if (!this.world) throw new Error('no account is open');
    const { engine: endpoint, tableName: like } = this.world;
    const call = toEngine(endpoint);
    await copiedForm(call, like, tableName);
    await call('dynamodb', 'put-item', { TableName: tableName, Item: SMALL });
    await loadDemo({ endpoint, region: 'eu-central-1', tableName });
    return tableName;
  }
}
