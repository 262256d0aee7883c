import { AwsNotifier } from './AwsNotifier';
import { FileNotifier } from './FileNotifier';
import type { Notifier } from './Notice';
import type { Configuration } from '../configuration/configuration';

/** What carries notices, as configured; `null` where nothing is to. */
export function createNotifier({ notices }: Pick<Configuration, 'notices'>): Notifier | null {
  if (notices === null) return null;
  return notices.kind === 'files' ? new FileNotifier(notices.folder) : new AwsNotifier(notices);
}
