import { parseArgs } from 'node:util';
import { runCommand } from './command';
import { LocalFailure } from './failure';
import { findStore } from './findStore';
import { LocalFolder } from './localFolder';
import { prepareTable, type PreparedTable } from './preparedTable';
import { Progress } from './progress';
import { seedWorld, type SeedRequest } from './seedWorld';
import { Shutdown } from './Shutdown';
import { withStore, type Store } from './store';
import { withoutStream } from './table';
import { assertFormat, assertNotForeign } from './worldJobs';

const USAGE = 'Usage: npm run seed -- --shops 10 --products 500 --orders 2000 (each may be left out)';
const MOST = { shops: 20_000, products: 500_000, orders: 2_000_000 } as const;
const ITEMS_PER_ORDER = 4.75;

void runCommand(async () => {
  const { values } = parseArgs({
    options: {
      shops: { type: 'string' },
      products: { type: 'string' },
      orders: { type: 'string' },
      folder: { type: 'string' },
    },
  });
  const request = {
    shops: count('shops', values.shops),
    products: count('products', values.products),
    orders: count('orders', values.orders),
  };
  if (request.shops + request.products + request.orders === 0) throw new LocalFailure(USAGE);
  const shutdown = Shutdown.onSignals(() => console.error('\nStopped. The same command continues where this one was.'));
  try {
    const address = await findStore(new LocalFolder(values.folder), shutdown, 'npm run seed');
    await withStore(address, (store) => seed(request, store));
  } finally {
    await shutdown.run();
  }
  process.exit();
});

function count(name: keyof SeedRequest, text = '0'): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (value <= MOST[name]) return value;
  throw new LocalFailure(`--${name}: expected a whole number from 0 to ${MOST[name]}; got ${JSON.stringify(text)}.`);
}

async function seed(request: SeedRequest, store: Store): Promise<void> {
  const table = await prepareTable(store);
  await assertFormat(store);
  await assertNotForeign(store);
  await quickly(store, table, () => addWorld(request, store, table));
}

async function addWorld(request: SeedRequest, store: Store, { isNew, found }: PreparedTable): Promise<void> {
  const startedAt = performance.now();
  const progress = new Progress('Seeding', expectedItems(request));
  const onWritten = (written: number): void => progress.add(written);
  const madeTable = isNew ? found.identity : undefined;
  const { items, resumed } = await seedWorld(request, store, onWritten, madeTable).finally(() => progress.end());
  const seconds = (performance.now() - startedAt) / 1_000;
  const what = `${request.shops} shops, ${request.products} products and ${request.orders} orders`;
  console.log(
    `${resumed ? 'Completed an earlier run: ' : 'Added '}${what}. ${items} items written in ${seconds.toFixed(1)} s (${Math.round(items / seconds)} a second).`,
  );
}

/** See `enableStream`: of the engines, dynoxide writes slowly beside a stream. Whoever made the table themselves keeps theirs on. */
async function quickly(store: Store, { isOurs }: PreparedTable, run: () => Promise<void>): Promise<void> {
  if (store.by === 'batches' || !isOurs) return run();
  return withoutStream(store.client, store.tableName, run);
}

function expectedItems({ shops, products, orders }: SeedRequest): number {
  return Math.ceil(2 * shops + products + ITEMS_PER_ORDER * orders + orders / 20);
}
