import type { DeadLetter } from './DeadLetters';
import type { Draft, Notification } from './Notification';
import type { NotificationRules, NotificationSources } from './notificationSources';
import { newsOfId } from './OperatorNews';

/** The notification that was given up, made again of what it told of; `null` where that is not there any more. */
export async function remadeNotification(
  { id, change }: DeadLetter,
  rules: NotificationRules,
  sources: NotificationSources,
): Promise<Notification | Draft | null> {
  const notifications = change ? await rules.notificationsOf(change, sources) : [];
  return notifications.find((notification) => notification.id === id) ?? newsOfId(id);
}
