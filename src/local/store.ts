import { createClient } from '../storage/client';
import type { WriteOptions } from './write';

/** A table and how to write to it. */
export type Store = Pick<WriteOptions, 'client' | 'tableName' | 'by'>;

export interface StoreAddress {
  readonly endpoint?: string | undefined;
  readonly region: string;
  readonly tableName: string;
  /** The engine behind the endpoint, where we know it. */
  readonly engine?: string | undefined;
  /** Whether this process has started the engine: nobody else reads or writes there. */
  readonly isOwn?: boolean | undefined;
}

/** Opens a store for the time of `use`. */
export async function withStore<T>(address: StoreAddress, use: (store: Store) => Promise<T>): Promise<T> {
  const { endpoint, region, tableName, engine } = address;
  const client = createClient({
    endpoint,
    region,
    // What is encrypted is AWS, for which whoever runs this has credentials; an engine on this machine wants none.
    isLocal: endpoint?.startsWith('http:') === true,
    connectionTimeoutMs: 5_000,
    requestTimeoutMs: 30_000,
  });
  try {
    return await use({ client: client.documents, tableName, by: engine === 'dynoxide' ? 'transactions' : 'batches' });
  } finally {
    client.destroy();
  }
}
