import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { runCommand } from './command';
import { findStore } from './findStore';
import { LocalFolder } from './localFolder';
import { Progress } from './progress';
import type { Difference } from './recount';
import { approximateSize, recountTable } from './recountTable';
import { Shutdown } from './Shutdown';
import { withStore, type Store } from './store';
import { assertFormat } from './worldJobs';

const MOST_SHOWN = 50;

/** `npm run verify`: counts everything anew from the items and shows where the maintained figures differ. Exit code 1 where they do. */
void runCommand(async () => {
  const { values } = parseArgs({ options: { folder: { type: 'string' } } });
  const shutdown = Shutdown.onSignals(() => console.error('\nStopped. Nothing was changed.'));
  try {
    const address = await findStore(new LocalFolder(values.folder), shutdown, 'npm run verify');
    await withStore(address, verify);
  } finally {
    await shutdown.run();
  }
  process.exit();
});

async function verify(store: Store): Promise<void> {
  const startedAt = performance.now();
  const size = await approximateSize(store);
  await assertFormat(store);
  const progress = new Progress('Recounting', size);
  const { items, orders, differences } = await recountTable(store, (count) => progress.add(count)).finally(() =>
    progress.end(),
  );
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`Recounted ${items} items with ${orders} orders in ${seconds} s.`);
  report(differences);
}

function report(differences: readonly Difference[]): void {
  if (differences.length === 0) {
    console.log('No differences: every figure is what its items add up to.');
    return;
  }
  process.exitCode = 1;
  for (const { item, counter, stored, counted } of differences.slice(0, MOST_SHOWN))
    console.log(`  ${item} · ${counter}: stored ${stored}, counted ${counted}`);
  if (differences.length > MOST_SHOWN) console.log(`  … and ${differences.length - MOST_SHOWN} more`);
  console.log(
    `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}. Orders that were placed while this counted may show up here: look again when it is quiet.`,
  );
}
