import { OrderStatus } from '../../schema/Order';
import type { ItemChange } from '../../src/loading/ItemChanges';
import type { SystemReader, SystemReads } from '../../src/loading/SystemReader';
import type { Item } from '../../src/storage/requests';
import type { Notice } from '../../src/storage/notices/Notice';

/** What notices are made of, and no more. */
export const noticeReads: SystemReads = {
  Order: ['status', 'number', 'customerId'],
  Customer: ['email'],
  Shop: ['name'],
};

/** What a buyer wants to hear of while they are elsewhere. */
const NEWS: Readonly<Partial<Record<OrderStatus, string>>> = {
  [OrderStatus.ACCEPTED]: 'has been accepted',
  [OrderStatus.READY]: 'is ready',
  [OrderStatus.REJECTED]: 'could not be accepted',
};

/** The notices that a change gives rise to: the news of an order, to the customer whose it is; guests have no address. */
export async function noticesOf({ typeName, params }: ItemChange, reader: SystemReader): Promise<Notice[]> {
  if (typeName !== 'Order') return [];
  const order = await reader.item('Order', params);
  const { status, customerId } = order ?? {};
  const news = NEWS[status as OrderStatus];
  if (!order || news === undefined || typeof customerId !== 'string') return [];
  const [customer, shop] = await Promise.all([
    reader.item('Customer', { customerId }),
    reader.item('Shop', { shopId: params.shopId ?? '' }),
  ]);
  if (typeof customer?.email !== 'string') return [];
  const subject = `Your order ${String(order.number)} ${news}`;
  const to = { kind: 'email', address: customer.email } as const;
  return [
    { id: `order-${params.orderId ?? ''}-${String(status)}`, to, subject, text: `${subject} (${nameOf(shop)}).` },
  ];
}

function nameOf(shop: Item | null): string {
  return typeof shop?.name === 'string' ? shop.name : 'the shop';
}
