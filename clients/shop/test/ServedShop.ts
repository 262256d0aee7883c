import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import { freePort } from '../../../src/local/ports';
import { LOCAL_PASSWORD, OWNER_1 } from '../../../src/local/localUsers';
import { Chromium, type ConfinedPage, type Viewport } from '../../../test/browser/Chromium';
import { LocalStack } from '../../../test/browser/LocalStack';
import { Owner } from './Owner';

const FOLDER = join(__dirname, '..');
/** Vite knows of one server a project, and somebody may look at the pages meanwhile. */
const BESIDE_OTHERS = '--bypass-lock';

export interface Look extends Viewport {
  readonly isDark?: boolean;
}

export const DESK: Look = { width: 1280, height: 900 };
export const DARK: Look = { ...DESK, isDark: true };
export const PHONE: Look = { width: 390, height: 844, isMobile: true };
export const DARK_PHONE: Look = { ...PHONE, isDark: true };

/** The pages as they are built, served as `npm run preview` does, on a local stack; and a browser that reaches nothing else. */
export class ServedShop {
  private constructor(
    readonly origin: string,
    /** The owner, asking the API without a page. */
    readonly owner: Owner,
    private readonly stack: LocalStack,
    private readonly server: ChildProcess,
    private readonly chromium: Chromium,
  ) {}

  static async start(): Promise<ServedShop> {
    const [stack, chromium, port] = await Promise.all([LocalStack.start(), Chromium.launch(), freePort()]);
    const [server, owner] = await Promise.all([
      serve(stack.origin, port),
      Owner.signIn(`${stack.origin}/graphql`, OWNER_1.email, LOCAL_PASSWORD),
    ]);
    return new ServedShop(`http://localhost:${String(port)}`, owner, stack, server, chromium);
  }

  /** A tab of somebody new: no cookies, no storage. `before` runs before the page’s own scripts. */
  async open(path: string, look: Look = DESK, before?: string): Promise<ConfinedPage> {
    const confined = await this.chromium.open(this.origin, look);
    const { page } = confined;
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: look.isDark ? 'dark' : 'light' }]);
    if (before) await page.evaluateOnNewDocument(before);
    await page.goto(`${this.origin}${path}`);
    return confined;
  }

  /** Who has scanned the code at the door. */
  async openAsGuest(look?: Look, before?: string): Promise<ConfinedPage> {
    const confined = await this.open(`/#visit=${await this.owner.visitToken()}`, look, before);
    await confined.page.waitForSelector('.dish');
    return confined;
  }

  /** The owner’s display, signed in, with its list. */
  async openKitchen(look?: Look, before?: string): Promise<ConfinedPage> {
    const confined = await this.open('/kitchen/', look, before);
    const { page } = confined;
    await page.locator('[name=email]').fill(OWNER_1.email);
    await page.locator('[name=password]').fill(LOCAL_PASSWORD);
    await page.locator('[type=submit]').click();
    await page.waitForSelector('.board[aria-busy=false]');
    return confined;
  }

  async closePages(): Promise<void> {
    await this.chromium.closePages();
  }

  async close(): Promise<void> {
    await this.chromium.close();
    const ended = once(this.server, 'exit');
    this.server.kill();
    await Promise.all([ended, this.stack.stop()]);
  }
}

async function serve(api: string, port: number): Promise<ChildProcess> {
  const vite = join(FOLDER, 'node_modules/vite/bin/vite.js');
  const server = spawn(process.execPath, [vite, 'preview', '--port', String(port), '--strictPort', BESIDE_OTHERS], {
    cwd: FOLDER,
    env: { ...process.env, FIELDGATE_URL: api },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  server.stderr.on('data', (chunk) => (complaints += String(chunk)));
  const ended = once(server, 'exit').then(([code]) => {
    throw new Error(`vite preview ended with code ${String(code)} before it was ready:\n${complaints}`);
  });
  await Promise.race([once(server.stdout, 'data'), ended]);
  ended.catch(() => undefined);
  return server;
}

/** What axe finds that keeps somebody from using the page: violations that are serious or critical. */
export async function barriersOf({ page }: ConfinedPage): Promise<string[]> {
  // As an expression: the page’s own policy lets no script in that is not its own, and the debugger is not asked for one.
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
