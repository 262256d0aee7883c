import { GetCommand, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { WorldOptions, WorldSize } from './demo/plan';
import { LocalFailure } from './failure';
import { CUSTOMER_1, CUSTOMER_2, OWNER_1, OWNER_2 } from './localUsers';
import type { Store } from './store';

/**
 * A record, in the table itself, of a world that is written or being written into it: enough to make the very same items
 * again, so that what was interrupted can be completed. Number 0 is the demo, the others are runs of `npm run seed`.
 */
export interface WorldJob {
  readonly generation: number;
  readonly state: 'writing' | 'complete';
  /** The form in which everything was stored when the world was written, see {@link TABLE_FORMAT}. */
  readonly format: number;
  readonly size: WorldSize;
  readonly now: string;
  /**
   * The identity of the table (see `FoundTable`), where the command that began this world had made it as well. Only such a table is ever
   * changed. A copy of the items in another table does not make that one ours.
   */
  readonly madeTable?: string;
}

/**
 * Goes up by one where what is stored takes another form, so that what was stored before cannot be read or added to any more. Worlds
 * of before 2 do not say which they are; 2: shops and customers are counted by the day on which they came; 3: orders
 * are counted by kind of buyer.
 */
export const TABLE_FORMAT = 3;

const JOBS = 'WORLD';
const SEED = 'fieldgate';
const NO_SUBJECTS = { customers: [], owners: [] };

const DEMO_SUBJECTS = { customers: [CUSTOMER_1, CUSTOMER_2], owners: [OWNER_1.sub, OWNER_2.sub] } as const;

/** What the generator needs to make the job's items. */
export function worldOptionsOf({ generation, size, now }: WorldJob): WorldOptions {
  const subjects = generation === 0 ? DEMO_SUBJECTS : NO_SUBJECTS;
  return { ...size, generation, now: new Date(now), seed: SEED, subjects };
}

/** Every job in the table, the demo first. */
export async function readJobs({ client, tableName }: Pick<Store, 'client' | 'tableName'>): Promise<WorldJob[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': 'pk' },
      ExpressionAttributeValues: { ':pk': JOBS },
      ConsistentRead: true,
    }),
  );
  return Items as unknown as WorldJob[];
}

export async function readJob({ client, tableName }: Store, generation: number): Promise<WorldJob | null> {
  const { Item } = await client.send(
    new GetCommand({ TableName: tableName, Key: jobKey(generation), ConsistentRead: true }),
  );
  return (Item as WorldJob | undefined) ?? null;
}

export async function writeJob({ client, tableName }: Store, job: WorldJob): Promise<void> {
  await client.send(new PutCommand({ TableName: tableName, Item: { ...job, ...jobKey(job.generation) } }));
}

/** Throws a {@link LocalFailure} where the table holds what no world of ours is: adding to it would change figures of somebody else's. */
export async function assertNotForeign(store: Store): Promise<void> {
  if ((await readJobs(store)).length > 0 || (await isEmpty(store))) return;
  throw new LocalFailure(
    `The table ${store.tableName} holds other data already, so nothing was added to it. Set TABLE_NAME to a new name: that table is made.`,
  );
}

/** Throws a {@link LocalFailure} that says what to do where the table holds a world in another form than this version's. */
export async function assertFormat(store: Store): Promise<void> {
  const jobs = await readJobs(store);
  if (jobs.every(({ format }) => format === TABLE_FORMAT)) return;
  throw new LocalFailure(
    `The table ${store.tableName} holds data of another version of Fieldgate, in a form that this version cannot read. ` +
      'Run `npm run reset` to remove all local data (accounts and orders as well); `npm start` then makes everything anew. ' +
      'For a table at an endpoint of your own (DYNAMODB_ENDPOINT), remove that table or set TABLE_NAME to a new name.',
  );
}

/** Whether anything at all is in the table. */
export async function isEmpty({ client, tableName }: Store): Promise<boolean> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, Limit: 1 }));
  return Items.length === 0;
}

function jobKey(generation: number): { pk: string; sk: string } {
  return { pk: JOBS, sk: `JOB#${String(generation).padStart(6, '0')}` };
}
