import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { noticeReads, noticesOf } from '../../../resolvers';
import { SystemReader } from '../../loading/SystemReader';
import type { Model } from '../../model/Model';
import type { Change } from '../../storage/changes/Change';
import { CLOCK } from '../../storage/changes/clock';
import { DynamoStream } from '../../storage/changes/DynamoStream';
import { Lease } from '../../storage/changes/Lease';
import { LeasedFeed } from '../../storage/changes/LeasedFeed';
import { createStreamsClient, type ClientOptions, type StoreClient } from '../../storage/client';
import { matchKey } from '../../storage/keys';
import { Outbox } from '../../storage/notices/Outbox';
import { Table } from '../../storage/Table';
import type { Configuration } from '../configuration';
import { troubleLog } from '../realtime/troubleLog';
import { createNotifier } from './createNotifier';

interface Parts {
  readonly configuration: Configuration;
  readonly model: Model;
  readonly client: StoreClient;
  readonly table: Table;
  readonly storeOptions: ClientOptions;
  readonly logger: FastifyBaseLogger;
}

/** Two readers share a shard's five looks a second; subscriptions are in more of a hurry. */
const POLLS_LESS_BY = 8;

/**
 * Tells people outside of the API of what was written: one instance at a time reads the stream, and goes on only when what a change gives
 * rise to was sent or given up. `null` where nobody is to be told.
 */
export function createNotifications(parts: Parts): { close(): Promise<void> } | null {
  const { configuration, client, table, model, storeOptions, logger } = parts;
  const notifier = createNotifier(configuration);
  if (!notifier) return null;
  const ending = new AbortController();
  const onTrouble = troubleLog(logger);
  const streams = createStreamsClient(storeOptions);
  const ownTable = new Table(client, configuration.CHANGES_TABLE_NAME);
  const outbox = new Outbox({ table: ownTable, notifier, clock: CLOCK, onTrouble });
  const reader = new SystemReader(model, table, noticeReads);
  const durationMs = configuration.CHANGES_LEASE_MS;
  const name = `notices:${configuration.TABLE_NAME}`;
  const feed = new LeasedFeed({
    lease: new Lease({ table: ownTable, name, owner: randomUUID(), durationMs, now: CLOCK.now }),
    durationMs,
    stream: new DynamoStream(client.documents, streams, configuration.TABLE_NAME),
    take: async (changes) => {
      for (const change of changes) await tell(change, { model, reader, outbox, signal: ending.signal });
    },
    onTrouble,
    pollMs: configuration.CHANGES_POLL_MS * POLLS_LESS_BY,
    clock: CLOCK,
  });
  feed.start();
  return {
    close: async () => {
      ending.abort();
      await feed.stop();
      notifier.close();
      streams.destroy();
    },
  };
}

interface Telling {
  readonly model: Model;
  readonly reader: SystemReader;
  readonly outbox: Outbox;
  readonly signal: AbortSignal;
}

/** Rejects where it was interrupted: the change is to be met again. */
async function tell({ key, kind }: Change, { model, reader, outbox, signal }: Telling): Promise<void> {
  if (kind === 'removed') return;
  for (const { name, stored } of model.types.values()) {
    const params = stored?.changes ? matchKey(stored.key, key) : null;
    for (const notice of params ? await noticesOf({ typeName: name, params, kind }, reader) : [])
      if ((await outbox.deliver(notice, signal)) === 'interrupted') throw new Error('interrupted');
  }
}
