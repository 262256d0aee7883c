import {
  DescribeTimeToLiveCommand,
  type AttributeDefinition,
  type KeySchemaElement,
  type Projection,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { LocalFailure } from './failure';
import type { Store } from './store';
import {
  changesTableDefinition,
  createChangesTable,
  createTable,
  describeTable,
  tableDefinition,
  TIME_TO_LIVE_ATTRIBUTE,
  type TableDefinition,
} from './table';
import { readJobs } from './worldJobs';

type ReadStore = Pick<Store, 'client' | 'tableName'>;

/** The table of the API, there and of the right form. */
export interface PreparedTable {
  /** Whether it was made just now. */
  readonly isNew: boolean;
  /** Whether we have made it, now or in an earlier run: nobody else's is ever changed. */
  readonly isOurs: boolean;
  readonly found: FoundTable;
}

/** The small table of those who read the stream, there and of the right form. */
export interface PreparedChangesTable {
  readonly isOurs: boolean;
  /** What is to be told where it is not as it should be. */
  readonly about: string | null;
}

/** A table as it is, without its items. */
export interface FoundTable {
  readonly name: string;
  /** Tells it from every other table, also from one that had the same name before. */
  readonly identity: string;
  readonly shape: Shape;
  readonly hasStream: boolean;
  /** The attribute by which items expire; `null` where none do. */
  readonly timeToLive: string | null;
}

/** What of a table can never be changed, in words, so that it can be compared and told: its keys, and each index. */
interface Shape {
  readonly keys: string;
  readonly indexes: ReadonlyMap<string, { readonly keys: string; readonly holds: ReadonlySet<string> | 'everything' }>;
}

/**
 * Looks first, then makes the table unless it is there. Rejects with a {@link LocalFailure}, and changes nothing, where a table of that
 * name is of another form.
 */
export async function prepareTable(store: ReadStore): Promise<PreparedTable> {
  await assertTableUsable(store);
  const { isNew, found } = await madeUnlessThere(store, createTable);
  const isOurs = isNew || (await readJobs(store)).some(({ madeTable }) => madeTable === found.identity);
  return { isNew, isOurs, found };
}

/** The same for the small table of those who read the stream. It says in an item of its own that we made it. */
export async function prepareChangesTable(store: ReadStore): Promise<PreparedChangesTable> {
  await assertChangesTableUsable(store);
  const { isNew, found } = await madeUnlessThere(store, createChangesTable);
  if (isNew) await writeMaker(store, found.identity);
  const isOurs = isNew || (await readMaker(store)) === found.identity;
  return { isOurs, about: isNew || expires(found) ? null : `${leftAlone(found)} ${withoutTimeToLive(found)}` };
}

async function madeUnlessThere(
  store: ReadStore,
  create: typeof createTable,
): Promise<{ readonly isNew: boolean; readonly found: FoundTable }> {
  const isNew = await create(store.client, store.tableName);
  const found = await lookAt(store);
  if (!found) throw new LocalFailure(`The table ${store.tableName} was removed just now. Try again.`);
  return { isNew, found };
}

const MAKER = { pk: 'MAKER', sk: 'MAKER' } as const;

async function writeMaker({ client, tableName: TableName }: ReadStore, madeTable: string): Promise<void> {
  await client.send(new PutCommand({ TableName, Item: { ...MAKER, madeTable } }));
}

async function readMaker({ client, tableName: TableName }: ReadStore): Promise<unknown> {
  return (await client.send(new GetCommand({ TableName, Key: MAKER, ConsistentRead: true }))).Item?.madeTable;
}

/** Rejects with a {@link LocalFailure} where a table of that name is there, and of another form. */
export async function assertTableUsable(store: ReadStore): Promise<void> {
  await assertUsable(store, tableDefinition(store.tableName), 'TABLE_NAME');
}

/** The same for the small table. */
export async function assertChangesTableUsable(store: ReadStore): Promise<void> {
  await assertUsable(store, changesTableDefinition(store.tableName), 'CHANGES_TABLE_NAME');
}

/** What is told of a table that somebody else has made: that it is left as it is, and what does not work for that reason. */
export function aboutFoundTable(found: FoundTable): string {
  return [
    leftAlone(found),
    ...(expires(found) ? [] : [withoutTimeToLive(found)]),
    ...(found.hasStream
      ? []
      : [
          'Its stream is off, so that there are no subscriptions and no notices: switch one on (StreamViewType KEYS_ONLY) to have them.',
        ]),
  ].join(' ');
}

function leftAlone({ name }: FoundTable): string {
  return `The table ${name} was there already: its keys, time to live and stream are left as they are.`;
}

function withoutTimeToLive({ timeToLive }: FoundTable): string {
  const instead = timeToLive === null ? 'off' : `by the attribute ${timeToLive}`;
  return (
    `Its time to live is ${instead}, so that what has expired stays in it: ` +
    `switch it on for the attribute ${TIME_TO_LIVE_ATTRIBUTE} if whatever has one may be removed.`
  );
}

function expires({ timeToLive }: FoundTable): boolean {
  return timeToLive === TIME_TO_LIVE_ATTRIBUTE;
}

async function assertUsable(store: ReadStore, definition: TableDefinition, variable: string): Promise<void> {
  const found = await lookAt(store);
  const difference = found && differenceOf(found.shape, shapeOf(definition));
  if (difference === null) return;
  throw new LocalFailure(
    `The table ${store.tableName} was there already, and ${difference}. Nothing was changed. Set ${variable} to a new name: that table is made.`,
  );
}

/** What is missing for a table of the one form to be used as one of the other; `null` where nothing is. */
function differenceOf({ keys, indexes }: Shape, expected: Shape): string | null {
  if (keys !== expected.keys) return `has the keys ${keys}; expected ${expected.keys}`;
  for (const [name, wanted] of expected.indexes) {
    const index = indexes.get(name);
    if (!index) return `has no index ${name}; expected one with the keys ${wanted.keys}`;
    if (index.keys !== wanted.keys) return `has the index ${name} with the keys ${index.keys}; expected ${wanted.keys}`;
    const missing = wanted.holds === 'everything' ? [] : [...wanted.holds].filter((each) => !holds(index.holds, each));
    if (missing.length > 0) return `has the index ${name} without ${missing.join(', ')}, which it is expected to hold`;
  }
  return null;
}

function holds(attributes: ReadonlySet<string> | 'everything', name: string): boolean {
  return attributes === 'everything' || attributes.has(name);
}

/** `null` where there is no such table. */
async function lookAt({ client, tableName: TableName }: ReadStore): Promise<FoundTable | null> {
  const Table = await describeTable(client, TableName);
  if (!Table) return null;
  const { TimeToLiveDescription: expiry } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
  const isOn = ['ENABLED', 'ENABLING'].includes(expiry?.TimeToLiveStatus ?? '');
  return {
    name: TableName,
    identity: identityOf(Table),
    shape: shapeOf(Table),
    hasStream: Table.StreamSpecification?.StreamEnabled === true,
    timeToLive: isOn ? (expiry?.AttributeName ?? '') : null,
  };
}

/** DynamoDB Local gives tables no id. */
function identityOf({ TableArn = '', TableId = '', CreationDateTime }: TableDescription): string {
  return [TableArn, TableId, CreationDateTime?.toISOString() ?? ''].join(' ');
}

interface Described {
  readonly AttributeDefinitions?: AttributeDefinition[] | undefined;
  readonly KeySchema?: KeySchemaElement[] | undefined;
  readonly GlobalSecondaryIndexes?: Indexed[] | undefined;
}

interface Indexed {
  readonly IndexName?: string | undefined;
  readonly KeySchema?: KeySchemaElement[] | undefined;
  readonly Projection?: Projection | undefined;
}

function shapeOf({ AttributeDefinitions = [], KeySchema, GlobalSecondaryIndexes = [] }: Described): Shape {
  const types = new Map(AttributeDefinitions.map((each) => [each.AttributeName, each.AttributeType]));
  const inWords = (keys: KeySchemaElement[] = []): string =>
    keys.map(({ AttributeName }) => `${AttributeName ?? ''} (${types.get(AttributeName) ?? ''})`).join(' and ');
  return {
    keys: inWords(KeySchema),
    indexes: new Map(
      GlobalSecondaryIndexes.map((index) => [
        index.IndexName ?? '',
        { keys: inWords(index.KeySchema), holds: heldBy(index.Projection) },
      ]),
    ),
  };
}

function heldBy(projection: Projection | undefined): ReadonlySet<string> | 'everything' {
  return projection?.ProjectionType === 'ALL' ? 'everything' : new Set(projection?.NonKeyAttributes ?? []);
}
