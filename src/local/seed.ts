import 'reflect-metadata';
import { readCommandLine } from '../commandLine/commandLine';
import { UsageError } from '../commandLine/UsageError';
import { integerOption } from '../commandLine/integerOption';
import { runCommand } from './command';
import { isSet } from './environment';
import { findStore, STORE_VARIABLES } from './findStore';
import { FOLDER_OPTION, type FolderOption } from './folderOption';
import { LocalFolder } from './localFolder';
import { prepareTable, type PreparedTable } from './preparedTable';
import { Progress } from './progress';
import { seedWorld, type SeedRequest } from './seedWorld';
import { Shutdown } from './Shutdown';
import { withStore, type Store, type StoreAddress } from './store';
import { disableStream } from './table';
import { assertFormat, assertNotForeign } from './worldJobs';

const ITEMS_PER_ORDER = 4.75;

const COMMAND = {
  usage: 'npm run seed --',
  about:
    'Adds more shops, products and orders to the local data, to the table at DYNAMODB_ENDPOINT, or with FIELDGATE_MODE=production to one on AWS. What was interrupted is completed by the same command.',
  options: [
    integerOption('--shops <count>', 'shops to add', { from: 0, to: 20_000, fallback: 0 }),
    integerOption('--products <count>', 'products to add', { from: 0, to: 500_000, fallback: 0 }),
    integerOption('--orders <count>', 'orders to add', { from: 0, to: 2_000_000, fallback: 0 }),
    FOLDER_OPTION,
  ],
  examples: [
    ['npm run seed -- --shops 20 --products 2000 --orders 4000', 'adds all three'],
    ['npm run seed -- --orders 500', 'adds orders to the shops that there are'],
  ],
  variables: STORE_VARIABLES,
} as const;

void runCommand(async () => {
  const { values } = readCommandLine<SeedRequest & FolderOption>(COMMAND);
  const { folder, ...request } = values;
  if (request.shops + request.products + request.orders === 0)
    throw new UsageError(
      'Expected --shops, --products or --orders above 0, since nothing else is added. `npm run seed -- --help` has examples.',
    );
  assertPlaceTold();
  const shutdown = Shutdown.onSignals(() => console.error('\nStopped. The same command continues where this one was.'));
  try {
    const address = await findStore(new LocalFolder(folder), shutdown, 'npm run seed');
    await withStore(address, (store) => seed(request, store, address));
  } finally {
    await shutdown.run();
  }
  process.exit();
});

/** Whoever names a table only may mean one on AWS or one in the local data, and made-up shops are written to it. */
function assertPlaceTold(): void {
  const [mode = false, endpoint = false, table = false] = ['FIELDGATE_MODE', 'DYNAMODB_ENDPOINT', 'TABLE_NAME'].map(
    (name) => isSet(process.env, name),
  );
  if (mode || endpoint || !table) return;
  throw new UsageError(
    'TABLE_NAME alone does not tell where that table is. Set FIELDGATE_MODE to local as well for the local data, to production for AWS, or DYNAMODB_ENDPOINT.',
  );
}

async function seed(request: SeedRequest, store: Store, address: StoreAddress): Promise<void> {
  const table = await prepareTable(store);
  await assertFormat(store);
  await assertNotForeign(store);
  // See `enableStream`: of the engines, dynoxide writes slowly beside a stream. What others serve meanwhile goes on being followed.
  if (address.isOwn === true && store.by === 'transactions' && table.isOurs)
    await disableStream(store.client, store.tableName);
  await addWorld(request, store, table);
}

async function addWorld(request: SeedRequest, store: Store, { isNew, found }: PreparedTable): Promise<void> {
  const startedAt = performance.now();
  const progress = new Progress('Seeding', expectedItems(request));
  const onWritten = (written: number): void => progress.add(written);
  const madeTable = isNew ? found.identity : undefined;
  const { items, resumed } = await progress.during(seedWorld(request, store, onWritten, madeTable));
  const seconds = (performance.now() - startedAt) / 1_000;
  const what = `${request.shops} shops, ${request.products} products and ${request.orders} orders`;
  console.log(
    `${resumed ? 'Completed an earlier run: ' : 'Added '}${what}. ${items} items written in ${seconds.toFixed(1)} s (${Math.round(items / seconds)} a second).`,
  );
}

/** About: orders have as many lines as chance gave them. */
function expectedItems({ shops, products, orders }: SeedRequest): number {
  return Math.ceil(2 * shops + products + ITEMS_PER_ORDER * orders + orders / 20);
}
