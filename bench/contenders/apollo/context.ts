import DataLoader from 'dataloader';
import * as table from '../shared/documents.mjs';
import { authenticate } from '../shared/identity.mjs';
import { maySeeProducts } from '../shared/maySeeProducts.mjs';

export interface Key {
  pk: string;
  sk: string;
}

type Caller = Awaited<ReturnType<typeof authenticate>>;

export interface Context {
  caller: Caller;
  /** The whole item. */
  load: (key: Key) => Promise<any>;
  maySeeProducts: (shop: string) => Promise<boolean>;
}

declare const process: { env: Record<string, string | undefined> };

const byBatches = process.env.BENCH_LOADING === 'batches';

/** One for a request. */
export async function createContext(headers: Record<string, any>): Promise<Context> {
  const caller = await authenticate(headers as never);
  const load = byBatches ? batched() : (key: Key) => table.get(key, undefined);
  return { caller, load, maySeeProducts: maySeeProducts(caller) };
}

function batched(): Context['load'] {
  const nameOf = ({ pk, sk }: Key) => `${pk}/${sk}`;
  const loader = new DataLoader<Key, any, string>(
    async (keys) => {
      const items = await table.batchGet([...keys], undefined);
      const found = new Map(items.map((item) => [nameOf(item), item]));
      return keys.map((key) => found.get(nameOf(key)) ?? null);
    },
    { cacheKeyFn: nameOf, maxBatchSize: 100 },
  );
  return (key) => loader.load(key);
}
