import 'reflect-metadata';
import { Option } from 'commander';
import { buildApi } from '../compose/api';
import { readCommandLine } from '../commandLine/commandLine';
import { runCommand } from './command';
import { findStore, STORE_VARIABLES } from './findStore';
import { FOLDER_OPTION, type FolderOption } from './folderOption';
import { keyDigest } from '../storage/keys';
import { ItemShapes, type ShapeProblem } from './itemShapes';
import { LocalFolder } from './localFolder';
import { assertTableUsable } from './preparedTable';
import { Progress } from './progress';
import type { Difference } from './differences';
import { approximateSize, moveSold, recountTable, repairKinds } from './recountTable';
import { Shutdown } from './Shutdown';
import { withStore, type Store } from './store';
import { assertFormat } from './worldJobs';

const MOST_SHOWN = 50;

const COMMAND = {
  usage: 'npm run verify --',
  about:
    'Recounts every figure from the items, compares each item with the schema, and prints what differs. Ends with 1 where anything does. Without FIELDGATE_MODE, a TABLE_NAME means one on AWS, and none means the local stack.',
  options: [
    new Option(
      '--repair',
      'bring counters of a former version to the form of this one: add what it did not count, move what it counted elsewhere',
    ).default(false),
    FOLDER_OPTION,
  ],
  examples: [
    ['npm run verify', 'looks at the running local stack, or at the local data'],
    ['TABLE_NAME=… AWS_REGION=… npm run verify', 'looks at that table on AWS'],
    ['npm run verify -- --repair', 'and brings what a former version counted to the form of this one'],
  ],
  variables: STORE_VARIABLES,
} as const;

/**
 * `npm run verify`: counts everything anew from the items and shows where the maintained figures differ, and where items have another shape than
 * the schema says. Exit code 1 where there is anything. `--repair` brings counters of a former version to the form of this one.
 */
void runCommand(async () => {
  const { values } = readCommandLine<FolderOption & { readonly repair: boolean }>(COMMAND);
  const shutdown = Shutdown.onSignals(() => console.error('\nStopped. Nothing was changed.'));
  try {
    const address = await findStore(new LocalFolder(values.folder), shutdown, 'npm run verify');
    await withStore(address, async (store) => verify(store, values.repair));
  } finally {
    await shutdown.run();
  }
  process.exit();
});

async function verify(store: Store, isRepair: boolean): Promise<void> {
  const startedAt = performance.now();
  const size = await approximateSize(store);
  await assertTableUsable(store);
  await assertFormat(store);
  const progress = new Progress('Recounting', size);
  const { schema, model } = buildApi();
  const shapes = new ItemShapes(schema, model);
  const { items, orders, differences, misshapen } = await progress.during(
    recountTable(store, (count) => progress.add(count), shapes),
  );
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`Recounted ${items} items with ${orders} orders in ${seconds} s.`);
  report(differences);
  reportShapes(misshapen);
  if (!isRepair) return;
  const kinds = await repairKinds(store, differences, new Date());
  console.log(`Added what was missing to ${kinds} counter items of closed days (orders by kind of buyer).`);
  console.log(`Moved the products of ${await moveSold(store, differences)} shops’ days to items of their own.`);
  console.log('Run the same without --repair to see what is left.');
}

function report(differences: readonly Difference[]): void {
  if (differences.length === 0) {
    console.log('No differences: every figure is what its items add up to.');
    return;
  }
  process.exitCode = 1;
  for (const { item, counter, stored, counted } of differences.slice(0, MOST_SHOWN))
    console.log(`  ${nobodys(item)} · ${counter}: stored ${stored}, counted ${counted}`);
  if (differences.length > MOST_SHOWN) console.log(`  … and ${differences.length - MOST_SHOWN} more`);
  console.log(
    `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}. Orders that were placed while this counted may show up here: look again when it is quiet.`,
  );
}

function reportShapes(misshapen: readonly ShapeProblem[]): void {
  if (misshapen.length === 0) {
    console.log('Every item has the shape that the schema says.');
    return;
  }
  process.exitCode = 1;
  for (const { keyDigest: item, coordinate, problem } of misshapen.slice(0, MOST_SHOWN))
    console.log(`  item ${item} · ${coordinate} ${problem}`);
  if (misshapen.length > MOST_SHOWN) console.log(`  … and ${misshapen.length - MOST_SHOWN} more`);
  console.log(
    `${misshapen.length} ${misshapen.length === 1 ? 'attribute is' : 'attributes are'} not as the schema says. An item is told by the first 16 digits of SHA-256 over its "<pk>\\n<sk>".`,
  );
}

/** A buyer's day names a person: it is told by its digest. */
function nobodys(item: string): string {
  const [pk = '', sk = ''] = item.split('/');
  return /^(CUSTOMER|GUEST)#/.test(pk) ? `buyer’s day ${keyDigest({ pk, sk })}` : item;
}
