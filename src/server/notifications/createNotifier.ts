import { AwsNotifier } from '../../storage/notices/AwsNotifier';
import { FileNotifier } from '../../storage/notices/FileNotifier';
import type { Notifier } from '../../storage/notices/Notice';
import type { Configuration } from '../configuration';

/** What carries notices, as configured; `null` where nothing is to. */
export function createNotifier({ notices }: Pick<Configuration, 'notices'>): Notifier | null {
  if (notices === null) return null;
  return notices.kind === 'files' ? new FileNotifier(notices.folder) : new AwsNotifier(notices);
}
