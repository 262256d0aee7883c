import { randomUUID } from 'node:crypto';
import type { Model } from '../../model/Model';
import type { Change } from '../../storage/changes/Change';
import type { FeedOptions } from '../../storage/changes/ChangeFeed';
import { CLOCK } from '../../storage/changes/clock';
import { DynamoStream } from '../../storage/changes/DynamoStream';
import { FeedLag } from '../../storage/changes/FeedLag';
import { Lease } from '../../storage/changes/Lease';
import { LeasedFeed } from '../../storage/changes/LeasedFeed';
import { createStreamsClient, type StoreClient } from '../../storage/client';
import { Table } from '../../storage/Table';
import type { Configuration } from '../configuration';
import type { Telemetry } from '../observe/telemetry/Telemetry';
import { ChangeHub, type HubSource } from './ChangeHub';
import { OwnFeed } from './OwnFeed';
import { RedisBus } from './RedisBus';
import { streamsOptions } from '../storeOptions';

/** What whoever follows the table's stream takes. */
export interface FollowerParts {
  readonly configuration: Configuration;
  readonly model: Model;
  readonly client: StoreClient;
  /** Hears of what keeps changes from being followed. */
  readonly onTrouble: (cause: unknown) => void;
  readonly telemetry: Telemetry;
}

/** What was written, for the followers of this instance. */
export interface Realtime {
  readonly changes: ChangeHub;
  close(): Promise<void>;
}

/** With a Redis, one instance at a time reads the stream for all of them; without, each reads for itself while it has followers. */
export function createRealtime(parts: FollowerParts): Realtime {
  const { configuration, client, onTrouble, telemetry } = parts;
  const streams = createStreamsClient(streamsOptions(configuration));
  const lag = new FeedLag(CLOCK.now);
  const feed: Omit<FeedOptions, 'take' | 'start' | 'progress'> = {
    stream: new DynamoStream(client.documents, streams, configuration.TABLE_NAME),
    onTrouble,
    lag,
    pollMs: configuration.CHANGES_POLL_MS,
    clock: CLOCK,
  };
  const url = configuration.REALTIME_REDIS_URL;
  const followed = url === undefined ? alone(parts, feed) : together(parts, feed, url);
  telemetry.watch('subscriptions', {}, () => followed.changes.size);
  telemetry.watch('changesLag', { reader: 'subscriptions' }, () => lag.seconds);
  return {
    changes: followed.changes,
    close: async () => {
      await followed.close();
      streams.destroy();
    },
  };
}

type Feed = Omit<FeedOptions, 'take' | 'start' | 'progress'>;

function alone({ model }: FollowerParts, feed: Feed): Realtime {
  const take = (written: readonly Change[]): Promise<void> => {
    written.forEach((change) => changes.hear(change));
    return Promise.resolve();
  };
  const own = new OwnFeed({ ...feed, take });
  const changes = new ChangeHub(model, own);
  return { changes, close: () => own.close() };
}

function together({ configuration, model, client }: FollowerParts, feed: Feed, url: string): Realtime {
  // The hub follows the bus, which tells the hub: the one that is made later is handed over by these.
  const source: HubSource = { follow: () => bus.follow(), leave: () => undefined };
  const changes = new ChangeHub(model, source);
  const bus = new RedisBus({
    url,
    channel: `fieldgate:changes:${configuration.TABLE_NAME}`,
    hear: changes.hear,
    onMissed: changes.lost,
    onTrouble: feed.onTrouble,
  });
  const durationMs = configuration.CHANGES_LEASE_MS;
  const lease = new Lease({
    table: new Table(client, configuration.CHANGES_TABLE_NAME),
    name: `realtime:${configuration.TABLE_NAME}`,
    owner: randomUUID(),
    durationMs,
    now: CLOCK.now,
  });
  const take = async (written: readonly Change[]): Promise<void> => {
    const interesting = written.filter((change) => changes.isOfInterest(change));
    if (interesting.length > 0) await bus.publish(interesting);
  };
  const reader = new LeasedFeed({ ...feed, lease, durationMs, take });
  reader.start();
  const close = async (): Promise<void> => {
    await reader.stop();
    bus.close();
  };
  return { changes, close };
}
