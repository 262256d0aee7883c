import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { freePort } from '../../src/local/ports';
import { toGlobalId } from '../../src/model/globalId';
import { eventually } from '../abuse/requests';
import { orderNode } from '../abuse/scene';
import { ApiUnderTest } from '../support/ApiUnderTest';
import { MANIFEST, runOperation } from '../support/publishedDocuments';
import { SocketClient } from '../support/SocketClient';
import { baseWorld, order, SUBJECTS } from '../support/world';
import { Exposition } from './Exposition';

const SHOP = toGlobalId('Shop', 'alpha');
const ORDER = orderNode('alpha', 1);
const FOLLOW = 'subscription ($id: ID!) { orderChanged(orderId: $id, initial: true) { status } }';
const ADVANCE =
  'mutation ($id: ID!) { advanceOrder(input: { orderId: $id, to: ACCEPTED }) { order { status } userErrors { code } } }';

/** An API with an exposition, on which everything happened once that is measured: good, denied, forged, throttled and failed, over HTTP and a socket. */
export class BusyApi {
  private constructor(
    readonly api: ApiUnderTest,
    readonly port: number,
    private readonly socket: SocketClient,
  ) {}

  static async start(overrides: Readonly<Record<string, string>> = {}): Promise<BusyApi> {
    const port = await freePort();
    const mine = order({ shopId: 'alpha', number: 1, customerId: SUBJECTS.customer1 });
    const api = await ApiUnderTest.start([...baseWorld(), ...mine], {
      TELEMETRY: 'prometheus',
      PROMETHEUS_PORT: String(port),
      TRUSTED_DOCUMENTS_FILE: MANIFEST,
      RATE_LIMIT_POINTS: '100000000,PLATFORM_ADMIN=1',
      NOTIFICATIONS: 'files',
      NOTIFICATIONS_FOLDER: `${__filename}/outbox`,
      ...overrides,
    });
    await Promise.all([api.withStream(), api.withChangesTable()]);
    const { authorization } = await api.customer1();
    const socket = await SocketClient.connect(api.url, { authorization });
    const busy = new BusyApi(api, port, socket);
    await busy.ask();
    return busy;
  }

  async scrape(): Promise<Exposition> {
    return Exposition.fetch(this.port);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.api.close();
  }

  private async ask(): Promise<void> {
    const { api, socket } = this;
    const customer = await api.customer1();
    await runOperation(api, 'ShopPage', { id: SHOP });
    for (let n = 0; n < 3; n += 1)
      await api.execute('query mine($id: ID!) { shop(id: $id) { name taxId } }', customer, { id: SHOP });
    await api.execute('{ nothing }', customer);
    await api.execute('{ viewer { roles } }', { 'x-visit-token': 'garbage' });
    await fetch(new URL('/nowhere', api.url), { method: 'PROPFIND' });
    const admin = await api.admin();
    for (let n = 0; n < 2; n += 1) await api.execute('{ viewer { roles } }', admin);
    await this.fail();
    const following = socket.subscribe(FOLLOW, { id: ORDER });
    await socket.next(following);
    await api.execute(ADVANCE, await api.ownerA(), { id: ORDER });
    await socket.next(following);
    collectGarbage();
    await eventually(async () => {
      const scrape = await this.scrape();
      return scrape.sum('v8js_gc_duration_seconds_count') !== undefined && hasEvent(scrape);
    });
  }

  /** The store refuses once, which is our fault, and is busy once. */
  private async fail(): Promise<void> {
    const { api, socket } = this;
    for (const fault of ['AccessDeniedException', 'ProvisionedThroughputExceededException']) {
      api.recorder.faults = () => ({ status: 400, body: { __type: `x#${fault}`, Message: 'arn:aws:x' } });
      await api.execute('query failing($id: ID!) { shop(id: $id) { name } }', {}, { id: SHOP });
    }
    await socket.refusal(socket.subscribe(FOLLOW, { id: ORDER }));
    api.recorder.faults = undefined;
  }
}

function hasEvent(scrape: Exposition): boolean {
  return scrape.sum('fieldgate_realtime_step_duration_seconds_count', { step: 'event' }) !== undefined;
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
