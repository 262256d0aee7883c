import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/local/ports';
import { toGlobalId } from '../../src/model/globalId';
import { EDGE_KEY_HEADER } from '../../src/transports/http/edgeHeaders';
import { post, serverBeside } from '../abuse/requests';
import type { ApiUnderTest, RequestHeaders } from '../support/ApiUnderTest';
import type { Fault } from '../support/DynamoRecorder';
import { PRODUCTION_ENVIRONMENT } from '../support/productionEnvironment';
import { ServerProcess } from '../support/ServerProcess';
import { SocketClient } from '../support/SocketClient';
import type { StsUnderTest } from '../support/StsUnderTest';
import { orderId } from '../support/world';
import type { CloudWatch } from './CloudWatch';

/*
 * What is made to fail in a server, what its clients see then, and what CloudWatch is told: the lines that the server has really logged, and
 * what services of AWS's would have measured of the calls and answers that there really were.
 */

/** Makes something fail, tells CloudWatch, and returns what clients saw. */
export type Injection = (scene: Scene) => Promise<string>;

export interface Scene {
  readonly api: ApiUnderTest;
  readonly sts: StsUnderTest;
  readonly cloudWatch: CloudWatch;
}

const ORDER = toGlobalId('Order', 'alpha', orderId(1));
const READ = `{ node(id: "${toGlobalId('Shop', 'alpha')}") { ... on Shop { name } } }`;
export const DENIED = `{ node(id: "${ORDER}") { ... on Order { internalNote } } }`;
const TIMES = 10;
const READS = new Set(['GetItem', 'BatchGetItem', 'Query']);

/** Both of them run the same code, and write the same lines. */
const STACKS = ['watch', 'sockets'] as const;
export const byBoth = (...names: readonly string[]) => names.flatMap((name) => [`Function${name}`, `Task${name}`]);

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Statuses and codes of these answers, each once. */
function seen(answers: readonly Answer[]): string {
  const each = answers.map(({ status, text }) => {
    const { errors = [] } = JSON.parse(text) as { errors?: { extensions: { code: string } }[] };
    const codes = new Set(errors.map(({ extensions }) => `\`${extensions.code}\``));
    return [`HTTP ${String(status)}`, ...codes].join(' ');
  });
  return [...new Set(each)].join('; ');
}

/** What is logged while `act` runs, once `isComplete`. */
async function logged(
  { log }: Pick<ApiUnderTest, 'log'>,
  act: () => Promise<unknown>,
  isComplete: (lines: readonly string[]) => boolean,
): Promise<readonly string[]> {
  const before = log.written.length;
  await act();
  await log.until(() => isComplete(log.written.slice(before)));
  return log.written.slice(before);
}

const countOf = (lines: readonly string[], event: string) =>
  lines.filter((line) => line.includes(`"event":"${event}"`)).length;

/** Sends so many requests at once, and tells CloudWatch what came of it. */
export async function asked(
  { api, cloudWatch }: Scene,
  {
    url,
    query = READ,
    headers = {},
    times = TIMES,
  }: Partial<{ url: string; query: string; headers: RequestHeaders; times: number }>,
): Promise<string> {
  let answers: readonly Answer[] = [];
  const lines = await logged(
    api,
    async () => {
      const asking = Array.from({ length: times }, async () => post(url ?? api.url, query, headers));
      answers = await Promise.all(asking);
    },
    (written) => countOf(written, 'request') >= times,
  );
  for (const stack of STACKS) cloudWatch.hear(stack, lines);
  for (const _ of answers.filter(({ status }) => status >= 500)) {
    cloudWatch.measure('AWS/ApiGateway', '5xx', 1, { ApiId: 'RefGateway' });
    cloudWatch.measure('AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', 1, { LoadBalancer: 'Balancer' });
  }
  return seen(answers);
}

/** While the table does this to every call, and DynamoDB measures that it does. */
export function whileStore(
  fault: Fault,
  measure?: (cloudWatch: CloudWatch, operation: string) => void,
  times = TIMES,
): Injection {
  return async (scene) => {
    let left = times === TIMES ? Infinity : times;
    scene.api.recorder.faults = ({ operation }) => {
      if (left === 0) return undefined;
      left -= 1;
      measure?.(scene.cloudWatch, operation);
      return fault;
    };
    try {
      return await asked(scene, { headers: await scene.api.customer1() });
    } finally {
      scene.api.recorder.faults = undefined;
    }
  };
}

export const throttled = (cloudWatch: CloudWatch, operation: string) =>
  cloudWatch.measure('AWS/DynamoDB', READS.has(operation) ? 'ReadThrottleEvents' : 'WriteThrottleEvents', 1, {
    TableName: 'RefTable',
  });
export const failing = (cloudWatch: CloudWatch, Operation: string) =>
  cloudWatch.measure('AWS/DynamoDB', 'SystemErrors', 1, { TableName: 'RefTable', Operation });

export async function whenRolesAreRefused(scene: Scene): Promise<string> {
  return whileStsSays({ status: 403, code: 'AccessDenied' }, scene);
}

export async function whenTagsAreTooBig(scene: Scene): Promise<string> {
  return whileStsSays({ status: 400, code: 'PackedPolicyTooLarge' }, scene);
}

async function whileStsSays(failure: StsUnderTest['failure'], scene: Scene): Promise<string> {
  const { url, close } = await serverBeside(scene.api, {
    ASSUME_ROLE_PER_ROLE: 'on',
    ROLE_ARN_PREFIX: 'arn:aws:iam::123456789012:role/fieldgate-test-',
    STS_ENDPOINT: scene.sts.url,
  });
  scene.sts.failure = failure;
  const saw = await asked(scene, { url, headers: await scene.api.customer1() });
  scene.sts.failure = null;
  await close();
  return saw;
}

export async function whenAskedTooFast(scene: Scene): Promise<string> {
  const { url, close } = await serverBeside(scene.api, { RATE_LIMIT_POINTS: '1' });
  const saw = await asked(scene, { url, headers: await scene.api.customer1() });
  await close();
  return saw;
}

/** To CloudFront that is a refusal like any other: HTTP 403, to everybody. */
export async function whenTheKeyIsNotKnown(scene: Scene): Promise<string> {
  const { url, close } = await serverBeside(scene.api, { EDGE_KEY: 'the-key-that-the-API-takes-in-this-test' });
  const headers = { [EDGE_KEY_HEADER]: 'the-key-that-CloudFront-sends-in-its-place', ...(await scene.api.customer1()) };
  const saw = await asked(scene, { url, headers });
  await close();
  const distribution = { DistributionId: 'Edge', Region: 'Global' };
  scene.cloudWatch.measure('AWS/CloudFront', 'Requests', 50, distribution);
  scene.cloudWatch.measure('AWS/CloudFront', '4xxErrorRate', saw.startsWith('HTTP 4') ? 100 : 0, distribution);
  return saw;
}

/** A process of its own that ends by what SIGUSR2 does in it. */
export async function whenAProcessEnds(
  { api, cloudWatch }: Scene,
  preload: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const server = await ServerProcess.start(
    { ...api.environment, ...PRODUCTION_ENVIRONMENT, ...environment },
    { nodeArguments: ['--require', join(__dirname, '../support', preload)] },
  );
  server.signal('SIGUSR2');
  await server.ended;
  // Both streams of a container go to its log.
  cloudWatch.hear('sockets', [...server.log.written, ...server.words.split('\n')]);
  const isAnswered = await fetch(server.url).then(
    () => true,
    () => false,
  );
  return isAnswered ? 'an answer' : 'the connection closed; another task answers';
}

export async function whenTheStreamIsOff({ api, cloudWatch }: Scene): Promise<string> {
  const client = await SocketClient.connect(api.url, await api.customer1());
  let refusal: unknown;
  const lines = await logged(
    api,
    async () => {
      const subscription = client.subscribe('subscription ($id: ID!) { orderChanged(orderId: $id) { id } }', {
        id: ORDER,
      });
      refusal = await client.refusal(subscription);
    },
    (written) => countOf(written, 'changes') > 0,
  );
  client.close();
  cloudWatch.hear('sockets', lines);
  const [{ extensions }] = refusal as [{ extensions: { code: string } }];
  return `a subscription is refused with \`${extensions.code}\``;
}

export async function whenRedisIsAway({ api, cloudWatch }: Scene): Promise<string> {
  await api.withChangesTable();
  const gone = await freePort();
  let code = '';
  const lines = await logged(
    api,
    async () => {
      const { url } = await serverBeside(api, { REALTIME_REDIS_URL: `redis://127.0.0.1:${String(gone)}` });
      const client = await SocketClient.connect(url, await api.customer1());
      const subscription = client.subscribe('subscription ($id: ID!) { orderChanged(orderId: $id) { id } }', {
        id: ORDER,
      });
      const [{ extensions }] = (await client.refusal(subscription)) as [{ extensions: { code: string } }];
      ({ code } = extensions);
      client.close();
    },
    (written) => countOf(written, 'changes') > 0,
  );
  // The same trouble is told once a minute; see troubleLog.
  cloudWatch.hear('sockets', lines);
  return `a subscription is refused with \`${code}\``;
}

/** Ten forged tokens are news for operators, which cannot be put where news are put. */
export async function whenNoCarrierTakesIt({ api, cloudWatch }: Scene): Promise<string> {
  await api.withStream();
  const folder = await mkdtemp(join(tmpdir(), 'fieldgate-no-folder-'));
  const { url, close } = await serverBeside(api, {
    NOTIFICATIONS: 'files',
    NOTIFICATIONS_FOLDER: join(folder, 'file'),
  });
  await rm(join(folder, 'file'), { recursive: true, force: true });
  await writeFile(join(folder, 'file'), 'in the way');
  const lines = await logged(
    api,
    async () => {
      // A minute may end meanwhile: ten of these are in one.
      for (let sent = 0; sent < 19; sent += 1) await post(url, '{ viewer { roles } }', { 'x-visit-token': 'guessed' });
    },
    (written) => written.some((line) => line.includes('"event":"notice"') && line.includes('"level":"error"')),
  );
  await close();
  await api.withoutStream();
  await rm(folder, { recursive: true });
  cloudWatch.hear('sockets', lines);
  return 'nothing';
}

/** What only AWS can measure, as it measures it. */
export function measured(saw: string, ...measurements: readonly Parameters<CloudWatch['measure']>[]): Injection {
  return ({ cloudWatch }) => {
    for (const measurement of measurements) cloudWatch.measure(...measurement);
    return Promise.resolve(saw);
  };
}
