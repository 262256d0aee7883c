import 'reflect-metadata';
import { runCommand } from './command';
import { loadDemoData } from './demoData';
import { withStore, type StoreAddress } from './store';

/**
 * Loads the demo data in a process of its own, forked by `npm start`: on the other processor, while the API is being
 * loaded, and without leaving its memory behind in the API's process. Ends when the parent does.
 */
process.once('disconnect', () => process.exit());
void runCommand(async () => {
  const address = JSON.parse(process.argv[2] ?? '{}') as StoreAddress;
  const count = await withStore(address, (store) => loadDemoData(store));
  process.send?.({ count });
  process.disconnect();
});
