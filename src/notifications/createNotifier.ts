import { AwsNotifier } from './AwsNotifier';
import { FileNotifier } from './FileNotifier';
import type { Notifier } from './Notification';
import type { Configuration } from '../configuration/configuration';

/** What carries notifications, as configured; `null` where nothing is to. */
export function createNotifier({ notifications }: Pick<Configuration, 'notifications'>): Notifier | null {
  if (notifications === null) return null;
  return notifications.kind === 'files' ? new FileNotifier(notifications.folder) : new AwsNotifier(notifications);
}
