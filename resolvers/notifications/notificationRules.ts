import type { NotificationRules } from '../../src/notifications/notificationSources';
import { notificationReads, orderNotifications } from './orderNotifications';
import { ownershipNotifications } from './ownershipNotifications';

/** The notifications that a change of the table gives rise to. */
export const notificationRules: NotificationRules = {
  reads: notificationReads,
  notificationsOf: async (change, sources) => [
    ...ownershipNotifications(change),
    ...(await orderNotifications(change, sources)),
  ],
};
