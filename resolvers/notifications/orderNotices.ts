import { customerKey, noticeKey, orderKey, shopKey } from '../../schema/keys';
import type { SystemReads } from '../../src/loading/SystemReader';
import type { Change } from '../../src/changes/Change';
import { matchKey, type KeyParams } from '../../src/storage/keys';
import type { Item } from '../../src/storage/requests';
import type { Draft, Notice } from '../../src/notifications/Notice';
import type { NoticeSources } from '../../src/notifications/noticeSources';
import { newsOf } from './orderNews';

/** What notices are made of, and no more. */
export const noticeReads: SystemReads = {
  notice: { key: noticeKey, attributes: ['status', 'version'] },
  order: { key: orderKey, attributes: ['number', 'customerId', 'claimedVersion', 'erasedAt'] },
  customer: { key: customerKey, attributes: ['erasedAt'] },
  shop: { key: shopKey, attributes: ['name'] },
};

/**
 * The notice that was written with an order's change, where this is one. Nothing is made of the order's own changes: what an item says tells
 * not what happened to it.
 */
export async function orderNotices({ key, kind }: Change, sources: NoticeSources): Promise<Draft[]> {
  const params = kind === 'made' ? matchKey(noticeKey, key) : null;
  const notice = params && (await sources.reader.item('notice', params));
  if (!params || !notice) return [];
  const id = `order-${params.orderId ?? ''}-${String(notice.status)}`;
  return [{ id, write: async () => written(id, notice, params, sources) }];
}

/** To the customer whose order it was then and is now; guests have no address, and who had their data erased hears of it no more. */
async function written(
  id: string,
  notice: Item,
  params: KeyParams,
  { reader, addressOf }: NoticeSources,
): Promise<Notice | null> {
  const order = await reader.item('order', params);
  const [news, customerId] = [newsOf(notice.status), order?.customerId];
  if (!order || news === undefined || typeof customerId !== 'string' || !concerns(order, notice)) return null;
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
