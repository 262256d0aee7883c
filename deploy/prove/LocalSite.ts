import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PolicySimulator } from '../iam/PolicySimulator';
import { firstRings, rotated } from '../lambda/keyRings';
import type { Role } from './accessMatrix';
import { startGuestSession, type World } from './callers';
import { drill } from './drill';
import { assertOtherSigner, assertTaken } from './keysRotated';
import { localDrill } from './localDrill';
import { LocalStack, withServer } from './LocalStack';
import { runToEnd } from './processes';
import type { AttributeAsker, ProvingSession, Site } from './Site';
import { Unproven } from './Step';

const USERS = {
  CUSTOMER: 'customer1@example.com',
  SHOP_OWNER: 'owner1@example.com',
  PLATFORM_ADMIN: 'admin@example.com',
} as const;

/** A local stack of its own: what of the proof exists here. */
export class LocalSite implements Site {
  readonly where = 'local';
  readonly requiresSecondFactor = false;
  private readonly rings = firstRings();
  private stack: Promise<LocalStack> | undefined;

  /** `policies`: the folder of what is put before the simulator. */
  constructor(
    readonly askedAs: readonly string[] | undefined = undefined,
    private readonly policies = join(__dirname, '../iam'),
  ) {}

  async deploy(say: (saw: string) => void): Promise<void> {
    const { url, running } = await this.running();
    say(`${url} is ready, with demo data in the table ${running.tableName} of ${running.engine}`);
  }

  async url(): Promise<string> {
    return `${(await this.running()).url}/graphql`;
  }

  async idTokenOf(role: Exclude<Role, 'GUEST'>): Promise<string> {
    return (await this.running()).idToken(USERS[role]);
  }

  async asPrincipal<T>(_session: ProvingSession, use: (ask: AttributeAsker) => Promise<T>): Promise<T> {
    const simulator = new PolicySimulator(this.policies);
    return use(async (request) => simulator.isAllowed(request));
  }

  /** A server with the rings after a rotation, beside the one with those before, as instances are while they are replaced. */
  async rotateKeys(world: World, say: (saw: string) => void): Promise<void> {
    const stack = await this.running();
    await withServer({ ...stack.store, ...rotated(this.rings) }, async (url) => {
      await assertTaken(`${url}/graphql`, world, 'tokens of before the rotation');
      say('a server that was started after the rotation takes tokens that were signed before');
      const guestToken = await startGuestSession(`${url}/graphql`);
      assertOtherSigner(world.guestToken, guestToken);
      await assertTaken(await this.url(), { ...world, guestToken }, 'a token of after the rotation');
      say('it signs with another key, and a server that was started before the rotation takes that');
    });
  }

  async page(say: (saw: string) => void): Promise<void> {
    await makeTemplates();
    // It reads them as it is loaded. `node prove.mjs` lets tsx see to what is required, but not to `import()`.
    const { pageLocally } = require('./localPaging') as typeof import('./localPaging');
    await pageLocally(await this.running(), say);
  }

  async restore(say: (saw: string) => void): Promise<void> {
    await drill(localDrill(await this.running()), say, { isKept: false });
  }

  async destroy(say: (saw: string) => void): Promise<void> {
    if (!this.stack) return say('nothing was started');
    const stack = await this.stack;
    await stack.stop();
    const answers = await fetch(stack.url).then(
      () => true,
      () => false,
    );
    if (answers || existsSync(stack.folder))
      throw new Unproven('nothing to be left', `${stack.folder} or ${stack.url} still is`, 'Remove it by hand.');
    say('the processes have ended, and their folder is gone');
  }

  async leave(say: (saw: string) => void): Promise<void> {
    if (this.stack) await this.destroy(say);
  }

  private async running(): Promise<LocalStack> {
    const starting = this.stack ?? LocalStack.start(this.rings);
    this.stack = starting;
    try {
      return await starting;
    } catch (error) {
      // It has cleared up after itself.
      this.stack = undefined;
      throw error;
    }
  }
}

/** Those that `npm run templates` makes. Not made again where they are: tests read them at the same time. */
async function makeTemplates(): Promise<void> {
  const cwd = join(__dirname, '..');
  if (existsSync(join(cwd, 'build/templates'))) return;
  const { code, stderr } = await runToEnd({ command: 'npm', given: ['run', 'templates'], cwd });
  if (code !== 0) throw new Error(`the templates could not be made: ${stderr}`);
}
