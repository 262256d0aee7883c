import { randomUUID } from 'node:crypto';
import type { Model } from '../model/Model';
import type { Change } from './Change';
import type { FeedOptions } from './ChangeFeed';
import { CLOCK } from './clock';
import { DynamoStream } from './DynamoStream';
import { FeedLag } from './FeedLag';
import { Lease } from './Lease';
import { LeasedFeed } from './LeasedFeed';
import { createStreamsClient, type StoreClient } from '../storage/client';
import { StoreUnavailableError } from '../storage/calls/errors';
import { Table } from '../storage/Table';
import type { Configuration } from '../configuration/configuration';
import type { Telemetry } from '../observe/telemetry/Telemetry';
import { ChangeHub } from './ChangeHub';
import type { LagLog } from './LagLog';
import { OwnFeed } from './OwnFeed';
import { RedisBus } from './RedisBus';
import type { TroubleListener } from './troubleLog';
import { streamsOptions } from '../configuration/storeOptions';

/** What whoever follows the table's stream takes. */
export interface FollowerParts {
  readonly configuration: Configuration;
  readonly model: Model;
  readonly client: StoreClient;
  /** Hears of what keeps changes from being followed. */
  readonly onTrouble: TroubleListener['onTrouble'];
  readonly onWell: TroubleListener['onWell'];
  readonly telemetry: Telemetry;
  /** Tells operators where a reader is late. */
  readonly lagLog: Pick<LagLog, 'watch'>;
}

/** What was written, for the followers of this instance. */
export interface Realtime {
  readonly changes: ChangeHub;
  close(): Promise<void>;
}

/** With a Redis, one instance at a time reads the stream for all of them; without, each reads for itself while it has followers. */
export function createRealtime(parts: FollowerParts): Realtime {
  const { configuration, client, onTrouble, telemetry, lagLog } = parts;
  const streams = createStreamsClient(streamsOptions(configuration));
  const lag = new FeedLag(CLOCK.now, configuration.CHANGES_POLL_MS);
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
  const secondsBehind = () => Math.max(lag.seconds, followed.secondsUnread());
  telemetry.watch('changesLag', { reader: 'subscriptions' }, secondsBehind);
  lagLog.watch('subscriptions', secondsBehind);
  return {
    changes: followed.changes,
    close: async () => {
      await followed.close();
      streams.destroy();
    },
  };
}

interface Followed extends Realtime {
  /** For how many seconds nobody has been reading what others wait for. */
  readonly secondsUnread: () => number;
}

type Feed = Omit<FeedOptions, 'take' | 'start' | 'progress'>;

function alone({ model, telemetry }: FollowerParts, feed: Feed): Followed {
  const take = (written: readonly Change[]): Promise<void> => {
    written.forEach((change) => changes.onChange(change));
    return Promise.resolve();
  };
  const onGap = (): Promise<void> => {
    missed(telemetry, changes)();
    return Promise.resolve();
  };
  const own = new OwnFeed({ ...feed, take, onGap });
  const changes: ChangeHub = new ChangeHub(model, own);
  return { changes, close: () => own.close(), secondsUnread: () => 0 };
}

function together(parts: FollowerParts, feed: Feed, url: string): Followed {
  const { configuration, model, telemetry, onWell } = parts;
  const durationMs = configuration.CHANGES_LEASE_MS;
  // The hub follows the bus, which tells the hub, and whoever reads the stream publishes by it: what is made later is handed over by these.
  const changes = new ChangeHub(model, {
    follow: async () => {
      // Another instance takes over within one duration more.
      if (reader.secondsUnread * 1000 > durationMs) throw new StoreUnavailableError('the reader of changes');
      await bus.follow();
    },
    leave: () => undefined,
  });
  const bus: RedisBus = new RedisBus({
    url,
    channel: `fieldgate:changes:${configuration.TABLE_NAME}`,
    onChange: changes.onChange,
    silentMs: durationMs,
    reading: () => reader.canRead,
    onMissed: missed(telemetry, changes),
    onTrouble: feed.onTrouble,
    onWell,
  });
  const reader: LeasedFeed = publishing(parts, feed, { bus, changes });
  reader.start();
  telemetry.watch('changesReading', { reader: 'subscriptions' }, () => Number(reader.isLeading));
  return {
    changes,
    secondsUnread: () => reader.secondsUnread,
    close: async () => {
      await reader.stop();
      bus.close();
    },
  };
}

/** Reads the stream, when it is this instance's turn, and hands it on to all of them. */
function publishing(
  { configuration, client }: FollowerParts,
  feed: Feed,
  { bus, changes }: { readonly bus: RedisBus; readonly changes: ChangeHub },
): LeasedFeed {
  const durationMs = configuration.CHANGES_LEASE_MS;
  const lease = new Lease({
    table: new Table(client, configuration.CHANGES_TABLE_NAME),
    name: `realtime:${configuration.TABLE_NAME}`,
    owner: randomUUID(),
    durationMs,
    clock: CLOCK,
  });
  return new LeasedFeed({
    ...feed,
    lease,
    durationMs,
    take: async (written) => {
      const interesting = written.filter((change) => changes.isOfInterest(change));
      if (interesting.length > 0) await bus.publish(interesting);
    },
    onGap: async () => bus.publishGap(),
    isFit: () => bus.isAlive,
  });
}

function missed(telemetry: Telemetry, changes: ChangeHub): () => void {
  return () => {
    telemetry.changesMissed('subscriptions');
    changes.lost();
  };
}
