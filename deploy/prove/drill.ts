import { isDeepStrictEqual } from 'node:util';
import { orderKey } from '../../schema/keys';
import { AwsRefusal, type Call } from './calls';
import { Unproven, untilThere } from './Step';
import { undoneAfter } from './interruption';
import { runBuilt } from './LocalStack';
import type { Environment } from './processes';

/** What a drill needs to know of where the table is. */
export interface DrillSite {
  readonly call: Call;
  readonly tableName: string;
  /** Of a command that is to find the table, whose name is left out. */
  readonly store: Environment;
  /** What a table of its stage is tagged with. */
  readonly tags: Readonly<Record<string, string>>;
  /** Makes a table of that name with the items that the source had at some moment. Resolves with it, and with how, in words. */
  readonly restore: (target: string) => Promise<{ readonly moment: Date; readonly how: string }>;
  /** Starts a server on that table, asks it as a guest and as an owner, and ends it. Resolves with what each saw. */
  readonly read: (target: string, shop: string) => Promise<readonly string[]>;
  /** What has to be typed to switch over to that table, in earnest. */
  readonly commands: (target: string, setting: string) => readonly string[];
}

export type Item = Readonly<Record<string, unknown>>;
type Say = (saw: string) => void;

const ORDERS = 3;
const SCANNED = 1_000;
/** A large table takes hours. */
const RESTORE_MINUTES = 12 * 60;

/** The quarterly drill: restores the table into a new one, and shows that the API could go on with that. */
export async function drill(site: DrillSite, say: Say, { isKept }: { readonly isKept: boolean }): Promise<void> {
  const target = `${site.tableName}${DRILL}${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
  const timed = timedBy(say);
  for (const table of await leftOver(site))
    say(`${table} is left from another drill, and costs what a table of its size costs`);
  await timed('verified the table', async () => verify(site, site.tableName));
  await undoneAfter(
    async () => restoreInto(target, site, { timed, say }),
    async () => {
      if (isKept) say(`the table ${target} is kept; it costs what a table of its size costs`);
      else await timed('deleted the restored table', async () => remove(site, target));
    },
  );
}

async function restoreInto(
  target: string,
  site: DrillSite,
  { timed, say }: { readonly timed: ReturnType<typeof timedBy>; readonly say: Say },
): Promise<void> {
  let moment = new Date();
  await timed('restored it', async () => {
    const restored = await site.restore(target);
    moment = restored.moment;
    return [`${restored.how} into ${target}`];
  });
  await timed('switched on what a restore leaves out', async () => complete(site, target));
  await timed('verified the restored table', async () => verify(site, target));
  const shops: string[] = [];
  await timed('compared orders in both', async () => compare(site, target, { before: moment, shops }));
  await timed('read from the restored table', async () => site.read(target, shops[0] ?? ''));
  await tellSwitch(site, target, say);
}

/** What stands between the names of a table and of those that were restored from it. */
const DRILL = '-drill-';

/** Tables of drills that were not ended, or were told to keep theirs. */
export async function leftOver({ call, tableName }: Pick<DrillSite, 'call' | 'tableName'>): Promise<readonly string[]> {
  const { TableNames = [] } = (await call('dynamodb', 'list-tables')) as { TableNames?: readonly string[] };
  return TableNames.filter((name) => name.startsWith(`${tableName}${DRILL}`));
}

function timedBy(say: Say) {
  return async (what: string, act: () => Promise<readonly string[]>): Promise<void> => {
    const startedAt = performance.now();
    const seen = await act();
    say(`${what} in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s: ${seen.join('; ')}`);
  };
}

async function verify({ store }: DrillSite, table: string): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runBuilt('local/verify.js', [], { ...store, TABLE_NAME: table });
  const lines = stdout.trim().split('\n');
  if (code !== 0)
    throw new Unproven(
      `\`npm run verify\` to find every figure of ${table} right`,
      `it said: ${[...lines, stderr.trim()].join(' ').trim()}`,
      'If orders are being placed in it, try again when it is quiet; else see "Upgrading without downtime" on --repair.',
    );
  return lines;
}

/** What AWS does not restore. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html */
async function complete({ call, tags }: DrillSite, TableName: string): Promise<readonly string[]> {
  const { TableArn: ResourceArn } = await describe(call, TableName);
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const settings: readonly (readonly [name: string, operation: string, input: object])[] = [
    ['time to live', 'update-time-to-live', { TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } }],
    ['stream of keys', 'update-table', { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } }],
    [
      'point-in-time recovery',
      'update-continuous-backups',
      { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    ],
    [
      'which keys are throttled',
      'update-contributor-insights',
      { ContributorInsightsAction: 'ENABLE', ContributorInsightsMode: 'THROTTLED_KEYS' },
    ],
    ['deletion protection', 'update-table', { DeletionProtectionEnabled: true }],
  ];
  const seen: string[] = [];
  for (const [name, operation, input] of settings) {
    seen.push(`${name} ${await switchOn(call, operation, { TableName, ...input })}`);
    await untilActive(call, TableName, 10);
  }
  if (Tags.length > 0) seen.push(`tags ${await switchOn(call, 'tag-resource', { ResourceArn, Tags })}`);
  return seen;
}

/** An engine on this machine has not all that AWS has. */
async function switchOn(call: Call, operation: string, input: object): Promise<string> {
  try {
    await call('dynamodb', operation, input);
    return 'on';
  } catch (error) {
    if (error instanceof AwsRefusal && /UnknownOperation|Unknown|NotSupported|NotImplemented/.test(error.code))
      return 'not here: this engine has none';
    throw error;
  }
}

/** Resolves when the table and its indexes can be used. */
export async function untilActive(call: Call, TableName: string, minutes = RESTORE_MINUTES): Promise<void> {
  await untilThere(
    `the table ${TableName} to become active`,
    async () => {
      // One that was just made may not be known everywhere.
      const described = await describe(call, TableName).catch(notThere);
      if (described === null) return null;
      const { TableStatus, GlobalSecondaryIndexes = [] } = described;
      const states = [TableStatus, ...GlobalSecondaryIndexes.map(({ IndexStatus }) => IndexStatus)];
      return states.every((state) => state === undefined || state === 'ACTIVE') ? true : null;
    },
    { minutes },
  );
}

interface Described {
  readonly TableStatus?: string;
  readonly TableArn?: string;
  readonly LatestStreamArn?: string;
  readonly DeletionProtectionEnabled?: boolean;
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexStatus?: string }[];
}

async function describe(call: Call, TableName: string): Promise<Described> {
  return (await call('dynamodb', 'describe-table', { TableName })).Table as Described;
}

/** Orders that nobody has touched since: as they are, with their lines, in both. */
async function compare(
  { call, tableName }: DrillSite,
  target: string,
  { before, shops }: { readonly before: Date; readonly shops: string[] },
): Promise<readonly string[]> {
  const orders = await someOrders(call, target, before);
  if (orders.length === 0) return ['there is no order in it, so none was compared'];
  for (const { pk, sk } of orders) {
    const order = textOf(sk).slice(PREFIX.length);
    const [there, here] = await Promise.all(
      [target, tableName].map(async (table) => orderIn(call, table, { pk, sk }, order)),
    );
    if (!isDeepStrictEqual(there, here))
      throw new Unproven(
        `the order ${order} and its lines to be the same in both tables`,
        'they differ',
        'If somebody has changed it meanwhile, run the drill again; else the restored table must not take the place of the other.',
      );
    shops.push(textOf(pk).slice('SHOP#'.length));
  }
  return [`${String(orders.length)} orders with their lines are the same in both`];
}

const PREFIX = orderKey.sk.replace('{orderId}', '');
const textOf = (value: unknown): string => String((value as { S?: string } | undefined)?.S ?? '');

async function someOrders(call: Call, TableName: string, before: Date): Promise<Item[]> {
  const found: Item[] = [];
  let start: unknown = undefined;
  do {
    const page = await call('dynamodb', 'scan', {
      ...{ TableName, Limit: SCANNED, FilterExpression: 'begins_with(sk, :prefix) AND updatedAt < :before' },
      ExpressionAttributeValues: { ':prefix': { S: PREFIX }, ':before': { S: before.toISOString() } },
      ...(start !== undefined && { ExclusiveStartKey: start }),
    });
    found.push(...(page.Items as Item[]));
    start = page.LastEvaluatedKey;
  } while (start !== undefined && found.length < ORDERS);
  return found.slice(0, ORDERS);
}

async function orderIn(call: Call, TableName: string, Key: Item, order: string): Promise<unknown> {
  const [{ Item: item }, { Items: lines }] = await Promise.all([
    call('dynamodb', 'get-item', { TableName, Key, ConsistentRead: true }),
    call('dynamodb', 'query', {
      ...{ TableName, ConsistentRead: true, KeyConditionExpression: 'pk = :pk AND begins_with(sk, :lines)' },
      ExpressionAttributeValues: { ':pk': Key.pk, ':lines': { S: `LINE#${order}#` } },
    }),
  ]);
  return { item, lines };
}

async function tellSwitch({ call, commands }: DrillSite, name: string, say: Say): Promise<void> {
  const { LatestStreamArn: streamArn = '(no stream here)' } = await describe(call, name);
  const setting = `restoredTable: { name: '${name}', streamArn: '${streamArn}' },`;
  say(`what deploy/stages.ts would say of it: ${setting}`);
  for (const command of commands(name, setting)) say(`in earnest: ${command}`);
}

async function remove({ call }: DrillSite, TableName: string): Promise<readonly string[]> {
  const described = await describe(call, TableName).catch(notThere);
  if (described === null) return ['it was never there'];
  const { TableStatus, DeletionProtectionEnabled } = described;
  // AWS deletes none before it is made, which may take hours: longer than anybody waits who has interrupted this.
  if (TableStatus === 'CREATING')
    throw new Unproven(
      `the table ${TableName} to be gone`,
      'it is still being restored, and cannot be deleted before it is ACTIVE',
      `Then: aws dynamodb delete-table --table-name ${TableName}`,
    );
  await untilActive(call, TableName, 10);
  if (DeletionProtectionEnabled === true) {
    await call('dynamodb', 'update-table', { TableName, DeletionProtectionEnabled: false });
    await untilActive(call, TableName, 10);
  }
  await call('dynamodb', 'delete-table', { TableName });
  await untilThere(
    `the table ${TableName} to be gone`,
    async () => ((await describe(call, TableName).catch(notThere)) === null ? true : null),
    { minutes: 30 },
  );
  return [`${TableName} is gone`];
}

export function notThere(error: unknown): null {
  if (error instanceof AwsRefusal && error.code === 'ResourceNotFoundException') return null;
  throw error;
}
