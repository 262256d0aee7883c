import { customerKey, noticeKey, orderKey, shopKey } from '../../schema/keys';
import type { SystemReads } from '../../src/loading/SystemReader';
import type { Change } from '../../src/changes/Change';
import { matchKey, type KeyParams } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import type { Draft, Notification } from '../../src/notifications/Notification';
import type { NotificationSources } from '../../src/notifications/notificationSources';
import { newsOf } from './orderNews';

/** What notifications are made of, and no more. */
export const notificationReads: SystemReads = {
  notification: { key: noticeKey, attributes: ['status', 'version'] },
  order: { key: orderKey, attributes: ['number', 'customerId', 'claimedVersion', 'erasedAt'] },
  customer: { key: customerKey, attributes: ['erasedAt'] },
  shop: { key: shopKey, attributes: ['name'] },
};

/**
 * The notification that was written with an order's change, where this is one. Nothing is made of the order's own changes: what an item says tells
 * not what happened to it.
 */
export async function orderNotifications({ key, kind }: Change, sources: NotificationSources): Promise<Draft[]> {
  const params = kind === 'created' ? matchKey(noticeKey, key) : null;
  const notification = params && (await sources.reader.item('notification', params));
  if (!params || !notification) return [];
  const id = `order-${params.orderId ?? ''}-${String(notification.status)}`;
  return [{ id, write: async () => written(id, notification, params, sources) }];
}

/** To the customer whose order it was then and is now; guests have no address, and who had their data erased hears of it no more. */
async function written(
  id: string,
  notification: Item,
  params: KeyParams,
  { reader, addressOf }: NotificationSources,
): Promise<Notification | null> {
  const order = await reader.item('order', params);
  const [news, customerId] = [newsOf(notification.status), order?.customerId];
  if (!order || news === undefined || typeof customerId !== 'string' || !concerns(order, notification)) return null;
  const [customer, shop] = await Promise.all([reader.item('customer', { customerId }), reader.item('shop', params)]);
  if (!customer || (customer.erasedAt ?? null) !== null) return null;
  const address = await addressOf(customerId);
  if (address === null) return null;
  const subject = `Your order ${String(order.number)} ${news}`;
  return { id, to: { kind: 'email', address }, subject, text: `${subject} (${nameOf(shop)}).` };
}

/** Whoever claimed the order after the change was not its buyer then. */
function concerns({ claimedVersion, erasedAt }: Item, { version }: Item): boolean {
  if ((erasedAt ?? null) !== null) return false;
  return claimedVersion === undefined || Number(claimedVersion) < Number(version);
}

function nameOf(shop: Item | null): string {
  return typeof shop?.name === 'string' ? shop.name : 'the shop';
}
