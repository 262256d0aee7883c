import { randomUUID } from 'node:crypto';
import type { UserPool } from '../identity/userPool/UserPool';
import type { Change } from '../changes/Change';
import { CLOCK } from '../changes/clock';
import { DynamoStream } from '../changes/DynamoStream';
import { FeedLag } from '../changes/FeedLag';
import { Lease } from '../changes/Lease';
import { LeasedFeed } from '../changes/LeasedFeed';
import { createStreamsClient } from '../storage/client';
import type { Draft, Notification } from './Notification';
import { Outbox, type Outcome } from './Outbox';
import { Table } from '../storage/Table';
import type { Log } from '../observe/requests/Log';
import type { SecurityEvents } from '../observe/SecurityEvents';
import type { FollowerParts } from '../changes/createRealtime';
import { describeFault } from '../observe/faultLog';
import { within } from '../waiting/within';
import { createNotifier } from './createNotifier';
import { notificationSources, type NotificationRules } from './notificationSources';
import { OperatorNews } from './OperatorNews';
import { streamsOptions } from '../configuration/storeOptions';

interface Parts extends Omit<FollowerParts, 'model'> {
  readonly rules: NotificationRules;
  readonly table: Table;
  readonly userPool: UserPool;
  readonly securityEvents: SecurityEvents;
  readonly logger: Log;
}

/** For news that is on its way when this instance ends. */
const ENDING_MS = 1000;
/** Two readers share a shard's five looks a second; subscriptions are in more of a hurry. */
export const POLLS_LESS_BY = 8;

/**
 * Tells people outside of the API of what happened: one instance at a time reads the stream, and goes on only when the notification that a change
 * was written with was sent or given up. Operators hear of what is amiss as well. `null` where nobody is to be told.
 */
export function createNotifications(parts: Parts): { close(): Promise<void> } | null {
  const { configuration, client, logger, onTrouble, securityEvents } = parts;
  const notifier = createNotifier(configuration);
  if (!notifier) return null;
  const ending = new AbortController();
  const { signal } = ending;
  const streams = createStreamsClient(streamsOptions(configuration));
  const ownTable = new Table(client, configuration.CHANGES_TABLE_NAME);
  const outbox = new Outbox({
    ...{ table: ownTable, notifier, clock: CLOCK },
    onTrouble: (cause) =>
      logger.warn({ event: 'notice', ...describeFault(cause) }, 'a notification could not be sent, and is tried again'),
    onGivenUp: () => {
      logger.error({ event: 'notice' }, 'a notification was given up: `npm run dead-letters` lists it');
      parts.telemetry.notificationGivenUp();
    },
  });
  const news = new OperatorNews({ outbox, now: CLOCK.now, signal, onTrouble });
  const stream = new DynamoStream(client.documents, streams, configuration.TABLE_NAME);
  const feed = createFeed(parts, {
    stream,
    ownTable,
    news,
    deliver: (notification, change) => outbox.deliver(notification, signal, change),
  });
  securityEvents.whenRepeated((kind) => news.report(kind));
  feed.start();
  return {
    close: async () => {
      ending.abort();
      await feed.stop();
      await within(ENDING_MS, news.settled()).catch(onTrouble);
      notifier.close();
      streams.destroy();
    },
  };
}

interface Means {
  readonly stream: DynamoStream;
  readonly ownTable: Table;
  readonly news: OperatorNews;
  readonly deliver: (notification: Notification | Draft, change: Change) => Promise<Outcome>;
}

function createFeed(
  { configuration, rules, table, userPool, telemetry, lagLog, onTrouble }: Parts,
  { stream, ownTable, news, deliver }: Means,
): LeasedFeed {
  const sources = notificationSources(rules, table, userPool);
  const report = async (change: Change) => reportAll(await rules.notificationsOf(change, sources), change, deliver);
  const pollMs = configuration.CHANGES_POLL_MS * POLLS_LESS_BY;
  const lag = new FeedLag(CLOCK.now, pollMs);
  const durationMs = configuration.CHANGES_LEASE_MS;
  const name = `notices:${configuration.TABLE_NAME}`;
  const feed = new LeasedFeed({
    lease: new Lease({ table: ownTable, name, owner: randomUUID(), durationMs, clock: CLOCK }),
    durationMs,
    stream,
    take: async (changes) => {
      news.onLag(lag.seconds);
      for (const change of changes) await report(change);
    },
    onGap: () => {
      telemetry.changesMissed('notices');
      news.report('changes_lost');
      return Promise.resolve();
    },
    onTrouble,
    lag,
    pollMs,
    clock: CLOCK,
  });
  const secondsBehind = () => Math.max(lag.seconds, feed.secondsUnread);
  telemetry.watch('changesLag', { reader: 'notices' }, secondsBehind);
  lagLog.watch('notices', secondsBehind);
  telemetry.watch('changesReading', { reader: 'notices' }, () => Number(feed.isLeading));
  return feed;
}

/** Rejects where it was interrupted: the change is to be met again. */
async function reportAll(
  notifications: readonly (Notification | Draft)[],
  change: Change,
  deliver: Means['deliver'],
): Promise<void> {
  for (const notification of notifications)
    if ((await deliver(notification, change)) === 'interrupted') throw new Error('interrupted');
}
