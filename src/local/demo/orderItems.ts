import type { Item } from '../write';
import { at } from './at';
import { hidden } from './catalogueItems';
import type { OrderPlan } from './orders';

const REMARKS = [
  'paid at the counter',
  'regular, greet by name',
  'asked for the recipe',
  'brought the jar back',
  'third visit this week',
];
const VERSIONS = { PENDING: 1, ACCEPTED: 2, READY: 3, COMPLETED: 4, REJECTED: 2, CANCELLED: 2 } as const;

export function totalOf({ lines }: OrderPlan): number {
  return lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0);
}

/** A short code for people, from the random end of the ULID: `7K2-M9Q`. */
function orderNumber(ulid: string): string {
  return `${ulid.slice(-6, -3)}-${ulid.slice(-3)}`;
}

/** The order and its lines. */
export function orderItems(order: OrderPlan): Item[] {
  return [orderItem(order), ...order.lines.map((_, index) => lineItem(order, index))];
}

function orderItem(order: OrderPlan): Item {
  const { ulid, shop, buyer, status, note } = order;
  const total = totalOf(order);
  return {
    pk: `SHOP#${shop.slug}`,
    sk: `ORDER#${ulid}`,
    gsi1pk: `${buyer.kind}#${buyer.id}`,
    gsi1sk: `ORDER#${ulid}`,
    [buyer.kind === 'CUSTOMER' ? 'customerId' : 'guestSessionId']: buyer.id,
    number: orderNumber(ulid),
    status,
    placedAt: order.placedAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    total,
    currencyCode: shop.currencyCode,
    ...(note !== null && { note }),
    customerName: buyer.name,
    phoneNumber: buyer.phoneNumber,
    lineCount: order.lines.length,
    internalNote: `internal-note-${ulid}: ${REMARKS[ulid.charCodeAt(25) % REMARKS.length] ?? ''}`,
    platformFee: Math.round((total * shop.commissionRate) / 10_000),
    version: VERSIONS[status],
    riskScore: hidden('riskScore', ulid),
    platformNotes: hidden('platformNotes', ulid),
  };
}

function lineItem({ ulid, shop, lines }: OrderPlan, index: number): Item {
  const { product, quantity } = at(lines, index);
  const position = index + 1;
  return {
    pk: `SHOP#${shop.slug}`,
    sk: `LINE#${ulid}#${String(position).padStart(2, '0')}`,
    position,
    name: product.name,
    unitPrice: product.price,
    quantity,
    lineTotal: product.price * quantity,
    currencyCode: shop.currencyCode,
    productId: product.id,
    unitCost: product.unitCost,
  };
}
